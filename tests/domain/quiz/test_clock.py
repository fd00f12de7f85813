"""The clock of a try: told before the start, never shortened, the same whoever looks and whenever."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from goodpartners.domain.errors import Closed
from goodpartners.domain.quiz.attempts import (
    Answered,
    Attempt,
    Event,
    Expired,
    Extended,
    HandedIn,
    Started,
    State,
)
from goodpartners.domain.quiz.quiz import Quiz
from goodpartners.domain.quiz.responses import Chosen, Response
from goodpartners.domain.quiz.selection import draw
from tests.domain.quiz.examples import quiz
from tests.domain.quiz.taking import NOON

RULES: dict[str, dict[str, Any]] = {
    "hand in": {"minutes": 30},
    "grace": {"minutes": 30, "overdue": "grace", "grace": 5},
    "abandon": {"minutes": 30, "overdue": "abandon"},
}
FRIDAY, SATURDAY = Chosen(options=("a",)), Chosen(options=("b",))


def timed(rule: str = "hand in", *, percent: int = 100) -> Attempt:
    """A try that began at noon, with so much of the usual time."""
    made: Quiz = quiz("day", "long", shuffle=False, time_limit=RULES[rule])
    paper, over = draw(made, 1), made.ends_at(NOON, percent)
    return Attempt(1, made, Started(NOON, 1, paper.items, paper.orders, over), ends_at=over)


def at(minutes: float) -> datetime:
    """So long after noon."""
    return NOON + timedelta(minutes=minutes)


def fold(attempt: Attempt, *events: Event | None) -> Attempt:
    """The attempt after these events."""
    for event in events:
        assert event is not None
        attempt = attempt.after(attempt.last + 1, event)
    return attempt


@pytest.mark.parametrize(("percent", "minutes"), [(100, 30), (125, 37.5), (200, 60)])
def test_extra_time_is_a_share_of_the_limit(percent: int, minutes: float) -> None:
    assert timed(percent=percent).ends_at == at(minutes)


def test_a_quiz_without_a_limit_has_no_clock() -> None:
    made = quiz("day")
    assert made.ends_at(NOON, 125) is None
    paper = draw(made, 1)
    attempt = Attempt(1, made, Started(NOON, 1, paper.items, paper.orders))
    assert attempt.closes_at is None
    assert attempt.overdue({}, now=at(10**6)) == ()


@pytest.mark.parametrize("rule", RULES)
def test_an_answer_counts_until_the_time_is_over_and_not_after(rule: str) -> None:
    attempt = timed(rule)
    assert attempt.answer("day", FRIDAY, version=0, at=at(29.99))
    with pytest.raises(Closed, match=r"The time was over at 12:30\. This answer came after it\."):
        attempt.answer("day", FRIDAY, version=0, at=at(30))


@pytest.mark.parametrize(("rule", "closes"), [("hand in", 30), ("grace", 35), ("abandon", 30)])
def test_a_paper_can_be_handed_in_until_it_closes(rule: str, closes: int) -> None:
    attempt = timed(rule)
    assert attempt.closes_at == at(closes)
    assert attempt.hand_in(at=at(closes - 0.01)) == HandedIn(at(closes - 0.01))
    with pytest.raises(Closed, match="The time was over"):
        attempt.hand_in(at=at(closes))


@pytest.mark.parametrize(("rule", "state"), [("hand in", State.HANDED_IN), ("abandon", State.ABANDONED)])
def test_what_happens_at_the_end_is_stamped_with_the_end(rule: str, state: State) -> None:
    attempt = timed(rule)
    assert attempt.overdue({}, now=at(29.99)) == ()
    (event,) = attempt.overdue({}, now=at(4000))
    assert event.at == at(30)
    ended = fold(attempt, event)
    assert (ended.state, ended.ended_at) == (state, at(30))


def test_grace_that_passes_unused_abandons_the_paper() -> None:
    attempt = timed("grace")
    assert attempt.overdue({}, now=at(34)) == ()
    assert attempt.overdue({}, now=at(35)) == (Expired(at(35), handed_in=False),)


def test_what_was_typed_in_time_is_handed_in_and_what_came_late_is_not() -> None:
    attempt = timed()
    typed: dict[str, tuple[Response | None, datetime]] = {"day": (FRIDAY, at(29)), "long": (SATURDAY, at(30))}
    assert attempt.overdue(typed, now=at(31)) == (Answered(at(29), "day", FRIDAY), Expired(at(30), handed_in=True))


def test_a_draft_older_than_the_answer_that_stands_is_not_handed_in() -> None:
    attempt = fold(timed(), timed().answer("day", SATURDAY, version=0, at=at(20)))
    assert attempt.overdue({"day": (FRIDAY, at(10))}, now=at(31)) == (Expired(at(30), handed_in=True),)


@pytest.mark.parametrize("rule", ["grace", "abandon"])
def test_an_abandoned_paper_takes_no_draft_for_an_answer(rule: str) -> None:
    assert [type(e) for e in timed(rule).overdue({"day": (FRIDAY, at(29))}, now=at(99))] == [Expired]


@pytest.mark.parametrize("rule", RULES)
def test_nothing_is_taken_after_the_end_is_on_record(rule: str) -> None:
    ended = fold(timed(rule), *timed(rule).overdue({}, now=at(60)))
    assert ended.hand_in(at=at(61)) is None
    assert ended.overdue({}, now=at(99)) == ()
    with pytest.raises(Closed):
        ended.answer("day", FRIDAY, version=0, at=at(10))


def test_more_time_moves_the_end_and_less_does_not() -> None:
    attempt = timed()
    assert attempt.extend(at(20), at=at(5)) is None
    assert attempt.extend(at(30), at=at(5)) is None
    assert attempt.extend(at(45), at=at(5)) == Extended(at(5), at(45))
    longer = fold(attempt, attempt.extend(at(45), at=at(5)))
    assert longer.answer("day", FRIDAY, version=0, at=at(44))
    assert longer.overdue({}, now=at(44)) == ()


def test_a_paper_that_has_ended_gets_no_more_time() -> None:
    ended = fold(timed(), *timed().overdue({}, now=at(30)))
    assert ended.extend(at(90), at=at(31)) is None


@pytest.mark.parametrize(
    "limit", [{"minutes": 0}, {"minutes": 30, "overdue": "grace"}, {"minutes": 30, "grace": 5}, {"minutes": 601}]
)
def test_a_limit_that_makes_no_sense_is_refused(limit: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        quiz("day", time_limit=limit)


@given(
    st.sampled_from(sorted(RULES)),
    st.dictionaries(st.sampled_from(["day", "long"]), st.tuples(st.sampled_from([FRIDAY, None]), st.floats(0, 60))),
    st.floats(35, 10**5),
    st.floats(35, 10**5),
)
def test_the_same_has_happened_whoever_looks_first(
    rule: str, kept: dict[str, tuple[Response | None, float]], one: float, other: float
) -> None:
    attempt = timed(rule)
    typed = {item: (response, at(minutes)) for item, (response, minutes) in kept.items()}
    assert attempt.overdue(typed, now=at(one)) == attempt.overdue(typed, now=at(other))
