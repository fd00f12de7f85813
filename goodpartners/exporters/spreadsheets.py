"""Tables as CSV, which every program reads, and as XLSX, which holds every text just as it is.

A program that opens a CSV file guesses what a cell is, and takes a text that begins with a sign such as “=” for a
formula: one that a person typed into our pages could then fetch an address or start a program on the computer of the
reader. After OWASP's advice on CSV injection, an apostrophe goes in front of such a text, and of what hides one:

- signs behind white space, quotes and characters that nobody sees, for some programs skip those;
- the full-width signs, which are formulas where Japanese is set;
- a text that begins with a tab or a new line;
- a sign behind a new line, a tab or a semicolon inside a text, where the apostrophe goes in front of that sign. Quotes
  alone would not help: a program that is set to split at semicolons or tabs ends the quotes elsewhere than we do.

Texts that are numbers (“-5”, “+44 20 …”) get it too, so that a telephone number keeps its plus. Values that are numbers
stay numbers. XLSX says of each cell whether it is a text, so nothing there needs an apostrophe.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from math import isfinite
from typing import Any

import xlsxwriter

from goodpartners.domain.times import local_time
from goodpartners.exporters.texts import clean, cut

Cell = str | int | float | date | datetime | None

SIGNS = r"=+\-@\uff1d\uff0b\uff0d\uff20"  # the last four are full width
MARK = re.compile(rf"[{SIGNS}\n\t]")  # a text without any needs no second look
SKIPPED = r"""(?:[^\S\n\t]|["'\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff])*"""
FORMULA = re.compile(rf"(?:^|(?<=[\n\t;]))(?={SKIPPED}[{SIGNS}])|^(?={SKIPPED}[\n\t])")
DIFFERENCE = re.compile(r"[+-]\d{1,3}\.\d{1,3}")
"""A signed figure of ours, which reads as a number and does nothing."""
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
LONGEST_NAME = 31
LONGEST_TEXT = 32_767
EARLIEST = date(1900, 3, 1)  # Excel counts a 29 February 1900, and nothing before that year
NARROWEST = {date: 12, datetime: 17}  # a column that is narrower shows “####” for a date
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
NO_DATE = datetime(1980, 1, 1)  # noqa: DTZ001 - what the entries of the file carry, so that equal sheets are equal bytes


@dataclass(frozen=True)
class Column:
    """The heading of a column and its width in characters."""

    title: str
    width: int = 12


@dataclass(frozen=True)
class Sheet:
    """A table with a name; the notes stand above the headings, a line each. Times know their zone, and show as British.

    Raises ValueError when a row has more or fewer cells than there are columns.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for place, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise ValueError(f"Row {place} has {len(row)} cells for {len(self.columns)} columns.")


def as_csv(sheet: Sheet) -> bytes:
    """RFC 4180 in UTF-8, with the byte order mark by which Excel knows it; every line has as many cells as headings."""
    held = io.StringIO(newline="")
    writer = csv.writer(held, lineterminator="\r\n")
    text = cache(csv_cell)  # for one sheet: most of its texts come again and again
    rest = [""] * (len(sheet.columns) - 1)
    writer.writerows([text(note), *rest] for note in sheet.notes)
    writer.writerow([text(column.title) for column in sheet.columns])
    writer.writerows(
        [cell if cell.__class__ is int else text(cell) if cell.__class__ is str else csv_cell(cell) for cell in row]
        for row in sheet.rows
    )
    return held.getvalue().encode("utf-8-sig")


def as_xlsx(sheets: Sequence[Sheet], *, made_at: datetime | None = None) -> bytes:
    """A workbook with a page for each sheet; a text beyond 32,767 characters is cut, for Excel can hold no more.

    The same sheets make the same bytes: the time of making is in the file only where it is given.
    """
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, OPTIONS)
    book.set_properties({"author": "Good Partners", "created": made_at or NO_DATE})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    forms = {
        date: book.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
        datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left"}),
    }
    for name, sheet in zip(names(sheets), sheets, strict=True):
        page = book.add_worksheet(name)
        for place, note in enumerate(sheet.notes):
            write_text(page, place, 0, clean(note))
        top = len(sheet.notes)
        for x, column in enumerate(sheet.columns):
            write_text(page, top, x, clean(column.title), bold)
            page.set_column(x, x, max([column.width, *narrowest(sheet, x)]))
        page.freeze_panes(top + 1, 0)
        write_rows(page, top + 1, sheet.rows, forms)
    book.close()
    return held.getvalue()


def write_rows(page: Any, top: int, rows: Sequence[Sequence[Cell]], forms: dict[type[date], Any]) -> None:
    for y, row in enumerate(rows, top):
        for x, cell in enumerate(row):
            value = plain(cell)
            if isinstance(value, str):
                write_text(page, y, x, value)
            elif isinstance(value, date):
                page.write_datetime(y, x, value, forms[type(value)])
            elif value is not None:
                page.write_number(y, x, value)


def write_text(page: Any, y: int, x: int, text: str, *form: Any) -> None:
    """Write a text as a text, also where XlsxWriter would take it for markup that it has written itself."""
    text = cut(text, LONGEST_TEXT)
    if text.startswith("<r>") and text.endswith("</r>"):
        page.write_rich_string(y, x, "<", "r", text[2:], *form)
    else:
        page.write_string(y, x, text, *form)


def narrowest(sheet: Sheet, x: int) -> Iterator[int]:
    """The widths that the values of a column need at least."""
    return (NARROWEST[kind] for kind in {type(row[x]) for row in sheet.rows} if kind in NARROWEST)


def names(sheets: Sequence[Sheet]) -> list[str]:
    """The names of the sheets as Excel takes them: without some signs, not too long, no two alike."""
    taken = ["history"]  # Excel keeps this name for itself
    for sheet in sheets:
        whole = " ".join(NOT_IN_A_NAME.sub(" ", clean(sheet.name)).split()).strip("' ") or "Sheet"
        name, count = cut(whole, LONGEST_NAME).rstrip("' "), 1
        while name.lower() in map(str.lower, taken):
            count += 1
            name = cut(whole, LONGEST_NAME - len(f" ({count})")) + f" ({count})"
        taken.append(name)
    return taken[1:]


def csv_cell(cell: Cell) -> Cell:
    """A value as the csv module writes it, a text with the apostrophes that make it harmless."""
    value = plain(cell)
    if isinstance(value, str) and DIFFERENCE.fullmatch(value):
        return value
    return FORMULA.sub("'", value) if isinstance(value, str) and MARK.search(value) else value


def plain(cell: Cell) -> Cell:
    """The one value that both kinds of file hold: texts are clean, times British and to the second, blanks None."""
    if isinstance(cell, str):
        return clean(cell) or None
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return cell if isfinite(cell) else None
    if isinstance(cell, datetime):
        if cell.tzinfo is None:
            raise ValueError(f"The time {cell} does not know its zone.")
        cell = local_time(cell).replace(microsecond=0, tzinfo=None)
    if isinstance(cell, date):
        first = cell.date() if isinstance(cell, datetime) else cell
        return cell if first >= EARLIEST else str(cell)
    return cell
