"""Somebody with a keyboard alone: Tab, Shift+Tab, Space, Enter and the arrows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from goodpartners.domain.quiz.responses import Response
from tests.e2e.visitor import fields

FURTHEST = 80
FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return null;
  const ring = at.closest('.opt, .rung, .reason') ?? at;
  const style = getComputedStyle(ring);
  const box = ring.getBoundingClientRect();
  const inside = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]].map(([x, y]) =>
    document.elementFromPoint(box.left + box.width * x, box.top + box.height * y));
  return {
    is: at.outerHTML.slice(0, 160), name: at.name ?? '', value: at.value ?? '', type: at.type ?? '',
    words: (at.innerText ?? '').trim(),
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    seen: inside.some(found => found && (ring.contains(found) || found.contains(ring) && found.tagName === 'LABEL')),
  };
}"""


@dataclass
class Keyboard:
    """Keys on a page. Wherever the focus goes, it has to be seen."""

    page: Page

    def press(self, key: str) -> None:
        """Press a key and look where the focus is."""
        self.page.keyboard.press(key)
        self.look()

    def look(self) -> dict[str, Any] | None:
        """What has the focus; it must have a ring and must not lie under something."""
        found: dict[str, Any] | None = self.page.evaluate(FOCUSED)
        if found and not found["is"].startswith("<main"):
            assert found["ring"], f"no ring around {found['is']} on {self.page.url}"
            assert found["seen"], f"hidden: {found['is']} on {self.page.url}"
        return found

    def to(self, words: str = "", *, name: str = "") -> None:
        """Tab to what begins with these words, or to the field of this name."""
        passed = []
        for _ in range(FURTHEST):
            self.press("Tab")
            at = self.look() or {"words": "", "name": "", "is": "nothing"}
            if (words and at["words"].startswith(words)) or (name and at["name"] == name):
                return
            passed.append(at["is"][:60])
        raise AssertionError(f"Tab does not come to {words or name} on {self.page.url}, only to {passed}")

    def follow(self, words: str) -> None:
        """Tab to a link or button and press Enter, which leads to another page."""
        self.to(words)
        self.enter()

    def enter(self) -> None:
        """Press Enter where it leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def fill(self, name: str, text: str) -> None:
        """Tab to a field and write."""
        self.to(name=name)
        self.page.keyboard.type(text)

    def tick(self, name: str, value: str) -> None:
        """Tab to the box of this name and value and tick it."""
        for _ in range(FURTHEST):
            self.to(name=name)
            if (self.look() or {"value": ""})["value"] == value:
                return self.press("Space")
        raise AssertionError(f"Tab does not come to {name}={value} on {self.page.url}")

    def answer(self, response: Response) -> None:
        """Fill in a response, field by field in the order of the page."""
        wanted = dict[str, set[str]]()
        for name, value in fields(response):
            wanted.setdefault(name, set()).add(value)
        for _ in range(FURTHEST):
            if not wanted:
                return
            self.press("Tab")
            at = self.look()
            if at and at["name"] in wanted:
                self._set(at, wanted)
        raise AssertionError(f"Tab does not come to {wanted} on {self.page.url}")

    def _set(self, at: dict[str, Any], wanted: dict[str, set[str]]) -> None:
        values = wanted[at["name"]]
        if at["type"] == "checkbox":
            if at["value"] in values:
                self.press("Space")
                values.remove(at["value"])
        elif at["type"] in ("radio", "select-one"):
            self._arrow_to(values.pop(), at["type"] == "radio")
        else:
            self.page.keyboard.type(values.pop())
        if not values:
            del wanted[at["name"]]

    def _arrow_to(self, value: str, radio: bool) -> None:
        if radio:
            self.press("Space")
        for _ in range(FURTHEST):
            at = self.look()
            if at and at["value"] == value:
                return
            self.press("ArrowDown")
        raise AssertionError(f"the arrows do not come to {value}")
