"""The practice pair: an invented room for everybody who is signed in."""

from __future__ import annotations

import pytest
from flask import Flask

from goodpartners.services import practice
from goodpartners.services.house import House
from tests.factories import make_account
from tests.web.in_room import cells, visitor
from tests.web.visitor import text

INVENTED = "Invented example"


@pytest.fixture
def database_kind() -> str:
    """Nothing of it is kept in a database."""
    return "sqlite"


def test_it_gives_the_published_numbers(app: Flask, house: House) -> None:
    page = visitor(app, make_account(house)).page("/practice")
    assert "Orrenshire County Council" in text(page, ".plate")
    assert cells(page, "gap-1")["Keeping promises"][:3] == ["6.50", "5.62", "−0.88"]
    assert cells(page, "gap-1")["Keeping promises"][4] == "some distance, clear"
    assert "20 of 100 points" in text(page)
    assert text(page, "h1") == "You want the same good homes. You put different things first."


@pytest.mark.parametrize(
    "path", ["/practice", "/practice?about=readiness", "/practice/pack", "/practice/pack?about=readiness"]
)
def test_every_page_of_it_says_that_it_is_invented(app: Flask, house: House, path: str) -> None:
    page = visitor(app, make_account(house)).page(path)
    assert INVENTED in text(page)
    assert all(INVENTED in sheet.get_text() for sheet in page.select(".packpage"))
    assert "invented" in page.title.get_text().casefold()  # type: ignore[union-attr]


def test_it_is_worked_out_once_for_a_wording(app: Flask, house: House) -> None:
    browser = visitor(app, make_account(house))
    practice._worked_out.cache_clear()
    for _ in range(2):
        browser.page("/practice")
        browser.page("/practice/pack")
    info = practice._worked_out.cache_info()
    assert (info.misses, info.hits) == (2, 6)


def test_a_questionnaire_that_there_is_not_is_not_found(app: Flask, house: House) -> None:
    assert visitor(app, make_account(house)).get("/practice?about=zebra").status_code == 404
