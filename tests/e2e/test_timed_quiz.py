"""The clock on the page: it shows, tells at five minutes and at one, can be hidden, and decides nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from playwright.sync_api import Page, expect

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


def test_a_timed_question_is_for_everybody(at_small: Visitors) -> None:
    page = begin(at_small, "Bly Corran")
    onlooker = Onlooker(page)
    onlooker.look()
    page.goto(QUIZ)
    onlooker.look()
    assert onlooker.faults == []
