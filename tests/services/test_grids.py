"""What a trainer takes away: the sheets say what the board says."""

from __future__ import annotations

import csv
import io

import openpyxl
from hypothesis import given

from goodpartners.exporters.spreadsheets import Sheet, as_csv, as_xlsx, csv_cell, plain
from goodpartners.services import grids
from goodpartners.services.boards import Board
from tests.services.boards import COURSES, boards

MODULES = [f"{m.header.code}, {m.header.title}" for c in COURSES for m in c.modules]


def read_csv(sheet: Sheet) -> list[list[str]]:
    return list(csv.reader(io.StringIO(as_csv(sheet).decode("utf-8-sig"))))


def read_xlsx(sheet: Sheet) -> list[list[object]]:
    page = openpyxl.load_workbook(io.BytesIO(as_xlsx([sheet]))).active
    assert page is not None
    return [[cell.value for cell in row] for row in page.iter_rows()]


@given(boards())
def test_a_person_has_the_boards_figures_and_the_heat_maps_cells(board: Board) -> None:
    sheet = grids.grid(board)
    assert len(sheet.rows) == len(board.learners)
    for learner, row in zip(board.learners, sheet.rows, strict=True):
        assert row[0] == learner.name
        assert row[6:8] == (learner.percent, learner.planned(board.cohort.begins, board.today))
        assert list(row[9:]) == [m.shown for s in learner.standings for m in s.modules]
    assert [c.title for c in sheet.columns[9:]] == MODULES


@given(boards())
def test_a_pair_has_each_side_with_the_means_of_its_scores(board: Board) -> None:
    [pair] = board.pairs
    sheet = grids.pair_grid(board, pair)
    expected = []
    for side in pair.sides:
        expected += [x.name for x in side.learners] + ["Side’s mean of scores so far"]
    assert [row[0] for row in sheet.rows] == expected
    means = [row for row in sheet.rows if row[0] == "Side’s mean of scores so far"]
    for side, row in zip(pair.sides, means, strict=True):
        assert row[6:8] == (side.percent, side.planned)
        assert row[9:] == tuple(side.mean_score(c.id, n)[0] for c in COURSES for n in range(len(c.modules)))


@given(boards())
def test_the_board_has_a_row_a_pair_with_its_flags_in_words(board: Board) -> None:
    [row] = grids.overview(board).rows
    [pair] = board.pairs
    sides = [(s.percent, s.planned, len(s.counted), len(s.not_begun), s.invited) for s in pair.sides]
    assert row[2:12] == sides[0] + sides[1]
    assert row[12] == " ".join(f.sentence for f in pair.flags)
    assert pair.next
    assert row[13:] == (pair.next.title, pair.next.on, pair.next.days(board.today))


@given(boards())
def test_both_kinds_of_file_say_the_same_and_begin_with_what_they_are_not_for(board: Board) -> None:
    for sheet in (grids.grid(board), grids.pair_grid(board, board.pairs[0]), grids.overview(board)):
        written, book = read_csv(sheet), read_xlsx(sheet)
        assert written[0][0] == book[0][0] == grids.ONLY_FOR_LEARNING
        top = len(sheet.notes) + 1
        for row, line, cells in zip(sheet.rows, written[top:], book[top:], strict=True):
            assert line == ["" if csv_cell(cell) is None else str(csv_cell(cell)) for cell in row]
            for cell, held in zip(row, cells, strict=True):
                value = plain(cell)
                assert str(held)[:10] == str(value)[:10]
