"""The numbers behind the pictures of a gap survey, with two decimals."""

from __future__ import annotations

from goodpartners.domain.partnership.gaps.pictures import Dumbbells, Heat, PerceptionMap, Quadrant, Slope, Weighted
from goodpartners.domain.partnership.results import Table, cell, number

NOT_SHOWN = "not shown"


def of_dumbbells(picture: Dumbbells, first: str, second: str, *, about: str = "Theme", short: str = "") -> Table:
    """One row a line: both figures, their distance, where it could lie, and what that is in words.

    With `short` the columns are told apart from those of another comparison.
    """
    never = any(line.of for line in picture.lines)
    columns = [about, first, second, f"Gap{short}", f"Could lie between{short}", f"In words{short}"]
    rows = []
    for line in picture.lines:
        gap = line.gap
        ends = f"{number(gap.low, 2, signed=True)} to {number(gap.high, 2, signed=True)}" if line.ends else NOT_SHOWN
        row = [line.label, cell(gap.first), cell(gap.second), number(gap.size, 2, signed=True), ends, line.words]
        rows.append((*row, f"{line.never} of {line.of}") if never else tuple(row))
    return Table((*columns, "Never said") if never else tuple(columns), tuple(rows))


def side_by_side(one: Table, other: Table, *, shared: int = 1) -> Table:
    """Two tables with the same rows as one; the first `shared` columns are the same in both."""
    rows = tuple((*left, *right[shared:]) for left, right in zip(one.rows, other.rows, strict=True))
    return Table((*one.columns, *other.columns[shared:]), rows)


def of_heat(picture: Heat) -> Table:
    """One row a statement, one column a question."""
    rows = tuple(
        (row.text, theme, *(number(c.figure.mean, 2) if c.figure.shown else c.sign for c in row.cells))
        for theme, found in picture.groups
        for row in found
    )
    return Table(("Statement", "Theme", *(column.title for column in picture.columns)), rows)


def of_slope(picture: Slope) -> Table:
    """Points and places of both sides; the last row counts the points in another place."""
    guess = {ranked.name: ranked for ranked in picture.right}
    rows = [
        (
            real.name,
            number(real.points, 2),
            real.place,
            number(guess[real.name].points, 2),
            guess[real.name].place,
            number(guess[real.name].points - real.points, 2, signed=True),
        )
        for real in picture.left
    ]
    rows.append(("Points in a different place", "", "", "", "", number(picture.misplaced, 2)))
    columns = ("Theme", picture.left_says, "Place", picture.right_says, "Place in the guess", "Guess minus real")
    return Table(columns, tuple(rows))


def of_quadrant(picture: Quadrant) -> Table:
    """Importance, distance and the corner."""
    rows = (
        (f"{dot.number} {dot.name}", number(dot.up, 2), number(dot.across, 2), str(dot.corner)) for dot in picture.dots
    )
    return Table(("Theme", "Importance, points of 100", "Distance", "Corner"), tuple(rows))


def of_map(picture: PerceptionMap) -> Table:
    """Both views, and what the place says."""
    rows = ((f"{dot.number} {dot.name}", number(dot.across, 2), number(dot.up, 2), dot.says) for dot in picture.dots)
    return Table(("Theme", picture.across_says, picture.up_says, "In words"), tuple(rows))


def of_weighted(picture: Weighted) -> Table:
    """Each gap twice."""
    rows = ((row.name, number(row.plain, 2, signed=True), number(row.weighted, 2, signed=True)) for row in picture.rows)
    return Table(("Gap", "Every theme the same", "Weighted by importance"), tuple(rows))
