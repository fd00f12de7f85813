"""A pasted or uploaded list as a table: its separator, its header, and rows that know their line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from itertools import islice

from goodpartners.domain import emails
from goodpartners.domain.errors import FieldProblem
from goodpartners.domain.organisation_names import folded

MOST_ROWS = 2_000
MOST_CHARACTERS = 500_000
_MOST_LINES_OF_A_ROW = 50
"""A quote that is not closed would swallow the rest of the list; after so many lines it counts as not closed."""


class Column(StrEnum):
    """What a problem can be about: a column, in the order of a list without header, or something wider."""

    NAME = "name"
    EMAIL = "email"
    ORGANISATION = "organisation"
    SIDE = "side"
    PARTNERS = "partner organisations"
    JOB_FAMILY = "job family"
    ROW = "row"
    HEADER = "header"
    LIST = "list"


COLUMNS = (Column.NAME, Column.EMAIL, Column.ORGANISATION, Column.SIDE, Column.PARTNERS, Column.JOB_FAMILY)
REQUIRED = COLUMNS[:3]
_MOST_HEADINGS = 100
_SEPARATORS = {",": "commas", "\t": "tabs", ";": "semicolons"}
_EITHER = "council provider"
_SPELLINGS = {
    Column.NAME: "name|full name|person|participant|learner|your name|name of person",
    Column.EMAIL: "email|e mail|email address|e mail address|mail|mail address|emailaddress|work email",
    Column.ORGANISATION: "organisation|organisation name|name of organisation|organisations|org|employer|works for"
    "|own organisation",
    Column.SIDE: "side|commissioner or provider|commissioner provider|provider or commissioner|provider commissioner"
    "|stands on|which side",
    Column.PARTNERS: "partner|partners|partner organisation|partner organisations|works with|working with"
    "|partnered with|partnership|partnerships|pair|pairs",
    Column.JOB_FAMILY: "job family|job|job title|role|job role|post|position|kind of work|profession|family",
}
_HEADINGS = {spelling: column for column, spellings in _SPELLINGS.items() for spelling in spellings.split("|")}


@dataclass(frozen=True)
class RowProblem:
    """What is to be said about a row: `line` is where it begins, counted from 1, and `row` is its raw text."""

    line: int
    column: str
    sentence: str
    row: str


@dataclass(frozen=True)
class Row:
    """One row of the list; with a fault its cells are not known."""

    line: int
    text: str
    cells: Mapping[Column, str]
    faults: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True)
class Table:
    """The rows, or why the list as a whole cannot be read; `notes` are about columns that are not read."""

    rows: tuple[Row, ...] = ()
    refusals: tuple[RowProblem, ...] = ()
    notes: tuple[RowProblem, ...] = ()


@dataclass(frozen=True)
class _Record:
    line: int
    text: str
    cells: tuple[str, ...] = ()
    fault: str = ""

    def said(self, column: Column, sentence: str) -> RowProblem:
        return RowProblem(self.line, column, sentence, self.text)


@dataclass
class _Header:
    columns: list[Column | None] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    notes: list[RowProblem] = field(default_factory=list)


def read_table(text: str) -> Table:
    """Find out how a list is written, and take it apart; blank lines are left out."""
    text = text.lstrip("\ufeff")
    if len(text) > MOST_CHARACTERS:
        return _refused(f"The list is longer than {MOST_CHARACTERS:,} characters. Split it and read it in parts.")
    if "\0" in text:
        line = len(io.StringIO(text[: text.index("\0")] + "x", newline="").readlines())
        return _refused("This is not plain text. Save the list as “CSV UTF-8”, or copy the cells and paste them.", line)
    lines = io.StringIO(text, newline="").readlines()
    readings = {mark: list(islice(_records(lines, mark), MOST_ROWS + 2)) for mark in _SEPARATORS}
    mark = max(readings, key=lambda mark: _likeness(readings[mark]))
    records = readings[mark]
    if records and not any(record.fault or len(record.cells) > 1 for record in records):
        sentence = "This is not a table. Give each person a line of their own, with commas, semicolons or tabs between "
        return _refused(f"{sentence}name, email address and organisation.", records[0].line, records[0].text)
    header = _Header(list(COLUMNS))
    if records and _is_header(records[0]):
        header = _header(records.pop(0))
    if not records and not header.problems:
        return _refused("There is nobody in the list. Put each person in a line of their own.")
    if len(records) > MOST_ROWS:
        first = records[MOST_ROWS]
        return _refused(f"The list has more than {MOST_ROWS:,} rows. Split it and read it in parts.", first.line)
    if header.problems:
        return Table((), tuple(header.problems), tuple(header.notes))
    return Table(tuple(_row(record, header.columns, mark) for record in records), (), tuple(header.notes))


def _refused(sentence: str, line: int = 1, row: str = "") -> Table:
    return Table(refusals=(RowProblem(line, Column.LIST, sentence, row),))


def _records(lines: Sequence[str], mark: str) -> Iterator[_Record]:
    at = 0
    while at < len(lines):
        taken = 1
        if lines[at].strip(",;\t \r\n"):
            reader = csv.reader(
                lines[at : at + _MOST_LINES_OF_A_ROW], delimiter=mark, strict=True, skipinitialspace=True
            )
            try:
                cells, fault = tuple(next(reader)), ""
                taken = reader.line_num
            except csv.Error as error:
                cells, fault = (), _fault(str(error), reader.line_num)
            if fault or any(cell.strip() for cell in cells):
                yield _Record(at + 1, "".join(lines[at : at + taken]).rstrip("\r\n"), cells, fault)
        at += taken


def _fault(error: str, lines: int) -> str:
    if error.startswith("unexpected end") or lines > 1:
        return "A double quote is opened in this row and not closed. Close it, or take it out."
    if "expected after" in error:
        return "There is text straight after a closing double quote. Write a double quote inside a quoted cell twice."
    return "A cell of this row is too long. Shorten it, or look for a double quote that is not closed."


def _likeness(records: Sequence[_Record]) -> tuple[int, int, int]:
    """How much a list looks like a table when read with one separator: headings, then addresses, then width."""
    headings = len({*map(_heading, records[0].cells)} - {None}) if records and _is_header(records[0]) else 0
    addresses = sum(any("@" in cell and not emails.faults(cell) for cell in record.cells) for record in records)
    return headings, addresses, sum(len(record.cells) >= len(REQUIRED) for record in records)


def _plain(cell: str) -> str:
    words = folded(re.sub(r"\([^)]*\)", " ", cell[:100])).replace("organization", "organisation")
    return re.sub(r"^(council|authority) (or )?provider$|^provider (or )?(council|authority)$", _EITHER, words)


def _heading(cell: str) -> Column | None:
    plain = _plain(cell)
    return Column.ORGANISATION if plain == _EITHER else _HEADINGS.get(plain)


def _is_header(record: _Record) -> bool:
    """Whether these cells are headings: people have an address, headings have none."""
    if len(record.cells) > _MOST_HEADINGS:
        return False
    found = {_heading(cell) for cell in record.cells} - {None}
    return "@" not in record.text and (len(found) > 1 or Column.EMAIL in found)


def _header(record: _Record) -> _Header:
    header = _Header()
    meant: set[Column] = set()
    plainly = {_HEADINGS.get(_plain(cell)) for cell in record.cells}
    for cell in record.cells:
        column = _heading(cell)
        if _plain(cell) == _EITHER and Column.ORGANISATION in plainly:
            column = Column.SIDE
        shown = f"“{' '.join(cell.split())[:60]}”"
        if column in header.columns and column is not None:
            header.problems.append(record.said(Column.HEADER, f"Two columns are for the {column}. Keep one of them."))
        elif column is None and (near := get_close_matches(_plain(cell)[:60], _HEADINGS, n=1, cutoff=0.8)):
            meant.add(_HEADINGS[near[0]])
            sentence = f"There is no column {shown}. Did you mean “{_HEADINGS[near[0]]}”? Correct the heading."
            header.problems.append(record.said(Column.HEADER, sentence))
        elif column is None and cell.strip():
            header.notes.append(record.said(Column.HEADER, f"The column {shown} is not read."))
        header.columns.append(column)
    if missing := [column for column in REQUIRED if column not in {*header.columns, *meant}]:
        sentence = f"The header has no column for the {' and the '.join(missing)}. Add it, or correct its heading."
        header.problems.append(record.said(Column.HEADER, sentence))
    while header.columns and header.columns[-1] is None and not record.cells[len(header.columns) - 1].strip():
        header.columns.pop()
    if any(not cell.strip() for cell in record.cells[: len(header.columns)]):
        header.notes.append(record.said(Column.HEADER, "A column without a heading is not read."))
    return header


def _row(record: _Record, columns: Sequence[Column | None], mark: str) -> Row:
    if record.fault:
        return Row(record.line, record.text, {}, (FieldProblem(Column.ROW, record.fault),))
    width = max(at for at, cell in enumerate(record.cells, 1) if cell.strip())
    sentence = ""
    if width > len(columns):
        sentence = (
            f"This row has {width} cells, and there are {len(columns)} columns. Put a cell that holds "
            f"{_SEPARATORS[mark]} in double quotes, or take out what is too much."
        )
    elif missing := [column for column in REQUIRED if column not in columns[: len(record.cells)]]:
        sentence = (
            f"This row has too few cells: {' and '.join(missing)} would come later. Check the {_SEPARATORS[mark]} "
            "between its cells."
        )
    if sentence:
        return Row(record.line, record.text, {}, (FieldProblem(Column.ROW, sentence),))
    pairs = zip(columns, record.cells, strict=False)
    return Row(record.line, record.text, {column: cell for column, cell in pairs if column is not None})
