"""Two people who do the same about rounds at the same moment, on both databases."""

from __future__ import annotations

from datetime import timedelta

from goodpartners.domain.partnership.snapshots import Mode
from goodpartners.services import round_steps, side_modes, waves
from goodpartners.services.house import House
from goodpartners.services.waves import RoundPlan
from goodpartners.store.waves import QuestionnaireVersion, Wave
from tests.asked import Asked, P
from tests.factories import START, rows
from tests.partnership import make_round, readiness_quiz
from tests.threads import overlapping, together

DAY = START.date()


def test_two_suggestions_at_once_both_count_and_the_latest_stands(house: House) -> None:
    asked = Asked(house, ((2, 2),))

    actor = asked.actor(0, P)

    def suggest(mode: Mode) -> None:
        with house.database.writing() as session:
            side_modes.suggest(session, asked.pairs[0], P, mode, actor=actor, now=START)

    acts = [lambda m=m: suggest(m) for m in (Mode.ORGANISATION, Mode.WORKSHOP) * 2]  # type: ignore[misc]
    assert together(*acts) == [None] * 4
    assert len(rows(house, "side_mode")) == 1


def test_two_trainers_who_plan_the_same_round_at_once_plan_it_once(house: House) -> None:
    asked = Asked(house, ((2, 2), (2, 2)))
    catalogue = house.library.current(today=DAY)
    wanted = RoundPlan("readiness", 1, DAY, DAY + timedelta(weeks=2), tuple(asked.pairs))

    def plan() -> int:
        with house.database.writing() as session:
            return waves.plan(session, catalogue, asked.cohort, wanted, actor=asked.moira, now=START)

    assert sorted(together(plan, plan, plan), key=str) == [0, 0, 2]
    assert len(rows(house, "wave")) == 2


def test_a_version_used_first_by_two_at_once_is_kept_once(house: House) -> None:
    def freeze() -> str:
        with house.database.writing() as session:
            return waves.freeze(session, readiness_quiz(), now=START).digest

    assert len(set(map(str, together(freeze, freeze, freeze)))) == 1
    with house.database.reading() as session:
        assert session.query(QuestionnaireVersion).count() == 1


def test_a_round_that_is_moved_while_the_jobs_run_is_not_closed(house: House) -> None:
    asked = Asked(house, ((2, 2),))
    with house.database.writing() as session:
        wave = make_round(session, asked.pairs[0], readiness_quiz(), closes=DAY)
    later = START + timedelta(days=3)

    def move_then_step(session: object) -> None:
        waves.move(session, wave, DAY, DAY + timedelta(days=9), actor=asked.moira, now=later)  # type: ignore[arg-type]

    def step(_session: object) -> None:
        round_steps.step(house.database, base="http://localhost", now=later)

    if house.database.is_sqlite:
        with house.database.writing() as session:
            move_then_step(session)
        step(None)
    else:
        overlapping(house.database, move_then_step, step)
    with house.database.reading() as session:
        assert session.get_one(Wave, wave).closed_at is None
