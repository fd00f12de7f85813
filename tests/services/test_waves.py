"""Rounds as trainers plan, move and withdraw them; the wording they freeze; and who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.errors import Closed, Invalid, NotFound
from goodpartners.domain.partnership.questionnaire import Questionnaire
from goodpartners.domain.people import Role
from goodpartners.services import activity, waves
from goodpartners.services.house import House
from goodpartners.services.waves import RoundPlan
from goodpartners.store import waves as store
from goodpartners.store.cohorts import CohortRow
from goodpartners.store.waves import Wave
from tests.asked import Asked, C
from tests.cohorts import actor_of
from tests.factories import START, make_person, rows

DAY = START.date()
UNTIL = DAY + timedelta(weeks=2)


@pytest.fixture
def asked(house: House) -> Asked:
    """Two pairs."""
    return Asked(house, ((3, 3), (3, 3)))


@pytest.fixture
def catalogue(house: House) -> Catalogue:
    """What is published."""
    return house.library.current(today=DAY)


def plan(asked: Asked, catalogue: Catalogue, **changes: object) -> int:
    wanted = replace(RoundPlan("readiness", 1, DAY, UNTIL, tuple(asked.pairs)), **changes)  # type: ignore[arg-type]
    with asked.house.database.writing() as session:
        return waves.plan(session, catalogue, asked.cohort, wanted, actor=asked.moira, now=START)


def refused(asked: Asked, catalogue: Catalogue, **changes: object) -> list[str]:
    with pytest.raises(Invalid) as refusal:
        plan(asked, catalogue, **changes)
    return [problem.field for problem in refusal.value.problems]


def test_a_round_is_planned_for_the_pairs_that_do_not_have_it(asked: Asked, catalogue: Catalogue) -> None:
    assert plan(asked, catalogue, pair_ids=(asked.pairs[0],)) == 1
    assert plan(asked, catalogue) == 1
    assert plan(asked, catalogue) == 0
    assert plan(asked, catalogue, number=2) == 2
    assert plan(asked, catalogue, questionnaire="gaps") == 2
    assert len(rows(asked.house, "wave")) == 6
    assert len(rows(asked.house, "questionnaire_version")) == 2


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"questionnaire": "nothing"}, ["questionnaire"]),
        ({"number": 4}, ["number"]),
        ({"opens": None}, ["opens"]),
        ({"closes": None}, ["closes"]),
        ({"closes": DAY - timedelta(days=1)}, ["closes"]),
        ({"opens": DAY - timedelta(days=9), "closes": DAY - timedelta(days=1)}, ["closes"]),
        ({"pair_ids": ()}, ["pair_ids"]),
        ({"pair_ids": (987654,)}, ["pair_ids"]),
        (
            {"questionnaire": "", "number": 0, "opens": None, "closes": None, "pair_ids": ()},
            ["questionnaire", "number", "pair_ids", "opens", "closes"],
        ),
    ],
)
def test_a_plan_that_cannot_be_is_refused_field_by_field(
    asked: Asked, catalogue: Catalogue, changes: dict[str, object], fields: list[str]
) -> None:
    assert refused(asked, catalogue, **changes) == fields
    assert not rows(asked.house, "wave")


def test_days_change_until_the_round_is_closed(asked: Asked) -> None:
    wave = asked.round()
    with asked.house.database.writing() as session:
        waves.move(session, wave, DAY, UNTIL, actor=asked.moira, now=START)
        found = session.get_one(Wave, wave)
        assert (found.opens, found.closes) == (DAY, UNTIL)
        with pytest.raises(Invalid):
            waves.move(session, wave, DAY - timedelta(9), DAY - timedelta(1), actor=asked.moira, now=START)
        found.closed_at = START
        session.flush()
        with pytest.raises(Closed, match="Plan another one"):
            waves.move(session, wave, DAY, UNTIL, actor=asked.moira, now=START)


def test_a_round_that_somebody_has_begun_is_not_withdrawn(asked: Asked) -> None:
    begun, untouched = asked.round(0), asked.round(1)
    asked.hand_in(begun, C, 1)
    with asked.house.database.writing() as session:
        waves.withdraw(session, untouched, actor=asked.moira, now=START)
        with pytest.raises(Closed, match="begun"):
            waves.withdraw(session, begun, actor=asked.moira, now=START)
    assert [row.id for row in rows(asked.house, "wave")] == [begun]


def test_only_who_runs_the_cohort_may(asked: Asked, catalogue: Catalogue) -> None:
    wave = asked.round()
    with asked.house.database.writing() as session:
        other = actor_of(session, make_person(session, "Olga Other", roles=[Role.TRAINER]))
        acts = [
            lambda: waves.move(session, wave, DAY, UNTIL, actor=other, now=START),
            lambda: waves.withdraw(session, wave, actor=other, now=START),
            lambda: waves.plan(
                session, catalogue, asked.cohort, RoundPlan("gaps", 1, DAY, UNTIL, ()), actor=other, now=START
            ),
            lambda: waves.move(session, wave + 99, DAY, UNTIL, actor=asked.moira, now=START),
        ]
        for act in acts:
            with pytest.raises(NotFound):
                act()


def test_a_closed_cohort_no_longer_changes(asked: Asked, catalogue: Catalogue) -> None:
    wave = asked.round()
    with asked.house.database.writing() as session:
        session.get_one(CohortRow, asked.cohort).closed_at = START
    with pytest.raises(Closed):
        plan(asked, catalogue)
    with asked.house.database.writing() as session, pytest.raises(Closed):
        waves.withdraw(session, wave, actor=asked.moira, now=START)


def test_a_file_changed_under_a_used_version_is_refused_and_rounds_keep_their_wording(
    asked: Asked, catalogue: Catalogue
) -> None:
    plan(asked, catalogue, pair_ids=(asked.pairs[0],))
    quiz = catalogue.questionnaires["readiness"]
    edited = quiz.model_copy(update={"title": "Something else"})
    with pytest.raises(Invalid) as refusal:
        plan(asked, replace(catalogue, questionnaires={"readiness": edited}))
    assert "raise 'version' to 2" in refusal.value.problems[0].sentence
    newer = edited.model_copy(update={"version": 2})
    assert plan(asked, replace(catalogue, questionnaires={"readiness": newer})) == 1
    with asked.house.database.reading() as session:
        found = store.of_cohort(session, asked.cohort)
        wordings: list[Questionnaire] = [waves.questionnaires(session, [w])[w.version_id] for w in found]
    assert [each.title for each in wordings] == [quiz.title, "Something else"]
    assert wordings[0] == quiz


def test_the_cohort_can_read_what_was_done(asked: Asked, catalogue: Catalogue) -> None:
    plan(asked, catalogue)
    with asked.house.database.writing() as session:
        first, second = store.of_cohort(session, asked.cohort)
        waves.move(session, first.id, date(2026, 12, 1), date(2026, 12, 9), actor=asked.moira, now=START)
        waves.withdraw(session, second.id, actor=asked.moira, now=START)
    with asked.house.database.reading() as session:
        log = activity.in_cohort(session, asked.cohort, number=1, actor=asked.moira)
    title = "“Where are we, and where do we want to be?”, round 1"
    assert [entry.sentence for entry in log.entries[:3]] == [
        f"A round of Quillby 1 and Tessaly 1 was withdrawn in this cohort: {title}.",
        "A round of Quillby 0 and Tessaly 0 has other days, 1 December 2026 to 9 December 2026, in this cohort: "
        f"{title}.",
        f"A round for 2 pairs was planned in this cohort: {title}.",
    ]
