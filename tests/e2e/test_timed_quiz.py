"""The clock on the page: it shows, tells at five minutes and at one, can be hidden, and decides nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from goodpartners.store.attempts import AttemptEvent, AttemptRow
from tests.e2e.looking import Onlooker
from tests.e2e.visitor import Visitors

QUIZ = "/quizzes/every-kind/against-the-clock"


def begin(visitors: Visitors, name: str) -> Page:
    """Somebody new on the first question of the timed quiz, in a browser whose clock a test can move."""
    page = visitors.newcomer(name)
    page.clock.install(time=datetime(2031, 1, 1, 3, tzinfo=UTC))  # the device's clock is years off
    page.goto(QUIZ)
    expect(page.locator("main")).to_contain_text("You have 6 minutes. If you start now, your time ends at")
    page.get_by_role("button", name="Start").click()
    return page


def test_the_time_left_is_shown_told_twice_and_can_be_hidden(at_small: Visitors) -> None:
    page = begin(at_small, "Wren Adair")
    left, told = page.locator("[data-left]"), page.locator("[data-time-told]")
    expect(page.locator(".timeleft")).to_contain_text(re.compile(r"Your time ends at \d\d:\d\d"))
    page.clock.run_for(1000)
    expect(left).to_have_text(re.compile(r"^05:5\d left$"))
    expect(told).to_have_text("")
    page.clock.fast_forward(61_000)
    expect(told).to_have_text("Five minutes left.")
    page.get_by_role("button", name="Hide the time").click()
    expect(left).to_be_hidden()
    page.clock.fast_forward(4 * 60_000)
    expect(told).to_have_text("One minute left.")
    page.get_by_role("button", name="Show the time").click()
    expect(left).to_be_visible()


def test_a_hidden_clock_stays_hidden_on_the_next_question(at_small: Visitors) -> None:
    page = begin(at_small, "Otis Marlow")
    page.clock.run_for(1000)
    page.get_by_role("button", name="Hide the time").click()
    page.get_by_role("button", name="Skip for now").click()
    expect(page.locator(".quizhead")).to_contain_text("Question 2 of")
    expect(page.locator("[data-left]")).to_be_hidden()


def test_a_clock_that_runs_out_in_the_browser_alone_ends_nothing(at_small: Visitors) -> None:
    page = begin(at_small, "Ada Pell")
    page.clock.run_for(1000)
    page.clock.fast_forward(7 * 60_000)
    expect(page.locator("[data-time-told]")).to_have_text("Your time is over.")
    page.goto(page.url)
    expect(page.locator(".timeleft")).to_contain_text("Your time ends at")
    expect(page.locator(".quizhead")).to_contain_text("Question 1 of")


def end_now(visitors: Visitors, page: Page) -> None:
    """Let the time of the try on this page be over on the server, as if six minutes had gone."""
    attempt, house = int(page.url.split("/")[-2]), visitors.server.house
    over = house.clock() - timedelta(seconds=1)
    with house.database.writing() as session:
        started = session.get_one(AttemptEvent, (attempt, 1))
        started.data = {**started.data, "ends_at": over.isoformat()}
        session.get_one(AttemptRow, attempt).closes_at = over


def type_late(page: Page) -> None:
    """Type into the box of question 7."""
    page.locator("input.input").fill("both houses")


def test_what_is_typed_after_the_end_with_the_page_open_stays_with_its_writer(at_small: Visitors) -> None:
    page = at_small.newcomer("Ines Vale")
    page.goto(QUIZ)
    page.get_by_role("button", name="Start").click()
    page.goto(re.sub(r"/1$", "/7", page.url))
    end_now(at_small, page)
    type_late(page)
    expect(page.locator("[data-save] .save")).to_contain_text("What you had answered by then was handed in")
    expect(page.locator("input.input")).to_have_value("both houses")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This came too late to count")
    expect(page.locator("dl.answers")).to_contain_text("both houses")
    onlooker = Onlooker(page)
    onlooker.look()
    assert onlooker.faults == []


def test_what_was_typed_in_time_and_closed_unsent_is_refused_with_the_reason_and_kept(at_small: Visitors) -> None:
    page = at_small.newcomer("Kit Lorimer")
    page.goto(QUIZ)
    page.get_by_role("button", name="Start").click()
    page.goto(re.sub(r"/1$", "/7", page.url))
    page.context.set_offline(True)
    type_late(page)
    expect(page.locator("[data-save] .save")).to_contain_text("Kept on this device")
    end_now(at_small, page)
    context = page.context
    page.close()
    context.set_offline(False)
    second = context.new_page()
    second.goto("/home")
    expect(second.locator("[data-outbox]")).to_contain_text("the server did not take it")
    second.goto("/account/device")
    expect(second.locator("[data-slots] li")).to_contain_text("both houses")
    expect(second.locator("[data-slots] li")).to_contain_text("What you had answered by then was handed in")


def test_a_timed_question_is_for_everybody(at_small: Visitors) -> None:
    page = begin(at_small, "Bly Corran")
    onlooker = Onlooker(page)
    onlooker.look()
    page.goto(QUIZ)
    onlooker.look()
    assert onlooker.faults == []
