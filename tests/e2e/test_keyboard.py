"""Everything can be done with a keyboard alone, and one always sees where one is."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.keyboard import Keyboard
from tests.e2e.visitor import PASSWORD, Visitors, email_of, item_on, quiz_of, right

LIST = """Name, Email, Organisation
Pim Vos, pim.vos@visitors.example, Tessaly Care
Bad Row, nobody, Tessaly Care"""


@pytest.mark.parametrize("width", [1280, 320])
def test_a_module_and_every_kind_of_question_are_done_by_keyboard(at_small: Visitors, width: int) -> None:
    name = f"Keys {width}"
    at_small.newcomer(name).context.close()
    page = at_small.page_as(width=width)
    keys = Keyboard(page)

    page.goto("/sign-in")
    keys.press("Tab")
    assert (keys.look() or {})["words"] == "Skip to main content"
    page.keyboard.press("Enter")
    keys.fill("email", email_of(name))
    keys.to("I prefer a password")
    keys.press("Enter")
    keys.fill("password", PASSWORD)
    keys.enter()

    page.wait_for_url("**/home")
    page.goto("/courses/every-kind/handed-in")
    keys.follow("Start")
    keys.to("Who has the key?")
    keys.press("Space")
    expect(page.get_by_text("It hangs on a hook")).to_be_visible()
    keys.to(name="answer")
    keys.press("ArrowDown")
    keys.follow("See what it means")
    keys.follow("Done, next")
    keys.fill("note-your-list", "A spade and two cans")
    keys.follow("Done, next")

    keys.follow("Start")
    quiz = quiz_of(at_small.server, "every-kind/handed-in")
    for number, asked in enumerate(quiz.items, 1):
        assert item_on(page, quiz) == asked
        if number == 1:
            keys.follow("Save and continue")
            assert "errors" in (keys.look() or {})["is"], "the error summary has the focus"
            keys.to("Choose an answer")
            keys.press("Enter")
        keys.answer(right(asked))
        keys.follow("Save and continue")
    keys.follow("Hand in my answers")
    expect(page.get_by_role("heading", level=1)).to_have_text("You passed. Every answer is right.")


def test_a_trainer_makes_a_cohort_and_invites_by_keyboard(visitors: Visitors) -> None:
    page = visitors.page_as("Moira Tennant")
    keys = Keyboard(page)
    page.goto("/train")
    keys.follow("Make a cohort")
    partnership = page.get_by_label("Quillby Borough Council and Tessaly Care").get_attribute("value")
    keys.fill("name", "Made without a mouse")
    # Day and month are the same, because it is the browser that says which of them comes first.
    keys.fill("begins", "01012027")
    keys.fill("ends", "05052027")
    keys.tick("courses", "working-together")
    keys.fill("due-working-together", "06062027")
    keys.follow("Make the cohort")
    assert "errors" in (keys.look() or {})["is"], "the error summary has the focus"
    keys.to(name="due-working-together")
    page.keyboard.type("04042027")
    keys.tick("partnerships", partnership or "")
    keys.follow("Make the cohort")

    expect(page.get_by_role("heading", level=1)).to_have_text("Invite people")
    keys.fill("people", LIST)
    keys.follow("Check the list")
    assert "errors" in (keys.look() or {})["is"], "the error summary has the focus"
    keys.to("1 row needs a correction")
    page.keyboard.press("Enter")
    keys.follow("Send 1 invitation")
    expect(page.get_by_role("status")).to_contain_text("1 invitation is on the way")
    expect(page.get_by_role("region", name="Invited (1)")).to_contain_text("Pim Vos")
