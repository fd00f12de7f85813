"""What a trainer can take away, as sheets made of the same values as the pages: never a note, never an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from goodpartners.domain.board import Learner, PairStanding, SideStanding
from goodpartners.domain.course import Course
from goodpartners.domain.findings import Group, group_of
from goodpartners.domain.people import Side
from goodpartners.domain.times import day, day_and_clock, local_time
from goodpartners.exporters.spreadsheets import Cell, Column, Sheet
from goodpartners.services.boards import Board
from goodpartners.services.question_results import Overview

ONLY_FOR_LEARNING = (
    "For learning only. Not for tender scoring or contract monitoring. May be open to freedom of information requests."
)
NAMES = {Side.COMMISSIONER: "Commissioner", Side.PROVIDER: "Provider"}
PERSON = (
    Column("Name", 24),
    Column("Organisation", 28),
    Column("Side", 14),
    Column("Job family", 20),
    Column("Pairs", 40),
    Column("Joined", 12),
    Column("Percent", 9),
    Column("Plan for today", 9),
    Column("Last active", 12),
)
BOARD = (
    Column("Authority", 28),
    Column("Provider", 28),
    *(
        Column(f"{name}: {words}", width)
        for name in NAMES.values()
        for words, width in (("percent", 9), ("plan for today", 9), ("count", 9), ("not begun", 9), ("invited", 9))
    ),
    Column("What needs somebody", 50),
    Column("Next joint step", 36),
    Column("Day", 12),
    Column("Days to go", 9),
)


def grid(board: Board) -> Sheet:
    """People × modules: a row a person, a column a module; a cell says just what the heat map's cell says."""
    pairs = {row.pair.id: row.pair.name for row in board.pairs}
    columns = (*PERSON, *_modules(board.courses))
    return Sheet("People and modules", columns, _people(board, board.learners, pairs), _notes(board))


def pair_grid(board: Board, pair: PairStanding) -> Sheet:
    """The same for one pair: the commissioner's people first, each side with the averages of its scores."""
    columns = (*PERSON, *_modules(board.courses))
    names = {pair.pair.id: pair.pair.name}
    rows = [row for side in pair.sides for row in (*_people(board, side.learners, names, side), _averages(board, side))]
    return Sheet(pair.pair.name, columns, rows, _notes(board))


def overview(board: Board) -> Sheet:
    """The board: a row a pair, in the board's order."""
    rows = [
        (
            row.pair.partnership.authority,
            row.pair.partnership.provider,
            *(cell for side in row.sides for cell in _side(side)),
            "" if board.cohort.closed_at else " ".join(flag.sentence for flag in row.flags),
            row.next.title if row.next else "Everything is reached",
            row.next.on if row.next else None,
            row.next.days(board.today) if row.next else None,
        )
        for group in Group
        for row in board.pairs
        if group_of(row) is group
    ]
    return Sheet("Pairs", BOARD, rows, _notes(board))


def questions(results: Overview, *, now: datetime) -> Sheet:
    """Knowledge checks: a row a module, by side and in all; small sides as on the page."""
    sides: tuple[tuple[Side | None, str], ...] = (*NAMES.items(), (None, "Everybody"))
    columns = (
        Column("Module"),
        Column("Title", 36),
        *(
            Column(f"{name}: {words}", 10)
            for _, name in sides
            for words in ("people", "first papers", "mean", "passed", "passed, percent")
        ),
    )
    rows = []
    for check in results.checks:
        row: list[Cell] = [check.module.header.code, check.module.header.title]
        for side, _ in sides:
            if side and side not in check.sides:
                row += [None] * 5
                continue
            passed = check.result.passed(side)
            row += [check.result.people_of(side), check.result.papers(side), check.result.mean(side)]
            row += passed or (None, None)
        rows.append(row)
    what = f"{results.cohort.name}, knowledge checks on {day(now)}, {day_and_clock(now).split(', ')[1]}."
    small = "Of each person the first paper. An empty cell: nobody yet, or too few to show by side."
    return Sheet("Knowledge checks", columns, rows, (ONLY_FOR_LEARNING, what, small))


def _people(
    board: Board, learners: Iterable[Learner], pairs: Mapping[int, str], side: SideStanding | None = None
) -> list[tuple[Cell, ...]]:
    """Rows of people; what many have in common is worked out once, for a thousand people have 22,000 cells."""
    begins, today = board.cohort.begins, board.today
    empty: dict[str, list[Cell]] = {c.id: [None] * len(c.modules) for c in board.courses}
    rows: list[tuple[Cell, ...]] = []
    for x in learners:
        had = {s.course: s.modules for s in x.standings}
        cells: list[Cell] = []
        for course, blank in empty.items():
            cells += [m.shown if m.score is None else m.score for m in had[course]] if course in had else blank
        rows.append(
            (
                x.name,
                x.organisation,
                NAMES[side.side] if side else _sides(x),
                x.job_family,
                "; ".join([pairs[pair] for pair, _ in x.seats if pair in pairs]),
                _day(x.enrolled_at),
                x.percent,
                x.planned(begins, today),
                _day(x.active_at) if x.active_at else None,
                *cells,
            )
        )
    return rows


def _averages(board: Board, side: SideStanding) -> tuple[Cell, ...]:
    means = [side.mean_score(c.id, place)[0] for c in board.courses for place in range(len(c.modules))]
    about = ("Side’s mean of scores so far", side.organisation, NAMES[side.side], None, None, None)
    return (*about, side.percent, side.planned, None, *means)


def _side(side: SideStanding) -> tuple[Cell, ...]:
    return side.percent, side.planned, len(side.counted), len(side.not_begun), side.invited


def _sides(learner: Learner) -> str | None:
    found = {side for _, side in learner.seats} or ({learner.side} if learner.side else set())
    return " and ".join(NAMES[side] for side in sorted(found)) or None


def _modules(courses: Iterable[Course]) -> list[Column]:
    return [Column(f"{m.header.code}, {m.header.title}", 12) for course in courses for m in course.modules]


def _notes(board: Board) -> tuple[str, ...]:
    return (
        ONLY_FOR_LEARNING,
        f"{board.cohort.name}, as its trainer saw it on {day(board.now)}, {day_and_clock(board.now).split(', ')[1]}.",
        "Percents are of steps done. A module’s cell is the score out of 100 that counts, or a word.",
    )


def _day(moment: datetime) -> date:
    return local_time(moment).date()
