"""What changed for a pair from one round to the next: plain means of both rounds, and the change of those in both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from goodpartners.domain.partnership.disclosure import Status
from goodpartners.domain.partnership.questionnaire import Dimension, Question, Questionnaire
from goodpartners.domain.partnership.readiness.ambition import Axis, axis
from goodpartners.domain.partnership.readiness.movement import CLEARER_EYE, shared
from goodpartners.domain.partnership.readiness.patterns import SIDES
from goodpartners.domain.partnership.results import (
    Certainty,
    Distance,
    Names,
    Result,
    Table,
    Word,
    cell,
    distance,
    named,
    number,
    said,
)
from goodpartners.domain.partnership.snapshots import CHANGE, Figure, Mode, Snapshot
from goodpartners.domain.partnership.statistics import Interval, paired
from goodpartners.domain.people import Side

OTHER_STATEMENTS = "Asked with other statements than in the round before"
NOTHING = "–"


@dataclass(frozen=True)
class Trend:
    """One side of one dimension in two rounds. `change` is of those who answered both, with its interval."""

    side: Side
    before: Figure | None
    after: Figure | None
    change: Figure
    interval: Interval | None
    one_answer: bool = False

    @property
    def plain(self) -> float | None:
        """The later mean minus the earlier one, whoever answered."""
        if self.before is None or self.after is None or self.before.mean is None or self.after.mean is None:
            return None
        return self.after.mean - self.before.mean

    @property
    def size(self) -> float | None:
        """The change of those who answered both; the plain one where that is not known."""
        return self.plain if self.change.mean is None else self.change.mean

    @property
    def certainty(self) -> Certainty:
        """How sure, in words; nothing where next to nothing changed."""
        if self.size is None or distance(self.size) is Distance.CLOSE or self.one_answer:
            return Certainty.NONE
        if self.interval is None:
            return Certainty.EARLY
        return Certainty.CLEAR if self.interval.excludes_zero else Certainty.CHANCE

    @property
    def moved(self) -> str:
        """The change of those who answered both, as it is shown."""
        return number(self.change.mean, signed=True)

    @property
    def words(self) -> str:
        """What changed and how sure, or why nothing can be said."""
        if self.before is None or self.after is None:
            return OTHER_STATEMENTS
        if self.size is None:
            return said(self.after) or said(self.before)
        if distance(self.size) is Distance.CLOSE:
            return "much the same"
        return f"{'up' if self.size > 0 else 'down'}{f', {self.certainty}' if self.certainty else ''}"

    @property
    def by_chance(self) -> tuple[float, float] | None:
        """From where to where the later mark could lie by chance; only where mark and word say the same."""
        if self.interval is None or self.plain is None or self.before is None or self.before.mean is None:
            return None
        reach = (self.interval.high - self.interval.low) / 2
        within = abs(self.plain) <= reach
        if within is self.interval.excludes_zero:
            return None
        return self.before.mean - reach, self.before.mean + reach


@dataclass(frozen=True)
class Changed:
    """One dimension of both sides, the commissioner first."""

    title: str
    short: str
    trends: tuple[Trend, ...]


@dataclass(frozen=True)
class ChangePicture:
    """Two marks a side and dimension: pale before, full now."""

    names: Names
    axis: Axis
    rows: tuple[Changed, ...]

    @property
    def has_bands(self) -> bool:
        """Whether any row shows what could be chance."""
        return any(trend.by_chance for row in self.rows for trend in row.trends)


def change(
    earlier: Questionnaire, before: Snapshot, questionnaire: Questionnaire, snapshot: Snapshot, names: Names
) -> Result:
    """Two rounds side by side, over the statements that were asked in both."""
    rows = tuple(
        Changed(
            dimension.title,
            dimension.short,
            tuple(_trend(earlier, before, questionnaire, snapshot, side, dimension) for side in SIDES),
        )
        for dimension in questionnaire.dimensions
    )
    picture = ChangePicture(names, axis(questionnaire), rows)
    lay = [CLEARER_EYE, "The pale mark is the round before, the full mark this one."]
    if picture.has_bands:
        lay.append("Within the grey band, a change could be chance.")
    people = tuple(
        f"{names.of(side)}: {before.band(side)} in the round before, {snapshot.band(side)} in this one."
        for side in SIDES
        if side in before.people and side in snapshot.people
    )
    return Result(
        f"{questionnaire.id}-change",
        "change",
        "What changed",
        _title(rows, names),
        tuple(lay),
        picture,
        _table(rows, names),
        (
            *people,
            "The means are of everybody who answered in that round; the change is of those who answered in both.",
        ),
    )


def _trend(
    earlier: Questionnaire,
    before: Snapshot,
    later: Questionnaire,
    after: Snapshot,
    side: Side,
    dimension: Dimension,
) -> Trend:
    both = shared(earlier, later, dimension.id)
    old, new = _mean(earlier, before, side, dimension.id, both), _mean(later, after, side, dimension.id, both)
    own = after.figure(side, CHANGE, dimension.id)
    found = None
    if both and own.mean is not None and own.spread is not None:
        found = paired(own.mean, own.spread, own.people)
    one = Mode.ORGANISATION in (before.modes.get(side), after.modes.get(side))
    return Trend(side, old, new, own, found.interval if found else None, one)


def _mean(
    whole: Questionnaire, snapshot: Snapshot, side: Side, dimension: str, statements: Sequence[str]
) -> Figure | None:
    """A side's figure over those statements; None where they are not all and stand nowhere by themselves."""
    if {s.id for s in whole.of_dimension(dimension)} == set(statements):
        return snapshot.figure(side, Question.NOW, dimension)
    each = [snapshot.figure(side, Question.NOW, dimension, statement) for statement in statements]
    means = [figure.mean for figure in each if figure.mean is not None]
    if not means or len(means) < len(statements):
        return None
    return Figure(Status.SHOWN, each[0].people, fmean(means))


