"""What could not be sent waits in the browser, for its writer alone, and arrives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from goodpartners.store.sessions import SignIn
from tests.e2e.looking import Onlooker
from tests.e2e.server import Server, every_kind_content, start
from tests.e2e.visitor import PASSWORD, Visitors, answer, email_of, item_on, quiz_of, right, says, sign_in

NUMBERS = count(1)
NOTES = "/courses/every-kind/handed-in/two-lists"
QUIZ = "/quizzes/every-kind/handed-in"
SAVED = re.compile(r"^Saved \d\d:\d\d$")
DEVICE = "/account/device"


@pytest.fixture
def name() -> str:
    """Somebody new."""
    return f"Keeper {next(NUMBERS)}"


@pytest.fixture
def writer(at_small: Visitors, name: str) -> Page:
    """The first page of somebody new to the small server."""
    return at_small.newcomer(name)


def state(page: Page) -> Locator:
    """The words about saving."""
    return page.locator("[data-save] .save")


def note(page: Page) -> Locator:
    """The box for notes."""
    return page.get_by_label("My notes")


def banner(page: Page) -> Locator:
    """What every page says about things that wait."""
    return page.locator("[data-outbox]")


def kept(page: Page, words: str = "Kept on this device") -> None:
    """Wait until the page says where what was typed is."""
    expect(state(page)).to_contain_text(words)


def write_offline(page: Page, text: str) -> None:
    """Type into the notes without a network."""
    page.goto(NOTES)
    page.context.set_offline(True)
    note(page).fill(text)
    kept(page)


def keeps_nothing(page: Page) -> None:
    """The browser keeps nothing more, once the page has had a moment to look."""
    for _ in range(50):
        if not slots(page):
            return
        page.wait_for_timeout(100)
    assert slots(page) == []


def looks_well(page: Page) -> None:
    """The page as it is now is for everybody; what the network refused on the way here is no fault of it."""
    onlooker = Onlooker(page)
    onlooker.look()
    assert onlooker.faults == []


def sign_out(page: Page) -> None:
    """Sign out from the account page."""
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def another(page: Page, address: str) -> Page:
    """Close the tab and open another, with the network back."""
    context = page.context
    page.close()
    context.set_offline(False)
    second = context.new_page()
    second.goto(address)
    return second


def slots(page: Page) -> list[dict[str, object]]:
    """What the browser keeps, as anybody could read it who opens its tools."""
    found: list[dict[str, object]] = page.evaluate(
        """() => new Promise((told) => {
            const opening = indexedDB.open("goodpartners", 1);
            opening.onsuccess = () => {
                const asked = opening.result.transaction("slots").objectStore("slots").getAll();
                asked.onsuccess = () => told(asked.result.map((slot) => ({
                    ...slot, sealed: new TextDecoder().decode(slot.sealed), iv: 0 })));
            };
        })"""
    )
    return found


def test_what_a_closed_tab_could_not_send_is_sent_from_the_next_page(writer: Page) -> None:
    write_offline(writer, "Typed before the tab was closed")
    second = another(writer, "/home")
    expect(banner(second)).to_be_hidden()
    second.goto(NOTES)
    expect(note(second)).to_have_value("Typed before the tab was closed")
    keeps_nothing(second)


def test_what_was_typed_stands_in_its_box_again_after_a_reload(writer: Page) -> None:
    writer.goto(NOTES)
    writer.route("**/notes/*", lambda route: route.abort())
    note(writer).fill("Typed into the void")
    kept(writer, "trying again")
    writer.reload()
    expect(note(writer)).to_have_value("Typed into the void")
    writer.unroute("**/notes/*")
    expect(state(writer)).to_have_text(SAVED)
    writer.reload()
    expect(note(writer)).to_have_value("Typed into the void")


def test_an_answer_is_restored_with_the_numbers_it_was_typed_on(writer: Page, at_small: Visitors) -> None:
    writer.goto(QUIZ)
    writer.get_by_role("button", name="Start").click()
    chosen = right(item_on(writer, quiz_of(at_small.server, "every-kind/handed-in")))
    writer.context.set_offline(True)
    answer(writer, chosen)
    kept(writer, "No network")
    address = writer.url
    second = another(writer, address)
    says(second, chosen)
    expect(state(second)).to_have_text(SAVED)
    second.get_by_role("button", name="Save and continue").click()
    expect(second).to_have_url(re.compile("/2$"))


def test_a_network_that_answers_in_our_place_removes_nothing(writer: Page) -> None:
    writer.goto(NOTES)

    def portal(route: Route) -> None:
        """A page to buy an hour of network, with every sign of success."""
        route.fulfill(status=200, content_type="application/json", body='{"saved": "09:00", "version": "1", "key": ""}')

    writer.route("**/notes/*", portal)
    note(writer).fill("Typed on a train")
    kept(writer, "Not saved yet")
    assert len(slots(writer)) == 1
    writer.unroute("**/notes/*")
    expect(state(writer)).to_have_text(SAVED)
    writer.reload()
    expect(note(writer)).to_have_value("Typed on a train")


def test_whoever_opens_the_browsers_tools_reads_nothing(writer: Page) -> None:
    write_offline(writer, "Tell nobody about the greenhouse")
    (slot,) = slots(writer)
    assert "greenhouse" not in str(slot)
    assert set(slot) == {"id", "person", "page", "address", "key", "at", "iv", "sealed"}


def test_somebody_else_in_the_same_browser_gets_and_sees_nothing(writer: Page, name: str, at_small: Visitors) -> None:
    writer.goto(NOTES)
    other = at_small.newcomer(f"{name} Other")
    other.close()
    second = writer.context.new_page()
    second.goto("/account")
    sign_out(second)
    sign_in(second, email_of(f"{name} Other"), PASSWORD)
    note(writer).fill("Mine and not yours")
    kept(writer, "Somebody else has signed in here. Kept on this device for you")
    writer.close()
    for page in ("/home", NOTES, DEVICE):
        second.goto(page)
        second.wait_for_load_state("networkidle")
        expect(second.locator("main")).not_to_contain_text("Mine and not yours")
        expect(banner(second)).to_be_hidden()
    second.goto(NOTES)
    expect(note(second)).to_have_value("")
    second.goto("/account")
    sign_out(second)
    sign_in(second, email_of(name), PASSWORD)
    second.goto(NOTES)
    expect(note(second)).to_have_value("Mine and not yours")


def test_a_token_that_went_stale_is_renewed_without_losing_the_page(writer: Page) -> None:
    writer.goto(NOTES)
    writer.evaluate("document.querySelectorAll('input[name=csrf_token]').forEach((field) => (field.value = 'stale'))")
    note(writer).fill("Typed under an old token")
    expect(state(writer)).to_have_text(SAVED)
    writer.reload()
    expect(note(writer)).to_have_value("Typed under an old token")


def test_a_sign_in_that_ended_with_the_tab_closed_sends_after_the_next(
    writer: Page, name: str, at_small: Visitors
) -> None:
    writer.goto(NOTES)
    with at_small.server.house.database.writing() as session:
        session.execute(sa.delete(SignIn))
    note(writer).fill("Typed after the sign-in ended")
    kept(writer, "Signed out")
    expect(writer.get_by_role("link", name="Sign in again in another tab")).to_be_visible()
    second = another(writer, "/sign-in")
    sign_in(second, email_of(name), PASSWORD)
    second.goto(NOTES)
    expect(note(second)).to_have_value("Typed after the sign-in ended")


def test_a_refused_answer_stays_with_its_writer_to_be_copied(writer: Page, at_small: Visitors) -> None:
    writer.goto(QUIZ)
    writer.get_by_role("button", name="Start").click()
    attempt = writer.url.rpartition("/")[0]
    writer.goto(f"{attempt}/7")
    writer.context.set_offline(True)
    box = writer.locator("input.input")
    box.fill("both")
    kept(writer, "No network")
    writer.route("**/attempts/**", lambda route: route.abort())
    writer.context.set_offline(False)
    second = writer.context.new_page()
    second.goto(f"{attempt}/check")
    second.get_by_role("button", name="Hand in my answers").click()
    second.wait_for_url("**/results")
    writer.unroute("**/attempts/**")
    expect(state(writer)).to_contain_text("You have handed this quiz in")
    expect(box).to_have_value("both")
    writer.close()
    second.goto("/home")
    expect(banner(second)).to_contain_text("because the server did not take it: one answer or note")
    second.get_by_role("link", name="Look at them").click()
    line = second.locator("[data-slots] li")
    expect(line).to_contain_text("both")
    expect(line).to_contain_text("You have handed this quiz in. Its answers stand.")
    looks_well(second)
    with second.expect_download() as download:
        second.get_by_role("button", name="Download my unsent answers").click()
    text = Path(download.value.path()).read_text("utf-8")
    assert "both" in text
    assert "question 7" in text
    second.on("dialog", lambda dialog: dialog.accept())
    line.get_by_role("button", name="Delete").click()
    expect(second.get_by_text("Nothing waits here")).to_be_visible()


REFUSALS = {
    "storage is forbidden": """
        Object.defineProperty(globalThis, "indexedDB", { get() { throw new DOMException("no", "SecurityError") } })""",
    "storage is full": """
        IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError") }""",
    "storage breaks": "IDBFactory.prototype.open = () => { throw new DOMException('broken', 'UnknownError') }",
}


