"""A trainer runs a joint cohort: from a list with two bad rows to what two people of two sides have learned."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from goodpartners.domain.times import LONDON
from tests.e2e.desk import Desk, downloaded, pages_from, rows_of
from tests.e2e.looking import SIDEWAYS, Onlooker
from tests.e2e.server import link_mailed
from tests.e2e.visitor import Visitors, done_next, email_of, open_account, quiz_of, right, take

NAME, MODULE, CHECK = "Spring pair at work", "C2", "working-together/four-principles"
AUTHORITY, PROVIDER, OTHER = "Quillby Borough Council", "Tessaly Care", "Orrenshire County Council"
LINKED, CODED, CORRECTED = "Vera Lunt", "Idris Penn", "Osric Bell"
LIST = f"""Name,Email,Organisation,Side,Partner organisations,Job family
{LINKED},{email_of(LINKED)},{AUTHORITY},,{PROVIDER},commissioner
{CORRECTED},osric.bell(at)visitors.example,{PROVIDER},provider,{AUTHORITY},home manager
Mina Frost,{email_of("Mina Frost")},Somewhere Homes,provider,,residential worker
"""
MANAGED = "Orla Kemp"


def make(trainer: Page, visitors: Visitors) -> Desk:
    """Make the cohort: courses, dates, the partnership that stands already."""
    desk, today = Desk(visitors, trainer), datetime.now(LONDON).date()
    trainer.goto("/train")
    trainer.get_by_role("link", name="Make a cohort").click()
    trainer.get_by_label("Name of the cohort").fill(NAME)
    trainer.get_by_label("First day").fill(today.isoformat())
    trainer.get_by_label("Last day").fill((today + timedelta(days=70)).isoformat())
    for course in ("good-customer", "good-supplier", "working-together"):
        trainer.locator(f"[name=courses][value={course}]").check()
    due = today + timedelta(days=40)
    trainer.locator("[name=due-working-together]").fill(due.isoformat())
    trainer.get_by_label(f"{AUTHORITY} and {PROVIDER}").check()
    desk.press("Make the cohort and invite people")
    expect(trainer.get_by_role("status")).to_contain_text("Now invite its people")
    desk.cohort = trainer.url.removesuffix("/invite")
    meet(desk, today + timedelta(days=14))
    return desk


def meet(desk: Desk, day: date) -> None:
    """Put a day into the diary on which both sides meet."""
    desk.go("/dates")
    desk.page.get_by_label("What happens").fill("First talk")
    desk.page.get_by_label("Day", exact=True).fill(day.isoformat())
    desk.press("Add the date")
    expect(desk.page.get_by_role("listitem").filter(has_text="First talk")).to_be_visible()


def invite(desk: Desk) -> str:
    """Send a file with two bad rows: one is corrected on the page, the other is left out. The list as it was sent."""
    page, before = desk.page, len(desk.visitors.server.mails)
    desk.go("/invite")
    page.get_by_label("Or a file").set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": ("\ufeff" + LIST).encode()}
    )
    desk.press("Check the list")
    bad = page.get_by_role("region", name="Rows to correct (2)").get_by_role("listitem")
    expect(bad).to_have_count(2)
    expect(bad.nth(0)).to_contain_text(re.compile(r"Line 3, email:.*osric\.bell\(at\)visitors\.example", re.S | re.I))
    expect(bad.nth(1)).to_contain_text(re.compile(r"Line 4, organisation:.*Somewhere Homes", re.S | re.I))
    expect(page).to_have_title(re.compile("^Error: "))
    words = page.get_by_label("Name, email, organisation")
    corrected = words.input_value().replace("(at)", "@")
    words.fill(corrected)
    desk.press("Check the list")
    expect(page.get_by_role("region", name="Rows to correct (1)")).to_contain_text("Line 4")
    assert len(desk.visitors.server.mails) == before, "nothing is sent before it is confirmed"
    desk.press("Send 2 invitations, leave out 1 row")
    expect(page.get_by_role("status")).to_contain_text("2 invitations are on the way")
    invited = page.get_by_role("region", name="Invited (2)")
    expect(invited).to_contain_text(LINKED)
    expect(invited).to_contain_text(CORRECTED)
    assert {to for to, _ in desk.visitors.server.mails[before:]} == {email_of(LINKED), email_of(CORRECTED)}
    return corrected


def paste_again(desk: Desk, words: str) -> None:
    """The same list once more changes nothing, and nobody gets a mail."""
    before = len(desk.visitors.server.mails)
    desk.go("/people")
    listed = desk.page.locator("main").inner_text()
    desk.go("/invite")
    desk.page.get_by_label("Name, email, organisation").fill(words)
    desk.press("Check the list")
    expect(desk.page.get_by_role("region", name="What will happen")).to_contain_text("There is nothing to send")
    expect(desk.page.get_by_role("button", name="Send")).to_have_count(0)
    desk.go("/people")
    assert desk.page.locator("main").inner_text() == listed
    assert len(desk.visitors.server.mails) == before


def read_three_parts(page: Page) -> None:
    """Read so much of a module that it shows as a percent of two courses."""
    page.goto("/courses/working-together/four-principles")
    page.get_by_role("link", name="Start").click()
    for _ in range(3):
        done_next(page)


def join_by_link(desk: Desk, look: Callable[[], str | None]) -> Page:
    """Follow the mailed link, see who would see what, and accept."""
    page = desk.visitors.page_as()
    page.goto(link_mailed(desk.page, look))
    expect(page.locator("main")).to_contain_text(f"{AUTHORITY} and {PROVIDER}")
    expect(page.locator("main")).to_contain_text("sees nothing about you before you accept")
    open_account(page)
    expect(page.get_by_role("region", name="My pair")).to_contain_text(PROVIDER)
    return page


def join_by_code(desk: Desk) -> Page:
    """Ask with the code of the provider's side; the trainer approves."""
    desk.go("/codes")
    desk.press(f"Make a code for {PROVIDER}")
    code = desk.page.locator(".joincode").inner_text()
    person = desk.visitors.newcomer(CODED, "--organisation", PROVIDER)
    person.goto("/join")
    person.get_by_label("Your code").fill(code.replace("-", "").lower())
    person.get_by_role("button", name="Go on").click()
    expect(person.locator("main")).to_contain_text("Moira Tennant approves each request")
    person.get_by_role("button", name="Ask to join").click()
    expect(person.get_by_role("status")).to_contain_text("Your request is with the trainer")
    expect(person.get_by_role("region", name="My pair")).to_have_count(0)
    assert desk.done("p") is None
    desk.page.get_by_role("link", name="1 request to join waits for you").click()
    desk.press(f"Approve {CODED}")
    expect(desk.page.get_by_role("status")).to_contain_text("is approved")
    person.reload()
    expect(person.get_by_role("region", name="My pair")).to_contain_text(LINKED)
    return person


