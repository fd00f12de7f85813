"""Every figure opens its rule and its rows."""

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


@pytest.mark.parametrize(
    "asked",
    [
        "side-average?pair={pair}&side=commissioner",
        "plan?pair={pair}&side=provider",
        "plan?person={person}",
        "imbalance?pair={pair}",
        "people?pair={pair}&side=provider",
        "milestone?pair={pair}",
        "stuck?pair={pair}",
        "stuck?person={person}",
        "help?pair={pair}",
        "help?person={person}",
        "percent?person={person}",
        "cell?person={person}&course=shared-garden&module=plan-the-beds",
        "score-average?pair={pair}&side=provider&course=shared-garden&module=plan-the-beds",
        "item?course=shared-garden&quiz=plan-the-beds&item=day",
        "check?course=shared-garden&quiz=plan-the-beds",
    ],
)
def test_every_figure_opens_its_rule_and_its_rows(room: Room, asked: str) -> None:
    address = asked.format(pair=room.pair, person=room.number("Provider Beth"))
    page = room.trainer.page(f"{room.base}/explain/{address}")
    assert "Rule version" in text(page)
    assert len(page.select("h1")) == 1
    assert page.select_one("main a.more")
    assert page.select("table tbody tr") or "Nothing is on record" in text(page)


def test_a_cell_says_which_try_counts(room: Room) -> None:
    room.people["Provider Beth"].take()
    asked = f"person={room.number('Provider Beth')}&course={COURSE}&module={MODULE}"
    page = room.trainer.page(f"{room.base}/explain/cell?{asked}")
    shown = {words(r.select_one("th")): [words(td) for td in r.select("td")] for r in page.select("tbody tr")}
    assert shown["Try 1"][0] == "0"
    assert shown["Try 2"][0] == "100, counts"
    assert words(page.select_one(".whybox__sum")) == "100"


@pytest.mark.parametrize(
    "figure", ["rank", "side-average", "cell?person=1", "item?course=x&quiz=y", "percent?person=-1"]
)
def test_what_is_not_there_is_not_found(room: Room, figure: str) -> None:
    assert room.trainer.get(f"{room.base}/explain/{figure}").status_code == 404


def test_every_explanation_that_a_page_links_to_opens(room: Room) -> None:
    pages = [room.base, f"{room.base}/pairs/{room.pair}", room.person("Provider Beth"), f"{room.base}/questions"]
    pages.append(f"{room.base}/questions/{COURSE}/{MODULE}")
    links = {str(a["href"]) for path in pages for a in room.trainer.page(path).select("a.fig")}
    assert len(links) > 6
    for link in links:
        assert room.trainer.get(link).status_code == 200, link
