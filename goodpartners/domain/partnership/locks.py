"""What a room says while there is nothing to see in it, and the words that stand beside results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from goodpartners.domain.partnership.disclosure import FLOOR
from goodpartners.domain.partnership.snapshots import Mode
from goodpartners.domain.people import Side
from goodpartners.domain.times import day


class LockKind(StrEnum):
    """Why results are not open; the picture beside the words is chosen by it."""

    NOT_ENOUGH = "not-enough"
    YOURS_READY = "yours-ready"
    SMALL_TEAM = "small-team"
    WAITING = "waiting"
    NO_LONGER = "no-longer"
    ONE_SIDE = "one-side"
    NOT_AGREED = "not-agreed"
    PAUSED = "paused"
    WORKSHOP = "workshop"
    PLANNED = "planned"
    CLOSED = "closed"


BETWEEN = frozenset({LockKind.PAUSED, LockKind.NOT_AGREED, LockKind.ONE_SIDE})
"""What stands between two organisations, and so keeps every round of theirs shut."""


@dataclass(frozen=True)
class Lock:
    """One state in words; `side` is the side it speaks of, where it speaks of one."""

    kind: LockKind
    state: str
    title: str
    text: str
    side: Side | None = None


@dataclass(frozen=True)
class Standing:
    """What decides whether a round's results are open, as the viewer may know it.

    `enough` says of each side whether it has enough answers; `seated` how many people sit on it.
    """

    opens: date
    closes: date
    closed: bool
    released: bool
    withdrawn: bool
    agreed: bool
    procurement: bool
    modes: Mapping[Side, Mode]
    enough: Mapping[Side, bool]
    seated: Mapping[Side, int]
    paused: bool = False


EARLY_SIGN = "Only three or four people a side. Treat this as a conversation starter, not a finding."
HIDDEN = "[c] Hidden so that another figure cannot be worked out."
NEARLY_ALL_TOP = "Nearly everyone on this side chose the top two answers."
NEARLY_ALL_BOTTOM = "Nearly everyone on this side chose the lowest two answers."
MOST_CANNOT_SAY = "Most people on this side had not seen enough to say. That may be the gap."
"""Without a count: one who did answer would know what the others said."""
COULD_BE_CHANCE = "If other colleagues had answered, this could have come out the other way."
CLEAR = "This would probably still show if other colleagues had answered."
NO_LONGER_AVAILABLE = "This result is no longer available."
NOT_ENOUGH = "We show results only when at least three people on each side have answered, so nobody can be picked out."
OWN_IS_READY = "Your own result is ready now."
OWN_LATER = "Your own result is ready as soon as you hand in."


def lock(standing: Standing, own: Side | None, names: Mapping[Side, str], *, today: date) -> Lock | None:
    """Why somebody on a side, or on none, cannot see a round's results; None when they can."""
    return (
        between(standing, names)
        or (
            Lock(LockKind.NO_LONGER, "No longer available", "This result is closed", NO_LONGER_AVAILABLE)
            if standing.withdrawn
            else None
        )
        or (None if standing.released else _waiting(standing, own, names, today))
    )


def between(standing: Standing, names: Mapping[Side, str]) -> Lock | None:
    """What stands between the two organisations whatever was answered."""
    if standing.procurement:
        text = "While the two of you are in a tender, nothing is shown between the sides. Your own result stays yours."
        return Lock(LockKind.PAUSED, "Procurement pause", "This room is closed for a while", text)
    if standing.paused:
        text = (
            "The two organisations have paused their partnership. What both sides see opens again once they take it "
            "up. Your own result stays yours."
        )
        return Lock(LockKind.PAUSED, "Paused", "This room is closed for a while", text)
    if not standing.agreed:
        text = "Both organisations have to accept the partnership first. Then both of you see the room at once."
        return Lock(LockKind.NOT_AGREED, "Not agreed yet", "Both organisations say yes first", text)
    empty = next((side for side in Side if standing.seated[side] == 0), None)
    if empty and not standing.released:
        text = "There is no partner in this cohort yet. Try the practice pair (invented), or invite one."
        return Lock(LockKind.ONE_SIDE, "One side only", f"Nobody sits for {names[empty]} yet", text, empty)
    return None


def _waiting(standing: Standing, own: Side | None, names: Mapping[Side, str], today: date) -> Lock:
    if Mode.WORKSHOP in standing.modes.values():
        text = "You agreed to meet without scores. The questions for the workshop are ready to print."
        return Lock(LockKind.WORKSHOP, "Workshop without scores", "Straight to the conversation", text)
    if today < standing.opens:
        text = f"This round opens on {day(standing.opens)}. Until then there is nothing to answer."
        return Lock(LockKind.PLANNED, "Not open yet", f"Opens on {day(standing.opens)}", text)
    if all(standing.enough.values()):
        when = "within a day" if standing.closed else f"on {day(standing.closes)}"
        text = f"Answers are in. Results open {when}, when this round closes, so that late answers do not stand out."
        return Lock(LockKind.WAITING, "Waiting for close", "Answers are in", text)
    theirs_first = sorted(Side, key=lambda side: side is own)
    small = next((side for side in theirs_first if _never_enough(standing, side)), None)
    if small:
        return _small_team(small, own, names)
    if standing.closed:
        text = "This round closed before enough people on both sides had answered. The next one is a new chance."
        return Lock(LockKind.CLOSED, "Closed without a result", "This round stays closed", f"{text} {NOT_ENOUGH}")
    if own and standing.enough[own]:
        text = "Your side has enough answers. We open both sides together. You will get an e-mail."
        return Lock(LockKind.YOURS_READY, "Your side is ready, theirs is not", "Nobody gets to look first", text, own)
    return Lock(LockKind.NOT_ENOUGH, "Not enough responses yet", "This room opens for both of you at once", NOT_ENOUGH)


def _never_enough(standing: Standing, side: Side) -> bool:
    return standing.modes[side] is Mode.POOLED and not standing.enough[side] and standing.seated[side] < FLOOR


def _small_team(small: Side, own: Side | None, names: Mapping[Side, str]) -> Lock:
    who = "Your side" if small is own else names[small]
    text = (
        f"{who} has a small team. You can agree to use one shared answer from {names[small]}, shown openly as theirs, "
        "or go straight to the workshop questions."
    )
    whose = "One side" if own is None else "Your side" if small is own else "Their side"
    state = f"{whose} will never reach three"
    return Lock(LockKind.SMALL_TEAM, state, "There are other ways to open this room", text, small)
