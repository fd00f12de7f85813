"""A course file that cannot be read: authors are told so where its page is missing, learners are not."""

from __future__ import annotations

import pytest
from flask import Flask

from goodpartners.domain.people import Role
from goodpartners.services.house import House
from tests.factories import make_account, signed_in
from tests.garden import COURSE
from tests.web.conftest import Grow
from tests.web.visitor import Visitor, text

MODULE = f"courses/{COURSE}/01-plan-the-beds.md"
ADDRESS = f"/courses/{COURSE}/plan-the-beds"


@pytest.fixture
def database_kind() -> str:
    """Pages do not differ between databases."""
    return "sqlite"


@pytest.fixture
def otto(garden_app: Flask, house: House) -> Visitor:
    """An author in a browser."""
    return Visitor(signed_in(garden_app.test_client(), make_account(house, "Otto Author", roles=[Role.AUTHOR])))


@pytest.fixture
def broken(grow: Grow) -> None:
    """The garden's module with a section that has lost its id."""
    grow({MODULE: lambda file: file + "\n## No id here\nWords.\n"})


def test_an_author_reads_why_the_page_of_a_broken_module_is_missing(otto: Visitor, broken: None) -> None:
    soup = otto.page(ADDRESS, 404)
    assert f"{MODULE}:" in text(soup)
    assert "the section 'No id here' has no id: write '## No id here {#no-id-here}'" in text(soup)
    assert soup.select_one('main a[href="/authoring/problems"]')


def test_a_learner_reads_nothing_of_files(amara: Visitor, broken: None) -> None:
    assert ".md" not in text(amara.page(ADDRESS, 404))


def test_an_address_that_never_was_says_nothing_of_files(otto: Visitor) -> None:
    assert ".md" not in text(otto.page(f"/courses/{COURSE}/nothing", 404))
