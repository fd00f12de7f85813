"""Reading and answering without a network, on a device that somebody called their own, and never for anybody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.looking import Onlooker
from tests.e2e.visitor import PASSWORD, Visitors, answer, email_of, item_on, quiz_of, right, says, sign_in

NUMBERS = count(1)
MODULE = "/courses/every-kind/handed-in"
NOTES = f"{MODULE}/two-lists"
QUIZ = "/quizzes/every-kind/handed-in"
DEVICE = "/account/device"
SAVED = re.compile(r"^Saved \d\d:\d\d$")
TICK = "This is my own device. Nobody else uses this browser."


@pytest.fixture
def name() -> str:
    """Somebody new."""
    return f"Owner {next(NUMBERS)}"


@pytest.fixture
def owner(at_small: Visitors, name: str) -> Page:
    """Somebody new on a phone of their own, who has said so."""
    page = at_small.newcomer(name, width=375)
    tick(page)
    return page


def tick(page: Page) -> None:
    """Say that this is one's own device."""
    page.goto(DEVICE)
    page.get_by_label(TICK).check()
    expect(page.locator("[data-own-state]")).to_contain_text("From now on")
    until(page, "() => Boolean(navigator.serviceWorker.controller)")


def caches(page: Page) -> list[str]:
    """The pages that the browser keeps, of anybody."""
    found: list[str] = page.evaluate(
        """async () => {
            const found = [];
            for (const name of await caches.keys())
                if (name.startsWith("person "))
                    for (const { url } of await (await caches.open(name)).keys()) found.push(new URL(url).pathname);
            return found.sort();
        }"""
    )
    return found


def until(page: Page, asked: str) -> None:
    """Ask the page again and again until it says yes; Playwright's own way needs an eval, which we forbid."""
    for _ in range(100):
        if page.evaluate(asked):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"not within ten seconds: {asked}")


def until_kept(page: Page, *paths: str) -> None:
    """Wait until these pages are kept."""
    for _ in range(100):
        if set(paths) <= set(caches(page)):
            return
        page.wait_for_timeout(100)
    assert set(paths) <= set(caches(page))


def begin(page: Page) -> str:
    """Start the quiz; the attempt's address."""
    page.goto(QUIZ)
    page.get_by_role("button", name="Start").click()
    attempt = page.url.rpartition("/")[0]
    until_kept(page, *(f"{attempt[attempt.index('/attempts') :]}/{n}" for n in (1, 2, 8, "check")))
    return attempt


def test_nothing_is_kept_until_somebody_says_that_the_device_is_theirs(at_small: Visitors, name: str) -> None:
    page = at_small.newcomer(name)
    for address in ("/home", NOTES):
        page.goto(address)
    page.wait_for_load_state("networkidle")
    assert caches(page) == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((found) => found.length)") == 0
    page.goto(DEVICE)
    expect(page.get_by_label(TICK)).not_to_be_checked()


def test_a_page_that_was_opened_is_read_again_without_a_network(owner: Page) -> None:
    owner.goto(NOTES)
    until_kept(owner, NOTES, f"{MODULE}/one-shed")
    owner.context.set_offline(True)
    owner.reload()
    expect(owner.get_by_role("heading", level=1)).to_have_text("Two lists")
    owner.get_by_role("link", name="Back: One shed").click()
    expect(owner.get_by_role("heading", level=1)).to_have_text("One shed")
    onlooker = Onlooker(owner)
    onlooker.look()
    assert onlooker.faults == []


def test_a_page_that_is_not_kept_says_so_and_lists_those_that_are(owner: Page) -> None:
    owner.goto(NOTES)
    until_kept(owner, NOTES, "/home")
    owner.context.set_offline(True)
    owner.goto("/glossary")
    expect(owner.get_by_role("heading", level=1)).to_have_text("There is a gap between us")
    owner.get_by_role("link", name="Two lists – Explained after hand-in").click()
    expect(owner.get_by_role("heading", level=1)).to_have_text("Two lists")


def test_parts_that_are_read_without_a_network_count_as_done_later(owner: Page) -> None:
    owner.goto(f"{MODULE}/one-shed")
    until_kept(owner, f"{MODULE}/one-shed", NOTES)
    owner.context.set_offline(True)
    owner.get_by_role("button", name="Done, next").click()
    expect(owner.get_by_role("heading", level=1)).to_have_text("Two lists")
    owner.get_by_label("My notes").fill("Written in the cellar")
    expect(owner.locator("[data-save] .save")).to_contain_text("No network. Kept on this device")
    owner.goto(DEVICE)
    expect(owner.get_by_role("heading", level=1)).to_have_text("There is a gap between us")
    owner.context.set_offline(False)
    for _ in range(20):
        owner.goto(MODULE)
        if "1 of 3 steps done" in owner.locator("main").inner_text():
            break
        owner.wait_for_timeout(300)
    expect(owner.locator("main")).to_contain_text("1 of 3 steps done")
    owner.goto(NOTES)
    expect(owner.get_by_label("My notes")).to_have_value("Written in the cellar")


