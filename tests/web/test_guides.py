"""Facilitators' guides: for trainers and authors, whole and ready to print."""

from __future__ import annotations

import pytest
from flask import Flask

from goodpartners.domain.people import Role
from goodpartners.services.house import House
from tests.factories import make_account, signed_in
from tests.garden import COURSE, MODULE
from tests.web.visitor import Visitor, text

GUIDE = f"/train/guides/{COURSE}/{MODULE}"


@pytest.fixture
def database_kind() -> str:
    """A guide is read from files."""
    return "sqlite"


@pytest.fixture
def moira(garden_app: Flask, house: House) -> Visitor:
    """A trainer."""
    return Visitor(signed_in(garden_app.test_client(), make_account(house, roles=(Role.TRAINER,))))


def test_a_trainer_finds_the_guide_from_the_list_and_from_the_module(moira: Visitor) -> None:
    assert moira.page("/train/guides").select_one(f'a[href="{GUIDE}"]')
    assert moira.page(f"/courses/{COURSE}/{MODULE}").select_one(f'a[href="{GUIDE}"]')


def test_a_guide_shows_its_room_its_running_order_and_a_card_for_every_part(moira: Visitor) -> None:
    soup = moira.page(GUIDE)
    said = text(soup)
    assert "45 minutes, 6 to 12, half from each house" in said
    assert "A bag of beans" in said
    assert len(soup.select("section.card")) == 3
    for part in ("For the commissioner", "For the provider", "For the observer"):
        assert part in said


def test_a_learner_is_not_told_what_is_on_the_cards(amara: Visitor) -> None:
    amara.page("/train/guides", 403)
    amara.page(GUIDE, 403)
    assert not amara.page(f"/courses/{COURSE}/{MODULE}").select_one(f'a[href="{GUIDE}"]')
    assert "Nobody asked you" not in text(amara.page("/search?q=beans"))


def test_a_module_without_a_guide_says_so(moira: Visitor) -> None:
    moira.page(f"/train/guides/{COURSE}/nowhere", 404)
