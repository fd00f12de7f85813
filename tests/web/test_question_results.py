"""Knowledge checks by module and by item, as a trainer reads them."""

from __future__ import annotations

import pytest
from flask import Flask

from goodpartners.services.house import House
from tests.conftest import Clock
from tests.garden import COURSE, MODULE
from tests.web.room import Room, make_room, words
from tests.web.visitor import text


@pytest.fixture
def room(garden_app: Flask, house: House, clock: Clock) -> Room:
    """Three people on each side: one has done all, one a part, one nothing."""
    return make_room(garden_app, house, clock)


def test_a_quiz_is_shown_by_item_with_the_key_marked_and_no_names(room: Room) -> None:
    page = room.trainer.page(f"{room.base}/questions/{COURSE}/{MODULE}")
    said = text(page)
    assert "Too few to say: n = 4." in said
    assert "Too few to show by side." in said
    for name in room.people:
        assert name not in said
    day = page.select_one("#item-day")
    assert day is not None
    [key] = day.select("tr.is-key")
    assert words(key.select_one("th")) == "Right: Saturday"
    assert "2 (50%)" in words(key)
    assert len(page.select("h1")) == 1


def test_sides_stand_apart_from_three_papers_up(room: Room) -> None:
    for name in ("Commissioner Cleo", "Provider Cleo"):
        room.people[name].take()
    page = room.trainer.page(f"{room.base}/questions/{COURSE}/{MODULE}")
    assert "Too few to show by side" not in text(page)
    assert len(page.select("#item-day thead th")) == 4