def test_a_quiz_is_answered_without_a_network_and_sent_later(owner: Page, at_small: Visitors) -> None:
    quiz = quiz_of(at_small.server, "every-kind/handed-in")
    attempt = begin(owner)
    owner.context.set_offline(True)
    for number in range(1, len(quiz.items) + 1):
        expect(owner).to_have_url(f"{attempt}/{number}")
        answer(owner, right(item_on(owner, quiz)))
        expect(owner.locator("[data-save] .save")).to_contain_text("No network. Kept on this device, will send")
        owner.get_by_role("button", name="Save and continue").click()
    expect(owner).to_have_url(f"{attempt}/check")
    expect(owner.get_by_text("Kept on this device, not sent yet")).to_have_count(len(quiz.items))
    owner.goto(f"{attempt}/3")
    says(owner, right(item_on(owner, quiz)))
    owner.context.set_offline(False)
    owner.goto(f"{attempt}/check")
    expect(owner.locator(".sum")).not_to_contain_text("Not answered yet")
    owner.get_by_role("button", name="Hand in my answers").click()
    expect(owner.locator("main")).to_contain_text("You have 7 of 7")


def test_an_older_copy_of_a_page_shows_what_was_saved_since(owner: Page, at_small: Visitors) -> None:
    quiz = quiz_of(at_small.server, "every-kind/handed-in")
    begin(owner)
    chosen = right(item_on(owner, quiz))
    answer(owner, chosen)
    expect(owner.locator("[data-save] .save")).to_have_text(SAVED)
    owner.context.set_offline(True)
    owner.reload()
    says(owner, chosen)
    owner.context.set_offline(False)
    owner.get_by_role("button", name="Save and continue").click()
    expect(owner).to_have_url(re.compile("/2$"))


def test_a_form_that_is_sent_into_a_dead_network_leads_back_to_what_was_typed(owner: Page) -> None:
    owner.goto(NOTES)
    until_kept(owner, NOTES)
    owner.get_by_label("My notes").fill("Before the form was sent")
    expect(owner.locator("[data-save] .save")).to_have_text(SAVED)
    owner.context.set_offline(True)
    owner.get_by_role("button", name="Save my notes").click()
    expect(owner.get_by_label("My notes")).to_have_value("Before the form was sent")
    expect(owner.get_by_role("heading", level=1)).to_have_text("Two lists")


def test_somebody_else_on_the_device_finds_nothing(owner: Page, name: str, at_small: Visitors) -> None:
    owner.goto(NOTES)
    until_kept(owner, NOTES)
    at_small.newcomer(f"{name} Guest").close()
    owner.context.clear_cookies()
    owner.goto("/sign-in")
    sign_in(owner, email_of(f"{name} Guest"), PASSWORD)
    assert caches(owner) == []
    until(owner, "() => navigator.serviceWorker.getRegistrations().then((found) => !found.length)")
    owner.goto(DEVICE)
    expect(owner.get_by_label(TICK)).not_to_be_checked()
    owner.goto("/home")
    owner.wait_for_load_state("networkidle")
    assert caches(owner) == []


def test_signing_out_and_taking_the_tick_out_delete_what_was_kept(owner: Page, name: str) -> None:
    owner.goto(NOTES)
    until_kept(owner, NOTES)
    owner.goto(DEVICE)
    owner.get_by_label(TICK).uncheck()
    expect(owner.locator("[data-own-state]")).to_contain_text("are deleted")
    assert caches(owner) == []
    tick(owner)
    owner.goto(NOTES)
    until_kept(owner, NOTES)
    owner.goto("/account")
    owner.get_by_role("button", name="Sign out").click()
    expect(owner.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert caches(owner) == []
    sign_in(owner, email_of(name), PASSWORD)
    owner.goto(DEVICE)
    expect(owner.get_by_label(TICK)).not_to_be_checked()


def test_a_newer_service_worker_in_the_middle_of_a_quiz_changes_nothing(owner: Page, at_small: Visitors) -> None:
    quiz = quiz_of(at_small.server, "every-kind/handed-in")
    attempt = begin(owner)
    owner.context.set_offline(True)
    chosen = right(item_on(owner, quiz))
    answer(owner, chosen)
    expect(owner.locator("[data-save] .save")).to_contain_text("No network")
    owner.context.set_offline(False)
    owner.route("**/attempts/**", lambda route: route.abort())
    owner.evaluate(
        """async () => {
            const old = (await navigator.serviceWorker.ready).active.scriptURL;
            globalThis.trustedTypes.defaultPolicy.createScriptURL(old);
            const next = new URL(old);
            next.searchParams.set("release", next.searchParams.get("release") + "0");
            const changed = new Promise((told) => (navigator.serviceWorker.oncontrollerchange = told));
            await navigator.serviceWorker.register(
                globalThis.trustedTypes.defaultPolicy.createScriptURL(next.pathname + next.search));
            await changed;
        }"""
    )
    says(owner, chosen)
    owner.unroute("**/attempts/**")
    expect(owner.locator("[data-save] .save")).to_have_text(SAVED)
    owner.context.set_offline(True)
    owner.reload()
    says(owner, chosen)
    owner.context.set_offline(False)
    owner.goto(f"{attempt}/check")
    expect(owner.locator(".sum")).to_contain_text("Saturday noon")


def test_a_trainers_pages_are_never_kept(visitors: Visitors, opened: Callable[..., BrowserContext]) -> None:
    page = visitors.page_as("Moira Tennant")
    tick(page)
    for address in ("/train", "/account", "/results", "/home"):
        page.goto(address)
    page.get_by_role("link", name="Cohorts").click()
    page.wait_for_load_state("networkidle")
    assert [path for path in caches(page) if path.startswith(("/train", "/admin", "/account", "/organisations"))] == []
