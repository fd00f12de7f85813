"""What the pair's room says of the readiness quiz: results made of released snapshots, and of nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from goodpartners.domain.partnership.disclosure import DETAIL_FLOOR
from goodpartners.domain.partnership.questionnaire import Dimension, Question, Questionnaire
from goodpartners.domain.partnership.readiness.across import across
from goodpartners.domain.partnership.readiness.ambition import (
    STRETCH,
    Axis,
    Movement,
    Place,
    Stretch,
    axis,
    place,
    stretches,
)
from goodpartners.domain.partnership.readiness.patterns import SIDES, Pair, Pattern, pairs
from goodpartners.domain.partnership.readiness.round_change import change
from goodpartners.domain.partnership.results import (
    Gap,
    Names,
    Result,
    Table,
    Word,
    agreement,
    cell,
    named,
    number,
    said,
)
from goodpartners.domain.partnership.snapshots import Mode, Snapshot
from goodpartners.domain.people import Side

EARLY = "Only three or four people a side. Treat this as a conversation starter, not a finding."
INSIDE_FIRST = "Talk inside your own side first."
SPLIT = "split"


@dataclass(frozen=True)
class Rung(Movement):
    """One dimension of a side: where it stands and where it wants to be; `said` stands in place of what is hidden."""

    dimension: str
    title: str
    short: str
    now: Place | None
    want: Place | None
    agreement: str
    said: str


@dataclass(frozen=True)
class Ladder:
    """A side's own picture."""

    side: Side
    bands: tuple[Stretch, ...]
    rows: tuple[Rung, ...]


@dataclass(frozen=True)
class PairPicture:
    """Both sides, two rows a dimension."""

    names: Names
    axis: Axis
    rows: tuple[Pair, ...]


def results(
    questionnaire: Questionnaire,
    snapshot: Snapshot,
    names: Names,
    reader: Side,
    before: tuple[Questionnaire, Snapshot] | None = None,
) -> tuple[Result, ...]:
    """Everything the room shows of one round to one side; `before` is the round before, in its own version."""
    found = [_own_side(questionnaire, snapshot, reader), _both(questionnaire, snapshot, names)]
    if questionnaire.asks(Question.MIRROR):
        found.append(replace(across(questionnaire, snapshot, names), notes=_early(snapshot)))
    if before:
        found.append(change(*before, questionnaire, snapshot, names))
    return tuple(found)


def _early(snapshot: Snapshot) -> tuple[str, ...]:
    """What is said of small groups; nothing where both sides are large enough."""
    small = (
        snapshot.modes[side] is not Mode.ORGANISATION and snapshot.people[side] < DETAIL_FLOOR
        for side in snapshot.modes
    )
    return (EARLY,) if any(small) else ()


def _own_side(whole: Questionnaire, snapshot: Snapshot, side: Side) -> Result:
    rows = tuple(_rung(whole, snapshot, side, dimension) for dimension in whole.dimensions)
    split = [row.title for row in rows if row.agreement == SPLIT]
    lay = ["The mark is today. The arrow shows where your side would like to be."]
    if any(row.agreement for row in rows):
        lay.append("“Alike”, “mixed” and “split” say how far the people of your side agree about today.")
    return Result(
        f"{whole.id}-own-side",
        "ladder",
        "Your own side",
        _own_title(rows, split),
        tuple(lay),
        Ladder(side, stretches(whole), rows),
        _own_table(rows, snapshot, side, axis(whole).highest),
        (*_early(snapshot), *((INSIDE_FIRST,) if split else ())),
    )


def _rung(whole: Questionnaire, snapshot: Snapshot, side: Side, dimension: Dimension) -> Rung:
    now, want = (snapshot.figure(side, question, dimension.id) for question in (Question.NOW, Question.WANT))
    reasons = [
        f"{label}: {_lower(said(figure))}" for label, figure in (("Now", now), ("Wanted", want)) if not figure.shown
    ]
    one = len(reasons) == 2 and now.status is want.status
    return Rung(
        dimension.id,
        dimension.title,
        dimension.short,
        place(whole, now.mean) if now.mean is not None else None,
        place(whole, want.mean) if want.mean is not None else None,
        agreement(now.apart, now.people),
        said(now) if one else "; ".join(reasons),
    )


