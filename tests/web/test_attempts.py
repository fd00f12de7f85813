"""Taking a quiz in a browser without script: every answer is kept, every refusal says what to do."""

from __future__ import annotations

import pytest

from goodpartners.domain.quiz.items import Item
from goodpartners.domain.quiz.marking import key
from goodpartners.services.house import House
from tests.conftest import Clock
from tests.factories import make_account, page, rows, signed_in
from tests.garden import COURSE
from tests.web.taking import ITEMS, answers, question, right, send, shown_answer, start, take
from tests.web.visitor import JSON, Visitor, assert_asks_again, names_in, text, title


@pytest.fixture
def database_kind() -> str:
    """Pages do not differ between databases; test_journeys.py goes through them on both."""
    return "sqlite"


def test_a_quiz_is_taken_from_its_first_page_to_its_results(amara: Visitor, house: House) -> None:
    first = amara.page(f"/quizzes/{COURSE}/plan-the-beds")
    assert "8 questions" in text(first)
    attempt = start(amara)
    address = amara.get(attempt).location
    for number, item in enumerate(ITEMS, 1):
        assert address == f"{attempt}/{number}"
        answer = send(amara, address, right(item))
        assert answer.status_code == 303
        address = answer.location
    assert address == f"{attempt}/check"
    handed_in = amara.post(address, amara.fill(amara.page(address)))
    assert (handed_in.status_code, handed_in.location) == (303, f"{attempt}/results")
    results = amara.page(handed_in.location)
    assert "You passed. Every answer is right." in text(results)
    assert [answer for _, answer in answers(house, attempt)][:-1] == [key(item) for item in ITEMS[:-1]]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.kind)
def test_every_kind_has_its_fields_and_shows_what_was_answered(amara: Visitor, item: Item) -> None:
    attempt = start(amara)
    address = question(attempt, item.id)
    fresh = amara.page(address)
    assert shown_answer(fresh, amara) == []
    form = fresh.select_one("form#question")
    assert form
    assert {name for name, _ in right(item)} <= names_in(form)
    send(amara, address, right(item))
    assert sorted(shown_answer(amara.page(address), amara)) == sorted(right(item))


def test_start_goes_on_with_the_attempt_under_way(amara: Visitor) -> None:
    attempt = start(amara)
    assert start(amara) == attempt
    assert "Go on where you stopped" in text(amara.page(f"/quizzes/{COURSE}/plan-the-beds"))


def test_going_on_leads_to_the_first_question_without_an_answer(amara: Visitor) -> None:
    attempt = start(amara)
    send(amara, f"{attempt}/1", right(ITEMS[0]))
    assert amara.get(attempt).location == f"{attempt}/2"


INCOMPLETE: list[tuple[str, list[tuple[str, str]], list[str]]] = [
    ("day", [], ["answer"]),
    ("shares", [("answer", "a")], ["answer"]),
    ("long", [], ["answer"]),
    ("sun", [("match-a", "all-day")], ["match-b", "match-c"]),
    ("steps", [("place-1", "2"), ("place-2", "2")], ["place-1", "place-2", "place-3", "place-4"]),
    ("litres", [("answer", "ten")], ["answer"]),
    ("straw", [("answer", "  ")], ["answer"]),
    ("mood", [], ["answer"]),
]


@pytest.mark.parametrize(("item", "given", "problems"), INCOMPLETE)
def test_an_incomplete_answer_is_asked_for_again_with_what_was_typed(
    amara: Visitor, item: str, given: list[tuple[str, str]], problems: list[str]
) -> None:
    address = question(start(amara), item)
    order = [str(e["name"]) for e in amara.page(address).select("select[name]")]
    answer = send(amara, address, given)
    assert answer.status_code == 422
    soup = page(answer)
    assert_asks_again(soup, *problems)
    assert set(problems) <= set(order) or problems == ["answer"]
    assert sorted(shown_answer(soup, amara)) == sorted(given)
    kept = amara.page(address)
    assert sorted(shown_answer(kept, amara)) == sorted(f for f in given if f[1].strip())
    assert not title(kept).startswith("Error")


@pytest.mark.parametrize(("action", "onward"), [("skip", "/3"), ("back", "/1"), ("leave", "/home"), ("next", "/3")])
def test_whatever_button_is_pressed_what_was_typed_is_kept(amara: Visitor, action: str, onward: str) -> None:
    attempt = start(amara)
    answer = send(amara, f"{attempt}/2", right(ITEMS[1]), action=action)
    assert answer.status_code == 303
    assert answer.location == (onward if action == "leave" else attempt + onward)
    assert sorted(shown_answer(amara.page(f"{attempt}/2"), amara)) == sorted(right(ITEMS[1]))


def test_from_the_check_page_one_comes_back_to_the_check_page(amara: Visitor) -> None:
    attempt = start(amara)
    soup = amara.page(f"{attempt}/2?from=check")
    data = amara.fill(soup, "form#question", answer=["a", "c"])
    assert amara.post(f"{attempt}/2", data).location == f"{attempt}/check"


def test_a_draft_is_kept_with_a_receipt_and_shown_again(amara: Visitor, clock: Clock, house: House) -> None:
    attempt = start(amara)
    address = question(attempt, "straw")
    clock.advance(minutes=5)
    answer = amara.put(address, {"answer": "mul", "version": "0"})
    assert answer.status_code == 200
    assert (answer.json["saved"], answer.json["version"]) == ("09:05", "0.1")
    assert answer.json["receipt"]
    assert shown_answer(amara.page(address), amara) == [("answer", "mul")]
    assert answers(house, attempt) == []
    amara.post(f"{attempt}/check")
    assert [item for item, _ in answers(house, attempt)] == ["straw"]


