"""What a trainer sees of rounds: who has handed in and what would open the results, never an answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodpartners.domain.board import FlagKind
from goodpartners.domain.errors import NotFound
from goodpartners.domain.milestones import MilestoneKind
from goodpartners.domain.partnership.snapshots import Mode
from goodpartners.domain.people import Grant, Role
from goodpartners.domain.rounds import RoundState
from goodpartners.services import boards, calendars, grids, pairs, results, round_overview, side_modes
from goodpartners.services.house import House
from goodpartners.services.round_overview import OneRound
from goodpartners.store.cohorts import CohortPartnershipRow
from goodpartners.store.partnerships import PartnershipRow
from tests.asked import Asked, C, P
from tests.factories import START
from tests.rooms import close_due
from tests.statements import statements

BASE = "https://learn.example.org"
ABSENT = timedelta(days=1)


def one(asked: Asked, wave: int) -> OneRound:
    found = asked.house.library.current(today=START.date())
    with asked.house.database.reading() as session:
        chosen = round_overview.overview(
            session, found, asked.cohort, wave_id=wave, actor=asked.moira, now=START
        ).chosen
    assert chosen
    return chosen


def board(asked: Asked) -> boards.Board:
    found = asked.house.library.current(today=START.date())
    with asked.house.database.reading() as session:
        return boards.board(session, found, asked.cohort, actor=asked.moira, now=START)


def choose(asked: Asked, mode: Mode) -> None:
    with asked.house.database.writing() as session:
        pair = session.get_one(CohortPartnershipRow, asked.pairs[0])
        partnership = session.get_one(PartnershipRow, pair.partnership_id)
        actor = asked.moira
        speaks = frozenset({Grant(Role.ORGANISATION_MANAGER, partnership.provider_id)})
        manager = type(actor)(actor.person_id, actor.name, actor.email, speaks, ())
        side_modes.decide(session, partnership.id, P, mode, actor=manager, now=START)


def test_what_is_missing_is_said_in_people(house: House) -> None:
    asked = Asked(house, ((4, 4),))
    wave = asked.round()
    assert one(asked, wave).unlock == (
        "Opens when three people of Quillby 0 answer and three people of Tessaly 0 answer."
    )
    asked.hand_in(wave, C, 3)
    asked.hand_in(wave, P, 2)
    found = one(asked, wave)
    assert found.unlock == "Opens when one more person of Tessaly 0 answers."
    assert [(side.handed_in, len(side.people)) for side in found.standing.sides] == [(3, 4), (2, 4)]
    assert [name for _, name in found.standing.provider.waiting] == ["Provider 0 2", "Provider 0 3"]
    assert (found.can_release, found.can_withdraw, found.can_move) == (False, False, True)


def test_results_may_be_opened_once_both_sides_have_enough_and_agree(house: House) -> None:
    asked = Asked(house)
    wave = asked.round()
    for side in (C, P):
        asked.hand_in(wave, side, 3)
    found = one(asked, wave)
    assert found.can_release
    assert found.unlock == "Both sides are ready: open now, or it opens by itself after 14 December 2026."
    with house.database.writing() as session:
        row = session.get_one(CohortPartnershipRow, asked.pairs[0])
        session.get_one(PartnershipRow, row.partnership_id).procurement_since = START
    assert not one(asked, wave).can_release
    assert "procurement pause" in one(asked, wave).unlock


def test_a_small_team_is_told_of_the_two_other_ways_and_its_organisation_decides(house: House) -> None:
    asked = Asked(house, ((3, 2),))
    wave = asked.round()
    asked.hand_in(wave, C, 3)
    found = one(asked, wave)
    assert found.standing.provider.small
    assert "Tessaly 0 has a small team" in found.unlock
    choose(asked, Mode.ORGANISATION)
    assert one(asked, wave).unlock == "Opens when Tessaly 0 hands in its shared answer."
    choose(asked, Mode.WORKSHOP)
    found = one(asked, wave)
    assert found.unlock == "Tessaly 0 chose a workshop without scores."
    assert found.standing.provider.waiting == ()
    assert not any(m.kind is MilestoneKind.ROUND for m in board(asked).pairs[0].milestones)


def test_a_round_is_planned_then_open_then_closed(house: House) -> None:
    asked = Asked(house)
    day = START.date()
    to_come = asked.round(opens=day + timedelta(days=3))
    over = asked.round(number=2, opens=day - timedelta(days=9), closes=day - ABSENT)
    assert one(asked, to_come).state is RoundState.PLANNED
    assert one(asked, to_come).unlock == "Opens on 27 November 2026."
    assert one(asked, to_come).can_withdraw
    assert one(asked, over).state is RoundState.CLOSED
    assert one(asked, over).unlock.startswith("Closed before both sides had enough answers.")


def test_a_round_of_another_cohort_is_not_found(house: House) -> None:
    asked = Asked(house)
    with pytest.raises(NotFound):
        one(asked, asked.round() + 99)


def test_the_page_takes_the_same_statements_for_two_pairs_and_for_forty(house: House) -> None:
    def count(number: int) -> int:
        asked = Asked(house, ((1, 1),) * number, tag=f" of {number}")
        for pair in range(number):
            asked.hand_in(asked.round(pair), C, 1, pair)
        catalogue, moira = house.library.current(today=START.date()), asked.moira
        with statements(house.database) as sent, house.database.reading() as session:
            round_overview.overview(session, catalogue, asked.cohort, actor=moira, now=START)
        return len(sent)

    assert count(2) == count(40)


def test_rounds_cost_the_board_two_statements_and_a_pair_one(house: House) -> None:
    asked = Asked(house, ((3, 3), (3, 3)))
    catalogue, moira, amara = house.library.current(today=START.date()), asked.moira, asked.actor(0, C)

    def count() -> tuple[int, int]:
        with statements(house.database) as of_board, house.database.reading() as session:
            boards.board(session, catalogue, asked.cohort, actor=moira, now=START)
        with statements(house.database) as of_home, house.database.reading() as session:
            pairs.together(session, catalogue, actor=amara, now=START)
        return len(of_board), len(of_home)

    without = count()
    first = asked.round()
    asked.hand_in(first, C, 2)
    one_round = count()
    asked.hand_in(asked.round(1), P, 3, 1)
    asked.round(1, number=2)
    assert one_round == count() == (without[0] + 1, without[1])


def test_a_round_is_a_joint_step_that_says_nothing_of_either_side(house: House) -> None:
    asked = Asked(house)
    wave = asked.round()
    asked.answer(wave, C, 3)
    catalogue = house.library.current(today=START.date())

    def step(side: object, number: int = 0) -> object:
        actor = asked.actor(0, C if side is C else P, number)
        with house.database.reading() as session:
            [(view, _)] = pairs.together(session, catalogue, actor=actor, now=START).views
        assert view.milestones is not None
        return next(m for m in view.milestones if m.kind is MilestoneKind.ROUND)

    seen = step(C)
    assert seen == step(P) == next(m for m in board(asked).pairs[0].milestones if m.kind is MilestoneKind.ROUND)
    assert getattr(seen, "title", "") == "Readiness quiz, round 1: results open to both"
    assert (getattr(seen, "on", None), getattr(seen, "reached", None)) == ((START + timedelta(days=20)).date(), False)
    asked.answer(wave, P, 3)
    assert step(C) == seen
    with house.database.writing() as session:
        results.release_now(session, wave, base=BASE, actor=asked.moira, now=START)
    assert getattr(step(P), "reached", None) is True


def test_a_round_that_closed_without_results_is_no_step_any_more(house: House) -> None:
    asked = Asked(house)
    asked.round(opens=START.date() - timedelta(days=9), closes=START.date() - ABSENT)
    with house.database.writing() as session:
        close_due(session, base=BASE, now=START)
    assert not any(m.kind is MilestoneKind.ROUND for m in board(asked).pairs[0].milestones)


def test_one_side_ready_and_the_other_not_is_an_imbalance_for_the_trainer(house: House) -> None:
    asked = Asked(house, ((3, 4),))
    wave = asked.round()
    asked.hand_in(wave, C, 2)
    assert not [f for f in board(asked).pairs[0].flags if f.kind is FlagKind.IMBALANCE]
    asked.hand_in(wave, C, 1, after=2)
    asked.hand_in(wave, P, 1)
    [flag] = [f for f in board(asked).pairs[0].flags if f.kind is FlagKind.IMBALANCE]
    assert flag.sentence == "Readiness quiz, round 1: Quillby 0 has enough answers, Tessaly 0 not yet."
    assert set(flag.people) == {person.id for person in asked.people[0, P][1:]}
    assert flag.sentence in str(grids.overview(board(asked)).rows)
    asked.hand_in(wave, P, 2, after=1)
    assert not [f for f in board(asked).pairs[0].flags if f.kind is FlagKind.IMBALANCE]


def test_a_calendar_holds_the_days_of_a_persons_own_rounds(house: House) -> None:
    asked = Asked(house, ((1, 1), (1, 1)))
    asked.round(0)
    asked.round(1)
    catalogue = house.library.current(today=START.date())

    def days(actor: object) -> str:
        with house.database.reading() as session:
            found = calendars.calendar(session, catalogue, asked.cohort, base=BASE, actor=actor, now=START)  # type: ignore[arg-type]
        return found.content.decode().replace("\r\n ", "")

    own, every = days(asked.actor(0, C)), days(asked.moira)
    assert "SUMMARY:Readiness quiz\\, round 1: opens (Quillby 0 and Tessaly 0)" in own
    assert "SUMMARY:Readiness quiz\\, round 1: last day (Quillby 0 and Tessaly 0)" in own
    assert "Quillby 1" not in own
    assert every.count("Readiness quiz") == 4
