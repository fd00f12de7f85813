"""A copy of a person's records as JSON and as spreadsheets."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpartners.exporters.person_data import PersonData, as_csv, as_json, as_zip, cell

SUMMER = datetime(2026, 7, 1, 15, 42, 7, tzinfo=UTC)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"))


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "+44 20",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "  =1",
        "\n=1",
        "\uff1dHYPERLINK(1)",
        "\uff20A1",
        "-",
        "=",
        "\x0b=1",
        "\u00a0=1",
    ],
)
def test_a_text_that_a_spreadsheet_would_take_for_a_formula_is_made_harmless(formula: str) -> None:
    assert cell(formula) == f"'{formula}"


@pytest.mark.parametrize("number", ["-5", "+3", "-0.5", "-1,200.50", "12"])
def test_a_number_stays_the_number_it_is(number: str) -> None:
    assert cell(number) == number


@given(TEXTS)
def test_no_cell_begins_as_a_formula_does_and_none_loses_a_sign(text: str) -> None:
    made = str(cell(text))
    assert made in (text, f"'{text}")
    assert not made.strip().startswith(("=", "@"))
    [[read_back]] = read(as_csv([{"text": text}]))[1:] or [[""]]
    assert read_back == made


@given(st.lists(st.dictionaries(st.sampled_from("abc"), TEXTS | st.integers() | st.booleans() | st.none(), min_size=1)))
def test_every_record_has_its_row_and_every_value_its_column(rows: list[dict[str, Any]]) -> None:
    table = read(as_csv(rows))
    if not rows:
        assert table == [["nothing on record"]]
        return
    columns, *lines = table
    assert sorted(columns) == sorted({key for row in rows for key in row})
    filled = [line or [""] for line in lines]
    assert filled == [[str(cell(row.get(column))) for column in columns] for row in rows]


def test_times_are_british_times_as_on_the_page() -> None:
    data = PersonData(SUMMER, {"notes": [{"at": SUMMER, "on": date(2026, 7, 1), "text": "=1"}]})
    made = json.loads(as_json(data))
    assert made == {
        "form": 1,
        "made_at": "2026-07-01T16:42:07+01:00",
        "notes": [{"at": "2026-07-01T16:42:07+01:00", "on": "2026-07-01", "text": "=1"}],
    }


def test_the_zip_holds_one_file_a_kind_that_spreadsheets_read_as_utf_8() -> None:
    data = PersonData(SUMMER, {"notes": [{"text": "Zoë’s “plan”\nnext", "list": [1, 2], "yes": True}], "mail": []})
    with zipfile.ZipFile(io.BytesIO(as_zip(data))) as pack:
        assert pack.namelist() == ["read me.txt", "notes.csv", "mail.csv"]
        raw = pack.read("notes.csv")
        assert raw.startswith(b"\xef\xbb\xbf")
        assert read(raw.decode("utf-8-sig")) == [["text", "list", "yes"], ["Zoë’s “plan”\nnext", "[1, 2]", "yes"]]
        assert "British times" in pack.read("read me.txt").decode("utf-8-sig")


def test_the_same_data_make_the_same_files() -> None:
    data = PersonData(SUMMER, {"notes": [{"text": "one"}]})
    assert as_zip(data) == as_zip(data)
    assert as_json(data) == as_json(data)
