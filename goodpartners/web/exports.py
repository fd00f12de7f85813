"""What a trainer can take away: the same view values as the pages, as CSV and XLSX."""

from __future__ import annotations

import re

from flask import Blueprint, Response, make_response
from flask.typing import ResponseReturnValue

from goodpartners.domain.cohorts import Cohort
from goodpartners.domain.errors import NotFound
from goodpartners.domain.policy import Permission
from goodpartners.domain.times import local_time
from goodpartners.exporters.spreadsheets import Sheet, as_csv, as_xlsx
from goodpartners.services import boards, grids, question_results
from goodpartners.web.access import access
from goodpartners.web.house import actor, catalogue, now
from goodpartners.web.transactions import session

bp = Blueprint("exports", __name__)

PAIR = re.compile(r"pair-([0-9]{1,9})")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.get("/train/cohorts/<int:cohort>/export/<name>.<kind>")
@access(Permission.RUN_COHORT)
def download(cohort: int, name: str, kind: str) -> ResponseReturnValue:
    """A table of the cohort: the grid, the board, one pair's grid, or the knowledge checks."""
    if kind not in TYPES:
        raise NotFound("There is no such file.")
    found, sheet = _sheet(cohort, name)
    held = as_csv(sheet) if kind == "csv" else as_xlsx([sheet], made_at=now().replace(tzinfo=None))
    return _file(held, kind, _filename(found, name))


def _sheet(cohort: int, name: str) -> tuple[Cohort, Sheet]:
    if name == "questions":
        results = question_results.overview(session(), catalogue(), cohort, actor=actor())
        return results.cohort, grids.questions(results, now=now())
    board = boards.board(session(), catalogue(), cohort, actor=actor(), now=now())
    if name == "grid":
        return board.cohort, grids.grid(board)
    if name == "board":
        return board.cohort, grids.overview(board)
    number = PAIR.fullmatch(name)
    pair = board.pair(int(number.group(1))) if number else None
    if pair is None:
        raise NotFound("There is no such file.")
    return board.cohort, grids.pair_grid(board, pair)


def _filename(cohort: Cohort, name: str) -> str:
    words = "-".join(re.findall(r"[a-z0-9]+", cohort.name.casefold())) or f"cohort-{cohort.id}"
    return f"{words[:60]}-{name}-{local_time(now()).date().isoformat()}"


def _file(held: bytes, kind: str, name: str) -> Response:
    answer = make_response(held)
    answer.headers["Content-Type"] = TYPES[kind]
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.{kind}")
    answer.headers["Cache-Control"] = "no-store"
    return answer
