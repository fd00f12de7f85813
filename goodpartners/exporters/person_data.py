"""A copy of what is on record about a person: one JSON file, or a CSV file for every kind of record."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from goodpartners.domain.times import local_time

FORM = 1
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the last four are full width
NUMBER = re.compile(r"[-+]?\d+([.,]\d+)*")
EXPLANATION = """This is a copy of what Good Partners keeps about you, made on {made_at}.

Each file holds one kind of record. Times are British times. A cell that began with a sign that makes a formula in a
spreadsheet has an apostrophe in front of it; the JSON copy holds every text just as it is kept.
"""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class PersonData:
    """Records by kind; values are texts, numbers, truth values, times, None, or JSON-ready lists and mappings."""

    made_at: datetime
    records: Mapping[str, Sequence[Row]]


def as_json(data: PersonData) -> bytes:
    """One JSON object, UTF-8, with a list of records for every kind."""
    whole = {"form": FORM, "made_at": plain(data.made_at)}
    whole |= {kind: [{k: plain(v) for k, v in row.items()} for row in rows] for kind, rows in data.records.items()}
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def as_zip(data: PersonData) -> bytes:
    """A zip with one CSV file for every kind of record, UTF-8 with a byte order mark so that spreadsheets read it."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as pack:
        made = local_time(data.made_at)
        for name, text in {
            "read me.txt": EXPLANATION.format(made_at=plain(data.made_at)),
            **{f"{kind}.csv": as_csv(rows) for kind, rows in data.records.items()},
        }.items():
            entry = zipfile.ZipInfo(name, date_time=made.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            pack.writestr(entry, text.encode("utf-8-sig"))
    return held.getvalue()


def as_csv(rows: Sequence[Row]) -> str:
    """The records of one kind as a table; without any record there is one cell that says so."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    if not rows:
        writer.writerow(["nothing on record"])
        return text.getvalue()
    columns = list(dict.fromkeys(column for row in rows for column in row))
    writer.writerow(columns)
    writer.writerows([cell(row.get(column)) for column in columns] for row in rows)
    return text.getvalue()


def cell(value: Any) -> str | int | float:
    """A value as a spreadsheet may hold it: what looks like a formula is made harmless."""
    known = plain(value)
    if known is None:
        return ""
    if isinstance(known, bool):
        return "yes" if known else "no"
    if isinstance(known, int | float):
        return known
    text = known if isinstance(known, str) else json.dumps(known, ensure_ascii=False)
    risky = text.lstrip().startswith(FORMULA) or text.startswith(("\t", "\r", "\n"))
    return f"'{text}" if risky and not NUMBER.fullmatch(text) else text


def plain(value: Any) -> Any:
    """A value as JSON has it: a time becomes British time with its offset, so that it reads as on the page."""
    if isinstance(value, datetime):
        return local_time(value).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value
