"""Windows in which people write one thing again and again, and what the server said to each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlencode

from tests.garden import ACTIVITY, COURSE, MODULE, QUIZ, WRITING
from tests.web.served import Browser
from tests.web.taking import question
from tests.web.visitor import fields_of

HERE = f"/courses/{COURSE}/{MODULE}"
REMEMBERED = 3
"""How many things that were sent without a number in return are told to the server."""


@dataclass
class Window:
    """What is written in it are numbers, each once, so that it can be told which of them stands."""

    browser: Browser
    address: str
    page: str
    name: str
    box: str
    """The field's name when it is sent alone, and on its page."""
    is_typed: bool = True
    """Whether it is saved while it is typed; else it is sent as an answer."""
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    version: str = "0"
    unheard: list[int] = field(default_factory=list)
    """Sent without having been told a version in return."""
    sent: list[int] = field(default_factory=list)
    acknowledged: list[int] = field(default_factory=list)
    saves: list[tuple[str, str, int]] = field(default_factory=list)
    """Of each save that was acknowledged: the version it was drawn with, the one it was told, and the number."""
    clashes: int = 0

    def __post_init__(self) -> None:
        self.token = self.browser.token()

    def write(self, *, again: bool = False) -> None:
        """Write the next number, or the last once more, until it is kept.

        After a clash the person keeps their own. Raises OSError or HTTPException when the server falls silent.
        """
        if not again or not self.sent:
            self.sent.append(next(self.numbers))
        while not self._kept(self.sent[-1]):
            self.clashes += 1

    def standing(self) -> int:
        """The number that the page shows, 0 for none."""
        found = fields_of(self.browser.page(self.page))
        return int(found[self.box] or 0)

    def _kept(self, number: int) -> bool:
        drawn = self.version
        before = [("sent", urlencode({self.name: n})) for n in self.unheard[-REMEMBERED:]]
        fields = [(self.name, str(number)), ("version", drawn), ("key", str(number)), *before]
        if number not in self.unheard:
            self.unheard.append(number)
        status, told = self._typed(fields) if self.is_typed else self._answered(fields)
        if status == 409 and told:
            self.version = told["standing"]["version"]
            return False
        assert (status, told.get("key", str(number))) in ((200, str(number)), (303, str(number))), (status, told)
        if "version" in told:
            self.version = told["version"]
            self.unheard.clear()
        self.acknowledged.append(number)
        self.saves.append((drawn, self.version, number))
        return True

    def _typed(self, fields: list[tuple[str, str]]) -> tuple[int, dict[str, str]]:
        headers = {"X_CSRFToken": self.token, "Accept": "application/json"}
        answer, content = self.browser.ask("PUT", self.address, urlencode(fields), **headers)
        return answer.status, json.loads(content)

    def _answered(self, fields: list[tuple[str, str]]) -> tuple[int, dict[str, str]]:
        body = urlencode([*fields, ("csrf_token", self.token)])
        return self.browser.ask("POST", self.address, body)[0].status, {}


def attempt_of(browser: Browser) -> str:
    """Start the garden's quiz, or go back to it; the attempt's address."""
    return browser.post(f"/quizzes/{QUIZ}")


def drafting(browser: Browser, attempt: str) -> Window:
    """A question whose answer is typed and never sent."""
    address = question(attempt, "straw")
    return Window(browser, address, address, "answer", "answer")


def answering(browser: Browser, attempt: str) -> Window:
    """A question whose answer is sent."""
    address = question(attempt, "litres")
    return Window(browser, address, address, "answer", "answer", is_typed=False)


def noting(browser: Browser) -> Window:
    """The notes on an activity."""
    return Window(browser, f"{HERE}/notes/{ACTIVITY}", f"{HERE}/{WRITING}", "text", f"note-{ACTIVITY}")
