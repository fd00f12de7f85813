"""From the first page to the certificate in a browser without script, on both databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from goodpartners.services.house import House
from tests.domain.quiz.examples import quiz
from tests.factories import rows
from tests.garden import ACTIVITY, ASKING, COURSE, MODULE, QUESTION, SECTIONS, WRITING
from tests.statements import statements
from tests.web.conftest import Grow
from tests.web.taking import ITEMS, question, right, send, start, take
from tests.web.visitor import Visitor, text

HERE = f"/courses/{COURSE}/{MODULE}"
NOTE = f"note-{ACTIVITY}"


def read(who: Visitor) -> None:
    """Press “Done, next” on every section."""
    for section in SECTIONS:
        assert who.post(f"{HERE}/{section}").status_code == 303


def test_a_course_is_taken_from_the_first_page_to_the_certificate(amara: Visitor, house: House) -> None:
    address = str(amara.page("/home").select_one(".hero a.btn")["href"])  # type: ignore[index]
    address = str(amara.page(address).select_one(".actions a.btn")["href"])  # type: ignore[index]
    for section in SECTIONS:
        changes = {NOTE: "By the wall: us"} if section == WRITING else {}
        address = amara.post(address, amara.fill(amara.page(address), "main", **changes)).location
    address = amara.post(address, amara.fill(amara.page(address))).location
    address = amara.get(address).location
    for item in quiz().items:
        address = send(amara, address, right(item)).location
    address = amara.post(address, amara.fill(amara.page(address))).location
    soup = amara.page(address)
    assert "Every answer is right" in text(soup)
    address = str(soup.select_one("[aria-labelledby=next-h] a.btn")["href"])  # type: ignore[index]
    link = amara.page(address).select_one("a[href^='/certificates/']")
    assert link
    assert "completed course G" in text(amara.page(str(link["href"])))
    assert [row.text for row in rows(house, "note")] == ["By the wall: us"]
    assert len(rows(house, "certificate")) == 1


def test_an_answer_that_was_refused_for_a_clash_is_still_there_after_a_reload(amara: Visitor) -> None:
    address = question(start(amara), "straw")
    old = amara.fill(amara.page(address), "form#question", answer="hay")
    send(amara, address, [("answer", "mulch")])
    assert amara.post(address, old).status_code == 409
    soup = amara.page(address)
    assert amara.fill(soup, "form#question")["answer"] == "hay"
    assert "mulch" in text(soup, ".errors")


def test_a_page_of_answers_that_was_refused_for_a_clash_is_still_there_after_a_reload(amara: Visitor) -> None:
    attempt = start(amara, "one-page")
    old = amara.fill(amara.page(attempt), "form.question", **{"straw-answer": "hay", "litres-answer": "35"})
    amara.post(attempt, {"straw-answer": "mulch", "action": "keep"})
    assert amara.post(attempt, old).status_code == 409
    soup = amara.page(attempt)
    data = amara.fill(soup, "form.question")
    assert (data["straw-answer"], data["litres-answer"]) == ("hay", "35")
    assert "mulch" in text(soup, ".errors")


def test_an_incomplete_answer_that_was_refused_is_still_there_after_a_reload(amara: Visitor) -> None:
    address = question(start(amara), "sun")
    assert send(amara, address, [("match-a", "none")]).status_code == 422
    assert amara.fill(amara.page(address), "form#question")["match-a"] == "none"


def test_notes_that_were_refused_change_nothing(amara: Visitor, house: House) -> None:
    old = amara.fill(amara.page(f"{HERE}/{WRITING}"), "main", **{NOTE: "right", "note-write-again": "so"})
    amara.put(f"{HERE}/notes/{ACTIVITY}", {"text": "left", "version": "0"})
    assert amara.post(f"{HERE}/{WRITING}", old).status_code == 409
    assert [row.text for row in rows(house, "note")] == ["left"]
    assert rows(house, "section_done") == []


def nothing(who: Visitor) -> None:
    """Has just come."""


def many_attempts(who: Visitor) -> None:
    """Has tried five times."""
    for _ in range(5):
        take(who, wrong=tuple(item.id for item in ITEMS))


@pytest.mark.parametrize("before", [nothing, many_attempts])
def test_the_pages_of_a_quiz_ask_the_database_a_fixed_number_of_times(
    amara: Visitor, house: House, before: Callable[[Visitor], None]
) -> None:
    before(amara)
    attempt = start(amara)
    for item in ITEMS[:4]:
        send(amara, question(attempt, item.id), right(item))
    for path in ("/1", "/5", "/check"):
        with statements(house.database) as sent:
            amara.page(attempt + path)
        assert len(sent) <= 4, (path, sent)
    amara.post(f"{attempt}/check")
    with statements(house.database) as sent:
        amara.get(f"{attempt}/results")
    assert len(sent) <= 6
    with statements(house.database) as sent:
        amara.get(f"/quizzes/{COURSE}/plan-the-beds")
    assert len(sent) <= 4


def much(who: Visitor) -> None:
    """Has read, written, answered and tried a lot."""
    read(who)
    who.put(f"{HERE}/notes/{ACTIVITY}", {"text": "so", "version": "0"})
    who.put(f"{HERE}/notes/write-again", {"text": "so", "version": "0"})
    who.post(f"{HERE}/{ASKING}/questions/{QUESTION}", {"answer": "a"})
    for _ in range(4):
        who.post(who.post(f"/quizzes/{COURSE}/{MODULE}").location + "/check")
    who.post(f"/quizzes/{COURSE}/{MODULE}")


@pytest.mark.parametrize("before", [nothing, much])
def test_pages_ask_the_database_a_fixed_number_of_times_however_much_somebody_did(
    amara: Visitor, house: House, before: Callable[[Visitor], None]
) -> None:
    before(amara)
    most = {
        "/home": 7,
        f"/courses/{COURSE}": 5,
        HERE: 4,
        f"{HERE}/{SECTIONS[0]}": 4,
        f"{HERE}/{WRITING}": 4,
        f"{HERE}/{ASKING}": 4,
        f"{HERE}/whole": 5,
        f"{HERE}/why": 4,
        "/results": 4,
        "/search?q=beans": 1,
        "/glossary": 1,
    }
    for path, allowed in most.items():
        with statements(house.database) as sent:
            amara.page(path)
        assert len(sent) <= allowed, (path, sent)


def test_a_part_with_both_notes_and_a_question_takes_five_statements(amara: Visitor, house: House, grow: Grow) -> None:
    asked = "\n/// question\n    quiz: shared-garden/think\n    item: first-step\n///\n"
    file = "courses/shared-garden/01-plan-the-beds.md"
    grow({file: lambda content: content.replace(f"{{#{WRITING}}}\n", f"{{#{WRITING}}}\n{asked}")})
    with statements(house.database) as sent:
        soup = amara.page(f"{HERE}/{WRITING}")
    assert soup.select(".spot")
    assert soup.select("textarea")
    assert len(sent) <= 5