def figures_equal(desk: Desk) -> None:
    """The table on the screen is the file that can be taken away, cell by cell; the board too."""
    desk.page.goto(desk.pair)
    shown = list(rows_of(desk.page))
    held = downloaded(desk.page, "this pair as CSV")
    codes = [column.partition(",")[0] for column in held[0]]
    named = [row for row in held[1:] if len(row) == len(codes)]
    assert [row.name.split(" of ")[0].strip() for row in shown] == [LINKED, "Side’s mean", CODED, "Side’s mean"]
    assert len(named) == len(shown)
    for row, line in zip(shown, named, strict=True):
        assert line[0] == " ".join(row.name.split())
        by_code = dict(zip(codes, line, strict=True))
        for code, said in row.cells.items():
            assert by_code[code] == ("" if said == "no score yet" else said), (row.name, code)
    desk.go()
    percents = [one.inner_text().replace("%", "").strip() for one in desk.page.locator(".arm .pc").all()]
    board = downloaded(desk.page, "board as CSV")
    columns = [place for place, name in enumerate(board[0]) if name.endswith(": percent")]
    assert [board[1][place] for place in columns] == percents


def sees_nothing(desk: Desk, stranger: Page) -> None:
    """Whoever speaks for another authority is refused everything, and finds no name on any page that opens."""
    number = desk.pair.rpartition("/")[2]
    cohort = desk.cohort.rpartition("/")[2]
    places = [desk.cohort + tail for tail in ("", "/people", "/invite", "/sheet", "/log", "/dates", "/questions")]
    places += [desk.pair, f"{desk.cohort}/export/pair-{number}.csv", f"{desk.cohort}/export/grid.xlsx"]
    places += [f"{desk.cohort}/explain/side-average?pair={number}&side=commissioner", f"/pairs/{number}"]
    places += [f"/pairs/{number}/seen-by/commissioner-manager", f"/cohorts/{cohort}/what-my-trainer-sees"]
    places += [f"/cohorts/{cohort}/calendar.ics"]
    for place in places:
        answer = stranger.request.get(place)
        assert answer.status in (403, 404), f"{place}: {answer.status}"
        assert not any(name in answer.text() for name in (LINKED, CODED, NAME))
    opened = 0
    for address, text in pages_from(stranger, "/home"):
        opened += 1
        for name in (LINKED, CODED, CORRECTED, NAME, email_of(LINKED), email_of(CODED)):
            assert name not in text, f"{name} on {address}"
    assert opened > 15


