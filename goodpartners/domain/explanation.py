"""A figure explained: the rule in words, and the rows from which a reader can work it out by hand."""

from __future__ import annotations

from dataclasses import dataclass

Cell = str | int
NONE = "–"


@dataclass(frozen=True)
class Explanation:
    """`figure` is the number as the page shows it, None where there is none; `total` is the last line of the sum."""

    title: str
    figure: int | None
    unit: str
    sentence: str
    rule: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    note: str = ""

    @property
    def shown(self) -> str:
        """The number with its unit."""
        return NONE if self.figure is None else f"{self.figure}{self.unit}"
