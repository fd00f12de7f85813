"""A quiz on one page: kept, handed in whole, and asked again without losing a word."""

from __future__ import annotations

from typing import Any

import pytest

from goodpartners.services.house import House
from tests.factories import page
from tests.web.taking import ITEMS, answers, right, start
from tests.web.visitor import Visitor, text, title


@pytest.fixture
def database_kind() -> str:
    """Pages do not differ between databases; test_journeys.py goes through them on both."""
    return "sqlite"


def one_page(who: Visitor, attempt: str, **answers: str | list[str]) -> Any:
    """The form of a one-page quiz with these answers."""
    changes = {name.replace("__", "-"): value for name, value in answers.items()}
    return who.fill(who.page(attempt), "form.question", **changes)


def test_a_quiz_on_one_page_is_kept_and_handed_in_whole(amara: Visitor, house: House) -> None:
    attempt = start(amara, "one-page")
    kept = amara.post(attempt, one_page(amara, attempt, day__answer="b", straw__answer="mul", action="keep"))
    assert (kept.status_code, kept.location) == (303, "/home")
    data = one_page(amara, attempt)
    assert (data["day-answer"], data["straw-answer"]) == ("b", "mul")
    for item in ITEMS:
        for name, _ in right(item):
            data.poplist(f"{item.id}-{name}")
        for name, value in right(item):
            data.add(f"{item.id}-{name}", value)
    data["action"] = "hand-in"
    done = amara.post(attempt, data)
    assert (done.status_code, done.location) == (303, f"{attempt}/results")
    assert "Every answer is right" in text(amara.page(done.location))


def test_a_page_with_gaps_is_asked_for_again_and_kept(amara: Visitor) -> None:
    attempt = start(amara, "one-page")
    answer = amara.post(attempt, one_page(amara, attempt, shares__answer=["a"], litres__answer="ten", action="hand-in"))
    assert answer.status_code == 422
    soup = page(answer)
    assert title(soup).startswith("Error: ")
    summary = text(soup, ".errors")
    assert "Question 1: Choose an answer." in summary
    assert "Question 2: Choose two. You have chosen one." in summary
    for link in soup.select(".errors a"):
        assert soup.find(id=str(link["href"])[1:]), link
    for shown in (soup, amara.page(attempt)):
        data = amara.fill(shown, "form.question")
        assert (data["shares-answer"], data["litres-answer"]) == ("a", "ten")


def test_a_page_with_gaps_is_handed_in_when_one_says_so(amara: Visitor) -> None:
    attempt = start(amara, "one-page")
    answer = amara.post(attempt, one_page(amara, attempt, day__answer="b", action="hand-in", incomplete="1"))
    assert answer.location == f"{attempt}/results"


def test_two_windows_of_a_one_page_quiz_are_both_shown_and_nothing_is_lost(amara: Visitor, house: House) -> None:
    attempt = start(amara, "one-page")
    slower = one_page(amara, attempt, straw__answer="hay", litres__answer="35", action="hand-in", incomplete="1")
    amara.post(attempt, one_page(amara, attempt, straw__answer="mulch", action="keep"))
    answer = amara.post(attempt, slower)
    assert answer.status_code == 409
    for soup in (page(answer), amara.page(attempt)):
        data = amara.fill(soup, "form.question")
        assert (data["straw-answer"], data["litres-answer"]) == ("hay", "35")
        assert "mulch" in text(soup)
    assert [item for item, _ in answers(house, attempt)] == ["straw"]
    data["action"] = "keep"
    assert amara.post(attempt, data).status_code == 303
    assert [(item, answer.text) for item, answer in answers(house, attempt)] == [
        ("straw", "mulch"),
        ("litres", "35"),
        ("straw", "hay"),
    ]
