"""Looks at pages for what nobody should find: axe's rules, sideways scrolling, errors in the console, missing files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Page, Response

WIDE, NARROW = {"width": 1280, "height": 860}, {"width": 320, "height": 740}
LOOKS = ((WIDE, "light"), (NARROW, "dark"))
A4 = (595, 842)
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
RUN = "options => axe.run(options).then(found => found.violations)"
SIDEWAYS = """() => {
  const root = document.scrollingElement;
  if (root.scrollWidth <= root.clientWidth) return null;
  const over = element => element.getBoundingClientRect().right > root.clientWidth + 1;
  const wide = [...document.querySelectorAll('main *')].find(over);
  return `${root.scrollWidth} wide because of ${wide?.outerHTML.slice(0, 120)}`;
}"""


class Onlooker:
    """Looks at one page after the other; `faults` holds everything that was found."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        self.expected = 200
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("response", self._came)

    def visit(self, *addresses: str | tuple[str, int]) -> None:
        """Open addresses, each expected to answer with its status (200 unless given), and look at each."""
        for wanted in addresses:
            address, self.expected = wanted if isinstance(wanted, tuple) else (wanted, 200)
            answer = self.page.goto(address)
            if answer is None or answer.status != self.expected:
                self.faults.append(f"{address}: {answer and answer.status} instead of {self.expected}")
            self.look()

    def look(self, what: str = "") -> None:
        """Look at the page as it stands, wide and light, then narrow and dark."""
        self.page.evaluate(AXE_SCRIPT)
        for size, scheme in LOOKS:
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            where = f"{self.page.url} {what} at {size['width']}"
            self.faults += [f"{where}: {line}" for line in _lines(self.page.evaluate(RUN, OPTIONS))]
            if sideways := self.page.evaluate(SIDEWAYS):
                self.faults.append(f"{where}: {sideways}")

    def _heard(self, message: ConsoleMessage) -> None:
        asked_for = self.expected >= 400 and f"status of {self.expected}" in message.text
        if message.type in ("error", "warning") and not asked_for:
            self.faults.append(f"{self.page.url}: {message.text}")

    def _came(self, response: Response) -> None:
        wrong = response.status >= 400 and response.status != self.expected
        if wrong and not response.request.is_navigation_request():
            self.faults.append(f"{self.page.url} asks for {response.url}: {response.status}")


def _lines(violations: Iterable[dict[str, Any]]) -> Iterable[str]:
    for found in violations:
        for node in found["nodes"]:
            yield f"{found['id']}: {node['html'][:160]} – {' '.join(node['failureSummary'].split())[:200]}"


def sheets(page: Page) -> list[tuple[int, int]]:
    """Width and height, in points, of every sheet that the page prints on."""
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", paper)
    assert len(boxes) == len(re.findall(rb"/Type\s*/Page\b", paper))
    return [(round(float(width)), round(float(height))) for width, height in boxes]
