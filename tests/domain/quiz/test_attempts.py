"""An attempt is its events: what may happen next, and what they leave behind."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpartners.domain.errors import Closed, NotFound
from goodpartners.domain.quiz.attempts import (
    AnswerClash,
    Answered,
    Attempt,
    Checked,
    Event,
    State,
    replay,
)
from goodpartners.domain.quiz.marking import key, mark
from goodpartners.domain.quiz.quiz import Quiz
from goodpartners.domain.quiz.responses import Chosen, Response, Written
from tests.domain.quiz import strategies
from tests.domain.quiz.examples import quiz
from tests.domain.quiz.taking import NOON, answered, checked, handed_in, later, started

SATURDAY, SUNDAY = Chosen(options=("b",)), Chosen(options=("c",))


@st.composite
def histories(data: st.DrawFn, quizzes: st.SearchStrategy[Quiz] | None = None) -> list[Attempt]:
    """What an attempt was after each of the events of a person who answers, checks and perhaps hands in."""
    attempts = [started(data(quizzes or strategies.quizzes(most=3)), data(st.integers(0, 99)))]
    for _ in range(data(st.integers(0, 6))):
        now = attempts[-1]
        item = data(st.sampled_from(now.items))
        if item.id not in now.checked:
            attempts.append(answered(now, item.id, data(strategies.responses(item))))
        now = attempts[-1]
        if now.behaviour.checks_items and item.id in now.answered and data(st.booleans()):
            attempts.append(checked(now, item.id))
    if data(st.booleans()):
        attempts.append(handed_in(attempts[-1]))
    return attempts


def events_of(attempts: Sequence[Attempt]) -> list[tuple[int, Event]]:
    """The events that lie between these states, told from what each state added."""
    events: list[tuple[int, Event]] = [(1, attempts[0].paper)]
    for before, after in pairwise(attempts):
        at = later(before)
        changed = [i for i in after.answers if after.answers[i] != before.answers.get(i)]
        if changed:
            events.append((after.last, Answered(at, changed[0], after.answers[changed[0]].response)))
        elif after.checked != before.checked:
            events.append((after.last, Checked(at, next(i for i in after.checked if i not in before.checked))))
        elif after.ended_at and not before.ended_at:
            event = before.hand_in(at=at)
            assert event
            events.append((after.last, event))
    return events


@given(histories())
def test_replaying_the_events_gives_the_state_they_were_taken_in(attempts: list[Attempt]) -> None:
    assert replay(1, attempts[0].quiz, events_of(attempts)) == attempts[-1]


@given(histories())
def test_replaying_the_first_events_gives_an_earlier_state(attempts: list[Attempt]) -> None:
    events = events_of(attempts)
    for state in attempts:
        assert replay(1, state.quiz, [e for e in events if e[0] <= state.last]) == state


@given(histories())
def test_the_answer_that_stands_is_the_last_one_that_was_taken(attempts: list[Attempt]) -> None:
    last: dict[str, Response | None] = {}
    for _, event in events_of(attempts):
        if isinstance(event, Answered):
            last[event.item] = event.response
    assert {item: held.response for item, held in attempts[-1].answers.items()} == last


@given(histories())
def test_no_paper_is_worth_more_than_its_maximum_or_less_than_nothing(attempts: list[Attempt]) -> None:
    score = attempts[-1].score()
    assert 0 <= score.marks <= score.maximum
    assert 0 <= score.percent <= 100
    assert score.maximum == sum(mark(item, None).worth for item in attempts[-1].items)


@given(histories())
def test_percent_is_rounded_down_and_never_contradicts_the_pass_rule(attempts: list[Attempt]) -> None:
    score, pass_mark = attempts[-1].score(), attempts[-1].quiz.pass_mark
    assert score.percent * score.maximum <= score.marks * 100 or not score.maximum
    if score.maximum and pass_mark:
        assert score.passed == (score.percent >= pass_mark)


@given(strategies.quizzes(strategies.MARKED_KINDS, behaviours=["deferred"]))
def test_who_answers_every_item_by_the_key_gets_every_mark(made: Quiz) -> None:
    attempt = started(made)
    for item in attempt.items:
        attempt = answered(attempt, item.id, key(item))
    score = handed_in(attempt).score()
    assert score.marks == score.maximum
    assert score.passed is (True if score.maximum else None)


@given(histories(), st.data())
def test_a_resent_answer_changes_nothing(attempts: list[Attempt], data: st.DataObject) -> None:
    attempt = attempts[-1]
    if attempt.state is State.RUNNING:
        for item, held in attempt.answers.items():
            version = data.draw(st.integers(0, attempt.last + 1))
            assert attempt.answer(item, held.response, version=version, at=later(attempt)) is None


@given(histories(), st.data())
def test_after_hand_in_every_answer_is_refused(attempts: list[Attempt], data: st.DataObject) -> None:
    over = handed_in(attempts[-1])
    item = data.draw(st.sampled_from(over.items))
    with pytest.raises(Closed):
        over.answer(item.id, data.draw(strategies.responses(item)), version=over.held(item.id).version, at=NOON)
    with pytest.raises(Closed):
        over.check(item.id, at=NOON)
    assert over.hand_in(at=NOON) is None


@given(histories(), st.data())
def test_two_answers_clash_only_when_another_one_came_in_between(attempts: list[Attempt], data: st.DataObject) -> None:
    attempt = attempts[-1]
    item = data.draw(st.sampled_from(attempt.items))
    drawn_at = data.draw(st.sampled_from(attempts))
    response = data.draw(strategies.responses(item))
    if attempt.state is not State.RUNNING or item.id in attempt.checked:
        return
    standing = attempt.held(item.id)
    came_between = standing.version != drawn_at.held(item.id).version
    version = drawn_at.held(item.id).version
    if came_between and response != standing.response:
        with pytest.raises(AnswerClash) as caught:
            attempt.answer(item.id, response, version=version, at=NOON)
        assert (caught.value.mine, caught.value.standing) == (response, standing)
    else:
        event = attempt.answer(item.id, response, version=version, at=NOON)
        assert (event is None) == (response == standing.response)


def test_a_version_that_is_still_to_come_is_no_pass_to_overwrite() -> None:
    attempt = answered(started(quiz()), "day", SUNDAY)
    with pytest.raises(AnswerClash):
        attempt.answer("day", SATURDAY, version=99, at=NOON)


def test_an_answer_to_another_item_in_between_is_no_clash() -> None:
    attempt = answered(started(quiz()), "straw", Written(text="mulch"))
    assert attempt.answer("day", SATURDAY, version=0, at=NOON)


def test_an_answer_can_be_withdrawn_and_then_is_not_answered() -> None:
    attempt = answered(answered(started(quiz()), "day", SATURDAY), "day", None)
    assert attempt.answered == frozenset()
    assert attempt.held("day").version == 3


def test_an_item_that_is_not_on_the_paper_is_not_found() -> None:
    attempt = started(quiz("day", "straw", draw=1))
    other = next(item for item in ("day", "straw") if item not in attempt.paper.items)
    for item in (other, "nothing"):
        with pytest.raises(NotFound):
            attempt.answer(item, None, version=0, at=NOON)
        with pytest.raises(NotFound):
            attempt.check(item, at=NOON)


def test_with_immediate_behaviour_a_checked_item_takes_no_other_answer() -> None:
    attempt = checked(answered(started(quiz(behaviour="immediate")), "day", SUNDAY), "day")
    with pytest.raises(Closed):
        attempt.answer("day", SATURDAY, version=2, at=NOON)
    assert attempt.answer("day", SUNDAY, version=2, at=NOON) is None
    assert attempt.answer("straw", Written(text="mulch"), version=0, at=NOON)


def test_with_immediate_behaviour_an_item_is_checked_once_and_only_with_an_answer() -> None:
    attempt = started(quiz(behaviour="immediate"))
    with pytest.raises(Closed):
        attempt.check("day", at=NOON)
    attempt = answered(attempt, "day", SUNDAY)
    with pytest.raises(Closed):
        answered(attempt, "day", None).check("day", at=NOON)
    assert checked(attempt, "day").check("day", at=NOON) is None


def test_with_immediate_behaviour_an_answer_may_change_until_it_is_checked() -> None:
    attempt = answered(answered(started(quiz(behaviour="immediate")), "day", SUNDAY), "day", SATURDAY)
    assert attempt.held("day").response == SATURDAY


def test_with_deferred_behaviour_nothing_is_checked_before_hand_in() -> None:
    attempt = answered(started(quiz(behaviour="deferred")), "day", SATURDAY)
    with pytest.raises(Closed):
        attempt.check("day", at=NOON)


def test_immediate_behaviour_explains_what_was_checked_and_deferred_nothing_before_hand_in() -> None:
    immediate = answered(started(quiz(behaviour="immediate")), "day", SUNDAY)
    assert not immediate.tells("day")
    assert checked(immediate, "day").tells("day")
    assert not checked(immediate, "day").tells("straw")
    deferred = answered(started(quiz()), "day", SUNDAY)
    assert not deferred.tells("day")
    assert handed_in(deferred).tells("day")


def test_events_begin_with_started_and_hold_it_once() -> None:
    attempt = started(quiz())
    with pytest.raises(NotFound):
        replay(1, quiz(), [])
    with pytest.raises(ValueError, match="first event"):
        replay(1, quiz(), [(1, Checked(NOON, "day"))])
    with pytest.raises(ValueError, match="once"):
        replay(1, quiz(), [(1, attempt.paper), (2, attempt.paper)])
