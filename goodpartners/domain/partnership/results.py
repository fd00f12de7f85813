"""What a result is made of: one value from which page, picture, table, file and print are drawn.

A finding says it in a title, shows it in a picture, and gives the numbers in a table. Numbers become words here and
nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from goodpartners.domain.partnership.disclosure import DETAIL_FLOOR, Status
from goodpartners.domain.partnership.snapshots import Figure, Mode
from goodpartners.domain.people import Side

CLOSE, APART = 0.5, 1.0
"""Points on the scale from which a gap is some distance, and from which it is far apart."""
ALIKE, MIXED = 0.5, 1.0
"""Mean distance from a side's mean up to which its answers are alike, and up to which they are mixed."""
MINUS = "−"
HIDDEN = "[c]"

QUESTIONS = (
    "What surprised you?",
    "What did you already know but had not said?",
    "What one thing could we settle today?",
)
"""Said under every picture."""
LEARNING_ONLY = "For learning only. Not for tender scoring or contract monitoring."


class Word(NamedTuple):
    """A piece of a title; `marked` is underlined as the thing to notice."""

    text: str
    marked: bool = False


class Distance(StrEnum):
    """How far two figures lie from each other."""

    CLOSE = "close"
    SOME = "some distance"
    FAR = "far apart"


class Certainty(StrEnum):
    """How far to trust a distance."""

    CLEAR = "clear"
    CHANCE = "could be chance"
    EARLY = "early sign only"
    NONE = ""
    """Nothing to say: the two are close, a side gave one shared answer, or there is no interval."""


@dataclass(frozen=True)
class Names:
    """What the two sides are called."""

    authority: str
    provider: str

    def of(self, side: Side) -> str:
        """The organisation on a side."""
        return self.authority if side is Side.COMMISSIONER else self.provider


@dataclass(frozen=True)
class Gap:
    """Two figures side by side: the second minus the first, with how far and how sure in words.

    `low` and `high` are the ends of the 95 % interval of the difference, None where none is shown.
    """

    first: Figure
    second: Figure
    low: float | None = None
    high: float | None = None
    shared: bool = False
    """Whether a side gave one shared answer, of which nothing can be said about chance."""

    @property
    def size(self) -> float | None:
        """Second minus first; None while either is hidden."""
        if self.first.mean is None or self.second.mean is None:
            return None
        return self.second.mean - self.first.mean

    @property
    def distance(self) -> Distance | None:
        """How far apart, in words; judged on the size as it is shown."""
        return None if self.size is None else distance(self.size)

    @property
    def certainty(self) -> Certainty:
        """How sure, in words, judged on the interval as it is shown; nothing where the two are close."""
        if self.distance in (None, Distance.CLOSE) or self.shared:
            return Certainty.NONE
        if min(self.first.people, self.second.people) < DETAIL_FLOOR:
            return Certainty.EARLY
        if self.low is None or self.high is None:
            return Certainty.NONE
        return Certainty.CHANCE if round(self.low, 2) <= 0 <= round(self.high, 2) else Certainty.CLEAR

    @property
    def stands_out(self) -> bool:
        """Whether it is worth a conversation before others: not close, and clear."""
        return self.certainty is Certainty.CLEAR or (self.shared and self.distance not in (None, Distance.CLOSE))


@dataclass(frozen=True)
class Table:
    """The numbers behind a picture, as they are shown, printed and exported."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Result:
    """One finding. `picture` is a value that the macro of the same `kind` draws."""

    id: str
    kind: str
    name: str
    """For the list of contents."""
    title: tuple[Word, ...]
    lay: tuple[str, ...]
    """How to read the picture, in a sentence or two for each entry."""
    picture: object
    table: Table
    notes: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """The title as one line."""
        return "".join(word.text for word in self.title)


def distance(size: float) -> Distance:
    """The word for a distance; a size is rounded to two places first, as the table shows it."""
    shown = abs(round(size, 2))
    return Distance.CLOSE if shown < CLOSE else Distance.SOME if shown < APART else Distance.FAR


def agreement(apart: float | None, people: int) -> str:
    """How far the people of a side agree, in a word; empty where too few answered."""
    if apart is None or people < DETAIL_FLOOR:
        return ""
    return "alike" if round(apart, 2) <= ALIKE else "mixed" if round(apart, 2) <= MIXED else "split"


def number(value: float | None, places: int = 1, *, signed: bool = False) -> str:
    """A number as it is shown: true minus sign, no minus zero, and a mark where it is hidden."""
    if value is None:
        return HIDDEN
    text = f"{abs(value):.{places}f}"
    if float(text) == 0:
        return text
    sign = MINUS if value < 0 else "+" if signed else ""
    return f"{sign}{text}"


def said(figure: Figure) -> str:
    """What stands in the place of a figure that is hidden; empty for one that is shown."""
    return {
        Status.SHOWN: "",
        Status.TOO_FEW: "Not enough answers on both sides",
        Status.TOO_ALIKE: "Hidden so that another figure cannot be worked out",
        Status.NEARLY_ALL_TOP: "Nearly everyone on this side chose the top two answers",
        Status.NEARLY_ALL_BOTTOM: "Nearly everyone on this side chose the lowest two answers",
        Status.NOTHING_SAID: "Nothing promised",
        Status.WITHDRAWN: "This result is no longer available",
    }[figure.status]


def cell(figure: Figure, places: int = 2) -> str:
    """A figure in a table: its number, or the mark with the reason."""
    return number(figure.mean, places) if figure.shown else f"{HIDDEN} {said(figure)}"


def listed(names: Sequence[str]) -> str:
    """Names in a row: “a, b and c”."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def named(titles: Sequence[str]) -> tuple[Word, ...]:
    """Names in a title, marked: two of them, and how many more."""
    marked = [Word(title, marked=True) for title in titles[:2]]
    more = len(titles) - len(marked)
    if len(marked) < 2:
        return tuple(marked)
    if more:
        return marked[0], Word(", "), marked[1], Word(f" and {more} more")
    return marked[0], Word(" and "), marked[1]


def one_answer(modes: Sequence[Mode]) -> bool:
    """Whether a side answered as one organisation."""
    return Mode.ORGANISATION in modes
