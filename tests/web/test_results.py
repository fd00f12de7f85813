"""What is shown once a paper is handed in, and what the quiz keeps to itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from goodpartners.services.house import House
from tests.factories import rows
from tests.garden import COURSE
from tests.web.conftest import Grow
from tests.web.taking import NUMBERS, question, send, start, take
from tests.web.visitor import Visitor, text


@pytest.fixture
def database_kind() -> str:
    """Pages do not differ between databases; test_journeys.py goes through them on both."""
    return "sqlite"


def test_handing_in_twice_leads_to_the_same_results(amara: Visitor, house: House) -> None:
    attempt = take(amara)
    assert amara.post(f"{attempt}/check").location == f"{attempt}/results"
    assert len(rows(house, "attempt_event", kind="handed-in")) == 1


def test_results_of_a_paper_under_way_lead_back_to_it(amara: Visitor) -> None:
    attempt = start(amara)
    assert amara.get(f"{attempt}/results").location == attempt


def test_results_name_marks_and_what_to_revise(amara: Visitor) -> None:
    said = text(amara.page(take(amara, wrong=("day", "straw")) + "/results"))
    assert "The pass mark is 70%. You have 6 of 8, which is 75%." in said
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


@pytest.mark.parametrize("layout", ["item-by-item", "one-page"])
def test_the_first_page_says_how_the_questions_come(amara: Visitor, layout: str) -> None:
    name = {"item-by-item": "plan-the-beds", "one-page": "one-page"}[layout]
    said = text(amara.page(f"/quizzes/{COURSE}/{name}"))
    assert ("8 questions, all on one page" in said) == (layout == "one-page")
    assert ("8 questions, one at a time" in said) == (layout == "item-by-item")
