"""The trainer's board, a pair of it, and the sheet for the room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from goodpartners.domain import findings
from goodpartners.domain.board import Flag, FlagKind, Learner, PairStanding, SideStanding
from goodpartners.domain.cohorts import JointDate
from goodpartners.domain.counts import in_words
from goodpartners.domain.errors import NotFound
from goodpartners.domain.findings import Column, Group
from goodpartners.domain.policy import Permission
from goodpartners.domain.rounds import unlock
from goodpartners.services import boards
from goodpartners.services.boards import Board
from goodpartners.services.pairs import SEEN_BY
from goodpartners.web.access import access
from goodpartners.web.addresses import url_for
from goodpartners.web.house import actor, catalogue, now
from goodpartners.web.pairs import said
from goodpartners.web.transactions import session

bp = Blueprint("boards", __name__)
ORDERS = {"needs": "Needs you first", "date": "Next date", "name": "A to Z"}
SHOWN_FLAGS = 3
SHOWN_DATES = 6
WIDE = 10
"""Modules in a row from which a heat map's columns carry their code only."""
SIGNS = {"done": "✓", "begun": "…", "none-yet": "–"}


@dataclass(frozen=True)
class Act:
    """A flag and the one thing to do about it."""

    flag: Flag
    words: str
    href: str


@dataclass(frozen=True)
class Row:
    """A partnership's row with everything worked out that its template would else ask for again and again."""

    standing: PairStanding
    href: str
    why: tuple[str, str]
    words: tuple[str, str]
    step: str
    when: str
    acts: tuple[Act, ...]
    more: int
    quiet: str
    missing: tuple[str, str] | None
    """What to do about a side without anybody: words and address."""


@dataclass(frozen=True)
class Heat:
    """One side's people × modules; a cell is (look, sign, words for who cannot see the sign)."""

    side: SideStanding
    columns: tuple[Column, ...]
    hard: Column | None
    rows: tuple[tuple[Learner, str, tuple[tuple[str, str, str], ...]], ...]
    means: tuple[tuple[int | None, str], ...]

    @property
    def many(self) -> bool:
        """Whether the columns carry their code only."""
        return len(self.columns) > WIDE


@bp.get("/train/cohorts/<int:cohort>")
@access(Permission.RUN_COHORT)
def board(cohort: int) -> ResponseReturnValue:
    """One row a partnership, both sides as mirrored bars; who needs somebody comes first."""
    found = boards.board(session(), catalogue(), cohort, actor=actor(), now=now())
    order = request.args.get("order", "")
    order = order if order in ORDERS else "needs"
    kinds: Counter[str] = Counter(kind for row in found.pairs for kind in {flag.kind.value for flag in row.flags})
    closed = found.cohort.closed_at is not None
    title = findings.board_title(found.pairs, begins=found.cohort.begins, today=found.today, closed=closed)
    return render_template(
        "boards/board.html",
        board=found,
        title=title,
        heading=findings.side_by_side(len(found.pairs)),
        groups=[(name, [_row(found, one) for one in rows]) for name, rows in _groups(found, order) if rows],
        order=order,
        orders=ORDERS,
        kinds=kinds,
        to_plan=sum(findings.group_of(row) is Group.TO_PLAN for row in found.pairs),
        dates=_coming(found.dates, found.today)[:SHOWN_DATES],
        names={row.pair.id: row.pair.name for row in found.pairs},
    )


@bp.get("/train/cohorts/<int:cohort>/pairs/<int:pair>")
@access(Permission.RUN_COHORT)
def pair(cohort: int, pair: int) -> ResponseReturnValue:
    """One pair: its two sides, people × modules, what stands in the way and what one could do."""
    found = boards.board(session(), catalogue(), cohort, actor=actor(), now=now())
    row = _pair_of(found, pair)
    places = {
        "write": _write(cohort, [x.person_id for s in row.sides for x in s.not_begun if x.came]),
        "people": url_for("rosters.people", cohort=cohort),
        "invite": url_for("rosters.invite", cohort=cohort),
        "dates": url_for("joint_dates.all", cohort=cohort),
    }
    todo = findings.advice(row, found.courses, found.dates, found.today)
    return render_template(
        "boards/pair.html",
        board=found,
        row=_row(found, row, flags=len(row.flags)),
        title=findings.pair_title(row, found.courses),
        heats=[_heat(found, row, side) for side in row.sides],
        todo=[(sentence, places.get(where)) for where, sentence in todo],
        dates=_dates_of(found, row),
        rounds=[unlock(one, found.today) for one in row.rounds],
        viewers=[(viewer, f"As {said(viewer)}") for viewer in SEEN_BY],
    )


@bp.get("/train/cohorts/<int:cohort>/sheet")
@access(Permission.RUN_COHORT)
def sheet(cohort: int) -> ResponseReturnValue:
    """One page a pair for the wall of the room: who takes part, joint steps, dates; no marks and no percents."""
    found = boards.board(session(), catalogue(), cohort, actor=actor(), now=now())
    chosen = request.args.get("pair", type=int)
    rows = sorted(found.pairs, key=_by_name) if chosen is None else [_pair_of(found, chosen)]
    sheets = [
        (row, [(m, m.on and findings.on_day(m.on, found.today)) for m in row.milestones], _dates_of(found, row))
        for row in rows
    ]
    return render_template("boards/sheet.html", board=found, sheets=sheets)


