"""What is typed is kept: while typing, without a network, and in two windows."""

from __future__ import annotations

import re
from itertools import count

import pytest
from playwright.sync_api import Locator, Page, expect

from goodpartners.domain.quiz.responses import Matched
from tests.e2e.visitor import PASSWORD, Visitors, answer, email_of, item_on, quiz_of, right, says, sign_in, wrong

NUMBERS = count(1)
NOTES = "/courses/every-kind/handed-in/two-lists"
SAVED = re.compile(r"^Saved \d\d:\d\d$")


@pytest.fixture
def writer(at_small: Visitors) -> Page:
    """Somebody new to the small server."""
    return at_small.newcomer(f"Writer {next(NUMBERS)}")


def state(page: Page) -> Locator:
    """The words about saving."""
    return page.locator("[data-save] .save")


def note(page: Page) -> Locator:
    """The box for notes."""
    return page.get_by_label("My notes")


def another_window(page: Page) -> Page:
    """A second window of the same person, on the same page."""
    second = page.context.new_page()
    second.goto(page.url)
    return second


def first_question(page: Page) -> None:
    """Start the quiz with every kind, explained after hand-in."""
    page.goto("/quizzes/every-kind/handed-in")
    page.get_by_role("button", name="Start").click()


def test_a_note_is_saved_while_it_is_typed(writer: Page) -> None:
    writer.goto(NOTES)
    note(writer).press_sequentially("One spade\nand 2 cans", delay=5)
    expect(state(writer)).to_have_text(SAVED)
    writer.reload()
    expect(note(writer)).to_have_value("One spade\nand 2 cans")
    expect(state(writer)).to_contain_text("Saved")


def test_a_note_that_was_just_typed_is_saved_when_the_page_is_left(writer: Page) -> None:
    writer.goto(NOTES)
    note(writer).fill("Typed in the last moment")
    writer.on("dialog", lambda dialog: dialog.accept())
    writer.get_by_role("link", name="Stop here for today").click()
    expect(writer).to_have_url(re.compile("/home$"))
    writer.goto(NOTES)
    expect(note(writer)).to_have_value("Typed in the last moment")


def test_without_a_network_nothing_typed_is_lost(writer: Page) -> None:
    writer.goto(NOTES)
    note(writer).fill("Before the tunnel")
    expect(state(writer)).to_have_text(SAVED)
    writer.context.set_offline(True)
    note(writer).fill("In the tunnel")
    expect(state(writer)).to_contain_text("No network. Kept on this device, will send")
    expect(note(writer)).to_have_value("In the tunnel")
    writer.context.set_offline(False)
    expect(state(writer)).to_have_text(SAVED)
    writer.reload()
    expect(note(writer)).to_have_value("In the tunnel")


def test_after_signing_in_again_in_another_tab_what_was_typed_is_saved(at_small: Visitors) -> None:
    name = "Writer Again"
    writer = at_small.newcomer(name)
    writer.goto(NOTES)
    second = another_window(writer)
    second.goto("/account")
    second.get_by_role("button", name="Sign out").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Sign in")
    note(writer).fill("Typed while signed out")
    expect(state(writer)).to_contain_text("Sign in again in another tab")
    sign_in(second, email_of(name), PASSWORD)
    expect(state(writer)).to_have_text(SAVED)
    writer.reload()
    expect(note(writer)).to_have_value("Typed while signed out")


def test_an_answer_waits_for_the_network_too(writer: Page, at_small: Visitors) -> None:
    first_question(writer)
    chosen = right(item_on(writer, quiz_of(at_small.server, "every-kind/handed-in")))
    writer.context.set_offline(True)
    answer(writer, chosen)
    expect(state(writer)).to_contain_text("No network")
    writer.context.set_offline(False)
    expect(state(writer)).to_have_text(SAVED)
    writer.reload()
    says(writer, chosen)


def test_half_an_answer_is_there_again_after_a_reload(writer: Page, at_small: Visitors) -> None:
    first_question(writer)
    matching = quiz_of(at_small.server, "every-kind/handed-in").items[3]
    writer.goto(re.sub(r"/1$", "/4", writer.url))
    half = Matched(pairs=(("b", "tin"),))
    assert item_on(writer, quiz_of(at_small.server, "every-kind/handed-in")) == matching
    answer(writer, half)
    expect(state(writer)).to_have_text(SAVED)
    writer.reload()
    says(writer, half)
    expect(writer.locator("[name=match-a]")).to_have_value("")


def test_a_note_changed_in_two_windows_shows_both_texts(writer: Page) -> None:
    writer.goto(NOTES)
    second = another_window(writer)
    note(writer).fill("Written in the first window")
    expect(state(writer)).to_have_text(SAVED)
    note(second).fill("Written in the second window")
    expect(second.get_by_role("alert")).to_contain_text("Written in the first window")
    expect(note(second)).to_have_value("Written in the second window")
    second.get_by_role("button", name="Keep what I have here").click()
    expect(second.get_by_role("alert")).to_have_count(0)
    expect(state(second)).to_have_text(SAVED)
    writer.reload()
    expect(note(writer)).to_have_value("Written in the second window")


def test_a_question_answered_in_two_windows_shows_both_answers(writer: Page, at_small: Visitors) -> None:
    quiz = quiz_of(at_small.server, "every-kind/handed-in")
    first_question(writer)
    asked = item_on(writer, quiz)
    second = another_window(writer)
    answer(writer, wrong(asked))
    expect(state(writer)).to_have_text(SAVED)
    writer.get_by_role("button", name="Save and continue").click()
    answer(second, right(asked))
    expect(second.get_by_role("alert")).to_contain_text("Sunday noon")
    says(second, right(asked))
    second.get_by_role("button", name="Let the other stand").click()
    says(second, wrong(asked))
    second.reload()
    says(second, wrong(asked))
    answer(second, right(asked))
    expect(state(second)).to_have_text(SAVED)
    second.get_by_role("button", name="Save and continue").click()
    expect(second).to_have_url(re.compile("/2$"))
    writer.goto(re.sub(r"/2$", "/1", second.url))
    says(writer, right(asked))


def test_a_quiz_handed_in_elsewhere_is_said_and_nothing_is_changed(writer: Page, at_small: Visitors) -> None:
    first_question(writer)
    second = another_window(writer)
    second.goto(re.sub(r"/\d+$", "/check", second.url))
    second.get_by_role("button", name="Hand in my answers").click()
    second.wait_for_url("**/results")
    answer(writer, right(item_on(writer, quiz_of(at_small.server, "every-kind/handed-in"))))
    expect(state(writer)).to_contain_text("You have handed this quiz in")
    second.reload()
    expect(second.locator("main")).to_contain_text("You have 0 of 7, which is 0%")
