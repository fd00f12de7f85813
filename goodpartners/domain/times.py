"""Times as people in Britain read them; one rule for pages, mail and files."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def local_time(moment: datetime) -> datetime:
    """A time as the clocks in London show it."""
    return moment.astimezone(LONDON)


def day(moment: datetime | date, *, year: bool = True) -> str:
    """“24 November 2026”."""
    local = local_time(moment) if isinstance(moment, datetime) else moment
    return f"{local.day} {local:%B %Y}" if year else f"{local.day} {local:%B}"


def short_day(moment: datetime | date) -> str:
    """“24 Nov”."""
    local = local_time(moment) if isinstance(moment, datetime) else moment
    return f"{local.day} {local:%b}"


def clock(moment: datetime) -> str:
    """“16:42”."""
    return f"{local_time(moment):%H:%M}"


def day_and_clock(moment: datetime) -> str:
    """“24 November, 16:42”."""
    return f"{day(moment, year=False)}, {clock(moment)}"
