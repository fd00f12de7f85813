"""Taking a quiz in a browser without script: every answer is kept, every refusal says what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup

from goodpartners.domain.quiz.items import Item
from goodpartners.domain.quiz.marking import key
from goodpartners.domain.quiz.responses import from_json, to_fields
from goodpartners.services.house import House
from tests.conftest import Clock
from tests.domain.quiz.examples import quiz
from tests.factories import make_account, page, rows, signed_in
from tests.garden import COURSE
from tests.web.conftest import Grow
from tests.web.visitor import JSON, Visitor, assert_asks_again, names_in, text, title

ITEMS = tuple(quiz().items)
NUMBERS = {item.id: number for number, item in enumerate(ITEMS, 1)}


@pytest.fixture
def database_kind() -> str:
    """Pages do not differ between databases; test_journeys.py goes through them on both."""
    return "sqlite"


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
    assert (answer.status_code, answer.json) == (200, {"saved": "09:05", "version": 0})
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
    data = amara.fill(page(asked_again), "form#question", answer=["a", "b"])
    assert amara.post(address, data).status_code == 409
    assert [answer.options for _, answer in answers(house, attempt)] == [("a", "c")]


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


def test_handing_in_twice_leads_to_the_same_results(amara: Visitor, house: House) -> None:
    attempt = take(amara)
    assert amara.post(f"{attempt}/check").location == f"{attempt}/results"
    assert len(rows(house, "attempt_event", kind="handed-in")) == 1


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


def test_results_of_a_paper_under_way_lead_back_to_it(amara: Visitor) -> None:
    attempt = start(amara)
    assert amara.get(f"{attempt}/results").location == attempt


def test_results_name_marks_and_what_to_revise(amara: Visitor) -> None:
    said = text(amara.page(take(amara, wrong=("day", "straw")) + "/results"))
    assert "You have 6, which is 75%" in said
    assert "The pass mark is 6 of 8" in said
    assert "Two questions are worth another look" in said


def test_results_of_a_try_that_did_not_pass_lead_to_another(amara: Visitor) -> None:
    soup = amara.page(take(amara, wrong=tuple(NUMBERS)) + "/results")
    assert "Not passed yet" in text(soup)
    assert soup.select_one(f'a.btn[href="/quizzes/{COURSE}/plan-the-beds"]')


def test_hidden_results_show_neither_marks_nor_answers_nor_guess_at_them(amara: Visitor) -> None:
    said = text(amara.page(take(amara, "hidden", wrong=("day",)) + "/results"))
    assert "You passed." in said
    for secret in ("Every answer is right", "Saturday", "which is", " of 8", "Both are free"):
        assert secret not in said


def test_where_marks_are_hidden_no_answer_shows_its_own(amara: Visitor) -> None:
    said = text(amara.page(take(amara, "no-marks", wrong=("day",)) + "/results"))
    assert "Both are free" in said
    assert "of 1 mark" not in said
    assert "of 2 marks" not in said


def test_where_right_answers_are_hidden_the_key_is_not_on_the_page(amara: Visitor) -> None:
    attempt = start(amara, "no-key")
    wrong = {
        "day": [("answer", "a")],
        "sun": [("match-a", "none"), ("match-b", "noon"), ("match-c", "all-day")],
        "steps": [("place-1", "4"), ("place-2", "3"), ("place-3", "2"), ("place-4", "1")],
        "litres": [("answer", "1")],
        "straw": [("answer", "hay")],
    }
    for item, fields in wrong.items():
        send(amara, question(attempt, item), fields)
    amara.post(f"{attempt}/check")
    said = text(amara.page(f"{attempt}/results"))
    assert "One works late." in said
    for secret in ("Saturday", "It is ", "belongs", "140", "mulch", "faces south"):
        assert secret not in said


GONE: list[tuple[str, Callable[[str], str]]] = [
    ("quizzes/shared-garden/twice.yaml", lambda content: "gone: true"),
    ("courses/shared-garden/course.yaml", lambda content: content.replace("open: true", "open: false")),
    ("courses/shared-garden/course.yaml", lambda content: "gone: true"),
]


@pytest.mark.parametrize(("file", "change"), GONE, ids=["quiz gone", "course closed", "course gone"])
def test_results_stay_when_the_quiz_or_its_course_is_gone(
    amara: Visitor, grow: Grow, file: str, change: Callable[[str], str]
) -> None:
    passed, failed = take(amara, "twice", wrong=("day",)), take(amara, "twice", wrong=tuple(NUMBERS))
    grow({file: change})
    assert amara.get(f"/quizzes/{COURSE}/twice").status_code in (403, 404)
    assert "You passed" in text(amara.page(f"{passed}/results"))
    soup = amara.page(f"{failed}/results")
    assert "Not passed yet" in text(soup)
    for link in soup.select("main a[href^='/']"):
        assert amara.get(str(link["href"])).status_code == 200, link


def test_when_all_tries_are_used_the_first_page_says_so_and_start_is_refused(amara: Visitor) -> None:
    for _ in range(2):
        take(amara, "twice")
    assert amara.post(f"/quizzes/{COURSE}/twice").status_code == 409


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
