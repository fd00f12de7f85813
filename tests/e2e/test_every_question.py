"""Every block that an author may use and every state of a question, looked at like the pages."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.looking import Onlooker
from tests.e2e.visitor import Visitors, answer, parts_of, quiz_of, right, wrong


def test_every_block_that_an_author_may_use(at_small: Visitors) -> None:
    page = at_small.newcomer("Bea Holt")
    onlooker = Onlooker(page)
    onlooker.visit("/courses/shared-garden", *parts_of(at_small.server, "shared-garden"))
    for path in parts_of(at_small.server, "every-kind")[:2]:
        onlooker.visit(path)
        onlooker.expected = 422
        page.get_by_role("button", name="See what it means").click()
        onlooker.look("with errors")
        expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("The spade").select_option("In the tin")
    page.get_by_label("The seeds").select_option("In the tin")
    page.get_by_role("button", name="See what it means").click()
    onlooker.look("explained")
    assert onlooker.faults == []


def test_every_state_of_a_question(at_small: Visitors) -> None:
    page = at_small.newcomer("Cleo Marsh")
    onlooker = Onlooker(page)
    quiz = quiz_of(at_small.server, "every-kind/at-once")
    page.goto("/quizzes/every-kind/at-once")
    page.get_by_role("button", name="Start").click()
    for number, asked in enumerate(quiz.items):
        onlooker.expected = 422
        page.get_by_role("button", name="Check my answer").click()
        expect(page.get_by_role("alert")).to_be_visible()
        onlooker.look("with errors")
        answer(page, right(asked) if number % 3 == 0 else wrong(asked))
        page.get_by_role("button", name="Check my answer").click()
        page.get_by_role("link", name="Next").wait_for()
        onlooker.look("explained")
        page.get_by_role("link", name="Next").click()
    page.get_by_role("button", name="Hand in my answers").click()
    page.wait_for_url("**/results")
    onlooker.look()
    assert onlooker.faults == []


def test_a_page_with_every_kind_of_question(at_small: Visitors) -> None:
    page = at_small.newcomer("Dov Lindqvist")
    onlooker = Onlooker(page)
    page.goto("/quizzes/every-kind/on-one-page")
    page.get_by_role("button", name="Start").click()
    onlooker.look()
    onlooker.expected = 422
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    onlooker.look("with errors")
    assert onlooker.faults == []
