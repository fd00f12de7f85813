"""The rules of reminders."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpartners.domain import reminders
from goodpartners.domain.board import Learner
from goodpartners.domain.cohorts import Cohort, CohortCourse
from goodpartners.domain.standing import ModuleStanding, Standing
from goodpartners.domain.times import local_time

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BEGINS, ENDS = date(2026, 11, 2), date(2027, 1, 29)
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))


def cohort(**changes: object) -> Cohort:
    values = {"courses": (CohortCourse("a", None),), "begins": BEGINS, "ends": ENDS, **changes}
    return Cohort(id=1, name="Autumn", trainer_ids=frozenset(), **values)  # type: ignore[arg-type]


def learner(done: int, steps: int = 10, by: date = ENDS, *, complete: bool = False, **changes: object) -> Learner:
    standing = Standing("a", (ModuleStanding(done, steps, None, done > 0),), complete_at=NOW if complete else None)
    values: dict[str, object] = {
        "person_id": 1,
        "enrolment_id": 1,
        "name": "Amara Osei",
        "email": "amara@tessaly.example",
        "organisation": "Tessaly Care",
        "job_family": None,
        "side": None,
        "enrolled_at": NOW - timedelta(days=20),
        "counts_from": BEGINS,
        "came": True,
        "standings": (standing,),
        "due": (by,),
    }
    return Learner(**{**values, **changes})  # type: ignore[arg-type]


def test_a_word_is_needed_when_the_plan_asks_for_more_than_is_done() -> None:
    assert reminders.needs_word(learner(1), cohort(), NOW)
    assert not reminders.needs_word(learner(5), cohort(), NOW)


@pytest.mark.parametrize(("days", "needed"), [(-3, True), (0, True), (7, True), (8, False)])
def test_a_word_is_needed_when_a_course_is_due_within_a_week_or_overdue(days: int, needed: bool) -> None:
    # nine steps of ten are more than the plan asks for eight days before the end
    ahead = learner(9, by=NOW.date() + timedelta(days=days))
    assert reminders.needs_word(ahead, cohort(begins=date(2026, 11, 20)), NOW) is needed


@pytest.mark.parametrize(
    "nobody",
    [
        learner(10, complete=True),
        learner(0, came=False),
        learner(0, enrolled_at=NOW - timedelta(days=1)),
        learner(0, steps=0),
        learner(0, standings=(), due=()),
    ],
)
def test_whoever_is_done_or_has_not_come_or_came_yesterday_is_left_in_peace(nobody: Learner) -> None:
    assert not reminders.needs_word(nobody, cohort(), NOW)


@pytest.mark.parametrize("changes", [{"closed_at": NOW}, {"ends": date(2026, 11, 23)}, {"begins": date(2026, 11, 25)}])
def test_a_cohort_that_does_not_run_reminds_nobody(changes: dict[str, object]) -> None:
    assert not reminders.needs_word(learner(0, by=NOW.date()), cohort(**changes), NOW)


def test_what_is_due_is_named_with_its_day_and_the_first_first() -> None:
    two = Standing("b", (ModuleStanding(0, 4, None, False),))
    done = Standing("c", (ModuleStanding(2, 2, 90, True),), complete_at=NOW)
    person = learner(0)
    person = learner(0, standings=(*person.standings, two, done), due=(ENDS, date(2026, 11, 20), date(2026, 11, 21)))
    due = reminders.due_of(person, BEGINS, NOW.date())
    assert [(d.course, d.by) for d in due] == [("b", "was due by 20 November 2026"), ("a", "by 29 January 2027")]


@given(MOMENTS, MOMENTS)
def test_letters_leave_in_working_hours_never_earlier_and_in_order(one: datetime, other: datetime) -> None:
    leaves = reminders.leaves_at(one)
    assert leaves >= one
    assert reminders.in_hours(leaves)
    assert leaves - one <= timedelta(days=3)
    assert (reminders.leaves_at(other) >= leaves) or other < one
    local = local_time(leaves)
    assert local.weekday() < 5
    assert 8 <= local.hour < 18
    assert reminders.leaves_at(leaves) == leaves


@pytest.mark.parametrize(
    ("written", "leaves"),
    [
        ("2026-11-24T07:59", "2026-11-24T08:00"),
        ("2026-11-24T17:59", "2026-11-24T17:59"),
        ("2026-11-24T18:00", "2026-11-25T08:00"),
        ("2026-11-27T20:00", "2026-11-30T08:00"),
        ("2027-03-27T12:00", "2027-03-29T07:00"),  # the clocks go forward in between
    ],
)
def test_a_letter_waits_for_the_next_weekday(written: str, leaves: str) -> None:
    at = datetime.fromisoformat(written).replace(tzinfo=UTC)
    assert reminders.leaves_at(at) == datetime.fromisoformat(leaves).replace(tzinfo=UTC)


def test_a_week_has_to_pass_between_two_letters() -> None:
    assert reminders.may_write(None, NOW)
    assert not reminders.may_write(NOW, NOW + timedelta(days=6, hours=23))
    assert reminders.may_write(NOW, NOW + timedelta(days=7))
    assert not reminders.may_write(NOW + timedelta(days=2), NOW)


def test_words_in_braces_are_filled_in_once_and_unknown_ones_are_named() -> None:
    assert reminders.filled("Hello {first_name}, {x}", {"first_name": "{link}", "link": "!"}) == "Hello {link}, {x}"
    [problem] = reminders.text_faults("{name} and {first_name} and {name}", field="text", needed=True)
    assert problem.sentence == (
        "Nothing stands for {name}. Only these are filled in: {first_name}, {courses}, {due}, {link}."
    )
    assert reminders.text_faults("", field="text", needed=False) == []
    assert len(reminders.text_faults("", field="text", needed=True)) == 1
    assert len(reminders.text_faults("x" * 2001, field="text", needed=False)) == 1
    assert reminders.text_faults(reminders.USUAL_TEXT, field="text", needed=True) == []
