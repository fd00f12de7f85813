"""Everything works without script: reading, notes, and every kind of question in every way of asking."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from goodpartners.domain.quiz.items import Item, Matching, MultipleChoice, Numeric, Ordering
from goodpartners.domain.quiz.responses import Matched, Ordered, Response, Written, problems
from goodpartners.domain.times import LONDON
from tests.e2e.visitor import Visitors, answer, done_next, email_of, item_on, quiz_of, right, says, wrong

EIGHT = "every-kind/handed-in"
ERROR_TITLE = re.compile("^Error: ")


def half(item: Item) -> Response | None:
    """A response that is begun and not complete; None where there is no such thing."""
    match item:
        case MultipleChoice():
            whole = right(item)
            return whole.model_copy(update={"options": whole.options[:1]})
        case Matching():
            return Matched(pairs=((item.premises[0].id, item.premises[0].match),))
        case Ordering():
            return Ordered(places=tuple((step.id, 1) for step in item.steps))
        case Numeric():
            return Written(text="about 130 or so")
    return None


NUMBERS = count(1)


@pytest.fixture
def reader(at_small: Visitors) -> Page:
    """Somebody new to the small server, on a phone without script."""
    return at_small.newcomer(f"Reader {next(NUMBERS)}", script=False, width=375)


def press(page: Page, name: str) -> None:
    """Press a button."""
    page.get_by_role("button", name=name).click()


def refused(page: Page, item: Item, given: Response | None, prefix: str = "") -> None:
    """Expect the error summary to lead to each field, and what was typed to stand there still."""
    expect(page.get_by_role("alert").first).to_contain_text("There is a problem")
    for problem in problems(item, given):
        expect(page.locator(f'.errors a[href="#{prefix}{problem.field}"]')).to_contain_text(problem.sentence)
        expect(page.locator(f'[id="{prefix}{problem.field}"]')).to_have_attribute("aria-invalid", "true")
    expect(page).to_have_title(ERROR_TITLE)
    if given:
        says(page, given, prefix)


def test_a_module_is_read_and_its_notes_are_kept(reader: Page) -> None:
    reader.goto("/courses/every-kind/handed-in")
    reader.get_by_role("link", name="Start").click()
    press(reader, "See what it means")
    expect(reader.get_by_role("alert")).to_contain_text("Choose an answer")
    reader.get_by_label("Ask the other house").check()
    press(reader, "See what it means")
    expect(reader.locator("#question-lost-key")).to_contain_text("Your answer, right")
    reader.get_by_text("Who has the key?").click()
    expect(reader.get_by_text("It hangs on a hook")).to_be_visible()
    done_next(reader)
    expect(reader.get_by_role("heading", level=1)).to_have_text("Two lists")
    reader.get_by_label("The spade").select_option("On the rack")
    press(reader, "See what it means")
    expect(reader.get_by_role("alert")).to_contain_text("Choose an answer for “The seeds”")
    expect(reader.get_by_label("The spade")).to_have_value("rack")
    reader.get_by_label("My notes").fill("A spade.\nTwo cans.")
    press(reader, "Save my notes")
    expect(reader.get_by_label("My notes")).to_have_value("A spade.\nTwo cans.")
    reader.get_by_label("My notes").fill("A spade.\nThree cans.")
    done_next(reader)
    expect(reader).to_have_url(re.compile("/quizzes/every-kind/handed-in$"))
    reader.go_back()
    reader.reload()
    expect(reader.get_by_label("My notes")).to_have_value("A spade.\nThree cans.")


def test_every_kind_is_answered_changed_and_handed_in(reader: Page, at_small: Visitors) -> None:
    quiz = quiz_of(at_small.server, EIGHT)
    reader.goto("/quizzes/every-kind/handed-in")
    press(reader, "Start")
    for asked in quiz.items:
        assert item_on(reader, quiz) == asked
        begun = half(asked)
        if begun:
            answer(reader, begun)
        press(reader, "Save and continue")
        refused(reader, asked, begun)
        answer(reader, wrong(asked))
        press(reader, "Save and continue")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Check your answers")
    for number, asked in enumerate(quiz.items, 1):
        reader.get_by_role("link", name=f"Change question {number}").click()
        says(reader, wrong(asked))
        if isinstance(asked, MultipleChoice):
            for box in reader.get_by_role("checkbox").all():
                box.uncheck()
        answer(reader, right(asked))
        press(reader, "Save and continue")
        expect(reader.get_by_role("heading", level=1)).to_have_text("Check your answers")
    press(reader, "Hand in my answers")
    expect(reader.get_by_role("heading", level=1)).to_have_text("You passed. Every answer is right.")
    expect(reader.locator("article")).to_have_count(8)


def test_every_kind_is_explained_at_once_and_stands_then(reader: Page, at_small: Visitors) -> None:
    quiz = quiz_of(at_small.server, "every-kind/at-once")
    reader.goto("/quizzes/every-kind/at-once")
    press(reader, "Start")
    for number, asked in enumerate(quiz.items, 1):
        press(reader, "Check my answer")
        refused(reader, asked, None)
        given = wrong(asked) if number % 2 else right(asked)
        answer(reader, given)
        press(reader, "Check my answer")
        told = "Not marked" if asked.kind == "scale" else "Not right" if number % 2 else "Right"
        expect(reader.get_by_role("status").first).to_contain_text(told)
        expect(reader.locator("#told-h")).to_be_in_viewport()
        says(reader, given)
        expect(reader.locator("#question :is(input:not([type=hidden]), select)").first).to_be_disabled()
        reader.get_by_role("link", name="Next").click()
    expect(reader.locator("main")).to_contain_text("Every answer you checked has been explained")
    press(reader, "Hand in my answers")
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Not passed yet")


def test_one_page_keeps_everything_when_something_is_missing(reader: Page, at_small: Visitors) -> None:
    quiz = quiz_of(at_small.server, "every-kind/on-one-page")
    reader.goto("/quizzes/every-kind/on-one-page")
    press(reader, "Start")
    for asked in quiz.items[:-2]:
        answer(reader, half(asked) or right(asked), f"{asked.id}-")
    press(reader, "Hand in")
    for asked in quiz.items:
        given = None if asked in quiz.items[-2:] else half(asked) or right(asked)
        if given is None or half(asked):
            refused(reader, asked, given, f"{asked.id}-")
        else:
            says(reader, given, f"{asked.id}-")
    press(reader, "Save and leave")
    expect(reader.get_by_role("status")).to_contain_text("Your answers are saved")
    reader.goto("/quizzes/every-kind/on-one-page")
    reader.get_by_role("link", name="Go on where you stopped").click()
    for asked in quiz.items[:-2]:
        says(reader, half(asked) or right(asked), f"{asked.id}-")
    for asked in quiz.items:
        answer(reader, right(asked), f"{asked.id}-")
    press(reader, "Hand in")
    expect(reader.get_by_role("heading", level=1)).to_have_text("You passed. Every answer is right.")


def test_skipping_and_leaving_keep_what_stands_on_the_page(reader: Page, at_small: Visitors) -> None:
    quiz = quiz_of(at_small.server, EIGHT)
    reader.goto("/quizzes/every-kind/handed-in")
    press(reader, "Start")
    for asked in quiz.items:
        answer(reader, half(asked) or wrong(asked))
        press(reader, "Skip for now")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Check your answers")
    press(reader, "Hand in my answers")
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Not passed yet")


def test_a_trainer_makes_a_cohort_invites_and_writes(visitors: Visitors) -> None:
    joins, declines = "Ned Sharp", "Una Field"
    trainer = visitors.page_as("Moira Tennant", script=False)
    people = {one: visitors.newcomer(one, "--organisation", "Tessaly Care", script=False) for one in (joins, declines)}
    trainer.goto("/train")
    trainer.get_by_role("link", name="Make a cohort").click()
    press(trainer, "Make the cohort")
    expect(trainer.get_by_role("alert")).to_contain_text("There is a problem")
    trainer.get_by_label("Name of the cohort").fill("Made without script")
    trainer.get_by_label("First day").fill(f"{datetime.now(LONDON):%Y-%m-%d}")
    trainer.get_by_label("Last day").fill(f"{datetime.now(LONDON) + timedelta(days=60):%Y-%m-%d}")
    trainer.get_by_label("B, The good supplier").check()
    trainer.get_by_label("Quillby Borough Council and Tessaly Care").check()
    press(trainer, "Make the cohort")

    rows = [f"{one}; {email_of(one)}; Tessaly Care" for one in (joins, declines)]
    trainer.get_by_label("Name, email").fill(
        "\n".join(["Name; Email; Organisation", *rows, "Nobody; none; Tessaly Care"])
    )
    press(trainer, "Check the list")
    expect(trainer.get_by_role("region", name="Rows to correct (1)")).to_contain_text("Line 4")
    press(trainer, "Send 2 invitations")
    expect(trainer.get_by_role("region", name="Invited (2)")).to_contain_text(declines)

    for one, act in ((joins, "Accept"), (declines, "Decline")):
        people[one].goto("/home")
        people[one].get_by_text("What the trainer and your pair would see").click()
        expect(people[one].get_by_text("Until you join, nobody sees anything.")).to_be_visible()
        press(people[one], f"{act} Made without script")
    expect(people[joins].get_by_role("region", name="My pair")).to_contain_text("Quillby Borough Council")
    expect(people[declines].get_by_role("region", name="My pair")).to_have_count(0)
    trainer.reload()
    expect(trainer.get_by_role("region", name="Declined (1)")).to_contain_text(declines)

    look = visitors.server.mail_to(email_of(joins))
    trainer.get_by_role("link", name=joins, exact=True).click()
    trainer.get_by_role("link", name=f"Write to {joins}").click()
    write = trainer.url
    trainer.get_by_label("Your words").fill("Dear {first_name}, shall we look at the first part together?")
    press(trainer, "Send the letter")
    expect(trainer.get_by_role("status")).to_contain_text("1 letter written")
    anybody = visitors.page_as(script=False)
    anybody.goto(visitors.server.link_to_stop(email_of(joins), look))
    press(anybody, "Stop reminders")
    expect(anybody.get_by_role("heading", level=1)).to_have_text("You get no more reminders")
    people[joins].goto("/account/reminders")
    expect(people[joins].get_by_label("No, none")).to_be_checked()
    trainer.goto(write)
    expect(trainer.locator("main")).to_contain_text("wants no letters of this kind")
