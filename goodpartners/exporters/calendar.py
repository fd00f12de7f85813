"""Dates for a person's own calendar: iCalendar (RFC 5545), as Outlook, Google and telephones read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import icalendar

from goodpartners.domain.times import LONDON
from goodpartners.exporters.texts import clean

MAKER = "-//Good Partners//Good Partners//EN"


@dataclass(frozen=True)
class Event:
    """Something on a day: all of it, or from a time in London on. By `uid` a calendar knows it when it comes again.

    Raises ValueError when it ends without a beginning or before it.
    """

    uid: str
    title: str
    on: date
    begins: time | None
    ends: time | None
    description: str
    address: str | None

    def __post_init__(self) -> None:
        if self.ends and (self.begins is None or self.ends < self.begins):
            raise ValueError(f"“{self.title}” ends before it begins.")


def as_ics(name: str, events: Sequence[Event], *, now: datetime) -> bytes:
    """A calendar of that name, to import or to subscribe to.

    Times are written in UTC: one moment for every program, with no rules for the change of clocks to misread.
    """
    calendar = icalendar.Calendar()
    calendar.add("PRODID", MAKER)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", clean(name))
    calendar.add("X-WR-TIMEZONE", LONDON.key)
    for event in events:
        calendar.add_component(entry(event, now))
    return bytes(calendar.to_ical())


def entry(event: Event, now: datetime) -> icalendar.Event:
    made = icalendar.Event()
    made.add("UID", clean(event.uid))
    made.add("DTSTAMP", now.astimezone(UTC))
    made.add("SUMMARY", clean(event.title))
    if event.begins is None:
        made.add("DTSTART", event.on)
        made.add("DTEND", event.on + timedelta(days=1))  # the day after the last, as the standard has it
        made.add("TRANSP", "TRANSPARENT")  # a date to know about takes nobody's whole day
    else:
        made.add("DTSTART", moment(event.on, event.begins))
        if event.ends and event.ends > event.begins:
            made.add("DTEND", moment(event.on, event.ends))
    if event.description:
        made.add("DESCRIPTION", clean(event.description))
    if event.address:
        made.add("LOCATION", clean(event.address))
    return made


def moment(day: date, clock: time) -> datetime:
    """The moment at which the clocks in London show a time on a day."""
    return datetime.combine(day, clock, tzinfo=LONDON).astimezone(UTC)
