"""People in front of a browser: signing in, reading a module and answering questions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bs4 import BeautifulSoup
from playwright.sync_api import BrowserContext, Locator, Page, expect

from goodpartners.content.catalogue import Catalogue, load
from goodpartners.domain.quiz import responses
from goodpartners.domain.quiz.items import (
    Item,
    Matching,
    MultipleChoice,
    Ordering,
    Scale,
    SingleChoice,
    TrueFalse,
)
from goodpartners.domain.quiz.marking import key
from goodpartners.domain.quiz.quiz import Quiz
from goodpartners.domain.quiz.responses import Chosen, Matched, Ordered, Response, Written
from goodpartners.domain.quiz.wording import setting_and_question
from tests.e2e.server import Server
from tests.factories import START

PASSWORD = "Three-calm-words-7"


@dataclass
class Visitors:
    """Opens pages as people of one server; whoever has signed in once keeps the cookies."""

    server: Server
    opened: Callable[..., BrowserContext]
    states: dict[tuple[str, str], Any]

    def page_as(self, name: str | None = None, **looks: Any) -> Page:
        """A page of somebody who is signed in; of nobody without a name."""
        if name is None:
            return self.opened(base_url=self.server.address, **looks).new_page()
        known = (self.server.address, name)
        if known not in self.states:
            page, account = self.page_as(), self.server.accounts[name]
            sign_in(page, account["email"], account["password"])
            self.states[known] = page.context.storage_state()
        return self.opened(base_url=self.server.address, storage_state=self.states[known], **looks).new_page()

    def newcomer(self, name: str, *options: str, **looks: Any) -> Page:
        """The first page of somebody new, whose account was opened with PASSWORD."""
        page = self.page_as(**looks)
        page.goto(self.server.invite(email_of(name), "--name", name, *options))
        open_account(page)
        page.wait_for_load_state("networkidle")  # from here on the browser has our scripts
        self.states[(self.server.address, name)] = page.context.storage_state()
        return page


def email_of(name: str) -> str:
    """The address of somebody new."""
    return f"{name.casefold().replace(' ', '.')}@visitors.example"


def sign_in(page: Page, email: str, password: str) -> None:
    """Sign in with a password, as somebody does who uses a mouse."""
    page.goto("/sign-in")
    page.get_by_label("Work email").fill(email)
    page.get_by_text("I prefer a password").click()
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in with the password").click()
    page.wait_for_url("**/home")


def open_account(page: Page, password: str = PASSWORD) -> None:
    """Open an account from the page behind an invitation's link."""
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Open my account").click()
    page.wait_for_url("**/home")


def path_of(page: Page, words: str) -> str:
    """Where a link of the page leads, its frame left out."""
    path = page.locator("main").get_by_role("link", name=words).first.get_attribute("href")
    assert path
    return path


def done_next(page: Page) -> None:
    """Press “Done, next”."""
    page.get_by_role("button", name=re.compile("^Done, next")).click()


# --- Questions -------------------------------------------------------------------------------------------------------


@cache
def catalogue_of(root: Path) -> Catalogue:
    """The content of a folder."""
    return load(root, today=START.date()).catalogue


def parts_of(server: Server, course: str) -> list[str]:
    """Every part of every module of a course."""
    found = catalogue_of(server.content).course(course)
    assert found
    return [f"/courses/{course}/{module.id}/{section.id}" for module in found.modules for section in module.sections]


def modules_of(server: Server, course: str) -> list[str]:
    """Every module of a course, whole on one page."""
    found = catalogue_of(server.content).course(course)
    assert found
    return [f"/courses/{course}/{module.id}/whole" for module in found.modules]


def guides_of(server: Server) -> list[str]:
    """Every facilitator's guide."""
    return [f"/train/guides/{course}/{module}" for course, module in catalogue_of(server.content).guides]


def quiz_of(server: Server, name: str) -> Quiz:
    """The quiz course/quiz, as its file has it."""
    return catalogue_of(server.content).quizzes[name]


