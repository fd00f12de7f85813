"""Days and times as people type them: a browser's date field, “1/2/2027”, “1 February 2027”, “2.30 pm”."""

from __future__ import annotations

import re
from datetime import date, time

from goodpartners.domain.errors import FieldProblem

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
NUMBERS = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})")
WORDS = re.compile(r"(?:[a-z]+day,?\s+)?(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([a-z]{3,9})\.?,?\s+(\d{4}|\d{2})")
TIME = re.compile(r"(\d{1,2})(?:\s*[:.]\s*(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?")
FIRST_YEAR, LAST_YEAR = 2000, 2100


def read_day(text: str) -> date | None:
    """The day that was typed, day before month as in Britain; None for nothing. Raises ValueError."""
    typed = " ".join(text.casefold().split())
    if not typed:
        return None
    if found := ISO.fullmatch(typed):
        year, month, on = (int(part) for part in found.groups())
    elif found := NUMBERS.fullmatch(typed):
        on, month, year = (int(part) for part in found.groups())
    elif found := WORDS.fullmatch(typed):
        on, month, year = int(found[1]), _month(found[2]), int(found[3])
    else:
        raise ValueError(text)
    year += 2000 if year < 100 else 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(text)
    return date(year, month, on)


def read_time(text: str) -> time | None:
    """The time that was typed; None for nothing. Raises ValueError."""
    typed = " ".join(text.casefold().split())
    if not typed:
        return None
    found = TIME.fullmatch(typed)
    if not found:
        raise ValueError(text)
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").replace(".", "")
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(text)
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute)


def day_typed(text: str, field: str, problems: list[FieldProblem]) -> date | None:
    """The day in a field, or None and a problem more."""
    try:
        return read_day(text)
    except ValueError:
        problems.append(FieldProblem(field, "Write the day as 1 February 2027 or 1/2/2027."))
        return None


def time_typed(text: str, field: str, problems: list[FieldProblem]) -> time | None:
    """The time in a field, or None and a problem more."""
    try:
        return read_time(text)
    except ValueError:
        problems.append(FieldProblem(field, "Write the time as 14:30."))
        return None


def _month(name: str) -> int:
    """A month by its name or the first three letters of it. Raises ValueError."""
    for number, month in enumerate(MONTHS, 1):
        if len(name) >= 3 and month.startswith(name):
            return number
    raise ValueError(name)
