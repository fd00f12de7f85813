"""Days and times as people type them."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpartners.domain.times import day, short_day
from goodpartners.web.dates import read_day, read_time

DAY = date(2027, 2, 1)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    "typed",
    [
        "2027-02-01",
        "1/2/2027",
        "01/02/2027",
        "1.2.27",
        "1-2-2027",
        " 1 / 2 / 2027 ",
        "1 feb 27",
        "Monday 1st February 2027",
    ],
)
def test_a_day_is_read_as_it_is_written_in_britain(typed: str) -> None:
    assert read_day(typed) == DAY


@pytest.mark.parametrize(
    "typed", ["soon", "31/2/2027", "1/13/2027", "2/2027", "1 Fe 2027", "1 Febru 1027", "1/2/1999", "2027-02-30", "1/2"]
)
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        read_day(typed)


def test_nothing_is_no_day_and_no_time() -> None:
    assert read_day("  ") is None
    assert read_time("") is None


@given(DAYS)
def test_every_day_we_write_is_read_again(found: date) -> None:
    for text in (day(found), found.isoformat(), f"{found:%d/%m/%Y}", f"{short_day(found)} {found.year}"):
        assert read_day(text) == found


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("14:30", time(14, 30)),
        ("9.30", time(9, 30)),
        ("2pm", time(14)),
        ("2.30 pm", time(14, 30)),
        ("12 am", time(0)),
        ("14", time(14)),
    ],
)
def test_a_time_is_read(typed: str, at: time) -> None:
    assert read_time(typed) == at


@pytest.mark.parametrize("typed", ["25:00", "half past two", "14:3", "13 pm", "9:60"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        read_time(typed)