def _own_title(rows: Sequence[Rung], split: Sequence[str]) -> tuple[Word, ...]:
    if split:
        return (Word("Your side sees "), *named(split), Word(" differently from one another"))
    steps = {row.title: round(row.step, 2) for row in rows if row.step is not None}
    if not steps:
        return (Word("There is too little that can be shown of your side yet"),)
    if max(steps.values()) < STRETCH:
        return (Word("Your side wants to hold what it has"),)
    most = [title for title, step in steps.items() if step == max(steps.values())]
    return (Word("Your side wants most movement in "), *named(most))


def _own_table(rows: Sequence[Rung], snapshot: Snapshot, side: Side, highest: int) -> Table:
    scale = f"1 to {highest}"
    columns = ("Part", f"Now, {scale}", f"Wanted, {scale}", "Step", "Now, 0 to 100", "Wanted, 0 to 100", "In words")
    found = []
    for row in rows:
        now, want = (snapshot.figure(side, question, row.dimension) for question in (Question.NOW, Question.WANT))
        words = ", ".join(word for word in (row.ambition or "", row.agreement) if word)
        places = (number(each.position if each else None, 0) for each in (row.now, row.want))
        found.append((row.title, cell(now), cell(want), number(row.step, 2, signed=True), *places, words))
    return Table(columns, tuple(found))


def _both(whole: Questionnaire, snapshot: Snapshot, names: Names) -> Result:
    rows = pairs(whole, snapshot)
    scale = axis(whole)
    own = [names.of(side) for side in SIDES]
    columns = [f"{name}, {when}" for when in ("now", "wanted") for name in (*own, "Distance", "How far and how sure")]
    table = Table(
        ("Part", *columns, "Together"),
        tuple(
            (
                row.title,
                *_compared(row.now.gap, row.now.words),
                *_compared(row.want.gap, row.want.words),
                ", ".join(row.patterns),
            )
            for row in rows
        ),
    )
    return Result(
        f"{whole.id}-both-sides",
        "pair-readiness",
        "Both sides",
        _both_title(rows),
        (
            "Two shapes far apart means you see it differently. Neither is wrong.",
            f"The scale runs from 1, “{_lower(scale.first)}”, to {scale.highest}, “{_lower(scale.last)}”.",
        ),
        PairPicture(names, scale, rows),
        table,
        _early(snapshot),
    )


def _compared(gap: Gap, words: str) -> tuple[str, ...]:
    return cell(gap.first), cell(gap.second), number(gap.size, 2, signed=True), words


def _both_title(rows: Sequence[Pair]) -> tuple[Word, ...]:
    if not any(
        figure.shown for row in rows for twin in (row.now, row.want) for figure in (twin.gap.first, twin.gap.second)
    ):
        return (Word("Not enough can be shown yet to compare the two sides"),)
    starts, ends, causes, strong = (
        [row.title for row in rows if pattern in row.patterns]
        for pattern in (Pattern.STARTS, Pattern.ENDS, Pattern.CAUSE, Pattern.STRENGTH)
    )
    same = [row.title for row in rows if row.title in starts and row.want.gap.distance == "close"]
    if starts and not ends:
        tail = (Word(", but want the same thing"),) if same == starts else ()
        return (Word("You start in different places on "), *named(starts), *tail)
    if starts:
        short = {row.title: row.short for row in rows}
        first, then = (named([short[title] for title in titles]) for titles in (starts, ends))
        hope = Word(", and hope for different things on ")
        return (Word("You start in different places on "), *first, hope, *then)
    if ends:
        return (Word("You hope for different things on "), *named(ends))
    if causes:
        return (Word("Both of you want to move on "), *named(causes))
    if strong:
        return (Word("Both of you are strong on "), *named(strong))
    return (Word("You see your partnership much alike"),)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
