"""What was checked when, seen from today."""

from __future__ import annotations

from calendar import monthrange
from datetime import date as Day

from goodpartners.content.material import Material
from goodpartners.content.rules.findings import Findings
from goodpartners.content.settings import Law
from goodpartners.domain.course import Strength
from goodpartners.domain.times import day

LAW_MONTHS = 6


def law_has_date(material: Material) -> Findings:
    """A law says when it was looked up."""
    for module in material.modules:
        for n, source in enumerate(module.header.sources):
            if source.strength is Strength.LAW and source.checked is None:
                yield (
                    module.front.place("sources", n),
                    f"source '{source.id}' is law and needs 'checked': the day you looked it up",
                )


def review_due(material: Material) -> Findings:
    """A module is read through again in time."""
    for module in material.modules:
        if module.header.review_by < material.today:
            message = f"this module was to be read through again by {day(module.header.review_by)}"
            yield module.front.place("review_by"), message


def review_order(material: Material) -> Findings:
    """A module was reviewed in the past, and before its next review."""
    for module in material.modules:
        if module.header.reviewed > material.today:
            yield module.front.place("reviewed"), f"{day(module.header.reviewed)} lies in the future"
        if module.header.review_by <= module.header.reviewed:
            yield module.front.place("review_by"), "the next review must come after the last one"


def law_fresh(material: Material) -> Findings:
    """The law was looked up within the last six months."""
    oldest = _months_before(material.today, LAW_MONTHS)
    for module in material.modules:
        for n, source in enumerate(module.header.sources):
            if source.strength is Strength.LAW and source.checked and source.checked < oldest:
                yield module.front.place("sources", n, "checked"), _stale(source.checked)
        for block in module.outline.blocks("law"):
            if isinstance(block.settings, Law) and block.settings.checked < oldest:
                yield block.at("checked"), _stale(block.settings.checked)


def _stale(checked: Day) -> str:
    return f"this law was last checked on {day(checked)}, more than six months ago"


def _months_before(date: Day, months: int) -> Day:
    year, month = divmod(date.year * 12 + date.month - 1 - months, 12)
    return Day(year, month + 1, min(date.day, monthrange(year, month + 1)[1]))
