"""Tables as CSV and as XLSX, read back as a spreadsheet program reads them."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goodpartners.domain.times import local_time
from goodpartners.exporters.spreadsheets import Cell, Column, Sheet, as_csv, as_xlsx

SUMMER = datetime(2026, 7, 1, 15, 42, 7, 250, tzinfo=UTC)
SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"
ODD_TEXTS = st.text(st.sampled_from(SIGNS + " \t\r\n;,'\"\x00\x0b\x1f\x7f\u00a0\u200b\ufeffaé😀<r>&_x"))
TEXTS = st.text() | ODD_TEXTS
NUMBERS = st.integers(-(10**15), 10**15) | st.floats(-1e15, 1e15).map(lambda number: round(number, 3))
DATES = st.dates(date(1900, 3, 1))
TIMES = st.builds(datetime.combine, st.dates(date(1900, 3, 2), date(9999, 12, 30)), st.times(), st.just(UTC))
CELLS = TEXTS | NUMBERS | DATES | TIMES | st.none()
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=5)


def sheet(*rows: tuple[Cell, ...], notes: tuple[str, ...] = (), name: str = "Seats") -> Sheet:
    width = len(rows[0]) if rows else 1
    return Sheet(name, tuple(Column(f"Column {place}") for place in range(width)), rows, notes)


def read_csv(made: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline=""), strict=True))


def in_csv(cell: Cell) -> str:
    return read_csv(as_csv(sheet((cell,))))[1][0]


def open_xlsx(made: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(made))


def in_xlsx(cell: Cell) -> Any:
    return open_xlsx(as_xlsx([sheet((cell,))])).active["A2"]


def kept(text: str) -> str:
    """What a file can keep of a text."""
    seen = [
        c for c in text if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    ]
    return "".join(seen).replace("\r\n", "\n").replace("\r", "\n")


def plain(cell: Cell) -> str | float | datetime | None:
    """The value that both files should hold, as openpyxl gives it: a date is a time at midnight."""
    if isinstance(cell, str):
        return kept(cell) or None
    if isinstance(cell, datetime):
        return local_time(cell).replace(microsecond=0, tzinfo=None)
    return datetime(cell.year, cell.month, cell.day) if isinstance(cell, date) else cell  # noqa: DTZ001 - a plain day


@pytest.mark.parametrize(
    "formula",
    [
        *["=1+1", "+44 20 7946 0000", "-5", "-", "@SUM(A1)", "\uff1dHYPERLINK(1)", "\uff0b1", "\uff0d1", "\uff20A1"],
        *["  =1", '"=1"', "'=1", "\x00=1", "\x0b=1", "\u00a0=1", "\u200b=1", "\ufeff=1"],
        *["\tplain", "\nplain", "\rplain", " \n plain"],
    ],
)
def test_a_text_that_a_spreadsheet_would_take_for_a_formula_has_an_apostrophe_in_front(formula: str) -> None:
    assert in_csv(formula) == f"'{kept(formula)}"


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("name\n=1", "name\n'=1"),
        ("name\r\n =1", "name\n' =1"),
        ("name;=1", "name;'=1"),
        ('name";"=1', 'name";\'"=1'),
        ("name\t@A1", "name\t'@A1"),
        ("\n=1", "'\n'=1"),
        ("- one\n- two", "'- one\n'- two"),
    ],
)
def test_a_sign_that_a_split_of_the_text_would_bring_to_the_front_has_one_too(text: str, harmless: str) -> None:
    assert in_csv(text) == harmless


@pytest.mark.parametrize(
    "text", ["a=b", "2026-07-01", "a@example.org", "it's", "“quoted”", "a, -b", "one\ntwo", "O’Neil"]
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert in_csv(text) == text


@pytest.mark.parametrize(("number", "read"), [(-5, "-5"), (0, "0"), (-0.5, "-0.5"), (float("nan"), ""), (None, "")])
def test_a_number_stays_the_number_it_is(number: float | None, read: str) -> None:
    assert in_csv(number) == read
    assert in_xlsx(number).value == (float(read) if read else None)


@pytest.mark.parametrize("figure", ["+1.20", "-0.88", "+12.5"])
def test_a_signed_figure_stays_one_that_can_be_reckoned_with(figure: str) -> None:
    assert in_csv(figure) == figure


@pytest.mark.parametrize("text", ["+1.20+2", "-1.2|x", "+447700900123", "+1.20\n=1"])
def test_what_only_begins_like_a_figure_has_its_apostrophe(text: str) -> None:
    assert in_csv(text).startswith("'")


@given(TEXTS)
def test_no_cell_of_the_csv_begins_as_a_formula_does_however_it_is_split(text: str) -> None:
    made = in_csv(text)
    assert not made.startswith(("\t", "\r", "\n"))
    for part in re.split("[\n\t;]", made):
        assert not part.strip(' "\u00a0\u200b\ufeff\x0b\x0c\x7f').startswith(tuple(SIGNS))


@given(TEXTS)
def test_a_text_comes_through_the_csv_whole_but_for_apostrophes(text: str) -> None:
    made, whole = in_csv(text), kept(text)
    assert made.replace("'", "") == whole.replace("'", "")
    assert made.count("'") <= whole.count("'") + len(re.findall("[\n\t;]", whole)) + 1


@given(TEXTS)
@example("<r>x</r>")
@example("<r></r>")
@example("<r><t>&amp;</t></r>")
@example("=1+1")
@example("https://example.org")
@example("{=A1}")
@example("007")
@example(" white space \n")
@example("_x0041_")
def test_any_text_comes_through_the_workbook_as_a_text(text: str) -> None:
    cell = in_xlsx(text)
    assert cell.value == (kept(text) or None)
    assert cell.data_type == ("s" if cell.value else "n")
    assert cell.hyperlink is None


@given(ROWS)
def test_both_files_hold_the_same_values(rows: list[tuple[Cell, ...]]) -> None:
    made = sheet(*rows)
    _, *lines = read_csv(as_csv(made))
    page = open_xlsx(as_xlsx([made])).active
    for place, (row, line) in enumerate(zip(rows, lines, strict=True), 2):
        for x, (cell, text) in enumerate(zip(row, line, strict=True), 1):
            value = page.cell(place, x).value
            wanted = plain(cell)
            if isinstance(wanted, int | float):
                assert value == pytest.approx(wanted, rel=1e-14) == float(text)
            elif isinstance(wanted, datetime):
                assert value == wanted == datetime.fromisoformat(text)
            else:
                assert value == wanted
                assert text.replace("'", "") == (wanted or "").replace("'", "")


def test_the_csv_is_utf_8_with_a_mark_and_every_line_has_as_many_cells() -> None:
    made = as_csv(sheet(("Zoë, “Zo”", None, 3), notes=("For the authority only.",)))
    assert made.startswith(b"\xef\xbb\xbf")
    assert made.decode("utf-8-sig") == ('For the authority only.,,\r\nColumn 0,Column 1,Column 2\r\n"Zoë, “Zo”",,3\r\n')


def test_dates_are_dates_and_times_are_british() -> None:
    made = sheet((date(2026, 7, 1), SUMMER))
    assert read_csv(as_csv(made))[1] == ["2026-07-01", "2026-07-01 16:42:07"]
    page = open_xlsx(as_xlsx([made])).active
    assert [(cell.value.isoformat(), cell.is_date, cell.number_format) for cell in page[2]] == [
        ("2026-07-01T00:00:00", True, "dd/mm/yyyy"),
        ("2026-07-01T16:42:07", True, "dd/mm/yyyy hh:mm"),
    ]


def test_a_day_before_the_days_of_excel_is_a_text() -> None:
    assert in_xlsx(date(1899, 5, 6)).value == in_csv(date(1899, 5, 6)) == "1899-05-06"


def test_a_time_that_does_not_know_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        as_csv(sheet((SUMMER.replace(tzinfo=None),)))


def test_a_truth_value_reads_as_a_word_and_a_named_value_as_its_text() -> None:
    class Side(StrEnum):
        PROVIDER = "provider"

    assert [in_csv(True), in_csv(False), in_csv(Side.PROVIDER)] == ["yes", "no", "provider"]
    assert [in_xlsx(True).value, in_xlsx(Side.PROVIDER).value] == ["yes", "provider"]


def test_the_headings_are_bold_and_stay_in_sight_below_the_notes() -> None:
    made = Sheet("Seats", (Column("=Name", 30), Column("On", 3)), [("Zoë", date(2026, 7, 1))], ("One.", "Two."))
    page = open_xlsx(as_xlsx([made])).active
    assert [page["A1"].value, page["A2"].value, page["A3"].value, page["B3"].value] == ["One.", "Two.", "=Name", "On"]
    assert [page["A1"].font.b, page["A3"].font.b, page["A4"].font.b] == [False, True, False]
    assert page.freeze_panes == "A4"
    assert page.column_dimensions["A"].width == pytest.approx(30, abs=1)
    assert page.column_dimensions["B"].width > 11
    assert read_csv(as_csv(made))[2] == ["'=Name", "On"]


def test_the_names_of_sheets_are_such_as_excel_takes() -> None:
    wanted = [
        "Seats: 1/2 [all]?",
        "'quoted'",
        "",
        "x" * 40,
        "X" * 40,
        "\x00a\nb",
        "History",
        "😀" * 20,
        "y" * 30 + "'s",
    ]
    made = open_xlsx(as_xlsx([sheet(name=name) for name in wanted])).sheetnames
    assert made == [
        "Seats 1 2 all",
        "quoted",
        "Sheet",
        "x" * 31,
        "X" * 27 + " (2)",
        "a b",
        "History (2)",
        "😀" * 15,
        "y" * 30,
    ]


@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_any_names_make_a_workbook_with_as_many_sheets(wanted: list[str]) -> None:
    made = open_xlsx(as_xlsx([sheet(name=name) for name in wanted])).sheetnames
    assert len({name.lower() for name in made}) == len(wanted)


def test_a_text_longer_than_a_cell_of_excel_is_cut_there_only() -> None:
    long = "😀" * 20_000
    assert in_xlsx(long).value == "😀" * 16_383
    assert in_csv(long) == long


def test_a_row_with_a_cell_too_few_is_refused() -> None:
    with pytest.raises(ValueError, match="Row 2 has 1 cells for 2 columns"):
        sheet((1, 2), (1,))


def test_the_same_sheets_make_the_same_bytes_and_nothing_tells_when_or_where() -> None:
    made = as_xlsx([sheet(("one", 2))])
    assert made == as_xlsx([sheet(("one", 2))])
    with zipfile.ZipFile(io.BytesIO(made)) as pack:
        assert {entry.date_time[0] for entry in pack.infolist()} == {1980}
        assert b"1980-01-01T00:00:00Z" in pack.read("docProps/core.xml")


def test_the_time_of_making_is_in_the_workbook_where_it_is_given() -> None:
    made = open_xlsx(as_xlsx([sheet(("one",))], made_at=SUMMER))
    assert made.properties.created.isoformat() == "2026-07-01T15:42:07"
