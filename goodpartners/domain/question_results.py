"""What a cohort's first papers gave, by module and by item, for each side: always with a count, never with a name.

A side is shown apart only where nobody can be worked out. With two sides on a page, the total less the large side is
the small one: so as soon as any part of the total has somebody and fewer than three papers, no side is shown, and the
total alone stands. A total below three papers shows its count and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from goodpartners.domain.people import Side
from goodpartners.domain.quiz.answers import Part, parts_of
from goodpartners.domain.quiz.items import Item
from goodpartners.domain.visibility import SMALLEST_VERDICT

SMALLEST_PART = 3
"""Papers of a side before it is shown apart from the total."""
EASY, HALF = 80, 50
TOO_FEW = "too few to show by side"


@dataclass(frozen=True)
class Tally:
    """So many first papers on which people of a side chose just this; `side` is None for both sides or none."""

    item: str
    side: Side | None
    right: bool | None
    chosen: tuple[str, ...]
    papers: int


@dataclass(frozen=True)
class Handed:
    """First papers at a quiz from people of a side: how many, the sum of their percents, how many passed."""

    quiz: str
    side: Side | None
    papers: int
    percents: int
    passed: int


@dataclass(frozen=True)
class Shown:
    """Which of the two sides and the total may be shown, with their counts, which always are."""

    papers: Mapping[Side, int]
    total: int
    by_side: bool

    @property
    def at_all(self) -> bool:
        """Whether the total says more than its count."""
        return self.total >= SMALLEST_PART

    def may(self, side: Side | None) -> bool:
        """Whether the figures of a side, or with None of everybody, are shown."""
        return self.at_all and (side is None or (self.by_side and self.papers[side] > 0))


@dataclass(frozen=True)
class QuizResult:
    """A module's knowledge check: people on each side, and what their first papers gave."""

    quiz: str
    people: Mapping[Side | None, int]
    shown: Shown
    handed: tuple[Handed, ...]

    def people_of(self, side: Side | None) -> int:
        """How many people there are on a side; with None, in all."""
        return sum(self.people.values()) if side is None else self.people.get(side, 0)

    def papers(self, side: Side | None) -> int:
        """How many handed in at least once."""
        return self.shown.total if side is None else self.shown.papers[side]

    def mean(self, side: Side | None) -> int | None:
        """The mean of the first papers' percents, rounded half up; None where it is not shown."""
        if not self.shown.may(side):
            return None
        rows = self._rows(side)
        papers = sum(h.papers for h in rows)
        return (2 * sum(h.percents for h in rows) + papers) // (2 * papers)

    def passed(self, side: Side | None) -> tuple[int, int] | None:
        """How many passed at their first try, and the whole percent; None where it is not shown."""
        if not self.shown.may(side):
            return None
        rows = self._rows(side)
        passed = sum(h.passed for h in rows)
        return passed, share(passed, sum(h.papers for h in rows))

    def sum_of_percents(self, side: Side | None) -> int:
        """What the mean is made of, for the explanation of a mean that is shown."""
        return sum(h.percents for h in self._rows(side))

    def _rows(self, side: Side | None) -> list[Handed]:
        return [h for h in self.handed if side is None or h.side is side]


@dataclass(frozen=True)
class ItemResult:
    """One item: how many had it on their first paper, how many got it right, and what was chosen."""

    item: Item
    shown: Shown
    right: Mapping[Side | None, int]
    """How many got it right, by side and under None in all; empty for an item that has no right answer."""
    parts: tuple[Part, ...]
    asked: bool = True
    """Whether the quiz still has it."""

    def papers(self, side: Side | None) -> int:
        """How many first papers had it."""
        return self.shown.total if side is None else self.shown.papers[side]

    def share(self, side: Side | None = None) -> int | None:
        """Whole percent of papers that got it right; None where it is not shown or nothing is right."""
        if not self.right or not self.shown.may(side):
            return None
        return share(self.right.get(side, 0), self.papers(side))

    @property
    def verdict(self) -> str:
        """A plain word about the item, from twenty papers up."""
        papers = self.shown.total
        if papers == 0:
            return "Nobody has handed this in."
        if not self.right:
            return "Nothing here is right or wrong."
        if papers < SMALLEST_VERDICT:
            return f"Too few to say: n = {papers}."
        if any(part.misleads for part in self.parts):
            return "A wrong answer is chosen more often than the right one."
        got = share(self.right.get(None, 0), papers)
        if got >= EASY:
            return "Most got this."
        return "Half or more got this." if got >= HALF else "Hard: fewer than half got this."


def share(some: int, everybody: int) -> int:
    """Whole percent, rounded half up; 0 of nobody."""
    return (200 * some + everybody) // (2 * everybody) if everybody else 0


def shown_of(papers: Mapping[Side | None, int]) -> Shown:
    """What may be shown of these counts; under None are people who are on both sides or on none."""
    small = any(0 < count < SMALLEST_PART for count in papers.values())
    return Shown({side: papers.get(side, 0) for side in Side}, sum(papers.values()), not small)


def quiz_result(quiz: str, people: Mapping[Side | None, int], handed: Iterable[Handed]) -> QuizResult:
    """Fold the first papers at one quiz."""
    rows = tuple(h for h in handed if h.quiz == quiz)
    return QuizResult(quiz, people, shown_of({h.side: h.papers for h in rows}), rows)


def item_result(item: Item, tallies: Iterable[Tally], *, asked: bool = True) -> ItemResult:
    """Fold the first papers that had one item."""
    rows = [t for t in tallies if t.item == item.id]
    papers: dict[Side | None, int] = {}
    right: dict[Side | None, int] = {}
    for row in rows:
        papers[row.side] = papers.get(row.side, 0) + row.papers
        for side in {row.side, None} if row.right is not None else ():
            right[side] = right.get(side, 0) + (row.papers if row.right else 0)
    if None in right:
        right[None] = sum(row.papers for row in rows if row.right)
    chosen = [(row.side, row.chosen, bool(row.right), row.papers) for row in rows]
    return ItemResult(item, shown_of(papers), right, parts_of(item, chosen), asked)


def by_share(results: Iterable[ItemResult]) -> tuple[ItemResult, ...]:
    """The hardest first, by share right; what is not shown or has no right answer comes last, in the order given."""

    def place(result: ItemResult) -> tuple[bool, int]:
        got = result.share()
        return got is None, got or 0

    return tuple(sorted(results, key=place))
