"""Rounds of a pair as its trainer knows them: days, who has handed in, what would open the results. Never an answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from goodpartners.domain.cohorts import Pair
from goodpartners.domain.counts import in_words
from goodpartners.domain.partnership.disclosure import FLOOR
from goodpartners.domain.partnership.snapshots import Mode
from goodpartners.domain.partnerships import PartnershipState
from goodpartners.domain.people import Side
from goodpartners.domain.times import day

NUMBERS = {1: "at the start", 2: "after six months", 3: "after twelve months"}


class RoundState(StrEnum):
    """Where a round stands."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    SHOWN = "results open"


@dataclass(frozen=True)
class AskedSide:
    """One side of a round. `people` are (number, name) of those who have a seat; `done` those who have handed in."""

    side: Side
    organisation: str
    mode: Mode
    people: tuple[tuple[int, str], ...]
    done: frozenset[int]
    counting: int
    """Sheets that count towards the results: people's, or the one of the organisation."""

    @property
    def enough(self) -> bool:
        """Whether results of this side could open."""
        if self.mode is Mode.WORKSHOP:
            return False
        return self.counting > 0 if self.mode is Mode.ORGANISATION else self.counting >= FLOOR

    @property
    def handed_in(self) -> int:
        """How many of those who have a seat have handed in."""
        return sum(person in self.done for person, _ in self.people)

    @property
    def waiting(self) -> tuple[tuple[int, str], ...]:
        """Who could still be written to."""
        if self.mode is Mode.WORKSHOP or (self.mode is Mode.ORGANISATION and self.enough):
            return ()
        return tuple(person for person in self.people if person[0] not in self.done)

    @property
    def small(self) -> bool:
        """Whether it cannot reach the floor with the people who are there."""
        return self.mode is Mode.POOLED and not self.enough and self.counting + len(self.waiting) < FLOOR


@dataclass(frozen=True)
class RoundStanding:
    """One round of one pair."""

    id: int
    pair: Pair
    questionnaire: str
    short: str
    number: int
    opens: date
    closes: date
    closed: bool
    released: bool
    commissioner: AskedSide
    provider: AskedSide

    @property
    def sides(self) -> tuple[AskedSide, AskedSide]:
        """Commissioner first, as everywhere."""
        return self.commissioner, self.provider

    @property
    def name(self) -> str:
        """“Readiness quiz, round 1”."""
        return f"{self.short}, round {self.number}"

    @property
    def ready(self) -> bool:
        """Whether both sides have enough answers."""
        return all(side.enough for side in self.sides)

    @property
    def workshop(self) -> bool:
        """Whether a side chose a workshop without scores, so that there will be no results."""
        return any(side.mode is Mode.WORKSHOP for side in self.sides)

    def state(self, today: date) -> RoundState:
        """Where it stands on a day."""
        if self.released:
            return RoundState.SHOWN
        if self.closed or self.closes < today:
            return RoundState.CLOSED
        return RoundState.OPEN if self.opens <= today else RoundState.PLANNED

    def takes_answers(self, today: date) -> bool:
        """Whether it is open for answers on a day, its results shown or not."""
        return not self.closed and self.opens <= today <= self.closes

    @property
    def is_step(self) -> bool:
        """Whether it still leads, or has led, to something that both sides see."""
        return self.released or not (self.closed or self.workshop)


def unlock(found: RoundStanding, today: date) -> str:
    """What would open the results to both sides, in words."""
    partnership = found.pair.partnership
    if partnership.procurement_since:
        return "Hidden during the procurement pause. It ends when both organisations say so."
    if partnership.state is PartnershipState.PAUSED:
        return "Hidden while the partnership is paused."
    if not partnership.open_between_sides:
        return "Nothing opens between the two before both organisations have agreed."
    if found.released:
        return "Both sides see the results."
    if found.workshop:
        return f"{_named(s for s in found.sides if s.mode is Mode.WORKSHOP)} chose a workshop without scores."
    state = found.state(today)
    if state is RoundState.PLANNED:
        return f"Opens on {day(found.opens)}."
    if state is RoundState.CLOSED:
        return "Closed before both sides had enough answers. The next round is a new chance."
    if found.ready:
        return f"Both sides are ready: open now, or it opens by itself after {day(found.closes)}."
    return " ".join(_lacking(found)) or f"Opens after {day(found.closes)}."


def _lacking(found: RoundStanding) -> Iterable[str]:
    missing = [_missing(side) for side in found.sides if not side.enough and not side.small]
    if missing:
        yield f"Opens when {' and '.join(missing)}."
    for side in found.sides:
        if side.small:
            yield (
                f"{side.organisation} has a small team: three answers are needed. Invite another person, or let "
                f"{side.organisation} choose one shared answer or a workshop without scores on its page."
            )


def _missing(side: AskedSide) -> str:
    if side.mode is Mode.ORGANISATION:
        return f"{side.organisation} hands in its shared answer"
    more = FLOOR - side.counting
    if more == FLOOR:
        return f"three people of {side.organisation} answer"
    return f"{in_words(more)} more {'person' if more == 1 else 'people'} of {side.organisation} " + (
        "answers" if more == 1 else "answer"
    )


def _named(sides: Iterable[AskedSide]) -> str:
    return " and ".join(side.organisation for side in sides)


def uneven(rounds: Iterable[RoundStanding], today: date) -> Iterable[tuple[RoundStanding, AskedSide, AskedSide]]:
    """Rounds under way in which one side has enough answers and the other has not: (round, ready, not ready)."""
    for found in rounds:
        ready = [side for side in found.sides if side.enough]
        if len(ready) == 1 and found.takes_answers(today) and not (found.released or found.workshop):
            behind = found.provider if ready[0] is found.commissioner else found.commissioner
            yield found, ready[0], behind
