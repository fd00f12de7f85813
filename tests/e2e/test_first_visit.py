"""From the invitation to the certificate, and back again on a phone."""

from __future__ import annotations

import json
import re
import zipfile
from typing import Any

import pytest
from playwright.sync_api import Download, Page, expect

from tests.e2e.server import Server, link_mailed
from tests.e2e.visitor import (
    PASSWORD,
    Visitors,
    answer,
    catalogue_of,
    done_next,
    email_of,
    finish_the_others,
    item_on,
    open_account,
    quiz_of,
    right,
    says,
    sign_in,
    take,
    wrong,
)

COURSE, MODULE, CHECK = "working-together", "four-principles", "working-together/four-principles"
NOTE = "Start: one early review each quarter.\nStop: “asking twice” – we have the answer & keep it."


def read_and_write(page: Page, server: Server, stop_at_notes: bool = False) -> None:
    """Read every part of course C from its list, answer what is asked on the way, write notes."""
    page.goto("/home")
    page.get_by_role("link", name="Working together", exact=True).click()
    page.get_by_role("heading", name="The protocol and its four principles").get_by_role("link").click()
    page.get_by_role("link", name="Start").click()
    module = catalogue_of(server.content).module(COURSE, MODULE)
    assert module
    for section in module.sections:
        expect(page.get_by_role("heading", level=1)).to_have_text(section.title)
        for asked in section.questions:
            spot = page.locator(f"#question-{asked.item}")
            quiz = quiz_of(server, asked.quiz)
            answer(spot, right(next(item for item in quiz.items if item.id == asked.item)))
            spot.get_by_role("button", name="See what it means").click()
            expect(spot.get_by_role("status")).to_contain_text("Your answer, right")
        if section.activities:
            page.get_by_label("My notes").fill(NOTE)
            expect(page.locator("[data-save] .save")).to_contain_text("Saved ")
        if stop_at_notes and section.activities:
            return
        done_next(page)


def read_through(page: Page, server: Server, course: str) -> None:
    """Press one's way through a course: every part of every module, every check with all answers right."""
    found = catalogue_of(server.content).course(course)
    assert found
    for module in found.modules:
        page.goto(f"/courses/{course}/{module.id}")
        page.get_by_role("link", name="Start", exact=True).click()
        for section in module.sections:
            expect(page.get_by_role("heading", level=1)).to_have_text(section.title)
            done_next(page)
        assert module.header.knowledge_check
        take(page, quiz_of(server, module.header.knowledge_check), right)
        expect(page.get_by_role("heading", level=1)).to_have_text("You passed. Every answer is right.")


def fail_and_pass(page: Page, server: Server) -> None:
    """Fail the knowledge check, see what to revise, and pass it."""
    quiz = quiz_of(server, CHECK)
    take(page, quiz, wrong)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Not passed yet")
    revise = page.get_by_role("region", name="What to revise")
    assert revise.get_by_role("listitem").count() > 0
    revise.get_by_role("link", name="Question").first.click()
    expect(page.locator("article:target")).to_contain_text(re.compile(r"0(\.\d+)? of [12] mark"))
    page.get_by_role("link", name="Try again").click()
    take(page, quiz, right)
    expect(page.get_by_role("heading", level=1)).to_have_text("You passed. Every answer is right.")


def certificate_code(page: Page) -> str:
    """Open the certificate from the results; its code as printed."""
    page.get_by_role("link", name="see your certificate").click()
    page.get_by_role("link", name="Open my certificate").click()
    return page.locator(".cert__facts").inner_text().rpartition("/v/")[2].strip()


def verify(page: Page, code: str, name: str) -> None:
    """Check a code as somebody who is not signed in."""
    page.goto("/verify")
    page.get_by_label("Code on the certificate").fill(code.lower())
    page.get_by_role("button", name="Check").click()
    expect(page.locator("main")).to_contain_text("This certificate is real and stands")
    expect(page.locator("main")).to_contain_text(name)
    expect(page.locator("main")).not_to_contain_text(email_of(name))


def download(page: Page, words: str) -> Download:
    """Press a link that downloads."""
    with page.expect_download() as caught:
        page.get_by_role("link", name=words).click()
    return caught.value


def everything_on_record(page: Page) -> dict[str, Any]:
    """Download both copies of one's data; the JSON one, read."""
    page.goto("/account/data")
    with zipfile.ZipFile(download(page, "As spreadsheets").path()) as pack:
        assert pack.testzip() is None
        names = pack.namelist()
    found: dict[str, Any] = json.loads(download(page, "For another program").path().read_text("utf-8"))
    assert {f"{kind}.csv" for kind, rows in found.items() if isinstance(rows, list)} <= set(names)
    return found


def learn_and_pass(visitors: Visitors, invited: Page, name: str) -> None:
    """Open the account, read, write, fail a check and pass it; what was kept can be downloaded."""
    open_account(invited)
    expect(invited.get_by_role("heading", level=1)).to_contain_text(name.split()[0])
    read_and_write(invited, visitors.server)
    fail_and_pass(invited, visitors.server)
    text = json.dumps(everything_on_record(invited), ensure_ascii=False)
    assert "one early review each quarter" in text