@pytest.mark.parametrize("refusal", REFUSALS)
def test_where_the_browser_keeps_nothing_the_page_says_so_and_saves_all_the_same(
    at_small: Visitors, name: str, refusal: str
) -> None:
    writer = at_small.newcomer(name)
    writer.add_init_script(REFUSALS[refusal])
    writer.goto(NOTES)
    note(writer).fill("With nowhere to keep it")
    expect(state(writer)).to_have_text(SAVED)
    writer.context.set_offline(True)
    note(writer).fill("With nowhere to keep it, and no network")
    kept(writer, "No network. Kept on this page, will send")
    asked: list[str] = []
    writer.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    writer.close(run_before_unload=True)
    expect(note(writer)).to_have_value("With nowhere to keep it, and no network")
    assert asked == ["beforeunload"]
    writer.context.set_offline(False)
    expect(state(writer)).to_have_text(SAVED)


def test_before_handing_in_what_waits_is_sent(writer: Page, at_small: Visitors) -> None:
    quiz = quiz_of(at_small.server, "every-kind/handed-in")
    writer.goto(QUIZ)
    writer.get_by_role("button", name="Start").click()
    chosen, attempt = right(item_on(writer, quiz)), writer.url.rpartition("/")[0]
    writer.context.set_offline(True)
    answer(writer, chosen)
    kept(writer, "No network")
    second = another(writer, f"{attempt}/check")
    expect(second.locator(".sum")).to_contain_text("Saturday noon")
    second.get_by_role("button", name="Hand in my answers").click()
    expect(second.locator("main")).to_contain_text("You have 1 of 7")


