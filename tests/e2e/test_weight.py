"""Pages are light: few requests, few bytes, and every file they ask for is there."""

from __future__ import annotations

from playwright.sync_api import Response

from tests.e2e.visitor import Visitors

MOST_REQUESTS, MOST_BYTES = 6, 60_000
PAGES = (
    "/sign-in",
    "/home",
    "/courses/good-supplier",
    "/courses/good-supplier/who-is-the-customer/one-word-hides-six-roles",
    "/courses/good-supplier/close-the-gaps/whole",
    "/quizzes/good-supplier/who-is-the-customer",
    "/results",
)


def test_a_first_look_takes_few_requests_and_bytes(visitors: Visitors) -> None:
    for address in PAGES:
        page = visitors.page_as(None if address == "/sign-in" else "Amara Osei")
        came: list[Response] = []
        page.on("response", lambda response, came=came: came.append(response))
        page.goto(address)
        assert len(came) <= MOST_REQUESTS, [r.url for r in came]  # all that it waits for; its icon comes later
        page.wait_for_load_state("networkidle")
        assert [(r.url, r.status) for r in came if r.status >= 400] == []
        weights = {r.url: r.request.sizes()["responseBodySize"] for r in came if not r.url.endswith(".woff2")}
        assert sum(weights.values()) <= MOST_BYTES, weights