def _title(rows: Sequence[Changed], names: Names) -> tuple[Word, ...]:
    trends = [(row.title, trend) for row in rows for trend in row.trends if trend.size is not None]
    found: list[Word] = []
    for side in SIDES:
        for verb, up in (("has moved up on", True), ("is lower on", False)):
            titles = [
                t for t, trend in trends if trend.side is side and _clear(trend) and ((trend.size or 0) > 0) is up
            ]
            if titles:
                found += [Word(". ")] if found else []
                found += [Word(f"{names.of(side)} {verb} "), *named(titles)]
    if found:
        others = any(trend.certainty is Certainty.CHANCE for _, trend in trends)
        return (*found, Word(". The rest could be chance.")) if others else tuple(found)
    if not trends:
        return (Word("The two rounds cannot be compared"),)
    if any(trend.certainty for _, trend in trends):
        return (Word("Some movement, none of it clear yet"),)
    return (Word("Much the same as in the round before"),)


def _clear(trend: Trend) -> bool:
    return trend.certainty is Certainty.CLEAR


def _table(rows: Sequence[Changed], names: Names) -> Table:
    columns = ("Part", "Who", "Round before", "This round", "Change", "Could lie between", "In words")
    return Table(columns, tuple(_cells(row, trend, names) for row in rows for trend in row.trends))


def _cells(row: Changed, trend: Trend, names: Names) -> tuple[str, ...]:
    own = trend.change.mean
    between = trend.interval
    return (
        row.title,
        names.of(trend.side),
        cell(trend.before) if trend.before else NOTHING,
        cell(trend.after) if trend.after else NOTHING,
        NOTHING if own is None else number(own, 2, signed=True),
        f"{number(between.low, 2, signed=True)} to {number(between.high, 2, signed=True)}" if between else NOTHING,
        trend.words,
    )
