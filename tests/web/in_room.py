"""Looking at a room: as whom, and for which numbers."""

from __future__ import annotations

import re
from dataclasses import replace

from bs4 import BeautifulSoup, Tag
from flask import Flask

from goodpartners.domain.partnership.questionnaire import Question
from goodpartners.domain.partnership.sheets import Answer, Sheet
from goodpartners.domain.people import Side
from goodpartners.store.people import Person
from tests.factories import signed_in
from tests.rooms import Meeting
from tests.web.visitor import Visitor

A_NUMBER = re.compile(r"[0-9]\.[0-9]")
"""Every figure on a page has a decimal; dates and counts of pages have none."""


def see(meeting: Meeting, app: Flask, side: Side = Side.COMMISSIONER, path: str = "") -> BeautifulSoup:
    """The room as the first person of a side sees it."""
    return visitor(app, meeting.people[side][0]).page(path or meeting.path)


def visitor(app: Flask, person: Person) -> Visitor:
    return Visitor(signed_in(app.test_client(), person))


def alike(sheet: Sheet, value: int, *questions: Question) -> Sheet:
    """The same sheet with one answer to everything that is asked so."""
    answers = {k: Answer(value) if k[0] in questions else a for k, a in sheet.answers.items()}
    return replace(sheet, answers=answers)


def cells(page: BeautifulSoup, result: str) -> dict[str, list[str]]:
    """The numbers behind a picture, by the head of their row."""
    rows = page.select(f"#{result} .numbers tbody tr")
    return {row.select("th")[0].get_text(): [cell.get_text() for cell in row.select("td")] for row in rows}


def rounded(tags: list[Tag]) -> set[str]:
    """The numbers in some words as a picture shows them: to one place, or whole, however they are rounded."""
    found = [
        float(n.replace("−", "-")) for tag in tags for n in re.findall(r"[−+]?[0-9]+(?:\.[0-9]+)?", tag.get_text())
    ]
    return {f"{abs(n) + nudge:.{places}f}" for n in found for places in (0, 1) for nudge in (-1e-9, 1e-9)} | {
        f"{abs(n) + nudge:.1f}" for n in found for nudge in (-0.005, 0.005)
    }
