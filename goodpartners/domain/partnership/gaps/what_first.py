"""Where to start: importance against distance; and all gaps together, weighed by importance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from goodpartners.domain.partnership import locks, statistics
from goodpartners.domain.partnership.gaps import tables as gap_tables
from goodpartners.domain.partnership.gaps.importance import points
from goodpartners.domain.partnership.gaps.lines import Survey
from goodpartners.domain.partnership.gaps.pictures import Corner, Dot, Line, Quadrant, Weighted, WeightedRow
from goodpartners.domain.partnership.questionnaire import Question
from goodpartners.domain.partnership.results import CLOSE, Certainty, Distance, Result, Word, distance
from goodpartners.domain.partnership.voice import titled

FIRST, WEIGHTED = "what-first", "weighted"
MATTERS = 20
"""Points from which a dimension matters a lot; with five, an even share."""
LITTLE = 0.1
"""Points of the scale below which weighing changes little."""
REACH = (1.6, 40.0)
"""How far the quadrant shows at least, to the right and upwards."""
NEARLY = (0.05, 0.045)
"""As shares of a picture: two dots closer than that are drawn beside each other."""


class _Place(NamedTuple):
    line: Line
    away: float
    weight: float


def what_first(survey: Survey, lines: Sequence[Line]) -> Iterator[Result]:
    """Importance against distance, for the dimensions of which both may be shown."""
    given = points(survey, Question.IMPORTANCE)
    found = [
        _Place(line, abs(line.gap.size), weight)
        for line in lines
        if line.gap.size is not None and (weight := given[line.name].mean) is not None
    ]
    if not found:
        return
    found.sort(key=lambda place: (-round(place.weight, 2), -round(place.away, 2)))
    picture = _quadrant(found)
    early = any(place.line.gap.certainty is Certainty.EARLY for place in found)
    who = survey.voice.who(survey.expecting)
    lay = (
        f"Higher: matters more to {who}. Further right: your two views are further apart, whichever way. "
        "The top right corner is where a talk pays off first.",
    )
    fixed = "The cross-lines stand at fixed values: a distance of 0.5 and an importance of 20 points."
    notes = (fixed, locks.EARLY_SIGN) if early else (fixed,)
    title, table = _title(picture, ": an early sign" if early else ""), gap_tables.of_quadrant(picture)
    yield Result(FIRST, "quadrant", "What first?", title, lay, picture, table, notes)


def _quadrant(found: Sequence[_Place]) -> Quadrant:
    reach = (
        max(REACH[0], *(1.1 * place.away for place in found)),
        max(REACH[1], *(1.1 * place.weight for place in found)),
    )
    dots: list[Dot] = []
    for number, (line, away, weight) in enumerate(found, start=1):
        corner = _corner(away, weight)
        near = [
            d for d in dots if abs(d.across - away) < NEARLY[0] * reach[0] and abs(d.up - weight) < NEARLY[1] * reach[1]
        ]
        says = f"{corner}: {_matters(weight, found[0].weight)}, {_seen(line)}."
        dots.append(Dot(number, line.name, away, weight, says, corner is Corner.START, corner, len(near)))
    return Quadrant(tuple(dots), (CLOSE, float(MATTERS)), reach)


def _corner(away: float, weight: float) -> Corner:
    far, matters = distance(away) is not Distance.CLOSE, round(weight, 2) >= MATTERS
    if matters:
        return Corner.START if far else Corner.KEEP
    return Corner.AGREE if far else Corner.LEAVE


def _matters(weight: float, most: float) -> str:
    if round(weight, 2) < MATTERS:
        return "matters less"
    return "matters most" if round(weight, 1) == round(most, 1) else "matters a lot"


def _seen(line: Line) -> str:
    if line.gap.distance is Distance.CLOSE:
        return "and you already see it alike"
    sure = f", {line.gap.certainty}" if line.gap.certainty else ""
    return ("some distance apart" if line.gap.distance is Distance.SOME else "far apart") + sure


def _title(picture: Quadrant, doubt: str) -> tuple[Word, ...]:
    start = sorted((dot for dot in picture.dots if dot.hot), key=lambda dot: -round(dot.across, 2))
    if start:
        return titled("Start with ", [dot.name for dot in start], doubt)
    if any(dot.corner is Corner.KEEP for dot in picture.dots):
        return titled("You already see alike what matters most")
    if any(dot.corner is Corner.AGREE for dot in picture.dots):
        return titled("What lies apart matters less: agree first whether it matters")
    return titled("Nothing stands out: talk about what you both care for")


def weighted(survey: Survey, guessed: Sequence[Line], kept: Sequence[Line], served: Sequence[Line]) -> Iterator[Result]:
    """Each kind of gap over all dimensions, each the same and by importance; only where every dimension shows."""
    weights = [figure.mean for figure in points(survey, Question.IMPORTANCE).values() if figure.mean is not None]
    kinds = (
        ("Guessed, against expected", guessed),
        ("Received, against promised", kept),
        ("Received, against expected", served),
    )
    whole = len(survey.questionnaire.dimensions)
    rows = [
        WeightedRow(name, statistics.mean(sizes), statistics.weighted_mean(sizes, weights))
        for name, lines in kinds
        if len(sizes := [line.gap.size for line in lines if line.gap.size is not None]) == len(weights) == whole
    ]
    if not rows:
        return
    reach = max(1.0, *(1.15 * abs(value) for row in rows for value in (row.plain, row.weighted)))
    picture = Weighted(tuple(rows), reach)
    who = survey.voice.who(survey.expecting)
    lay = (
        f"Pale bar: every theme counts the same. Dark bar: each counts by the points that {who} gave it. "
        "Left of the middle: falls short. Right: goes beyond.",
    )
    notes = ("An average can hide themes that go both ways: look at the pictures above first.",)
    title, table = _weighted_title(rows, who), gap_tables.of_weighted(picture)
    yield Result(WEIGHTED, "weighted", "All in all", title, lay, picture, table, notes)


def _weighted_title(rows: Sequence[WeightedRow], who: str) -> tuple[Word, ...]:
    most = max(rows, key=lambda row: abs(row.weighted - row.plain))
    if abs(round(most.weighted - most.plain, 2)) < LITTLE:
        return titled(f"All in all, weighing by what matters to {who} changes little")
    way = "wider" if abs(most.weighted) > abs(most.plain) else "smaller"
    return titled(f"Weighed by what matters to {who}, the gap is {way}: ", [most.name.lower()])
