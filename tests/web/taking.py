"""Taking the garden's quiz in a browser, step by step or whole."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup

from goodpartners.domain.quiz.items import Item
from goodpartners.domain.quiz.marking import key
from goodpartners.domain.quiz.responses import from_json, to_fields
from goodpartners.services.house import House
from tests.domain.quiz.examples import quiz
from tests.factories import rows
from tests.garden import COURSE
from tests.web.visitor import Visitor

ITEMS = tuple(quiz().items)
NUMBERS = {item.id: number for number, item in enumerate(ITEMS, 1)}


def start(who: Visitor, name: str = "plan-the-beds") -> str:
    """Press Start; the attempt's address."""
    answer = who.post(f"/quizzes/{COURSE}/{name}")
    assert answer.status_code == 303
    return str(answer.location)


def question(attempt: str, item: str) -> str:
    """The address of an item."""
    return f"{attempt}/{NUMBERS[item]}"


def right(item: Item) -> list[tuple[str, str]]:
    """The fields of the right answer; the low end of a scale."""
    response = key(item)
    return to_fields(response) if response else [("answer", "1")]


def send(who: Visitor, address: str, fields: list[tuple[str, str]], **changes: Any) -> Any:
    """Open an item, fill it in and send it."""
    soup = who.page(address)
    data = who.fill(soup, "form#question", **changes)
    for name, _ in fields:
        data.poplist(name)
    for name, value in fields:
        data.add(name, value)
    return who.post(address, data)


def take(who: Visitor, name: str = "plan-the-beds", *, wrong: tuple[str, ...] = ()) -> str:
    """Take a whole quiz, with no answer to the items in `wrong`; the attempt's address."""
    attempt = start(who, name)
    for item in ITEMS:
        if item.id not in wrong:
            send(who, question(attempt, item.id), right(item))
    assert who.post(f"{attempt}/check").status_code == 303
    return attempt


def shown_answer(soup: BeautifulSoup, who: Visitor) -> list[tuple[str, str]]:
    """What stands in an item's form."""
    data = who.fill(soup, "form#question", csrf_token=None, version=None, key=None, check=None)
    return [(name, value) for name, value in data.items(multi=True) if value]


def answers(house: House, attempt: str) -> list[Any]:
    """The answers on record, in order."""
    found = rows(house, "attempt_event", attempt_id=int(attempt.split("/")[-1]), kind="answered")
    in_order = sorted(found, key=lambda row: row.number)
    return [(row.item, row.data["response"] and from_json(row.data["response"])) for row in in_order]
