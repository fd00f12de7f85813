"""A questionnaire about one's pair on a phone, by keyboard alone: three statements, a reload, hand in, own result."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from goodpartners.domain.people import Side
from goodpartners.store.people import Person
from tests.cohorts import make_cohort, make_pair, seat
from tests.e2e.keyboard import Keyboard
from tests.e2e.looking import Onlooker
from tests.e2e.server import Server, start
from tests.e2e.visitor import Visitors, email_of
from tests.partnership import gap_survey, make_round, readiness_quiz

SAVED = re.compile(r"^Saved \d\d:\d\d$")


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own without the demo: the rounds here are this test's."""
    running = start(tmp_path_factory.mktemp("hall"), "--empty")
    yield running
    running.stop()


@pytest.fixture
def here(hall: Server, opened: Callable[..., BrowserContext]) -> Visitors:
    """People in front of it."""
    return Visitors(hall, opened, {})


def sit(here: Visitors, name: str, **looks: object) -> tuple[Page, str, str]:
    """Somebody new who sits in a pair of their own, with both rounds open: page, quiz, survey."""
    page = here.newcomer(name, **looks)
    now = here.server.house.clock()
    with here.server.house.database.writing() as session:
        person = session.scalars(sa.select(Person).where(Person.email == email_of(name))).one()
        partnership = make_pair(session, provider=f"{name} Homes", at=now)
        _, [pair] = make_cohort(session, None, ("good-supplier",), [partnership], at=now - timedelta(days=1))
        seat(session, person, pair, Side.PROVIDER, at=now)
        day = now.date() - timedelta(days=1)
        quiz = make_round(session, pair, readiness_quiz(), opens=day, at=now)
        survey = make_round(session, pair, gap_survey(), opens=day, at=now)
    return page, f"/rounds/{quiz}", f"/rounds/{survey}"


def state(page: Page) -> Locator:
    """The words about saving."""
    return page.locator("[data-save] .save")


def begin(page: Page, address: str) -> None:
    """Agree and start."""
    page.goto(address)
    page.get_by_label("I have read this").check()
    page.get_by_role("button", name="Start").click()
    page.wait_for_url(f"**{address}/1")


def test_by_keyboard_on_a_phone_from_home_to_ones_own_result(here: Visitors) -> None:
    page, quiz, _ = sit(here, "Keyed In", width=375)
    page.goto("/home")
    keys = Keyboard(page)
    keys.to("Where are we")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{quiz}")
    keys.to(name="agrees")
    page.keyboard.press("Space")
    keys.to("Start")
    page.keyboard.press("Enter")
    for number, (now, want) in enumerate(((2, 4), (1, 3), (4, 4)), 1):
        page.wait_for_url(f"**{quiz}/{number}")
        for name, value in (("now", now), ("want", want)):
            keys.to(name=name)
            page.keyboard.press("Space")
            for _ in range(value - 1):
                keys.press("ArrowDown")
            expect(page.locator(f"input[name={name}]:checked")).to_have_value(str(value))
        expect(state(page)).to_have_text(SAVED)
        keys.to("Save and continue")
        page.keyboard.press("Enter")
    page.wait_for_url(f"**{quiz}/4")
    keys.to("All my answers")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("3 of 24 answered. 21 to go, about 9 minutes.")
    expect(page.get_by_role("img", name="Now 2 of 5, wanted 4 of 5")).to_be_visible()
    keys.to("Hand in")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{quiz}/result")
    expect(page.get_by_role("heading", level=1)).to_contain_text("You want most movement in Shared purpose and success")
    expect(page.get_by_text("Only you see this")).to_be_visible()
    page.goto("/home")
    expect(page.get_by_role("heading", name="Your readiness answers point here")).to_be_visible()


def test_what_is_chosen_is_there_after_a_reload_and_a_reason_takes_the_numbers_back(here: Visitors) -> None:
    page, quiz, _ = sit(here, "Back Again", width=320)
    begin(page, quiz)
    page.get_by_label("Now and then").first.check()
    expect(state(page)).to_have_text(SAVED)
    page.get_by_label("Mostly").last.check()
    expect(state(page)).to_have_text(SAVED)
    page.reload()
    expect(page.locator("input[name=now]:checked")).to_have_value("2")
    expect(page.locator("input[name=want]:checked")).to_have_value("4")
    page.get_by_label("I cannot say").check()
    expect(page.locator("input[name=now]:checked")).to_have_count(0)
    expect(state(page)).to_have_text(SAVED)
    page.reload()
    expect(page.get_by_label("I cannot say")).to_be_checked()
    page.get_by_label("Mostly").first.check()
    expect(page.get_by_label("I cannot say")).not_to_be_checked()


