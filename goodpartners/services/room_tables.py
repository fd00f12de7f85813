"""The results of a round as a file: the tables of its page, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence

from goodpartners.domain.partnership.packs import NOTICE
from goodpartners.domain.partnership.questionnaire import Questionnaire
from goodpartners.domain.partnership.results import Names, Result
from goodpartners.domain.partnership.snapshots import Snapshot
from goodpartners.domain.people import Side
from goodpartners.domain.times import day
from goodpartners.exporters.spreadsheets import Column, Sheet
from goodpartners.services.rooms import Room, Shown

HIDDEN = "[c] means hidden, for the reason beside it. No count of people stands here, and nobody’s name."


def table(room: Room, shown: Shown) -> Sheet:
    """Everything that the room shows of a round."""
    wave, row = shown.of.wave, shown.of.row
    when = f", opened to both sides on {day(row.released_at)}" if row else ""
    first = f"{room.pair.name}: {shown.of.questionnaire.title} Round {wave.number}{when}"
    return of_results(first, shown.of.questionnaire, shown.snapshot, room.names, shown.results)


def of_results(
    first: str, questionnaire: Questionnaire, snapshot: Snapshot, names: Names, results: Sequence[Result]
) -> Sheet:
    """Tables under one another, each under its finding; `first` says what the file is."""
    answered = "; ".join(f"{names.of(side)}: {snapshot.band(side)}" for side in Side)
    notes = (
        f"{first}. Wording: version {questionnaire.version}.",
        f"Answered: {answered}.",
        HIDDEN,
        NOTICE,
    )
    lines: list[tuple[str, ...]] = []
    for number, result in enumerate(results, 1):
        lines += [(f"{number}. {result.name}", result.heading), result.table.columns, *result.table.rows, ()]
    width = max((len(line) for line in lines), default=1)
    head, *rows = ([*line, *[""] * (width - len(line))] for line in lines or [("Nothing is shown",)])
    return Sheet("Results", tuple(Column(title, 24) for title in head), rows, notes)