def _pair_of(board: Board, pair: int) -> PairStanding:
    row = board.pair(pair)
    if row is None:
        raise NotFound("There is no such pair in this cohort.")
    return row


def _groups(board: Board, order: str) -> list[tuple[str, Sequence[PairStanding]]]:
    if board.cohort.closed_at or order == "name":
        return [("A to Z", sorted(board.pairs, key=_by_name))]
    if order == "date":
        return [("By next date", board.pairs)]
    groups: dict[Group, list[PairStanding]] = {group: [] for group in Group}
    for row in board.pairs:
        groups[findings.group_of(row)].append(row)
    return [(group.value, rows) for group, rows in groups.items()]


def _by_name(row: PairStanding) -> tuple[str, str]:
    partnership = row.pair.partnership
    return partnership.authority.casefold(), partnership.provider.casefold()


def _row(board: Board, row: PairStanding, flags: int = SHOWN_FLAGS) -> Row:
    cohort, pair = board.cohort.id, row.pair.id
    explain = url_for("explanations.figure", cohort=cohort, figure="side-average")
    shown = () if board.cohort.closed_at else row.flags
    coming = row.next
    return Row(
        standing=row,
        href=f"{url_for('boards.board', cohort=cohort)}/pairs/{pair}",
        why=(f"{explain}?pair={pair}&side=commissioner", f"{explain}?pair={pair}&side=provider"),
        words=(findings.nobody_words(row.commissioner), findings.nobody_words(row.provider)),
        step=coming.title if coming else "Everything is reached",
        when=findings.when(coming, board.today) if coming else "",
        acts=tuple(_act(cohort, row, flag) for flag in shown[:flags]),
        more=max(0, len(shown) - flags),
        quiet="" if shown else findings.standing_words(row),
        missing=_missing(cohort, row),
    )


def _act(cohort: int, row: PairStanding, flag: Flag) -> Act:
    if flag.kind is FlagKind.HELP:
        [person] = flag.people
        return Act(flag, "See what was tried", url_for("participants.person", cohort=cohort, person=person))
    if not flag.people:
        return Act(flag, "See its rounds", url_for("cohort_rounds.rounds", cohort=cohort))
    people = [x for side in row.sides for x in side.learners if x.person_id in flag.people]
    if len(people) == 1:
        words = f"Write to {people[0].name}"
    elif flag.kind is FlagKind.IMBALANCE:
        behind = next(s for s in row.sides if any(x.person_id in flag.people for x in s.learners))
        words = f"Write to people at {behind.organisation}"
    else:
        words = f"Write to these {in_words(len(people))} people"
    return Act(flag, words, _write(cohort, flag.people))


def _missing(cohort: int, row: PairStanding) -> tuple[str, str] | None:
    empty = [side for side in row.sides if not side.learners]
    if not empty:
        return None
    if all(side.invited for side in empty):
        return "See who was invited", url_for("rosters.people", cohort=cohort)
    name = empty[0].organisation if len(empty) == 1 else "both sides"
    return f"Invite people from {name}", url_for("rosters.invite", cohort=cohort)


def _write(cohort: int, people: Iterable[int]) -> str:
    query = "&".join(f"to={person}" for person in people)
    return f"{url_for('reminders.compose', cohort=cohort)}?{query}"


def _coming(dates: Iterable[JointDate], today: date) -> list[JointDate]:
    return [d for d in dates if not d.held and d.on >= today]


def _dates_of(board: Board, row: PairStanding) -> list[JointDate]:
    return [d for d in _coming(board.dates, board.today) if d.concerns(row.pair.id)]


def _heat(board: Board, row: PairStanding, side: SideStanding) -> Heat:
    columns = findings.columns(board.courses, side)
    person = url_for("participants.person", cohort=board.cohort.id, person=0).removesuffix("0")
    explain = url_for("explanations.figure", cohort=board.cohort.id, figure="score-average")
    asked = f"{explain}?pair={row.pair.id}&side={side.side.value}"
    return Heat(
        side,
        columns,
        findings.hardest(side, columns),
        tuple((x, f"{person}{x.person_id}", _cells(x, columns)) for x in side.learners),
        tuple((side.mean_score(c.course, c.place)[0], f"{asked}&course={c.course}&module={c.module}") for c in columns),
    )


def _cells(learner: Learner, columns: Sequence[Column]) -> tuple[tuple[str, str, str], ...]:
    modules = {s.course: s.modules for s in learner.standings}
    cells = []
    for column in columns:
        taken = modules.get(column.course)
        if taken is None:
            cells.append(("not-taken", "", "not part of this person’s courses"))
            continue
        shown = str(taken[column.place].shown)
        look = findings.cell_class(taken[column.place])
        cells.append((look, SIGNS[look], shown) if look in SIGNS else (look, shown, ""))
    return tuple(cells)