def test_a_window_that_never_hears_back_does_not_clash_with_itself(here: Visitors) -> None:
    page, quiz, _ = sit(here, "Deaf Window")
    begin(page, quiz)

    def deaf(route: Route) -> None:
        """The server hears, the page does not."""
        if route.request.method != "PUT":
            return route.fallback()
        route.fetch()
        return route.abort()

    page.route(f"**{quiz}/1", deaf)
    page.get_by_label("Now and then").first.check()
    expect(state(page)).to_contain_text("Not saved yet")
    page.get_by_label("Mostly").last.check()
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url(f"**{quiz}/2")
    page.goto(f"{quiz}/1")
    expect(page.locator("input[name=want]:checked")).to_have_value("4")


def test_two_windows_are_told_of_each_other(here: Visitors) -> None:
    page, quiz, _ = sit(here, "Two Windows")
    begin(page, quiz)
    second = page.context.new_page()
    second.goto(f"{quiz}/1")
    page.get_by_label("Not yet").first.check()
    expect(state(page)).to_have_text(SAVED)
    second.get_by_label("Mostly").first.check()
    expect(second.get_by_role("heading", name="This page was answered in another window too")).to_be_visible()
    second.get_by_role("button", name="Save and continue").click()
    expect(second.get_by_role("alert")).to_be_focused()
    expect(second.locator("input[name=now]:checked")).to_have_value("4")
    second.get_by_role("button", name="Let the other stand").click()
    expect(second.get_by_role("alert")).to_have_count(0)
    expect(second.locator("input[name=now]:checked")).to_have_value("1")
    second.goto(f"{quiz}/1")
    expect(second.locator("input[name=now]:checked")).to_have_value("1")


def test_points_are_added_up_while_they_are_typed(here: Visitors) -> None:
    page, _, survey = sit(here, "Points Given", width=320)
    begin(page, survey)
    page.goto(f"{survey}/23")
    page.get_by_label("Keeping promises").fill("40")
    expect(page.locator("output")).to_have_text("40 of 100: 60 more to give.")
    page.get_by_label("Understanding").fill("70")
    expect(page.locator("output")).to_have_text("110 of 100: 10 too many.")
    page.get_by_role("button", name="Equal shares").click()
    expect(page.locator("output")).to_have_text("100 of 100. That is all.")
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url(f"**{survey}/24")


def test_without_script_from_the_consent_to_ones_own_result(here: Visitors) -> None:
    page, _, survey = sit(here, "No Script", width=375, script=False)
    begin(page, survey)
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("alert").first).to_contain_text("There is a problem")
    for fieldset in page.locator(".scale").all():
        fieldset.get_by_role("radio").nth(4).check()
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url(f"**{survey}/2")
    page.locator(".reason input").first.check()
    page.get_by_role("button", name="Save and leave").click()
    page.wait_for_url("**/home")
    page.goto(f"{survey}/23")
    page.get_by_label("Keeping promises").fill("40")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("alert").first).to_contain_text("Write whole points")
    expect(page.get_by_label("Keeping promises")).to_have_value("40")
    page.get_by_role("button", name="Equal shares").click()
    expect(page.get_by_label("Keeping promises")).to_have_value("20")
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url(f"**{survey}/24")
    page.goto(f"{survey}/answers")
    expect(page.get_by_role("heading", level=1)).to_contain_text("answered")
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url(f"**{survey}/result")
    expect(page.get_by_text("Only you see this")).to_be_visible()


def test_every_page_of_answering_is_looked_at(here: Visitors) -> None:
    page, quiz, survey = sit(here, "Looks Around")
    onlooker = Onlooker(page)
    onlooker.visit(quiz, survey)
    for address in (quiz, survey):
        begin(page, address)
    onlooker.visit(f"{quiz}/1", f"{quiz}/25", f"{quiz}/33", f"{quiz}/answers")
    onlooker.visit(f"{survey}/1", f"{survey}/23", f"{survey}/46", f"{survey}/answers")
    for address in (quiz, survey):
        page.goto(f"{address}/1")
        onlooker.expected = 422
        page.get_by_role("button", name="Save and continue").click()
        expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
        onlooker.look("asks again")
        onlooker.expected = 200
        page.locator(".rung").first.click()
        if address == quiz:
            page.locator("#want .rung").last.click()
        page.get_by_role("button", name="Save and continue").click()
        page.wait_for_url(f"**{address}/2")
        page.goto(f"{address}/answers")
        page.get_by_role("button", name="Hand in").click()
        page.wait_for_url("**/result")
    onlooker.visit(f"{quiz}/result", f"{survey}/result", f"{quiz}/answers", f"{quiz}/delete")
    assert onlooker.faults == []
