"""Two windows of one attempt: whoever is slower is shown both answers and loses neither."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup

from goodpartners.services.house import House
from tests.factories import page
from tests.web.taking import answers, question, send, shown_answer, start
from tests.web.visitor import Visitor, text


@pytest.fixture
def database_kind() -> str:
    """Pages do not differ between databases; test_journeys.py goes through them on both."""
    return "sqlite"


def clash(who: Visitor, address: str, mine: Any, theirs: Any) -> tuple[Any, BeautifulSoup]:
    """Answer in two windows that were opened at the same time; what the slower one gets."""
    left, right_ = (who.fill(who.page(address), "form#question") for _ in range(2))
    for data, fields in ((left, theirs), (right_, mine)):
        for name, value in fields:
            data.poplist(name)
            data.add(name, value)
    assert who.post(address, left).status_code == 303
    answer = who.post(address, right_)
    return answer, page(answer)


@pytest.mark.parametrize(
    ("item", "mine", "theirs", "their_words"),
    [
        ("day", [("answer", "a")], [("answer", "c")], "Sunday"),
        ("straw", [("answer", "hay")], [("answer", "mulch")], "mulch"),
        ("litres", [("answer", "£1,200")], [("answer", "−35")], "−35"),
    ],
)
def test_two_windows_that_answer_differently_are_both_shown(
    amara: Visitor, item: str, mine: Any, theirs: Any, their_words: str
) -> None:
    address = question(start(amara), item)
    answer, soup = clash(amara, address, mine, theirs)
    assert answer.status_code == 409
    assert their_words in text(soup, ".errors")
    assert shown_answer(soup, amara) == mine
    assert shown_answer(amara.page(address), amara) == mine


def test_after_a_clash_ones_own_answer_can_take_the_others_place(amara: Visitor, house: House) -> None:
    attempt = start(amara)
    _, soup = clash(amara, question(attempt, "straw"), [("answer", "hay")], [("answer", "mulch")])
    assert amara.post(question(attempt, "straw"), amara.fill(soup, "form#question")).status_code == 303
    assert [answer.text for _, answer in answers(house, attempt)] == ["mulch", "hay"]


def test_after_a_clash_the_other_answer_can_be_left_standing(amara: Visitor, house: House) -> None:
    attempt = start(amara)
    address = question(attempt, "straw")
    _, soup = clash(amara, address, [("answer", "hay")], [("answer", "mulch")])
    assert amara.post(address, amara.fill(soup, ".errors form")).status_code == 303
    assert [answer.text for _, answer in answers(house, attempt)] == ["mulch"]
    assert shown_answer(amara.page(address), amara) == [("answer", "mulch")]


def test_after_a_clash_the_page_tells_of_both_until_one_is_chosen(amara: Visitor) -> None:
    attempt = start(amara)
    address = question(attempt, "straw")
    clash(amara, address, [("answer", "hay")], [("answer", "mulch")])
    assert "mulch" in text(amara.page(address), ".errors")
    assert "Answered twice" in text(amara.page(f"{attempt}/check"))
    amara.post(address, amara.fill(amara.page(address), "form#question"))
    assert not amara.page(address).select(".errors")
    assert "Answered twice" not in text(amara.page(f"{attempt}/check"))


def test_an_incomplete_answer_in_between_does_not_hide_a_clash(amara: Visitor, house: House) -> None:
    attempt = start(amara)
    address = question(attempt, "shares")
    old = amara.fill(amara.page(address), "form#question", answer=["a"])
    send(amara, address, [("answer", "a"), ("answer", "c")])
    asked_again = amara.post(address, old)
    assert asked_again.status_code == 422
    assert "in another window too" in text(page(asked_again), "main")
    assert [answer.options for _, answer in answers(house, attempt)] == [("a", "c")]
    data = amara.fill(page(asked_again), "form#question", answer=["a", "b"])
    assert amara.post(address, data).status_code == 303
    assert [answer.options for _, answer in answers(house, attempt)] == [("a", "c"), ("a", "b")]
