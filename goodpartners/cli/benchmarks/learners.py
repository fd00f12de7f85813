"""What learners do, each measured against the bare application in the same minute."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from goodpartners.cli.benchmarks import browser, journeys
from goodpartners.cli.benchmarks.benchmark import Benchmark, Making
from goodpartners.cli.benchmarks.counter import Counter
from goodpartners.cli.benchmarks.report import NOTHING, Compared, Row, count, share, times
from goodpartners.domain.progress import course_progress
from goodpartners.services.records import records

EVENTS, RESULTS, STANDINGS = 25, 10, 2
"""Rows of a try at ten items: what was done, what each item gave, and how far the person is at start and hand-in."""


def section_page(run: Benchmark) -> list[Row]:
    """A section's page, with the person's notes in it."""
    loads = run.compare("section page", lambda who: journeys.read(who, run.stage.page))
    found = Compared([(ours.rate, bare.rate) for ours, bare in loads])
    name = f"  SQL statements, the most of {len(run.stage.pages)} such pages"
    return [
        _per_second("section page", "pages", found, share(found), "≥ 15 % of bare", met=found.ratios()[0] >= 0.15),
        count(name, run.inside["pages"], at_most=4),
    ]


def saves(run: Benchmark) -> list[Row]:
    """The durable saves of one answer, while it is typed and when it is sent: several at a time, and one alone."""
    rows = []
    for connections, how in ((run.connections, f"{run.connections} at a time"), (1, "alone")):
        loads = run.compare("saves", lambda who: journeys.saving(who, run.stage.item_by_item), connections)
        for label, name in (("draft", "answer saved while typing (PUT)"), ("answer", "answer sent (POST)")):
            found = Compared([(ours.mean(label), bare.mean("hello")) for ours, bare in loads])
            ours, bare = (f"{seconds * 1000:.2f} ms" for seconds in (found.ours, found.bare))
            met = found.ratios()[0] <= 12
            rows.append(Row(f"{name}, {how}", ours, bare, times(found), "≤ 12 × bare", met, found.figures()))
    return rows


def one_page(run: Benchmark) -> list[Row]:
    """Ten items on one page: start, then answer and hand in with one form."""
    paper = run.stage.on_one_page
    return [
        _tries(run, "ten items on one page", lambda who: journeys.on_one_page(who, paper), requests=2, aim=40),
        *_counts(run, "one page"),
    ]


def item_by_item(run: Benchmark) -> list[Row]:
    """Ten items one by one: start, ten answers, hand-in, results; and again with every page a browser opens."""
    paper = run.stage.item_by_item
    return [
        _tries(run, "ten items one by one", lambda who: journeys.item_by_item(who, paper), requests=13, aim=15),
        *_counts(run, "item by item", most_rows=EVENTS + RESULTS + STANDINGS),
        _tries(run, "the same with each page opened", lambda who: journeys.page_by_page(who, paper), requests=25),
    ]


def progress(run: Benchmark) -> list[Row]:
    """The progress of everybody in all courses, as a report for a trainer needs it."""
    stage = run.stage
    counter = Counter(stage.database.engine)
    pairs, counted = [], counter.fresh()
    for _ in range(run.rounds):
        alone = run.bare(connections=1).mean("hello")
        counted, began = counter.fresh(), time.perf_counter()
        with stage.database.reading() as session:
            record = records(session, stage.catalogue, stage.everybody)
            for course in stage.catalogue.courses:
                for person in stage.everybody:
                    course_progress(course, record[person])
        pairs.append((time.perf_counter() - began, alone))
        run.tick("progress")
    found = Compared(pairs)
    name = f"progress of {len(stage.everybody):,} people in {len(stage.catalogue.courses)} courses"
    ours, bare = f"{found.ours * 1000:.0f} ms", f"{found.bare * 1000:.2f} ms, sent alone"
    return [
        Row(name, ours, bare, times(found), figures=found.figures()),
        count("  SQL statements", counted.statements, at_most=2),
    ]


def cold_load(run: Benchmark) -> list[Row]:
    """A learner's first visit in a browser."""
    run.tick("first visit")
    if browser.missing():
        return []
    found = browser.cold_load(f"http://127.0.0.1:{run.stage.port}", run.stage.page, run.stage.learners[0].cookie)
    return [
        count("first visit, fonts apart: requests", found.requests, at_most=6),
        count("  bytes as sent", found.size / 1024, at_most=60, unit=" KB"),
        count("  fonts besides", found.fonts),
        count("  their bytes", found.fonts_size / 1024, unit=" KB"),
    ]


def _tries(run: Benchmark, name: str, making: Making, *, requests: int, aim: int | None = None) -> Row:
    """Tries a second; the ratio says how many bare requests one try is worth."""
    loads = run.compare(name, making)
    found = Compared([(ours.rate / requests, bare.rate) for ours, bare in loads])
    ratio = f"1 try = {times(found, bare_over_ours=True)}"
    figures = found.figures(bare_over_ours=True)
    if aim is None:
        return _per_second(name, "tries", found, ratio, figures=figures)
    return _per_second(name, "tries", found, ratio, f"≥ {aim} tries/s", met=found.ours >= aim, figures=figures)


def _per_second(
    name: str,
    what: str,
    found: Compared,
    ratio: str,
    aim: str = NOTHING,
    *,
    met: bool | None = None,
    figures: dict[str, float] | None = None,
) -> Row:
    ours, bare = f"{found.ours:,.0f} {what}/s", f"{found.bare:,.0f} requests/s"
    return Row(name, ours, bare, ratio, aim, met, figures or found.figures())


def _counts(run: Benchmark, name: str, most_rows: int | None = None) -> Iterator[Row]:
    yield count("  SQL statements a try", run.inside[name]["statements"])
    yield count("  rows written a try", run.inside[name]["rows"], at_most=most_rows)


LEARNERS: dict[str, Callable[[Benchmark], list[Row]]] = {
    "section-page": section_page,
    "saves": saves,
    "one-page": one_page,
    "item-by-item": item_by_item,
    "progress": progress,
    "cold-load": cold_load,
}