def whole_journey(visitors: Visitors, invited: Page, name: str) -> None:
    """Everything somebody new does, from the link on, to the certificate."""
    server = visitors.server
    open_account(invited)
    expect(invited.get_by_role("heading", level=1)).to_contain_text(name.split()[0])
    finish_the_others(invited, server, COURSE, leave=MODULE)
    read_and_write(invited, server)
    expect(invited).to_have_url(f"{server.address}/quizzes/{CHECK}")
    fail_and_pass(invited, server)
    code = certificate_code(invited)
    verify(visitors.page_as(), code, name)
    invited.get_by_role("link", name="Write my CPD reflection").click()
    invited.get_by_label("What did you learn?").fill("Fear of failing stops good ideas; a trial with an end does not.")
    invited.get_by_role("button", name="Save").click()
    expect(invited.get_by_role("status").first).to_contain_text("Your reflection is saved")
    record = everything_on_record(invited)
    text = json.dumps(record, ensure_ascii=False)
    for words in ("one early review each quarter", "Fear of failing stops good ideas", code.replace("-", ""), name):
        assert words in text
    assert len(record["answers"]) >= 12


def test_an_invited_person_gets_from_the_mailed_link_to_a_certificate(visitors: Visitors) -> None:
    name = "Kit Rowe"
    admin = visitors.page_as("Moira Tennant")
    mail = visitors.server.mail_to(email_of(name))
    admin.goto("/admin/people/invite")
    admin.get_by_label("Work email").fill(email_of(name))
    admin.get_by_label("Name", exact=True).fill(name)
    admin.get_by_label("Organisation", exact=True).select_option("Tessaly Care")
    admin.get_by_role("button", name="Send the invitation").click()
    expect(admin.get_by_role("status")).to_contain_text("was sent an invitation")
    invited = visitors.page_as()
    invited.goto(link_mailed(admin, mail))
    expect(invited.locator("main")).to_contain_text("Tessaly Care")
    whole_journey(visitors, invited, name)


@pytest.mark.postgres
def test_the_same_way_can_be_gone_on_postgres(on_postgres: Visitors) -> None:
    name = "Ines Vale"
    invited = on_postgres.page_as()
    invited.goto(on_postgres.server.invite(email_of(name), "--name", name))
    learn_and_pass(on_postgres, invited, name)


def test_tomorrow_on_a_phone_everything_is_where_it_was(visitors: Visitors) -> None:
    name = "Noor Haddad"
    today = visitors.newcomer(name)
    read_and_write(today, visitors.server, stop_at_notes=True)
    left_at = today.url
    today.get_by_role("link", name="Stop here for today").click()
    today.context.close()

    phone = visitors.page_as(width=375, has_touch=True, is_mobile=True)
    sign_in(phone, email_of(name), PASSWORD)
    phone.get_by_role("link", name="Continue").tap()
    expect(phone).to_have_url(left_at)
    expect(phone.get_by_label("My notes")).to_have_value(NOTE)
    done_next(phone)
    done_next(phone)
    phone.get_by_role("button", name="Start").tap()
    quiz = quiz_of(visitors.server, CHECK)
    chosen = right(item_on(phone, quiz))
    answer(phone, chosen)
    expect(phone.locator("[data-save] .save")).to_contain_text("Saved ")
    phone.context.close()

    laptop = visitors.page_as()
    sign_in(laptop, email_of(name), PASSWORD)
    laptop.get_by_role("link", name="Continue").click()
    expect(laptop.locator(".quizhead")).to_contain_text("Question 2 of 6")
    laptop.get_by_role("button", name="Back to question 1").click()
    expect(laptop.locator(".quizhead")).to_contain_text("Question 1 of 6")
    says(laptop, chosen)


@pytest.mark.deep
@pytest.mark.parametrize("course", ["good-customer", "good-supplier", "working-together"])
def test_a_learner_presses_through_a_whole_course_to_its_certificate(visitors: Visitors, course: str) -> None:
    name = {"good-customer": "Dara Finn", "good-supplier": "Mina Cole", "working-together": "Jude Amin"}[course]
    page = visitors.newcomer(name)
    page.goto(f"/courses/{course}")
    page.get_by_role("link", name="Take the start quiz").click()
    read_a_form(page, visitors.server, course)
    expect(page.get_by_role("heading", level=1)).to_have_text("Now you know where you begin.")
    read_through(page, visitors.server, course)
    verify(visitors.page_as(), certificate_code(page), name)
    page.goto(f"/courses/{course}")
    page.get_by_role("link", name="Take the end quiz").click()
    read_a_form(page, visitors.server, course)
    expect(page.get_by_role("heading", level=1)).to_contain_text("At the start you had")


def read_a_form(page: Page, server: Server, course: str) -> None:
    """Take the start or end quiz whose first page is open, all answers right."""
    take(page, quiz_of(server, f"{course}/{page.url.rsplit('/', 1)[1]}"), right)
