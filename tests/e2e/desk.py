"""A trainer's desk: her cohort, what its pages say in words and numbers, and the files that can be taken away."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.e2e.visitor import Visitors

SKIPPED = re.compile(r"^/(courses|quizzes|static|files|certificates|v|sign-out|account/data\.)")


@dataclass
class Desk:
    """The trainer at her desk, and where her cohort is."""

    visitors: Visitors
    page: Page
    cohort: str = ""
    pair: str = ""

    def go(self, place: str = "") -> None:
        """Open a page of the cohort."""
        self.page.goto(self.cohort + place)

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name).click()

    def done(self, letter: str) -> int | None:
        """The percent that the board shows for a side, c or p; None without a bar."""
        self.go()
        shown = self.page.locator(f".arm--{letter} .pc")
        return int(shown.inner_text().replace("%", "")) if shown.count() else None

    def cells(self, name: str) -> dict[str, str]:
        """What the pair's page says about somebody, by the modules' codes."""
        self.page.goto(self.pair)
        return {row.name: row.cells for row in rows_of(self.page)}[name]


@dataclass(frozen=True)
class Row:
    """A row of a heat map."""

    name: str
    cells: dict[str, str]


def rows_of(page: Page) -> Iterator[Row]:
    """The rows of both sides' tables on a pair's page; a cell in words, as it is read aloud."""
    for table in page.locator("table.heat").all():
        for row in table.locator("tbody tr, tfoot tr").all():
            found = {}
            for cell in row.get_by_role("cell").all():
                words = cell.locator(".vh")
                said = words.text_content() if words.count() else cell.text_content()
                found[cell.get_attribute("data-code") or ""] = (said or "").strip()
            head = row.get_by_role("rowheader")
            name = head.get_by_role("link") if head.get_by_role("link").count() else head
            yield Row((name.first.text_content() or "").strip(), found)


def downloaded(page: Page, words: str) -> list[list[str]]:
    """The rows of a CSV file from its head on."""
    with page.expect_download() as caught:
        page.get_by_role("link", name=words).click()
    rows = list(csv.reader(io.StringIO(Path(caught.value.path()).read_text("utf-8-sig"))))
    head = next(place for place, row in enumerate(rows) if row and row[0] in ("Name", "Authority"))
    return rows[head:]


def pages_from(page: Page, first: str) -> Iterator[tuple[str, str]]:
    """Every page to which links lead, courses left out, with its source."""
    seen, waiting = {first}, [first]
    while waiting:
        address = waiting.pop()
        answer = page.request.get(address)
        text = answer.text()
        yield address, text
        for found in re.findall(r'href="(/[^"#?]*)', text):
            if found not in seen and not SKIPPED.match(found):
                seen.add(found)
                waiting.append(found)
