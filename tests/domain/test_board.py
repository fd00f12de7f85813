"""The board's arithmetic: sides, plan, stuck, imbalance, help; nobody ranked, nobody counted twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpartners.domain.board import (
    Flag,
    FlagKind,
    Learner,
    SideStanding,
    flags_of,
    mean_percent,
    share_of_time,
    side_standing,
)
from goodpartners.domain.cohorts import Pair
from goodpartners.domain.partnerships import Partnership
from goodpartners.domain.people import Side
from goodpartners.domain.standing import ModuleStanding, Standing, Struggle
from tests.factories import START

TODAY = START.date()
BEGINS = TODAY - timedelta(days=30)
PAIR = Pair(5, 1, Partnership(1, 10, "Quillby Borough Council", 20, "Tessaly Care", START, START, START))


def person(done: int = 0, steps: int = 10, *, number: int = 1, **changes: Any) -> Learner:
    """Somebody with so many of ten steps, due in thirty days, active today."""
    standing = Standing("course", (ModuleStanding(done, steps, None, done > 0),))
    if done == steps:
        standing = replace(standing, complete_at=START)
    some = Learner(
        person_id=number,
        enrolment_id=number,
        name=f"Person {number}",
        email="",
        organisation="Quillby",
        job_family=None,
        side=Side.COMMISSIONER,
        enrolled_at=START - timedelta(days=30),
        counts_from=BEGINS,
        came=True,
        standings=(standing,),
        due=(TODAY + timedelta(days=30),),
        active_at=START,
    )
    return replace(some, **changes)


def side(*people: Learner, which: Side = Side.COMMISSIONER) -> SideStanding:
    name = "Quillby Borough Council" if which is Side.COMMISSIONER else "Tessaly Care"
    return side_standing(which, name, people, begins=BEGINS, today=TODAY)


def flags(commissioner: SideStanding, provider: SideStanding) -> tuple[Flag, ...]:
    return flags_of(PAIR, (commissioner, provider), begins=BEGINS, now=START)


def test_the_plan_is_a_straight_line_from_the_first_day_to_the_due_day() -> None:
    assert person().planned(BEGINS, TODAY) == 50
    assert person().planned(BEGINS, BEGINS) == 0
    assert person().planned(BEGINS, TODAY + timedelta(days=90)) == 100


@given(st.integers(-400, 400), st.integers(1, 300))
def test_time_gone_is_from_nothing_to_all_and_never_goes_back(day: int, length: int) -> None:
    begins = date(2026, 1, 1)
    due = begins + timedelta(days=length)
    here, later = (share_of_time(begins, due, begins + timedelta(days=n)) for n in (day, day + 1))
    assert 0 <= here <= later <= 1


def test_a_side_is_the_mean_of_its_peoples_percents() -> None:
    assert side(person(2), person(5), person(8)).percent == 50


def test_a_half_is_rounded_up() -> None:
    assert mean_percent([50, 51]) == 51
    assert mean_percent([]) is None


@given(st.lists(st.integers(0, 100), min_size=1))
def test_a_mean_lies_between_the_least_and_the_most(percents: list[int]) -> None:
    found = mean_percent(percents)
    assert found is not None
    assert min(percents) <= found <= max(percents)


def test_people_who_have_not_come_and_those_who_count_later_are_named_and_not_counted() -> None:
    absent, new = person(number=2, came=False), person(number=3, counts_from=TODAY + timedelta(days=1))
    found = side(person(6), absent, new)
    assert (found.percent, len(found.learners), len(found.counted)) == (60, 3, 1)


def test_a_side_of_nobody_has_no_figure() -> None:
    found = side()
    assert (found.percent, found.planned) == (None, None)


@pytest.mark.parametrize(
    ("idle", "done", "stuck"),
    [(10, 2, True), (9, 2, False), (40, 5, False), (40, 10, False)],
    ids=["ten days behind plan", "nine days", "to plan", "complete"],
)
def test_stuck_is_ten_days_without_anything_while_the_plan_asks_for_more(idle: int, done: int, stuck: bool) -> None:
    some = person(done, active_at=START - timedelta(days=idle))
    assert some.stuck(BEGINS, START, TODAY) is stuck


def test_somebody_who_never_did_anything_is_idle_since_joining() -> None:
    some = person(active_at=None, enrolled_at=START - timedelta(days=12))
    assert some.idle_days(START) == 12
    assert some.stuck(BEGINS, START, TODAY)


def test_a_stuck_side_says_who_how_long_and_whom_to_write_to() -> None:
    idle = START - timedelta(days=14)
    some = side(person(1, number=1, active_at=idle), person(5, number=2))
    [flag] = flags(some, side(person(5, number=3), which=Side.PROVIDER))
    assert flag.kind is FlagKind.STUCK
    assert flag.sentence == "No step from one person at Quillby Borough Council for 14 days, with a step due."
    assert flag.people == (1,)


@pytest.mark.parametrize(("ahead", "flagged"), [(3, True), (2, False)])
def test_thirty_points_apart_is_an_imbalance(ahead: int, flagged: bool) -> None:
    found = flags(side(person(5 + ahead)), side(person(5, number=9), which=Side.PROVIDER))
    assert [f.kind for f in found] == ([FlagKind.IMBALANCE] if flagged else [])
    if flagged:
        assert found[0].sentence == "Quillby Borough Council is 30 points ahead of Tessaly Care."
        assert found[0].people == (9,)


def test_one_side_alone_is_never_out_of_balance() -> None:
    assert flags(side(person(10)), side(which=Side.PROVIDER)) == ()


def test_four_failed_papers_on_an_item_need_help() -> None:
    standing = Standing("course", (ModuleStanding(6, 10, None, True),), (Struggle("c/q", "item", 4),))
    [flag] = flags(side(person(6, standings=(standing,))), side(which=Side.PROVIDER))
    assert (flag.kind, flag.people) == (FlagKind.HELP, (1,))
    assert "4 times" in flag.sentence
