"""What a trainer's pages cost: a thousand people, two hundred pairs, and ten times the events."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from goodpartners.cli.benchmarks import cohorts, journeys
from goodpartners.cli.benchmarks.benchmark import Benchmark, look_inside
from goodpartners.cli.benchmarks.load import Load
from goodpartners.cli.benchmarks.report import Compared, Row, times
from goodpartners.cli.benchmarks.stage import TrainerPage

MORE = 10
"""So many times as many papers were handed in by everybody when the pages are asked for again."""
FLAT = 1.10
"""A page may take so many times as long with ten times the events."""


def page(which: TrainerPage, at_most: int | None, run: Benchmark) -> list[Row]:
    """One page alone on its connection, and its statements for many people and for few."""
    found = _compared(run, which)
    ours, bare = f"{found.ours * 1000:.1f} ms", f"{found.bare * 1000:.2f} ms"
    aim = f"≤ {at_most} × bare" if at_most else "–"
    met = found.ratios()[0] <= at_most if at_most else None
    cohort = run.stage.cohort_of(which)
    name = f"{which}, {cohort.people:,} people in {cohort.pairs} pairs"
    many, few = (run.inside["trainer"][path] for path in run.stage.trainer_paths(which))
    return [
        Row(name, ours, bare, times(found), aim, met, found.figures()),
        _same("  SQL statements, for many and for few people", many, few),
    ]


def events(run: Benchmark) -> list[Row]:
    """The same pages once more when everybody has handed in ten times as many papers."""
    before = {which: _compared(run, which).ratios()[0] for which in TrainerPage}
    with run.stage.database.writing() as session:
        cohorts.grow(session, MORE)
    _settle(run)
    run.tick("ten times the events")
    inside = look_inside(run.stage, profiles=False)["trainer"]
    rows = []
    for which in TrainerPage:
        grown = _compared(run, which)
        flat = grown.ratios()[0] / before[which]
        path = run.stage.trainer_paths(which)[0]
        name, ours = f"{which}, {MORE} × the events", f"{grown.ours * 1000:.1f} ms"
        bare = f"{grown.bare * 1000:.2f} ms"
        figures = {**grown.figures(), "flat": flat}
        rows.append(Row(name, ours, bare, f"{flat:.2f} × as before", f"≤ {FLAT} ×", flat <= FLAT, figures))
        rows.append(_same("  SQL statements, then and before", inside[path], run.inside["trainer"][path]))
    return rows


def _compared(run: Benchmark, which: TrainerPage) -> Compared:
    path = run.stage.trainer_paths(which)[0]
    loads = run.compare(str(which), lambda who: journeys.read(who, path), 1, [run.stage.trainer])
    return Compared([(_seconds(ours), _seconds(bare)) for ours, bare in loads])


def _seconds(load: Load) -> float:
    return load.seconds / max(load.replies, 1)


def _same(name: str, first: int, second: int) -> Row:
    both = f"{first} and {second}"
    return Row(name, both, aim="the same", met=first == second, figures={"ours": first, "bare": second})


def _settle(run: Benchmark) -> None:
    """Bring what was written into the file, so that nobody reads past it; outside of a transaction."""
    if run.stage.database.is_sqlite:
        raw = run.stage.database.engine.raw_connection()
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.close()


TRAINERS: dict[str, Callable[[Benchmark], list[Row]]] = {
    "cohort-page": partial(page, TrainerPage.COHORT, None),
    "pair-page": partial(page, TrainerPage.PAIR, None),
    "cohort-csv": partial(page, TrainerPage.GRID, 100),
    "board-200-pairs": partial(page, TrainerPage.WIDE, 60),
    "ten-times-the-events": events,
}
