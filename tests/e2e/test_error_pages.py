"""Pages that say what went wrong are as sound as any other, and keep what somebody wrote."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import BrowserContext, expect
from werkzeug.serving import make_server

from goodpartners.domain.policy import Permission
from goodpartners.factory import create_app
from goodpartners.settings import Settings
from goodpartners.web.access import access
from tests.conftest import KEY
from tests.e2e.looking import Onlooker
from tests.e2e.visitor import Visitors, answer, item_on, quiz_of, right

TITLES = {
    400: "This form has gone stale",
    401: "Sign in to go on",
    403: "This page is for another role",
    404: "We just missed each other",
    405: "This address takes another kind of request",
    409: "Something else was quicker",
    429: "Too many tries for now",
    500: "Something broke on our side",
    503: "We will be back in a moment",
}


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[str]:
    """Where a server in production is that has published nothing, with a view at /broken that fails."""
    app = create_app(Settings(mode="production", secret_key=KEY, public_url="http://127.0.0.1", data_dir=tmp_path))
    app.testing = False

    @access(Permission.PUBLIC)
    def fail() -> str:
        raise RuntimeError("as planned")

    app.add_url_rule("/broken", "broken", fail)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def look_at_error(onlooker: Onlooker, status: int) -> None:
    """Expect the page of an error, and look at it."""
    expect(onlooker.page.get_by_role("heading", level=1)).to_have_text(TITLES[status])
    expect(onlooker.page.locator("main")).to_contain_text(f"Error {status}")
    onlooker.look()


def test_pages_for_addresses_that_lead_nowhere(visitors: Visitors) -> None:
    onlooker = Onlooker(visitors.page_as("Amara Osei"))
    for address, status in (("/no-such-page", 404), ("/admin/people", 403), ("/sign-out", 405)):
        onlooker.visit((address, status))
        look_at_error(onlooker, status)
    assert onlooker.faults == []


def test_a_stale_form_gives_back_what_was_written(visitors: Visitors) -> None:
    page = visitors.newcomer("Jo Penn")
    onlooker = Onlooker(page)
    page.goto("/courses/good-customer/reflection")
    page.get_by_label("What did you learn?").fill("A long thought that took an hour")
    page.evaluate("document.querySelectorAll('[name=csrf_token]').forEach(field => field.remove())")
    onlooker.expected = 400
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("A long thought that took an hour")).to_be_visible()
    look_at_error(onlooker, 400)
    assert onlooker.faults == []


def test_a_form_sent_after_signing_out_leads_to_the_door(visitors: Visitors) -> None:
    onlooker = Onlooker(visitors.page_as())
    onlooker.page.goto("/appearance")
    onlooker.page.evaluate("document.querySelector('main form').action = '/courses/good-customer/reflection'")
    onlooker.expected = 401
    onlooker.page.get_by_role("button", name="Save").click()
    look_at_error(onlooker, 401)
    expect(onlooker.page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert onlooker.faults == []


def test_an_answer_to_a_quiz_that_is_handed_in_is_refused(at_small: Visitors) -> None:
    page = at_small.newcomer("Kai Lund")
    onlooker = Onlooker(page)
    page.goto("/quizzes/every-kind/handed-in")
    page.get_by_role("button", name="Start").click()
    second = page.context.new_page()
    second.goto(re.sub(r"/\d+$", "/check", page.url))
    second.get_by_role("button", name="Hand in my answers").click()
    second.wait_for_url("**/results")
    onlooker.expected = 409
    answer(page, right(item_on(page, quiz_of(at_small.server, "every-kind/handed-in"))))
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This came too late to count")
    expect(page.get_by_role("alert")).to_have_text("You have handed this quiz in. Its answers stand.")
    expect(page.locator("main dd")).not_to_be_empty()
    onlooker.look()
    assert onlooker.faults == []


def test_too_many_tries_are_told_how_long_to_wait(visitors: Visitors) -> None:
    onlooker = Onlooker(visitors.page_as())
    for _ in range(6):
        onlooker.expected = 429
        onlooker.page.goto("/reset")
        onlooker.page.get_by_label("Work email").fill("asks.too.often@visitors.example")
        onlooker.page.get_by_role("button", name="Email me a link").click()
    expect(onlooker.page.locator("main")).to_contain_text("minute")
    look_at_error(onlooker, 429)
    assert onlooker.faults == []


def test_a_server_that_is_broken_or_empty_says_so_kindly(opened: Callable[..., BrowserContext], broken: str) -> None:
    onlooker = Onlooker(opened().new_page())
    for path, status in (("/broken", 500), ("/files/good-customer/none.png", 503)):
        onlooker.visit((broken + path, status))
        look_at_error(onlooker, status)
    expect(onlooker.page.locator("main")).not_to_contain_text("as planned")
    assert onlooker.faults == []
