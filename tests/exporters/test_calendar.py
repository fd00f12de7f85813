"""A calendar read back as another program reads it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goodpartners.exporters.calendar import Event, as_ics

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
ODD = "Zoë’s “visit”, at 3; C:\\new\\\nsecond line\r\n=1 😀 END:VEVENT"
# The library writes a backslash with a capital N as a new line.
TEXTS = (st.text() | st.text(st.sampled_from("\\;,:\nnN\r\t\"' aé😀\x00\u2028\x85"))).filter(
    lambda text: "\\N" not in text
)
DAYS = st.dates(date(1996, 1, 1), date(2037, 12, 31))  # since 1996 the clocks change on the days on which they do now
CLOCKS = st.times(time(3)).map(lambda clock: clock.replace(microsecond=0))


def event(**changes: Any) -> Event:
    usual: dict[str, Any] = {
        "uid": "session-7@goodpartners",
        "title": "First session",
        "on": date(2026, 7, 1),
        "begins": time(14, 30),
        "ends": time(16),
        "description": "Bring the plan.",
        "address": "1 High Street, Leeds",
    }
    return Event(**usual | changes)


def read(*events: Event, name: str = "Good Partners") -> Any:
    return icalendar.Calendar.from_ical(as_ics(name, events, now=NOW))


def kept(text: str) -> str:
    seen = [
        c for c in text if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    ]
    return "".join(seen).replace("\r\n", "\n").replace("\r", "\n")


def test_the_file_is_a_published_calendar_with_a_name_and_its_maker() -> None:
    made = read(event(), name="Courses, autumn")
    assert {key: str(made[key]) for key in ("PRODID", "VERSION", "METHOD", "X-WR-CALNAME", "X-WR-TIMEZONE")} == {
        "PRODID": "-//Good Partners//Good Partners//EN",
        "VERSION": "2.0",
        "METHOD": "PUBLISH",
        "X-WR-CALNAME": "Courses, autumn",
        "X-WR-TIMEZONE": "Europe/London",
    }


@pytest.mark.parametrize(("day", "hour"), [(date(2026, 7, 1), 13), (date(2026, 12, 1), 14), (date(2026, 10, 25), 14)])
def test_the_clock_in_london_shows_the_same_hour_in_summer_and_in_winter(day: date, hour: int) -> None:
    [made] = read(event(on=day)).events
    assert made.start == datetime.combine(day, time(hour, 30), UTC)
    assert made.start.astimezone(LONDON).time() == time(14, 30)
    assert made.end.astimezone(LONDON).time() == time(16)


def test_times_are_written_so_that_no_program_needs_rules_for_them() -> None:
    raw = as_ics("", [event()], now=NOW)
    assert b"\r\nDTSTART:20260701T133000Z\r\n" in raw
    assert b"\r\nDTEND:20260701T150000Z\r\n" in raw
    assert b"\r\nDTSTAMP:20260601T090000Z\r\n" in raw


def test_an_event_without_times_is_a_day_that_keeps_nobody_busy() -> None:
    raw = as_ics("", [event(begins=None, ends=None)], now=NOW)
    assert b"\r\nDTSTART;VALUE=DATE:20260701\r\n" in raw
    assert b"\r\nDTEND;VALUE=DATE:20260702\r\n" in raw
    assert b"\r\nTRANSP:TRANSPARENT\r\n" in raw


@pytest.mark.parametrize("ends", [None, time(14, 30)])
def test_an_event_without_a_length_has_a_beginning_only(ends: time | None) -> None:
    [made] = read(event(ends=ends)).events
    assert "DTEND" not in made
    assert made.start == made.end


@pytest.mark.parametrize("changes", [{"ends": time(14)}, {"begins": None}])
def test_an_event_that_ends_before_it_begins_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        event(**changes)


def test_an_event_keeps_its_uid_whatever_else_changes() -> None:
    [before], [after] = read(event()).events, read(event(title="Moved", on=date(2026, 7, 8))).events
    assert before["UID"] == after["UID"] == "session-7@goodpartners"


def test_what_is_not_known_is_not_written() -> None:
    [made] = read(event(description="", address=None)).events
    assert "DESCRIPTION" not in made
    assert "LOCATION" not in made


def test_signs_with_a_meaning_in_the_file_are_escaped() -> None:
    raw = as_ics("", [event(title="a, b; c\\d\ne")], now=NOW)
    assert rb"SUMMARY:a\, b\; c\\d\ne" in raw
    assert raw.count(b"BEGIN:VEVENT") == 1


def test_long_lines_are_folded_between_characters() -> None:
    raw = as_ics("", [event(title="Zoë 😀 " * 60)], now=NOW)
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert all(line.decode() is not None for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")


@given(TEXTS, TEXTS, TEXTS)
@example(ODD, ODD, ODD)
@example("x" * 500, "\\n literally", "\\\\;")
def test_any_text_comes_through(title: str, description: str, address: str) -> None:
    [made] = read(event(title=title, description=description, address=address)).events
    assert str(made["SUMMARY"]) == kept(title)
    assert str(made.get("DESCRIPTION", "")) == kept(description)
    assert str(made.get("LOCATION", "")) == kept(address)


@given(DAYS, CLOCKS, CLOCKS)
def test_any_day_and_time_shows_in_london_as_it_was_put(day: date, one: time, other: time) -> None:
    begins, ends = sorted([one, other])
    [made] = read(event(on=day, begins=begins, ends=ends)).events
    assert made.start.astimezone(LONDON).replace(tzinfo=None) == datetime.combine(day, begins)
    assert made.end.astimezone(LONDON).replace(tzinfo=None) == datetime.combine(day, ends)
    assert made.start.utcoffset() == timedelta()


def test_a_calendar_without_events_is_still_a_calendar() -> None:
    assert read().events == []
