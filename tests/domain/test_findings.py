"""Titles and sentences of a trainer's pages: they say the finding, never blame and never rank."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given

from goodpartners.domain import findings
from goodpartners.domain.board import Flag, FlagKind, Learner, PairStanding, flags_of, side_standing
from goodpartners.domain.cohorts import JointDate, Pair
from goodpartners.domain.findings import Group
from goodpartners.domain.milestones import Milestone, MilestoneKind
from goodpartners.domain.partnerships import Partnership
from goodpartners.domain.people import Side
from goodpartners.domain.standing import ModuleStanding, Standing
from goodpartners.services.boards import Board
from tests.domain.courses import course, module, section
from tests.factories import START
from tests.services.boards import boards

TODAY = START.date()
BEGINS = TODAY - timedelta(days=30)
PAIR = Pair(5, 1, Partnership(1, 10, "Quillby Borough Council", 20, "Tessaly Care", START, START, START))
COURSE = course("garden", *(module("garden", name, section(f"{name}-s")) for name in ("beds", "paths", "shed")))
BLAME = ("fail", "lazy", "worst", "best", "fault", "rank", "behind the other")


def learner(*scores: int | None, number: int = 1, done: int = 5, **changes: Any) -> Learner:
    """Somebody with half of the steps of three modules done, on time, and these scores."""
    given_scores = scores or (None, None, None)
    share = (done, 0, 0)
    modules = tuple(
        ModuleStanding(count, size, score, bool(count) or score is not None)
        for count, size, score in zip(share, (8, 1, 1), given_scores, strict=True)
    )
    made = Learner(
        person_id=number,
        enrolment_id=number,
        name=f"Person {number}",
        email="",
        organisation="",
        job_family=None,
        side=None,
        enrolled_at=START - timedelta(days=30),
        counts_from=BEGINS,
        came=True,
        standings=(Standing(COURSE.id, modules),),
        due=(TODAY + timedelta(days=30),),
        active_at=START,
    )
    return replace(made, **changes)


def row(commissioner: list[Learner], provider: list[Learner], *, invited: int = 0, **changes: Any) -> PairStanding:
    names = {Side.COMMISSIONER: "Quillby Borough Council", Side.PROVIDER: "Tessaly Care"}
    left, right = (
        side_standing(side, names[side], people, begins=BEGINS, today=TODAY, invited=waiting)
        for side, people, waiting in ((Side.COMMISSIONER, commissioner, 0), (Side.PROVIDER, provider, invited))
    )
    flags = flags_of(PAIR, (left, right), begins=BEGINS, now=START)
    return replace(PairStanding(PAIR, left, right, (), flags), **changes)


TO_PLAN = row([learner()], [learner(number=2)])
STUCK = row([learner(active_at=START - timedelta(days=12), done=1)], [learner(number=2, done=1)])
BEHIND = row([learner(done=3)], [learner(number=2)])
ALONE = row([learner()], [])


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ([], "No partnership takes part yet"),
        ([TO_PLAN], "The one partnership moves to plan"),
        ([TO_PLAN] * 2, "Both partnerships move to plan"),
        ([TO_PLAN] * 6, "All six partnerships move to plan"),
        ([STUCK], "The one partnership needs you this week"),
        ([STUCK] * 3 + [TO_PLAN] * 3, "Three of six partnerships need you this week"),
        ([STUCK] + [BEHIND] * 13, "One of 14 partnerships needs you this week"),
        ([STUCK] * 4, "All four partnerships need you this week"),
        ([TO_PLAN, BEHIND], "No partnership needs you this week"),
        ([TO_PLAN, ALONE], "No partnership needs you this week"),
    ],
)
def test_the_boards_title_says_how_many_need_somebody(rows: list[PairStanding], title: str) -> None:
    assert findings.board_title(rows, begins=BEGINS, today=TODAY) == title


def test_before_the_first_day_the_title_says_when_it_begins() -> None:
    begins = TODAY + timedelta(days=7)
    assert (
        findings.board_title([TO_PLAN] * 3, begins=begins, today=TODAY) == "All three partnerships begin on 1 December"
    )
    later = date(2027, 1, 5)
    assert findings.board_title([TO_PLAN], begins=later, today=TODAY) == "The one partnership begins on 5 January 2027"


def test_a_closed_cohorts_title_counts_what_was_reached() -> None:
    waits = replace(TO_PLAN, milestones=(Milestone(MilestoneKind.BEGUN, "Begun", BEGINS, False),))
    title = findings.board_title([TO_PLAN, TO_PLAN, waits], begins=BEGINS, today=TODAY, closed=True)
    assert title == "Two of three partnerships reached every joint step"
    title = findings.board_title([waits, waits], begins=BEGINS, today=TODAY, closed=True)
    assert title == "None of two partnerships reached every joint step"


@pytest.mark.parametrize(
    ("standing", "group", "words"),
    [
        (TO_PLAN, Group.TO_PLAN, "Both sides move to plan."),
        (BEHIND, Group.BEHIND, "Quillby Borough Council is 20 points behind its plan, and moving."),
        (
            row([learner(done=3)], [learner(number=2, done=2)]),
            Group.BEHIND,
            "Both sides are behind their plan, by 20 and 30 points, and moving.",
        ),
        (ALONE, Group.WAITING, "Nobody from Tessaly Care is invited yet."),
        (
            row([learner()], [], invited=2),
            Group.WAITING,
            "Nobody from Tessaly Care has joined yet; two invited.",
        ),
        (
            row([learner()], [learner(number=2, came=False)]),
            Group.WAITING,
            "Nobody counts yet at Tessaly Care: they have not come, or are new in the role.",
        ),
        (STUCK, Group.CALLING, "Both sides are behind their plan, by 40 points, and moving."),
    ],
)
def test_a_pair_stands_in_one_group_and_says_why(standing: PairStanding, group: Group, words: str) -> None:
    assert findings.group_of(standing) is group
    if group is not Group.CALLING:
        assert findings.standing_words(standing) == words


@pytest.mark.parametrize(
    ("days", "reads"),
    [
        (3, "Fri 27 Nov, 3 days"),
        (1, "Wed 25 Nov, 1 day"),
        (0, "Tue 24 Nov, today"),
        (-5, "was due Thu 19 Nov, 5 days ago"),
    ],
)
def test_a_step_says_its_day_and_the_days_to_it(days: int, reads: str) -> None:
    step = Milestone(MilestoneKind.MEETING, "Workshop", TODAY + timedelta(days=days), False)
    assert findings.when(step, TODAY) == reads


def test_a_step_in_another_year_says_the_year_and_one_without_a_day_says_so() -> None:
    assert findings.when(Milestone(MilestoneKind.MEETING, "Talk", date(2027, 1, 5), False), TODAY) == (
        "Tue 5 Jan 2027, 42 days"
    )
    assert findings.when(Milestone(MilestoneKind.MEETING, "Talk", None, False), TODAY) == "no day set"


@pytest.mark.parametrize(("score", "level"), [(0, 1), (49, 1), (50, 2), (64, 2), (65, 3), (79, 3), (80, 4), (100, 4)])
def test_a_cells_colour_grows_stronger_at_fifty_sixty_five_and_eighty(score: int, level: int) -> None:
    assert findings.cell_class(ModuleStanding(1, 2, score, True)) == f"l{level}"


def test_a_cell_without_a_score_says_how_far_it_is() -> None:
    stands = [ModuleStanding(2, 2, None, True), ModuleStanding(1, 2, None, True), ModuleStanding(0, 2, None, False)]
    assert [findings.cell_class(module) for module in stands] == ["done", "begun", "none-yet"]


def three(*scores: int | None, start: int = 1, **changes: Any) -> list[Learner]:
    return [learner(*scores, number=start + n, **changes) for n in range(3)]


def test_the_title_of_a_pair_names_the_module_both_sides_find_hardest() -> None:
    both = row(three(80, 44, 90), three(70, 50, 75, start=4))
    assert str(findings.pair_title(both, [COURSE])) == "Both sides find Paths hardest so far"
    assert findings.pair_title(both, [COURSE]).thing == "Paths"
    one = row(three(80, 44, 90), three(70, 68, 75, start=4))
    assert str(findings.pair_title(one, [COURSE])) == "Quillby Borough Council finds Paths hardest so far"


def test_nothing_is_said_about_a_module_on_fewer_than_three_scores_or_without_a_clear_difference() -> None:
    two = row(three(80, 44, 90)[:2], three(70, 50, 75, start=4)[:2])
    close = row(three(80, 75, 80), three(80, 76, 80, start=4))
    for standing in (two, close):
        assert str(findings.pair_title(standing, [COURSE])) == "Both sides move to plan"


def test_the_title_of_a_pair_says_first_who_is_missing_then_what_keeps_the_sides_apart() -> None:
    assert str(findings.pair_title(row([], []), [COURSE])) == "Nobody has joined this pair yet"
    assert str(findings.pair_title(ALONE, [COURSE])) == "Nobody from Tessaly Care has joined yet"
    idle = row([learner(done=0)], [learner(number=2, done=0)])
    assert str(findings.pair_title(idle, [COURSE])) == "Nobody has begun yet"
    apart = row([learner(done=8)], [learner(number=2, done=2)])
    assert str(findings.pair_title(apart, [COURSE])) == "Quillby Borough Council is 60 points ahead of Tessaly Care"
    assert str(findings.pair_title(STUCK, [COURSE])) == "One of two people has paused, with a step due"


def test_advice_names_the_next_meeting_and_the_module_to_open_it_with() -> None:
    both = row(three(80, 44, 90), three(70, 50, 75, start=4))
    dates = [
        JointDate(1, "Another pair", TODAY + timedelta(days=1), pair_id=99),
        JointDate(2, "Workshop", TODAY + timedelta(days=9), pair_id=5),
    ]
    [(_, said)] = findings.advice(both, [COURSE], dates, TODAY)
    assert said.startswith("Open “Workshop” on 3 December with ")
    assert "The mean is 44 at Quillby Borough Council and 50 at Tessaly Care." in said


def test_advice_leads_to_whoever_is_missing_and_to_the_calendar() -> None:
    places = [place for place, _ in findings.advice(ALONE, [COURSE], [], TODAY)]
    assert places == ["invite", "dates"]
    asked = findings.advice(row([learner()], [], invited=1), [COURSE], [], TODAY)
    assert asked[0] == ("people", "One person from Tessaly Care was invited and has not answered. Send it again?")
    asked = findings.advice(row([learner()], [], invited=3), [COURSE], [], TODAY)
    assert asked[0] == ("people", "Three people from Tessaly Care were invited and have not answered. Send it again?")
    new = row([learner()], [learner(number=2), learner(number=3, done=0)])
    assert ("write", "Say hello to Person 3. A short personal message helps most at the start.") in findings.advice(
        new, [COURSE], [], TODAY
    )


@given(boards())
def test_whatever_a_board_holds_there_is_a_finding_without_blame(board: Board) -> None:
    [standing] = board.pairs
    sentences = [
        findings.board_title(board.pairs, begins=board.cohort.begins, today=board.today),
        str(findings.pair_title(standing, board.courses)),
        findings.standing_words(standing),
        *(words for _, words in findings.advice(standing, board.courses, board.dates, board.today)),
    ]
    for sentence in sentences:
        assert sentence
        assert sentence == sentence.strip()
        assert not any(word in sentence.casefold() for word in BLAME), sentence
    assert (findings.group_of(standing) is Group.CALLING) == bool(standing.flags)


def test_a_flag_that_is_not_about_people_still_makes_a_title() -> None:
    flag = Flag(FlagKind.HELP, "Person 1 has tried a question 4 times without getting it right.", (1,))
    assert str(findings.pair_title(replace(TO_PLAN, flags=(flag,)), [COURSE])) == "Both sides move to plan"
