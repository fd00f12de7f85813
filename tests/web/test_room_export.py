"""The tables of a room as a file: the same strings as on its page, and nothing else."""

from __future__ import annotations

import csv
import io
import re

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from goodpartners.domain.partnership.questionnaire import Questionnaire
from goodpartners.domain.partnership.sheets import Sheet
from goodpartners.domain.people import Side
from goodpartners.services.house import House
from tests.conftest import Clock
from tests.partnership import gap_sheets, gap_survey, readiness_quiz, readiness_sheets
from tests.rooms import Meeting, make_meeting
from tests.web.in_room import visitor
from tests.web.visitor import Visitor

APOSTROPHE = re.compile(r"^'(?=[-+=@])")
ABOUT = {"gaps": (gap_survey, gap_sheets), "readiness": (readiness_quiz, readiness_sheets)}


def asked(about: str) -> tuple[Questionnaire, list[Sheet]]:
    survey, sheets = ABOUT[about]
    return survey(), sheets()


def lines(browser: Visitor, path: str) -> list[list[str]]:
    """A file's lines, without the apostrophes that make a sign harmless."""
    answer = browser.get(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")))
    return [[APOSTROPHE.sub("", cell) for cell in row] for row in rows]


def tables(page: BeautifulSoup) -> list[list[str]]:
    """Every row of every table behind a picture, with the headings of the columns."""
    return [
        [" ".join(cell.get_text().split()) for cell in row.select("th, td")]
        for row in page.select(".numbers tr")
    ]  # fmt: skip


@pytest.mark.parametrize("about", list(ABOUT))
@pytest.mark.parametrize("side", list(Side))
def test_every_number_of_the_page_is_in_the_file_and_the_other_way_round(
    garden_app: Flask, sqlite_meeting: Meeting, about: str, side: Side
) -> None:
    survey, sheets = asked(about)
    wave = sqlite_meeting.round(survey)
    sqlite_meeting.answers(wave, 5, 6, sheets)
    sqlite_meeting.release(wave)
    browser = visitor(garden_app, sqlite_meeting.people[side][0])
    page = tables(browser.page(sqlite_meeting.path))
    found = lines(browser, f"{sqlite_meeting.path}/{wave}.csv")[4:]
    headings = [row for row in found if re.match(r"[0-9]+\. ", row[0]) and not any(row[2:])]
    assert len(headings) == len(browser.page(sqlite_meeting.path).select(".finding"))
    written = [row for row in found if any(row) and row not in headings]
    assert [trimmed(row) for row in written] == [trimmed(row) for row in page]


def trimmed(row: list[str]) -> list[str]:
    """A row without the empty cells behind it, with single spaces."""
    cells = [" ".join(cell.split()) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def test_the_first_lines_say_what_the_file_is_and_count_nobody(garden_app: Flask, sqlite_meeting: Meeting) -> None:
    wave = sqlite_meeting.released()
    person = sqlite_meeting.people[Side.PROVIDER][0]
    found = lines(visitor(garden_app, person), f"{sqlite_meeting.path}/{wave}.csv")
    assert found[0][0].startswith("Quillby Borough Council and Tessaly Care: ")
    assert "Round 1, opened to both sides on 24 November 2026" in found[0][0]
    assert "version 1" in found[0][0]
    assert found[1][0] == "Answered: Quillby Borough Council: 5 to 9 people; Tessaly Care: 5 to 9 people."
    assert "For learning only. Not for tender scoring or contract monitoring." in found[3][0]
    every = "\n".join(cell for row in found for cell in row)
    assert person.name not in every
    assert sqlite_meeting.trainer.name not in every


def test_hidden_cells_say_so_with_the_reason(garden_app: Flask, sqlite_meeting: Meeting) -> None:
    wave = sqlite_meeting.round()
    theirs = [sheet for sheet in gap_sheets() if sheet.side is Side.PROVIDER]
    sqlite_meeting.answers(wave, 5, 6, [gap_sheets()[0], *theirs])
    sqlite_meeting.release(wave)
    found = lines(visitor(garden_app, sqlite_meeting.people[Side.PROVIDER][0]), f"{sqlite_meeting.path}/{wave}.csv")
    hidden = [cell for row in found[4:] for cell in row if cell.startswith("[c]")]
    assert any(cell.startswith("[c] Hidden so that another figure cannot be worked out") for cell in hidden)


def test_no_cell_looks_like_a_formula(garden_app: Flask, house: House, clock: Clock) -> None:
    odd = make_meeting(house, clock, "=cmd|calc", "@Home")
    wave = odd.released()
    held = visitor(garden_app, odd.people[Side.PROVIDER][0]).get(f"{odd.path}/{wave}.csv").get_data()
    rows = list(csv.reader(io.StringIO(held.decode("utf-8-sig"))))
    assert any("=cmd|calc" in cell for row in rows for cell in row)
    signed = [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@")]
    assert [cell for cell in signed if not re.fullmatch(r"[+-]\d{1,3}\.\d\d", cell)] == []


def test_a_file_of_a_round_that_is_shut_or_of_another_pair_is_not_found(garden_app: Flask, meeting: Meeting) -> None:
    wave = meeting.round()
    meeting.answers(wave, 3, 3)
    browser = visitor(garden_app, meeting.people[Side.PROVIDER][0])
    assert browser.get(f"{meeting.path}/{wave}.csv").status_code == 404
    assert browser.get(f"{meeting.path}/{wave + 1}.csv").status_code == 404