def test_the_same_answer_sent_twice_is_written_once(amara: Visitor, house: House) -> None:
    attempt = start(amara)
    address = question(attempt, "straw")
    data = amara.fill(amara.page(address), "form#question", answer="hay")
    for _ in range(2):
        assert amara.post(address, data).status_code == 303
    amara.post(address, amara.fill(amara.page(address), "form#question", answer="mulch"))
    assert amara.post(address, data).status_code == 303
    assert [answer.text for _, answer in answers(house, attempt)] == ["hay", "mulch"]


def test_an_answer_that_is_marked_at_once_is_explained_and_locked(amara: Visitor) -> None:
    attempt = start(amara, "at-once")
    address = question(attempt, "day")
    answer = send(amara, address, [("answer", "c")])
    assert (answer.status_code, answer.location) == (303, address)
    soup = amara.page(address)
    assert "Not right" in text(soup, "[aria-labelledby=told-h]")
    assert "Both are free." in text(soup)
    assert shown_answer(soup, amara) == []
    assert soup.select_one(f'.bar a[href="{question(attempt, "shares")}"]')


def test_an_answer_that_was_checked_takes_no_other(amara: Visitor, house: House) -> None:
    attempt = start(amara, "at-once")
    address = question(attempt, "day")
    old = amara.fill(amara.page(address), "form#question", answer="b")
    send(amara, address, [("answer", "c")])
    assert amara.post(address, old).status_code == 409
    assert amara.put(address, {"answer": "b", "version": "2"}).status_code == 409
    assert [answer.options for _, answer in answers(house, attempt)] == [("c",)]


def test_the_check_page_shows_every_answer_and_what_is_missing(amara: Visitor) -> None:
    attempt = start(amara)
    send(amara, question(attempt, "day"), [("answer", "b")])
    amara.put(question(attempt, "straw"), {"answer": "mul"})
    said = text(amara.page(f"{attempt}/check"))
    assert "Saturday" in said
    assert "mul" in said
    assert "6 questions are not answered" in said


def test_a_paper_that_was_handed_in_leads_to_its_results_and_takes_nothing(amara: Visitor, house: House) -> None:
    attempt = take(amara)
    for path in ("", "/1", "/check"):
        assert amara.get(attempt + path).location == f"{attempt}/results"
    before = len(rows(house, "attempt_event"))
    assert amara.post(f"{attempt}/1", {"answer": "a"}).status_code == 409
    assert amara.post(attempt, {"day-answer": "a"}).status_code == 409
    refused = amara.put(f"{attempt}/1", {"answer": "a"})
    assert refused.status_code == 409
    assert refused.json
    assert "handed this quiz in" in refused.json["sentence"]
    assert len(rows(house, "attempt_event")) == before


def test_when_all_tries_are_used_the_first_page_says_so_and_start_is_refused(amara: Visitor) -> None:
    for _ in range(2):
        take(amara, "twice")
    assert amara.post(f"/quizzes/{COURSE}/twice").status_code == 409


def test_a_problem_with_a_question_is_reported(amara: Visitor, house: House) -> None:
    attempt = start(amara)
    address = f"{attempt}/1/problem"
    data = amara.fill(amara.page(address), text="Saturday is a working day here.")
    answer = amara.post(address, data)
    assert (answer.status_code, answer.location) == (303, f"{attempt}/1")
    assert "Thank you" in text(amara.page(answer.location))
    assert [row.text for row in rows(house, "question_report")] == ["Saturday is a working day here."]


@pytest.mark.parametrize("typed", ["", "x" * 4001])
def test_a_report_that_cannot_be_taken_is_asked_for_again(amara: Visitor, typed: str) -> None:
    attempt = start(amara)
    answer = amara.post(f"{attempt}/1/problem", {"text": typed})
    assert answer.status_code == 422
    soup = page(answer)
    assert_asks_again(soup, "text")
    assert amara.fill(soup)["text"] == typed


@pytest.mark.parametrize("path", ["/0", "/9", "/9/problem", "/99999999999999999999"])
def test_a_question_that_is_not_on_the_paper_is_not_found(amara: Visitor, path: str) -> None:
    attempt = start(amara)
    assert amara.get(attempt + path).status_code == 404
    assert amara.post(attempt + path, {"answer": "a", "text": "So."}).status_code == 404
    if not path.endswith("problem"):
        refused = amara.put(attempt + path, {"answer": "a"})
        assert refused.status_code == 404
        assert refused.json
        assert refused.json["sentence"]


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_a_version_that_no_page_ever_carried_breaks_nothing(amara: Visitor, version: str) -> None:
    address = question(start(amara), "straw")
    assert amara.put(address, {"answer": "mul", "version": version}).status_code == 200
    assert amara.post(address, {"answer": "mulch", "version": version}).status_code in (303, 409)
    assert amara.get(address).status_code == 200


def test_a_form_without_its_token_is_refused_in_words_and_in_json(amara: Visitor) -> None:
    attempt = start(amara)
    assert amara.client.post(f"{attempt}/1", data={"answer": "a"}).status_code == 400
    refused = amara.client.put(f"{attempt}/1", data={"answer": "a"}, headers=JSON)
    assert refused.status_code == 400
    assert refused.json
    assert refused.json["status"] == 400
    assert refused.json["sentence"]


def test_two_people_on_one_computer_see_each_their_own(amara: Visitor, house: House) -> None:
    attempt = start(amara)
    rowan = Visitor(signed_in(amara.client, make_account(house, "Rowan Ashby")))
    assert rowan.get(attempt).status_code == 404
