"""A real browser, and a learner's first visit in it: how many requests and bytes come before the page is loaded."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "microsoft-edge")


@dataclass(frozen=True)
class ColdLoad:
    """Requests and bytes as they came over the line, packed and with their headers; fonts are counted apart."""

    requests: int
    size: int
    fonts: int
    fonts_size: int


def missing() -> str:
    """What keeps a browser from running, as a sentence; empty when nothing does."""
    if find_spec("playwright") is None:
        return "What needs a browser was skipped: Playwright is not installed."
    if _browser() is None:
        return "What needs a browser was skipped: there is no Chromium. Set E2E_BROWSER to the path of one."
    return ""


@contextmanager
def window(origin: str, cookie: str) -> Iterator[Any]:
    """A window with nothing in its cache, of somebody who is signed in."""
    from playwright.sync_api import sync_playwright

    name, _, value = cookie.partition("=")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_browser(), args=["--no-sandbox"])
        context = browser.new_context()
        context.add_cookies([{"name": name, "value": value, "url": origin}])
        yield context.new_page()
        browser.close()


def cold_load(origin: str, page: str, cookie: str) -> ColdLoad:
    """Open a page with an empty cache and count what comes before its load event."""
    wire = Wire()
    with window(origin, cookie) as tab:
        devtools = tab.context.new_cdp_session(tab)
        for event, listener in wire.listeners.items():
            devtools.on(event, listener)
        devtools.send("Network.enable")
        devtools.send("Page.enable")
        tab.goto(origin + page, wait_until="networkidle")
    return wire.cold_load()


class Wire:
    """What the browser's developer tools tell about requests."""

    def __init__(self) -> None:
        self._sent: dict[str, float] = {}
        self._kinds: dict[str, str] = {}
        self._sizes: dict[str, int] = {}
        self._loaded = float("inf")
        self.listeners: dict[str, Callable[[dict[str, Any]], None]] = {
            "Network.requestWillBeSent": lambda e: self._sent.update({e["requestId"]: e["timestamp"]}),
            "Network.responseReceived": lambda e: self._kinds.update({e["requestId"]: e["type"]}),
            "Network.loadingFinished": lambda e: self._sizes.update({e["requestId"]: int(e["encodedDataLength"])}),
            "Page.loadEventFired": self._load,
        }

    def cold_load(self) -> ColdLoad:
        """What had been sent for when the page was loaded."""
        before = [request for request, sent in self._sent.items() if sent <= self._loaded]
        fonts = [request for request in before if self._kinds.get(request) == "Font"]
        size = sum(self._sizes.get(request, 0) for request in before)
        fonts_size = sum(self._sizes.get(request, 0) for request in fonts)
        return ColdLoad(len(before) - len(fonts), size - fonts_size, len(fonts), fonts_size)

    def _load(self, event: dict[str, Any]) -> None:
        self._loaded = event["timestamp"]


def _browser() -> str | None:
    asked_for = os.environ.get("E2E_BROWSER")
    return shutil.which(asked_for) if asked_for else next(filter(None, map(shutil.which, BROWSERS)), None)