def test_signing_out_with_something_unsent_asks_first(writer: Page, name: str) -> None:
    writer.goto("/account")
    account = writer
    second = writer.context.new_page()
    second.goto(NOTES)
    second.route("**/notes/*", lambda route: route.abort())
    note(second).fill("Not sent before going")
    kept(second, "trying again")
    second.close()
    account.route("**/notes/*", lambda route: route.abort())
    account.get_by_role("button", name="Sign out").click()
    dialog = account.get_by_role("dialog", name="Something is not sent yet")
    expect(dialog).to_contain_text("One answer or note is kept on this device only")
    looks_well(account)
    dialog.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_be_hidden()
    account.get_by_role("button", name="Sign out").click()
    dialog.get_by_role("button", name="Sign out, and keep them here").click()
    expect(account.get_by_role("heading", level=1)).to_have_text("Sign in")
    account.unroute("**/notes/*")
    sign_in(account, email_of(name), PASSWORD)
    account.goto(NOTES)
    expect(note(account)).to_have_value("Not sent before going")


def test_signing_out_sends_what_can_be_sent(writer: Page, name: str) -> None:
    write_offline(writer, "Sent on the way out")
    second = another(writer, "/account")
    second.get_by_role("button", name="Sign out").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert slots(second) == []
    sign_in(second, email_of(name), PASSWORD)
    second.goto(NOTES)
    expect(note(second)).to_have_value("Sent on the way out")


def test_two_devices_are_told_of_each_other(at_small: Visitors, name: str) -> None:
    laptop = at_small.newcomer(name)
    phone = at_small.page_as(name, width=375)
    for page in (laptop, phone):
        page.goto(NOTES)
        page.wait_for_load_state("networkidle")
    phone.context.set_offline(True)
    note(phone).fill("Written on the bus")
    kept(phone, "No network")
    note(laptop).fill("Written at the desk")
    expect(state(laptop)).to_have_text(SAVED)
    phone.context.set_offline(False)
    expect(phone.get_by_role("alert")).to_contain_text("Written at the desk")
    expect(note(phone)).to_have_value("Written on the bus")
    looks_well(phone)
    phone.get_by_role("button", name="Keep what I have here").click()
    expect(state(phone)).to_have_text(SAVED)
    laptop.reload()
    expect(note(laptop)).to_have_value("Written on the bus")


@pytest.fixture
def fragile(tmp_path: Path) -> Iterator[list[Server]]:
    """A server that a test may kill and start again; the last in the list is the one that runs."""
    running = [start(tmp_path / "data", "--empty", content=every_kind_content(tmp_path / "content"))]
    yield running
    running[-1].stop()


def test_a_server_killed_in_a_burst_of_saves_loses_nothing(
    fragile: list[Server], opened: Callable[..., BrowserContext]
) -> None:
    visitors = Visitors(fragile[-1], opened, {})
    writer = visitors.newcomer("Burst Writer")
    writer.goto(QUIZ)
    writer.get_by_role("button", name="Start").click()
    attempt = writer.url.rpartition("/")[0]
    pages = [writer.context.new_page() for _ in range(2)]
    pages[0].goto(f"{attempt}/7")
    pages[1].goto(NOTES)
    boxes = pages[0].locator("input.input"), note(pages[1])
    for turn in range(6):
        for box in boxes:
            box.fill(f"{turn}")
        pages[0].wait_for_timeout(150)
        if turn == 3:
            fragile[-1].kill()
    for page in pages:
        kept(page)
    fragile.append(fragile[-1].start_again())
    for page, box in zip(pages, boxes, strict=True):
        expect(state(page)).to_have_text(SAVED, timeout=60_000)
        page.reload()
        expect(box).to_have_value("5")
