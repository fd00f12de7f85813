"""`goodpartners bench`: how fast pages are, against the least that Flask can do on the same server."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from goodpartners.cli.benchmarks import browser, report
from goodpartners.cli.benchmarks.benchmark import Benchmark
from goodpartners.cli.benchmarks.growth import GROWTH
from goodpartners.cli.benchmarks.learners import LEARNERS
from goodpartners.cli.benchmarks.load import UnexpectedReply
from goodpartners.cli.benchmarks.report import Report
from goodpartners.cli.benchmarks.rounds import ROUNDS
from goodpartners.cli.benchmarks.servers import BARE, OURS, free_port, running
from goodpartners.cli.benchmarks.stage import Stage, staged
from goodpartners.cli.benchmarks.trainers import TRAINERS
from goodpartners.services.house import House

FEW = click.IntRange(1, 10_000)
MEASURES = {**LEARNERS, **GROWTH, **TRAINERS, **ROUNDS}
"""In the order in which they are taken, whatever order they are asked for in: the last ones leave more on record."""
TICKS = {"item-by-item": 2, "saves": 2, "growing-outbox": 2, "ten-times-the-events": 8}
IN_A_BROWSER = {"cold-load", "growing-outbox"}


@click.command()
@click.option("--seconds", default=3.0, show_default=True, type=click.FloatRange(0.05), help="Each side, in a round.")
@click.option("--rounds", default=5, show_default=True, type=FEW, help="How often ours and bare take turns.")
@click.option("--connections", default=4, show_default=True, type=FEW, help="Connections that ask at the same time.")
@click.option("--people", default=1000, show_default=True, type=click.IntRange(8, 100_000), help="People on record.")
@click.option("--only", multiple=True, type=click.Choice(list(MEASURES)), help="May be given several times.")
@click.option("--json", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures there too.")
@click.option("--profile", is_flag=True, help="Say function by function where the application's time goes.")
@click.option("--database-url", default="", help="An empty PostgreSQL database, instead of SQLite.")
@click.pass_obj
def bench(
    house: House,
    seconds: float,
    rounds: int,
    connections: int,
    people: int,
    only: tuple[str, ...],
    file: Path | None,
    profile: bool,
    database_url: str,
) -> None:
    """Measure pages against a bare Flask application that says hello on the same server.

    Starts both on this machine with content, a database and people of their own, which are thrown away. Only the
    ratios mean anything on another machine. See docs/benchmarks.md.

    \b
    Example:
      goodpartners bench --only section-page --only saves --profile
    """
    wanted = tuple(name for name in MEASURES if name in only or not only)
    steps = 3 + sum(1 if name == "cold-load" else rounds * TICKS.get(name, 1) for name in wanted)
    try:
        with (
            _telling(steps) as tick,
            staged(house.settings.content_root, number=people, database_url=database_url, clock=house.clock) as stage,
            _serving(stage, tick) as bare_port,
        ):
            run = Benchmark(stage, bare_port, seconds, rounds, connections, tick, profile)
            found = _measure(run, wanted)
    except UnexpectedReply as reason:
        raise click.ClickException(str(reason)) from reason
    click.echo(found.as_text())
    for name, text in run.inside.get("profile", {}).items():
        click.echo(f"\nWhere the time goes: {name}, {text}")
    if file:
        file.write_text(json.dumps(found.as_json(), indent=1, ensure_ascii=False) + "\n", "utf-8")


def _measure(run: Benchmark, wanted: tuple[str, ...]) -> Report:
    machine = report.machine(run.stage.database)
    run.prepare()
    run.tick("ready")
    rows = [row for name in wanted for row in MEASURES[name](run)]
    notes = _notes(run, wanted)
    if report.disturbed(machine["load before"]):
        notes.append("Other work was going on when this began. It weighs more on ours than on the bare application.")
    return Report({**machine, "load after": report.load_average()}, rows, notes)


def _notes(run: Benchmark, wanted: tuple[str, ...]) -> list[str]:
    spent = report.median(run.client_seconds)
    notes = [
        f"The client takes {spent * 1e6:.0f} µs of a processor for a bare request: alone on a core it could ask "
        f"{1 / spent:,.0f} times a second. It shares the cores with both servers.",
        f"{run.connections} connections, {run.rounds} rounds of {run.seconds:g} s for each side, "
        f"{len(run.stage.everybody):,} people, {len(run.stage.learners)} of them signed in; page {run.stage.page}.",
    ]
    if IN_A_BROWSER.intersection(wanted) and (reason := browser.missing()):
        notes.append(reason)
    return notes


@contextmanager
def _serving(stage: Stage, tick: Callable[[str], None]) -> Iterator[int]:
    tick("people")
    bare_port = free_port()
    elsewhere = {**stage.environment, "GOODPARTNERS_PORT": str(bare_port)}
    with (
        running(OURS, stage.environment, stage.port, stage.folder / "ours.log"),
        running(BARE, elsewhere, bare_port, stage.folder / "bare.log"),
    ):
        tick("servers")
        yield bare_port


@contextmanager
def _telling(steps: int) -> Iterator[Callable[[str], None]]:
    """A bar that says what is done; on standard error, so that the report can go to a file."""
    with click.progressbar(length=steps, label="preparing", file=sys.stderr) as bar:

        def tick(name: str) -> None:
            bar.label = name
            bar.update(1)

        yield tick
