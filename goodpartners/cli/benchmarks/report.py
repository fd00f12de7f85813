"""What a benchmark found: a plain table for people, JSON for comparing two runs."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from goodpartners.services.storage import Database

HEADINGS = ("what", "ours", "bare", "ratio (lowest to highest)", "aim", "")
NOTHING = "–"
QUIET = 0.8
"""Load average above which something else has been busy lately."""


@dataclass(frozen=True)
class Row:
    """One line; `met` is None where there is no aim. `figures` are the numbers behind the words."""

    name: str
    ours: str
    bare: str = NOTHING
    ratio: str = NOTHING
    aim: str = NOTHING
    met: bool | None = None
    figures: dict[str, float] = field(default_factory=dict)

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as it is printed."""
        verdict = "" if self.met is None else "met" if self.met else "MISSED"
        return (self.name, self.ours, self.bare, self.ratio, self.aim, verdict)


def count(name: str, number: float, *, at_most: float | None = None, unit: str = "") -> Row:
    """A line with a number that does not depend on the machine."""
    aim, met = (f"≤ {at_most:g}{unit}", number <= at_most) if at_most is not None else (NOTHING, None)
    return Row(name, f"{number:.4g}{unit}", aim=aim, met=met, figures={"ours": number})


@dataclass(frozen=True)
class Compared:
    """Rounds of ours against rounds of the bare application, each pair taken one right after the other."""

    pairs: Sequence[tuple[float, float]]

    @property
    def ours(self) -> float:
        """Our median."""
        return statistics.median(ours for ours, _ in self.pairs)

    @property
    def bare(self) -> float:
        """The bare application's median."""
        return statistics.median(bare for _, bare in self.pairs)

    def ratios(self, *, bare_over_ours: bool = False) -> tuple[float, float, float]:
        """Median, lowest and highest of the rounds' ratios."""
        found = [bare / ours if bare_over_ours else ours / bare for ours, bare in self.pairs]
        return statistics.median(found), min(found), max(found)

    def figures(self, *, bare_over_ours: bool = False) -> dict[str, float]:
        """The numbers for JSON."""
        ratio, lowest, highest = self.ratios(bare_over_ours=bare_over_ours)
        return {"ours": self.ours, "bare": self.bare, "ratio": ratio, "lowest": lowest, "highest": highest}


@dataclass(frozen=True)
class Report:
    """Everything a run found."""

    machine: dict[str, str]
    rows: Sequence[Row]
    notes: Sequence[str]

    def as_text(self) -> str:
        """The machine in a line, the table, and the notes."""
        machine = ", ".join(f"{name} {value}" for name, value in self.machine.items())
        return "\n".join([machine, "", *_table([HEADINGS, *(row.cells for row in self.rows)]), "", *self.notes])

    def as_json(self) -> dict[str, Any]:
        """The same, ready for JSON."""
        return {"machine": self.machine, "rows": [asdict(row) for row in self.rows], "notes": list(self.notes)}


def machine(database: Database) -> dict[str, str]:
    """What the figures depend on."""
    with database.engine.connect() as connection:
        version = connection.dialect.server_version_info or ()
    return {
        "cores": str(os.cpu_count()),
        "Python": platform.python_version(),
        database.engine.dialect.name: ".".join(map(str, version)),
        "system": platform.system(),
        "load before": load_average(),
    }


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def load_average() -> str:
    """Processes that wanted to run in the last minute, where the system counts them."""
    return f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown"


def disturbed(load: str) -> bool:
    """Whether other work was going on when we began."""
    return load != "unknown" and float(load) > QUIET


def times(compared: Compared, *, bare_over_ours: bool = False) -> str:
    """A ratio as so many times."""
    return "{:.2f} × ({:.2f} to {:.2f})".format(*compared.ratios(bare_over_ours=bare_over_ours))


def share(compared: Compared) -> str:
    """A ratio in percent."""
    return "{:.1f} % ({:.1f} to {:.1f})".format(*(100 * ratio for ratio in compared.ratios()))


def _table(lines: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(line[n]) for line in lines) for n in range(len(HEADINGS))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
