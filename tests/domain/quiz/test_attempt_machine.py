"""One person, two windows, one attempt: whatever was accepted stands or was replaced by a later answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from goodpartners.domain.errors import Closed
from goodpartners.domain.quiz.attempts import AnswerClash, Event, Started, State, replay
from goodpartners.domain.quiz.responses import Response
from goodpartners.domain.quiz.selection import draw
from tests.domain.quiz import strategies
from tests.domain.quiz.examples import quiz

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
WINDOWS = st.sampled_from(("left", "right"))


class Taking(RuleBasedStateMachine):
    """Keeps a plain record of what was accepted and holds the attempt against it after every step."""

    @initialize(behaviour=st.sampled_from(strategies.BEHAVIOURS), seed=st.integers(0, 99))
    def start(self, behaviour: str, seed: int) -> None:
        made = quiz(behaviour=behaviour)
        paper = draw(made, seed)
        self.events: list[tuple[int, Event]] = [(1, Started(NOON, seed, paper.items, paper.orders))]
        self.attempt = replay(1, made, self.events)
        self.accepted: dict[str, Response | None] = {}
        self.versions: dict[str, dict[str, int]] = {"left": {}, "right": {}}

    def append(self, event: Event) -> None:
        self.events.append((self.attempt.last + 1, event))
        self.attempt = self.attempt.after(self.attempt.last + 1, event)

    @property
    def now(self) -> datetime:
        return NOON + timedelta(minutes=self.attempt.last)

    def version(self, window: str, item: str) -> int:
        return self.versions[window].get(item, 0)

    @rule(window=WINDOWS, data=st.data())
    def answer(self, window: str, data: st.DataObject) -> None:
        item = data.draw(st.sampled_from(self.attempt.items))
        response = data.draw(strategies.responses(item))
        held, version = self.attempt.held(item.id), self.version(window, item.id)
        over = self.attempt.state is State.HANDED_IN
        if over or (item.id in self.attempt.checked and response != held.response):
            with pytest.raises(Closed):
                self.attempt.answer(item.id, response, version=version, at=self.now)
        elif response != held.response and version != held.version:
            with pytest.raises(AnswerClash) as caught:
                self.attempt.answer(item.id, response, version=version, at=self.now)
            assert (caught.value.mine, caught.value.standing) == (response, held)
        else:
            event = self.attempt.answer(item.id, response, version=version, at=self.now)
            assert (event is None) == (response == held.response)
            if event:
                self.append(event)
                self.accepted[item.id] = response
                self.versions[window][item.id] = self.attempt.last

    @rule(window=WINDOWS, data=st.data())
    def reload(self, window: str, data: st.DataObject) -> None:
        """The page is drawn anew, so that the window knows the answer that stands."""
        item = data.draw(st.sampled_from(self.attempt.items))
        self.versions[window][item.id] = self.attempt.held(item.id).version

    @precondition(lambda self: self.accepted and self.attempt.state is State.RUNNING)
    @rule(window=WINDOWS, data=st.data())
    def resend(self, window: str, data: st.DataObject) -> None:
        """The same answer once more, from a form of any age."""
        item = data.draw(st.sampled_from(sorted(self.accepted)))
        version = self.version(window, item)
        assert self.attempt.answer(item, self.accepted[item], version=version, at=self.now) is None

    @rule(data=st.data())
    def check(self, data: st.DataObject) -> None:
        item = data.draw(st.sampled_from(self.attempt.items))
        may = self.attempt.behaviour.checks_items and self.attempt.state is State.RUNNING
        if not may or self.accepted.get(item.id) is None:
            with pytest.raises(Closed):
                self.attempt.check(item.id, at=self.now)
        else:
            event = self.attempt.check(item.id, at=self.now)
            assert (event is None) == (item.id in self.attempt.checked)
            if event:
                self.append(event)

    @precondition(lambda self: len(self.events) > 4)
    @rule()
    def hand_in(self) -> None:
        event = self.attempt.hand_in(at=self.now)
        assert (event is None) == (self.attempt.state is State.HANDED_IN)
        if event:
            self.append(event)

    @invariant()
    def what_was_accepted_last_stands(self) -> None:
        assert {item: held.response for item, held in self.attempt.answers.items()} == self.accepted

    @invariant()
    def events_are_numbered_without_a_gap_and_lead_here(self) -> None:
        assert [number for number, _ in self.events] == list(range(1, self.attempt.last + 1))
        assert replay(1, self.attempt.quiz, self.events) == self.attempt

    @invariant()
    def a_checked_item_has_an_answer(self) -> None:
        assert set(self.attempt.checked) <= self.attempt.answered


TestTaking = Taking.TestCase