def item_on(page: Page, quiz: Quiz) -> Item:
    """The item that a page asks, found by its words."""
    asked = page.locator(".stem").inner_text()
    return next(item for item in quiz.items if setting_and_question(item.stem)[1] == asked)


def right(item: Item) -> Response:
    """A response that earns every mark; any for a scale."""
    return key(item) or Chosen(options=("2",))


def wrong(item: Item) -> Response:
    """A response that is complete and not right."""
    match item:
        case SingleChoice():
            return Chosen(options=(next(o.id for o in item.options if not o.right),))
        case MultipleChoice():
            return Chosen(options=tuple(o.id for o in sorted(item.options, key=lambda o: o.right)[: item.choose]))
        case TrueFalse():
            return Chosen(options=("false" if item.answer else "true",))
        case Scale():
            return Chosen(options=("1",))
        case Matching():
            others = {p.id: next(r.id for r in item.responses if r.id != p.match) for p in item.premises}
            return Matched(pairs=tuple(others.items()))
        case Ordering():
            return Ordered(places=tuple((s.id, n) for n, s in enumerate(reversed(item.steps), 1)))
        case _:
            return Written(text="999999")


def fields(response: Response, prefix: str = "") -> list[tuple[str, str]]:
    """The names and values of the fields that say this response."""
    return [(prefix + name, value) for name, value in responses.to_fields(response)]


def answer(page: Page | Locator, response: Response, prefix: str = "") -> None:
    """Fill in a response with the mouse."""
    for name, value in fields(response, prefix):
        box = page.locator(f'[name="{name}"]:not([type=hidden])')
        kind = box.first.evaluate("e => e.type")
        if kind in ("radio", "checkbox"):
            box.and_(page.locator(f'[value="{value}"]')).check()
        elif kind == "select-one":
            box.select_option(value)
        else:
            box.fill(value)


def says(page: Page | Locator, response: Response, prefix: str = "") -> None:
    """Expect a response to stand in the fields."""
    for name, value in fields(response, prefix):
        box = page.locator(f'[name="{name}"]:not([type=hidden])')
        kind = box.first.evaluate("e => e.type")
        if kind in ("radio", "checkbox"):
            expect(box.and_(page.locator(f'[value="{value}"]'))).to_be_checked()
        else:
            expect(box).to_have_value(value)


def take(page: Page, quiz: Quiz, choose: Callable[[Item], Response] = right) -> None:
    """Take a quiz that is explained after hand-in, from its first page to the results."""
    page.get_by_role("button", name=re.compile("^(Start|Try again)$")).click()
    while "/check" not in page.url:
        answer(page, choose(item_on(page, quiz)))
        before = page.url
        page.get_by_role("button", name="Save and continue").click()
        page.wait_for_url(lambda url, before=before: url != before)
    page.get_by_role("button", name="Hand in my answers").click()
    page.wait_for_url("**/results")


def send(page: Page, path: str, *given: tuple[str, str]) -> str:
    """Send a form as this person without drawing a page; the address that it led to."""
    token = page.request.get("/form-token").json()["token"]
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answered = page.request.post(path, data=urlencode([("csrf_token", token), *given]), headers=form)
    assert answered.ok, f"{path}: {answered.status}"
    return answered.url


def finish_the_others(page: Page, server: Server, course: str, leave: str) -> None:
    """Do every module of a course but one, each check with all answers right."""
    found = catalogue_of(server.content).course(course)
    assert found
    for module in (module for module in found.modules if module.id != leave):
        for section in module.sections:
            send(page, f"/courses/{course}/{module.id}/{section.id}")
        key = module.header.knowledge_check
        assert key
        items = quiz_of(server, key).items
        address = send(page, f"/quizzes/{key}")
        while not address.endswith("/check"):
            stem = BeautifulSoup(page.request.get(address).text(), "html.parser").select_one(".stem")
            assert stem
            item = next(item for item in items if setting_and_question(item.stem)[1].split() == stem.text.split())
            address = send(page, address, ("action", "next"), ("version", "0"), *fields(right(item)))
        send(page, address)
