"""An attempt is its events: this module decides what may happen next and folds what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from goodpartners.domain.errors import Clash, Closed, NotFound
from goodpartners.domain.quiz.behaviour import BEHAVIOURS, Behaviour
from goodpartners.domain.quiz.items import Item
from goodpartners.domain.quiz.marking import Mark, mark
from goodpartners.domain.quiz.passing import passes, shown
from goodpartners.domain.quiz.quiz import Quiz
from goodpartners.domain.quiz.responses import Response
from goodpartners.domain.times import clock


class State(StrEnum):
    """Where an attempt stands."""

    RUNNING = "running"
    HANDED_IN = "handed in"
    ABANDONED = "abandoned"


@dataclass(frozen=True)
class Started:
    """The first event: which paper, made from which seed."""

    at: datetime
    seed: int
    items: tuple[str, ...]
    orders: Mapping[str, tuple[str, ...]]
    ends_at: datetime | None = None
    """When the time is over; told before the start, and only ever moved further away."""


@dataclass(frozen=True)
class Extended:
    """A person was given more time for the try under way."""

    at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Expired:
    """The time ran out: `at` is the moment up to which the paper could be handed in, whenever it was noticed."""

    at: datetime
    handed_in: bool


@dataclass(frozen=True)
class Answered:
    """A person gave this response to this item; None withdraws an earlier one."""

    at: datetime
    item: str
    response: Response | None


@dataclass(frozen=True)
class Checked:
    """A person asked for this item to be marked."""

    at: datetime
    item: str


@dataclass(frozen=True)
class HandedIn:
    """A person handed the whole paper in."""

    at: datetime


Event = Started | Extended | Answered | Checked | HandedIn | Expired


@dataclass(frozen=True)
class Held:
    """The answer that stands for an item; `version` is the number of the event that gave it."""

    response: Response | None
    version: int
    at: datetime


class AnswerClash(Clash):
    """Another answer to the same item came from elsewhere; both are kept for the person to choose."""

    def __init__(self, item: str, mine: Response | None, standing: Held) -> None:
        super().__init__("You answered this question in another window too. Choose which answer stands.")
        self.item, self.mine, self.standing = item, mine, standing


@dataclass(frozen=True)
class Score:
    """What the whole paper is worth."""

    marks: Fraction
    maximum: int
    passed: bool | None
    by_item: Mapping[str, Mark]

    @property
    def percent(self) -> int:
        """Whole percent, rounded down so that nobody is told a pass mark they did not reach."""
        return int(self.marks * 100 / self.maximum) if self.maximum else 0


@dataclass(frozen=True)
class Attempt:
    """One try at a quiz, as its events leave it."""

    id: int
    quiz: Quiz
    paper: Started
    last: int = 1
    answers: Mapping[str, Held] = field(default_factory=dict)
    checked: Mapping[str, datetime] = field(default_factory=dict)
    ended_at: datetime | None = None
    abandoned: bool = False
    ended_by_clock: bool = False
    ends_at: datetime | None = None
    """When the time is over for answering; None without a limit."""

    @property
    def state(self) -> State:
        """Where it stands, by what is on record; `overdue` says what the clock adds to that."""
        ended = State.ABANDONED if self.abandoned else State.HANDED_IN
        return ended if self.ended_at else State.RUNNING

    @property
    def closes_at(self) -> datetime | None:
        """When the paper can no longer be handed in: when the time is over, or after the minutes of grace."""
        limit = self.quiz.time_limit
        if self.ends_at is None or limit is None:
            return None
        return self.ends_at + timedelta(minutes=limit.grace or 0)

    def time_is_over(self, now: datetime) -> bool:
        """Whether answers come too late, although the paper may still be open for handing in."""
        return self.ended_at is None and self.ends_at is not None and now >= self.ends_at

    @property
    def behaviour(self) -> Behaviour:
        """When its items are marked."""
        return BEHAVIOURS[self.quiz.behaviour]

    @property
    def items(self) -> tuple[Item, ...]:
        """The items of the paper in order."""
        by_id = {item.id: item for item in self.quiz.items}
        return tuple(by_id[item_id] for item_id in self.paper.items)

    def item(self, item_id: str) -> Item:
        """The item of that id; NotFound when it is not on this paper."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise NotFound("This question is not part of your paper.")

    def held(self, item_id: str) -> Held:
        """The answer that stands for an item; version 0 when there is none."""
        return self.answers.get(item_id, Held(None, 0, self.paper.at))

    @property
    def answered(self) -> frozenset[str]:
        """Items with an answer that stands."""
        return frozenset(item for item, held in self.answers.items() if held.response is not None)

    def answer(self, item_id: str, response: Response | None, *, version: int, at: datetime) -> Answered | None:
        """Take an answer: the event to append, or None when it says what already stands.

        `version` is that of the answer the form was drawn with. Raises NotFound, Closed, or AnswerClash when
        another answer to this item has come since.
        """
        self.item(item_id)
        self.must_run(at)
        standing = self.held(item_id)
        if response == standing.response:
            return None
        if not self.behaviour.may_change(checked=item_id in self.checked):
            raise Closed("You have checked this question. Its answer stands.")
        if version != standing.version:
            raise AnswerClash(item_id, response, standing)
        return Answered(at, item_id, response)

    def check(self, item_id: str, *, at: datetime) -> Checked | None:
        """Mark one item now; None when it has been marked. Raises NotFound or Closed."""
        self.item(item_id)
        self.must_run(at)
        if not self.behaviour.checks_items:
            raise Closed("This quiz is marked when you hand it in.")
        if item_id in self.checked:
            return None
        if item_id not in self.answered:
            raise Closed("Answer the question before you check it.")
        return Checked(at, item_id)

    def hand_in(self, *, at: datetime) -> HandedIn | None:
        """Finish; None when it is finished already. Raises Closed when the paper can no longer be handed in."""
        if self.ended_at:
            return None
        if self.closes_at and not self._still_open(at):
            raise Closed(f"The time was over at {clock(self.closes_at)}.")
        return HandedIn(at)

    def extend(self, ends_at: datetime, *, at: datetime) -> Extended | None:
        """Give more time; None when that is no more than there is, or there is no limit, or it has ended."""
        if self.ended_at or self.ends_at is None or ends_at <= self.ends_at or not self._still_open(at):
            return None
        return Extended(at, ends_at)

    def overdue(self, typed: Mapping[str, tuple[Response | None, datetime]], *, now: datetime) -> tuple[Event, ...]:
        """What has happened because the time ran out, and is not on record yet; nothing before then.

        `typed` is what was kept of each item without having been made an answer: item -> (response, when it was kept).
        Where the rule hands the paper in, what was typed in time counts. The same events come out whoever looks, and
        whenever: they carry the times of what happened and not of the look.
        """
        if self.ended_at or self.closes_at is None or now < self.closes_at:
            return ()
        assert self.quiz.time_limit is not None
        counts = self.quiz.time_limit.overdue == "hand in"
        late: list[Event] = []
        for item, (response, at) in sorted(typed.items(), key=lambda one: (one[1][1], one[0])):
            held = self.held(item)
            in_time = self.ends_at is not None and held.at <= at < self.ends_at
            if counts and in_time and item not in self.checked and response != held.response:
                late.append(Answered(at, item, response))
        return (*late, Expired(self.closes_at, counts))

    def after(self, number: int, event: Event) -> Attempt:
        """The attempt once an event has been appended under that number."""
        match event:
            case Started():
                raise ValueError("an attempt is started once")
            case Answered():
                held = Held(event.response, number, event.at)
                return replace(self, last=number, answers={**self.answers, event.item: held})
            case Checked():
                return replace(self, last=number, checked={**self.checked, event.item: event.at})
            case HandedIn():
                return replace(self, last=number, ended_at=event.at)
            case Extended():
                return replace(self, last=number, ends_at=event.ends_at)
            case Expired():
                left = not event.handed_in
                return replace(self, last=number, ended_at=event.at, abandoned=left, ended_by_clock=True)

    def score(self) -> Score:
        """Mark every item by the answer that stands; retired marks count like any other."""
        by_item = {item.id: mark(item, self.held(item.id).response) for item in self.items}
        marks = sum((m.marks for m in by_item.values()), Fraction(0))
        maximum = sum(m.worth for m in by_item.values())
        return Score(marks, maximum, passes(self.quiz, marks, maximum), by_item)

    def tells(self, item_id: str) -> bool:
        """Whether the explanation of an item may be shown now."""
        if self.ended_at is None:
            return self.behaviour.tells_at_once(checked=item_id in self.checked)
        return shown(self.quiz.show.explanations, self.score().passed)

    def _still_open(self, at: datetime) -> bool:
        return self.closes_at is None or at < self.closes_at

    def must_run(self, at: datetime) -> None:
        """Raise Closed, with the reason, when answers are no longer taken."""
        if self.abandoned:
            raise Closed("The time for this quiz is over.")
        if self.ended_at and self.ended_by_clock:
            raise Closed(f"The time was over at {clock(self.ended_at)}. What you had answered by then was handed in.")
        if self.ended_at:
            raise Closed("You have handed this quiz in. Its answers stand.")
        if self.ends_at and at >= self.ends_at:
            raise Closed(f"The time was over at {clock(self.ends_at)}. This answer came after it.")


def replay(attempt_id: int, quiz: Quiz, events: Iterable[tuple[int, Event]]) -> Attempt:
    """Fold numbered events, oldest first, into an Attempt. The first is Started."""
    attempt: Attempt | None = None
    for number, event in events:
        if attempt is not None:
            attempt = attempt.after(number, event)
        elif isinstance(event, Started):
            attempt = Attempt(attempt_id, quiz, event, last=number, ends_at=event.ends_at)
        else:
            raise ValueError("the first event of an attempt is Started")
    if attempt is None:
        raise NotFound("This attempt has no events.")
    return attempt