def whole_cohort(visitors: Visitors) -> Desk:
    """From making the cohort to what the trainer sees of two people who learn."""
    desk = make(visitors.page_as("Moira Tennant"), visitors)
    look = visitors.server.mail_to(email_of(LINKED))
    words = invite(desk)
    desk.go()
    pair = desk.page.locator(".pairname").get_attribute("href") or ""
    desk.pair = visitors.server.address + pair
    expect(desk.page.locator(".arm--c")).to_contain_text("has joined yet; one invited")
    desk.page.goto(desk.pair)
    expect(desk.page.locator("main")).not_to_contain_text(LINKED)

    commissioner = join_by_link(desk, look)
    assert set(desk.cells(LINKED).values()) == {"not begun"}
    assert desk.done("c") == 0
    read_three_parts(commissioner)
    assert desk.cells(LINKED)[MODULE] == "begun"
    after_a_part = desk.done("c")
    assert after_a_part
    take_check(commissioner, visitors)
    assert desk.cells(LINKED)[MODULE] == "100"
    assert (desk.done("c") or 0) > after_a_part

    provider = join_by_code(desk)
    assert set(desk.cells(CODED).values()) == {"not begun"}
    read_three_parts(provider)
    assert desk.cells(CODED)[MODULE] == "begun"
    assert desk.done("p")
    commissioner.goto(f"/pairs/{desk.pair.rpartition('/')[2]}")
    expect(commissioner.get_by_role("listitem").filter(has_text="Both sides have begun")).to_contain_text("reached")
    expect(commissioner.get_by_role("region", name="Who is in it")).to_contain_text(CODED)
    take_check(provider, visitors)
    assert desk.cells(CODED)[MODULE] == "100"
    figures_equal(desk)
    paste_again(desk, words)
    return desk


def take_check(page: Page, visitors: Visitors) -> None:
    """Pass the knowledge check of course C."""
    page.goto(f"/quizzes/{CHECK}")
    take(page, quiz_of(visitors.server, CHECK), right)
    expect(page.get_by_role("heading", level=1)).to_have_text("You passed. Every answer is right.")


def test_a_joint_cohort_from_a_list_to_what_was_learned(visitors: Visitors) -> None:
    manager = visitors.newcomer(MANAGED, "--organisation", OTHER, "--role", "organisation manager")
    manager.get_by_role("link", name="My organisation").click()
    expect(manager.get_by_role("heading", level=1)).to_have_text(OTHER)
    sees_nothing(whole_cohort(visitors), manager)


def test_somebody_of_a_home_joins_by_code_on_a_phone(visitors: Visitors) -> None:
    name, trainer = "Tilly Marsh", visitors.page_as("Moira Tennant")
    phone = visitors.page_as(width=320, has_touch=True, is_mobile=True)
    onlooker = Onlooker(phone)
    look = visitors.server.mail_to(email_of(name))
    trainer.goto("/train")
    trainer.get_by_role("link", name="Autumn joint cohort").click()
    trainer.get_by_role("link", name="Join codes").click()
    shown = trainer.get_by_role("region", name=f"{AUTHORITY} and {PROVIDER}").locator(".joincode").inner_text()
    phone.goto("/join")
    phone.get_by_label("Your code").fill(shown.replace("-", " ").lower())
    phone.get_by_role("button", name="Go on").tap()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Autumn joint cohort")
    onlooker.expected = 422
    phone.get_by_role("button", name="Ask to join").tap()
    expect(phone.get_by_role("alert")).to_contain_text("There is a problem")
    onlooker.look("with errors")
    onlooker.expected = 200
    phone.get_by_label("Your name").fill(name)
    phone.get_by_label("Work email").fill(email_of(name))
    phone.get_by_role("button", name="Ask to join").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you")

    trainer.goto("/train")
    trainer.get_by_role("link", name="Autumn joint cohort").click()
    trainer.get_by_role("link", name="to join").click()
    trainer.get_by_role("button", name=f"Approve {name}").click()
    expect(trainer.get_by_role("region", name="Invited (")).to_contain_text(name)

    phone.goto(link_mailed(trainer, look))
    expect(phone.locator("main")).to_contain_text(f"{AUTHORITY} and {PROVIDER}")
    onlooker.look()
    phone.get_by_role("button", name="Accept and open my account").tap()
    mine = phone.get_by_role("region", name="My pair")
    mine.get_by_role("link", name=f"{AUTHORITY} and {PROVIDER}", exact=True).tap()
    expect(phone.get_by_role("region", name="Who is in it")).to_contain_text("Rowan Ashby")
    assert not phone.evaluate(SIDEWAYS)
    assert onlooker.faults == []


@pytest.mark.postgres
@pytest.mark.deep
def test_the_same_cohort_can_be_run_on_postgres(on_postgres: Visitors) -> None:
    whole_cohort(on_postgres)
