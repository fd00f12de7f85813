"""How well the pairs of a cohort know what is expected: one dot a pair, none of them named, on a line a dimension."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goodpartners.domain.partnership.disclosure import Detail, may_show
from goodpartners.domain.partnership.questionnaire import Question, Questionnaire
from goodpartners.domain.partnership.results import CLOSE, MINUS, Word, number
from goodpartners.domain.partnership.snapshots import Mode, Snapshot
from goodpartners.domain.people import Side


@dataclass(frozen=True)
class StripLine:
    """One dimension: what the pairs believe less what is expected, from low to high; `own` is the reader's pair."""

    name: str
    dots: tuple[float, ...]
    own: float | None

    @property
    def texts(self) -> tuple[str, ...]:
        """The dots, as a table shows them."""
        return tuple(number(dot, 2, signed=True) for dot in self.dots)

    @property
    def own_text(self) -> str:
        """The reader's own, as a table shows it."""
        return number(self.own, 2, signed=True)

    def leans(self, way: int) -> int:
        """How many pairs guess too low (-1) or too high (1)."""
        return sum(way * round(dot, 2) >= CLOSE for dot in self.dots)


@dataclass(frozen=True)
class Strip:
    """The picture; `reach` is how far it goes to either side of none."""

    lines: tuple[StripLine, ...]
    reach: int

    @property
    def title(self) -> tuple[Word, ...]:
        """What most pairs have in common."""
        for way, said in ((-1, "under-guess"), (1, "over-guess")):
            line = max(self.lines, key=lambda each, way=way: each.leans(way))  # type: ignore[misc]
            if 2 * line.leans(way) > len(line.dots):
                return Word(f"Most pairs {said} "), Word(line.name, marked=True)
        return (Word("No theme is guessed wrong by most pairs"),)

    @property
    def ends(self) -> tuple[str, str]:
        """What the two ends of the scale say."""
        return f"{MINUS}{self.reach}", f"+{self.reach}"


def strip(questionnaire: Questionnaire, own: Snapshot | None, every: Sequence[Snapshot]) -> Strip | None:
    """The picture of one round of a cohort, `every` with the reader's own in it; None while too few pairs may be shown.

    A pair is one dot, so it takes part with five pooled people on each side only, and a dimension is drawn only with
    enough pairs that show both of its figures.
    """
    able = [snapshot for snapshot in every if _enough(snapshot)]
    if not may_show(len(able), Detail.COHORT):
        return None
    lines = []
    for dimension in questionnaire.dimensions:
        dots = [gap for snapshot in able if (gap := _gap(snapshot, dimension.id)) is not None]
        if may_show(len(dots), Detail.COHORT):
            mine = _gap(own, dimension.id) if own and _enough(own) else None
            lines.append(StripLine(dimension.title, tuple(sorted(dots)), mine))
    if not lines:
        return None
    furthest = max(abs(dot) for line in lines for dot in line.dots)
    return Strip(tuple(lines), max(2, int(-(-furthest // 1))))


def _enough(snapshot: Snapshot) -> bool:
    return all(snapshot.modes[side] is Mode.POOLED and may_show(snapshot.people[side], Detail.SPREAD) for side in Side)


def _gap(snapshot: Snapshot, dimension: str) -> float | None:
    expected = snapshot.figure(Side.COMMISSIONER, Question.EXPECT, dimension)
    believed = snapshot.figure(Side.PROVIDER, Question.BELIEVE, dimension)
    both = min(expected.people, believed.people)
    if expected.mean is None or believed.mean is None or not may_show(both, Detail.SPREAD):
        return None
    return believed.mean - expected.mean
