"""Somebody's browser, with one window or two, and what is required of every request that it sends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import count
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import APIResponse, Browser, Page

from tests.e2e.network import Network, Sent
from tests.e2e.own_server import OwnServer
from tests.e2e.paper import BLANK, Paper
from tests.e2e.tab import Tab

NUMBERS = count(1)
PATIENCE = 80
SLOTS = """async () => {
  const app = document.querySelector("script[src$='/app.js']").src;
  const script = name => import(app.replace(/app\\.js$/, name));
  await script("saving.js"); // which comes once the page is there
  return (await script("outbox.js")).mine();
}"""


class Browsing(Paper):
    """What somebody typed and has read in each window, and what the server made of it."""

    def __init__(self, server: OwnServer, browser: Browser, quiz: str, first: str) -> None:
        super().__init__(server, f"Amara {next(NUMBERS)}", quiz)
        self.browser, self.quiz = browser, quiz
        self.steps, self.tabs, self.broken = 0, list[Tab](), list[str]()
        self.owed: list[tuple[Tab, str, str]] = []
        self.typed: dict[str, set[str]] = {place: {blank} for place, blank in BLANK.items()}
        self.known: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.replaced: set[tuple[str, str]] = set()
        self.context = self.browser.new_context(base_url=self.server.address, service_workers="block")
        self.context.set_default_timeout(15_000)
        self.context.clock.install(time=self.server.clock.now)
        self.context.clock.pause_at(self.server.clock.now)
        self.network = Network(self.context, self.reaches_the_server)
        self.sign_in()
        self.reader = self.new_page("/account/device")
        self.standing = self.stands()
        self.open_tab(first)

    def ends(self) -> None:
        self.context.close()
        self.database.close()

    # --- What arrives ---

    def reaches_the_server(self, sent: Sent, bring: Callable[[], APIResponse]) -> APIResponse:
        """One request that arrives; what it breaks is said after the step."""
        before = self.stands()
        response = bring()
        try:
            self.require_lawful(sent, response, before)
        except AssertionError as broken:
            self.broken.append(str(broken))
        return response

    def require_lawful(self, sent: Sent, response: APIResponse, before: dict[str, str]) -> None:
        """Nothing is replaced by somebody who has not seen it, and what is acknowledged stands."""
        after = self.stands()
        place = self.place_at(sent.path)
        words = self.words_in(place, sent) if place else ""
        assert {p: w for p, w in after.items() if p != place} == {p: w for p, w in before.items() if p != place}
        self.require_seen(before, after)
        if place is None:
            return
        assert after[place] in (before[place], words), "something stands that was not in the request"
        if response.status in (200, 303) and sent.method == "PUT":
            assert after[place] == words, "the server acknowledged what does not stand"
        if response.status == 409 and sent.method == "PUT" and (standing := response.json().get("standing")):
            for tab in self.tabs:
                if tab.page is sent.page:
                    tab.offered = urlencode([(name, value) for name, value in standing["fields"]]) or BLANK[place]

    # --- What the browser has ---

    def new_page(self, path: str) -> Page:
        page = self.context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(path)
        return page

    def sign_in(self) -> None:
        self.context.add_cookies([self.server.cookie_of(self.person)])  # type: ignore[list-item]
        self.signed_in = True

    @property
    def reachable(self) -> bool:
        return self.signed_in and not self.network.down

    def open_tab(self, place: str) -> None:
        tab = Tab(self.new_page(self.addresses[place]), place, self.addresses[place])
        self.tabs.append(tab)
        self.arrive(tab)

    def arrive(self, tab: Tab) -> None:
        """What somebody sees on a page that was drawn just now."""
        tab.page.evaluate(SLOTS)
        self.calm()
        found = tab.screen()
        tab.words, tab.offered = None, ""
        if found is None:
            return
        shown, drawn = found
        if shown == drawn:
            tab.seen = {drawn, self.beside(tab.place)}
            return
        tab.words, tab.seen = shown, self.known[tab.place, shown] | {shown}
        self.owed = [(tab if (p, w) == (tab.place, shown) and t not in self.tabs else t, p, w) for t, p, w in self.owed]

    def waiting(self) -> list[dict[str, Any]]:
        """The slots of what the browser does not know to be on the server."""
        found: list[dict[str, Any]] = self.reader.evaluate(SLOTS)
        return [slot for slot in found if "done" not in slot]

    def calm(self) -> None:
        """Let the pause after typing pass, and wait until nothing is under way."""
        self.context.clock.run_for(600)
        quiet = 0
        for _ in range(PATIENCE * 10):
            self.reader.wait_for_timeout(8)
            saving = any(tab.page.locator(".save[aria-busy=true]").count() for tab in self.tabs)
            quiet = 0 if self.network.under_way or saving else quiet + 1
            if quiet > 2:
                return

    def give_up(self, tab: Tab) -> None:
        """The person puts something else in the place of what they typed in this window."""
        self.owed = [one for one in self.owed if one[0] is not tab]
        tab.words = None

    def require_seen(self, before: dict[str, str], after: dict[str, str]) -> None:
        """What was replaced had been seen by whoever typed what stands now, or is kept beside it."""
        for place, words in after.items():
            old = before[place]
            if words == old:
                continue
            seen = old in self.known[place, words] or old == BLANK[place] or old == self.beside(place)
            assert seen, f"{old} was replaced unseen by {words}"
            self.replaced.add((place, old))
        self.standing = after

    def soon(self, true: Callable[[], bool], otherwise: Callable[[], str]) -> None:
        for _ in range(PATIENCE):
            if true():
                return
            self.reader.wait_for_timeout(25)
        raise AssertionError(otherwise())
