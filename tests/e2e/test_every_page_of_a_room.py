"""Pages about a pair's results, looked at as all the others are, with everything unfolded; and by keyboard alone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.keyboard import Keyboard
from tests.e2e.looking import Onlooker
from tests.e2e.visitor import Visitors, path_of

UNFOLDED = "() => document.querySelectorAll('main details').forEach(found => { found.open = true; })"


def unfolded(onlooker: Onlooker, *addresses: str) -> None:
    """Open addresses and look at each with everything unfolded."""
    for address in addresses:
        onlooker.page.goto(address)
        onlooker.page.evaluate(UNFOLDED)
        onlooker.look("unfolded")


def room_of(page: Page, pair: str) -> str:
    """Where somebody's room with that pair is."""
    page.goto("/home")
    return f"{path_of(page, pair)}/room"


def test_a_room_with_results_unfolded(visitors: Visitors) -> None:
    page = visitors.page_as("Hester Quayle")
    onlooker, room = Onlooker(page), room_of(page, "Orrenshire County Council and Tessaly Care")
    page.goto(room)
    expect(page.locator(".finding")).not_to_have_count(0)
    other = path_of(page, "Results of")
    unfolded(onlooker, room, other)
    onlooker.visit(f"{room}/pack")
    assert onlooker.faults == []


def test_what_a_trainer_sees_of_rounds(visitors: Visitors) -> None:
    page = visitors.page_as("Moira Tennant")
    onlooker = Onlooker(page)
    page.goto("/train")
    cohort = path_of(page, "Autumn joint cohort")
    page.goto(f"{cohort}/rounds")
    rounds = [link.get_attribute("href") or "" for link in page.locator("a.rounds__open").all()]
    rooms = list[str]()
    for address in rounds:
        page.goto(address)
        rooms.append(path_of(page, "The pair’s room"))
    unfolded(onlooker, rounds[0], rounds[-1], *dict.fromkeys(rooms))
    assert onlooker.faults == []


def test_how_a_side_answers_is_chosen_on_the_page_of_its_organisation(visitors: Visitors) -> None:
    page = visitors.page_as("Ileana Dragan")
    onlooker = Onlooker(page)
    page.goto("/home")
    page.get_by_role("link", name="My organisation").click()
    expect(page.locator("summary", has_text="answers")).not_to_have_count(0)
    unfolded(onlooker, page.url)
    assert onlooker.faults == []


def test_a_room_by_keyboard(visitors: Visitors) -> None:
    page = visitors.page_as("Hester Quayle", width=375)
    page.goto(room_of(page, "Orrenshire County Council and Tessaly Care"))
    keys = Keyboard(page)
    contents = page.get_by_role("navigation", name="In this room").get_by_role("link")
    last = contents.last.get_attribute("href") or ""
    keys.to(contents.last.inner_text())
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{last}$"))
    result = page.locator(last)
    expect(result).to_be_in_viewport()
    keys.to("The numbers behind this picture")
    expect(result.locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(result.get_by_role("table").last).to_be_visible()
    keys.press("Tab")
    expect(result.get_by_role("region", name="The numbers")).to_be_focused()
    keys.to("Print the workshop pack")
    keys.enter()
    expect(page.get_by_role("heading", name="Our plan in three questions")).to_be_visible()
