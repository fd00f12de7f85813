"""Reading and doing in a browser without script: one goes on where one stopped, and no word is lost on the way."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from goodpartners.domain.people import OrganisationKind, Role, Side
from goodpartners.services.house import House
from goodpartners.services.learning import LONGEST_NOTE
from goodpartners.settings import REPOSITORY
from tests.conftest import Clock
from tests.factories import make_account, page, rows, signed_in
from tests.garden import ACTIVITY, ASKING, COURSE, MODULE, QUESTION, SECTIONS, WRITING
from tests.web.conftest import Grow
from tests.web.visitor import Visitor, assert_asks_again, text, title

HERE = f"/courses/{COURSE}/{MODULE}"
NOTE, AGAIN = f"note-{ACTIVITY}", "note-write-again"
SAVE = f"{HERE}/notes/{ACTIVITY}"


@pytest.fixture
def database_kind() -> str:
    """Pages do not differ between databases; test_journeys.py goes through them on both."""
    return "sqlite"


def read(who: Visitor, *sections: str) -> None:
    """Press “Done, next” on these sections."""
    for section in sections:
        assert who.post(f"{HERE}/{section}").status_code == 303


def notes(house: House) -> dict[str, str]:
    """The notes on record by activity."""
    return {row.activity: row.text for row in rows(house, "note")}


def test_the_first_page_leads_to_the_first_step_and_later_to_the_next(amara: Visitor) -> None:
    soup = amara.page("/home")
    assert "Begin with course G" in text(soup)
    assert soup.select_one(f'.hero a[href="{HERE}"]')
    read(amara, SECTIONS[0])
    soup = amara.page("/home")
    assert "Carry on with course G" in text(soup)
    assert soup.select_one(f'.hero a[href="{HERE}/{SECTIONS[1]}"]')


def test_a_module_is_read_part_by_part_to_its_knowledge_check(amara: Visitor) -> None:
    address = str(amara.page(HERE).select_one(".actions a.btn")["href"])  # type: ignore[index]
    for section in SECTIONS:
        assert address == f"{HERE}/{section}"
        answer = amara.post(address, amara.fill(amara.page(address), "form#onward"))
        assert answer.status_code == 303
        address = answer.location
    assert address == f"/quizzes/{COURSE}/{MODULE}"


def test_reading_a_page_alone_counts_for_nothing(amara: Visitor, house: House) -> None:
    for section in SECTIONS:
        amara.page(f"{HERE}/{section}")
    assert rows(house, "section_done") == []


def test_after_a_passed_check_the_last_part_leads_back_to_the_course(amara: Visitor) -> None:
    attempt = amara.post(f"/quizzes/{COURSE}/{MODULE}").location
    read(amara, SECTIONS[-1])
    assert amara.post(f"{HERE}/{SECTIONS[-1]}").location == attempt


def test_one_can_stop_after_a_part_and_lands_at_home(amara: Visitor, house: House) -> None:
    answer = amara.post(f"{HERE}/{SECTIONS[0]}", {"then": "stop"})
    assert (answer.status_code, answer.location) == (303, "/home")
    assert len(rows(house, "section_done")) == 1


def test_notes_are_kept_with_the_part_and_shown_again(amara: Visitor, house: House) -> None:
    soup = amara.page(f"{HERE}/{WRITING}")
    typed = "\nBy the wall: <us> & “them”\nThe gate: nobody"
    data = amara.fill(soup, "main", **{NOTE: typed}, csrf_token=None)
    assert amara.post(f"{HERE}/{WRITING}", data).status_code == 303
    assert notes(house) == {ACTIVITY: typed}
    assert amara.fill(amara.page(f"{HERE}/{WRITING}"), "main")[NOTE] == typed


def test_saving_notes_alone_counts_no_part(amara: Visitor, house: House) -> None:
    data = amara.fill(amara.page(f"{HERE}/{WRITING}"), "main", **{NOTE: "so"}, then="stay")
    assert amara.post(f"{HERE}/{WRITING}", data).location == f"{HERE}/{WRITING}#notes"
    assert (notes(house), rows(house, "section_done")) == ({ACTIVITY: "so"}, [])


def test_an_empty_box_makes_no_note_but_clears_one(amara: Visitor, house: House) -> None:
    for typed, kept in (("", {}), ("so", {ACTIVITY: "so"}), ("", {ACTIVITY: ""})):
        amara.post(f"{HERE}/{WRITING}", amara.fill(amara.page(f"{HERE}/{WRITING}"), "main", **{NOTE: typed}))
        assert notes(house) == kept


def test_a_note_is_saved_while_it_is_typed_and_the_receipt_says_when(amara: Visitor, clock: Clock) -> None:
    clock.advance(minutes=5)
    answer = amara.put(SAVE, json={"text": "By", "version": 0})
    assert (answer.status_code, answer.json) == (200, {"saved": "09:05", "version": 1})
    clock.advance(minutes=1)
    assert amara.put(SAVE, json={"text": "By the", "version": 1}).json == {"saved": "09:06", "version": 2}


def test_what_was_typed_elsewhere_is_not_overwritten_while_typing(amara: Visitor, house: House) -> None:
    amara.put(SAVE, json={"text": "left", "version": 0})
    answer = amara.put(SAVE, json={"text": "right", "version": 0})
    assert answer.status_code == 409
    assert answer.json
    assert answer.json["status"] == 409
    assert "another window" in answer.json["sentence"]
    assert notes(house) == {ACTIVITY: "left"}


@pytest.mark.parametrize(
    "sent", [[], "text", 7, {"text": 7, "version": 0}, {"text": "so", "version": "x"}, {"text": None, "version": None}]
)
def test_what_our_script_never_sends_is_refused_in_json(amara: Visitor, house: House, sent: Any) -> None:
    answer = amara.put(SAVE, json=sent)
    assert answer.status_code == 400
    assert answer.json
    assert answer.json["sentence"]
    assert notes(house) == {}


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [(f"{HERE}/notes/none", {"text": "so", "version": 0}, 404), (SAVE, {"text": "x" * 20_001, "version": 0}, 422)],
)
def test_a_refusal_in_json_has_its_status_and_a_sentence(
    amara: Visitor, path: str, fields: dict[str, Any], status: int
) -> None:
    answer = amara.put(path, json=fields)
    assert answer.status_code == status
    assert answer.json
    assert (answer.json["status"], bool(answer.json["sentence"])) == (status, True)


def two_windows(who: Visitor) -> tuple[Any, Any]:
    """The forms of two windows that were opened at the same time."""
    return tuple(who.fill(who.page(f"{HERE}/{WRITING}"), "main") for _ in range(2))  # type: ignore[return-value]


def test_notes_of_two_windows_are_both_shown_and_either_can_stand(amara: Visitor, house: House) -> None:
    left, right = two_windows(amara)
    left[NOTE], right[NOTE] = "left", "right"
    amara.post(f"{HERE}/{WRITING}", left)
    answer = amara.post(f"{HERE}/{WRITING}", right)
    assert answer.status_code == 409
    soup = page(answer)
    assert "left" in text(soup, ".errors")
    assert notes(house) == {ACTIVITY: "left"}
    data = amara.fill(soup, "main")
    assert data[NOTE] == "right"
    assert amara.post(f"{HERE}/{WRITING}", data).status_code == 303
    assert notes(house) == {ACTIVITY: "right"}


def test_a_clash_in_one_box_leaves_what_was_typed_in_the_other(amara: Visitor, house: House) -> None:
    first, _ = two_windows(amara)
    first[NOTE], first[AGAIN] = "left", "again"
    amara.post(f"{HERE}/{WRITING}", first)
    first, second = two_windows(amara)
    first[NOTE] = "left, changed"
    amara.post(f"{HERE}/{WRITING}", first)
    second[NOTE], second[AGAIN] = "right", "again, changed"
    answer = amara.post(f"{HERE}/{WRITING}", second)
    assert answer.status_code == 409
    data = amara.fill(page(answer), "main")
    assert (data[NOTE], data[AGAIN]) == ("right", "again, changed")
    assert amara.post(f"{HERE}/{WRITING}", data).status_code == 303
    assert notes(house) == {ACTIVITY: "right", "write-again": "again, changed"}


def test_a_note_that_is_too_long_is_asked_for_again_with_all_of_it(amara: Visitor, house: House) -> None:
    typed = "x" * (LONGEST_NOTE + 1)
    data = amara.fill(amara.page(f"{HERE}/{WRITING}"), "main", **{NOTE: typed, AGAIN: "so"})
    answer = amara.post(f"{HERE}/{WRITING}", data)
    assert answer.status_code == 422
    soup = page(answer)
    assert_asks_again(soup, NOTE)
    data = amara.fill(soup, "main")
    assert (data[NOTE], data[AGAIN]) == (typed, "so")
    assert rows(house, "section_done") == []


def test_a_note_that_is_too_long_does_not_hide_a_clash(amara: Visitor, house: House) -> None:
    left, right = two_windows(amara)
    left[NOTE], right[NOTE] = "left", "x" * (LONGEST_NOTE + 1)
    amara.post(f"{HERE}/{WRITING}", left)
    data = amara.fill(page(amara.post(f"{HERE}/{WRITING}", right)), "main", **{NOTE: "right"})
    assert amara.post(f"{HERE}/{WRITING}", data).status_code == 409
    assert notes(house) == {ACTIVITY: "left"}


@pytest.mark.parametrize("section", SECTIONS)
def test_no_two_parts_of_a_page_have_the_same_id(amara: Visitor, section: str) -> None:
    ids = [str(element["id"]) for element in amara.page(f"{HERE}/{section}").select("[id]")]
    assert sorted(ids) == sorted(set(ids))


SPOT = f"{HERE}/{ASKING}/questions/{QUESTION}"


def test_a_question_on_the_spot_explains_itself_at_once(amara: Visitor) -> None:
    soup = amara.page(f"{HERE}/{ASKING}")
    answer = amara.post(SPOT, amara.fill(soup, ".spot form", answer="a"))
    assert (answer.status_code, answer.location) == (303, f"{HERE}/{ASKING}#question-{QUESTION}")
    said = text(amara.page(f"{HERE}/{ASKING}"), ".spot")
    assert "Ada’s beans were lost in this way" in said
    assert amara.fill(amara.page(f"{HERE}/{ASKING}"), ".spot form")["answer"] == "a"


def test_a_question_without_an_answer_is_asked_again(amara: Visitor) -> None:
    answer = amara.post(SPOT, {})
    assert answer.status_code == 422
    assert_asks_again(page(answer), f"{QUESTION}-answer")


def test_a_half_answered_question_on_the_spot_keeps_what_was_chosen(amara: Visitor, grow: Grow) -> None:
    several = """\
kind: multiple-choice
    stem: What do you do first?
    options:
      - {text: Ask, right: true, feedback: So.}
      - {text: Wait, right: true, feedback: So.}
      - {text: Dig, feedback: So.}
"""
    file = "quizzes/shared-garden/think.yaml"
    grow({file: lambda content: content.split("kind: single-choice")[0] + several})
    answer = amara.post(SPOT, {"answer": "b"})
    assert answer.status_code == 422
    soup = page(answer)
    assert_asks_again(soup, f"{QUESTION}-answer")
    assert amara.fill(soup, ".spot form").getlist("answer") == ["b"]


def test_a_question_that_is_not_on_the_page_is_not_found(amara: Visitor) -> None:
    for path in (f"{HERE}/{SECTIONS[0]}/questions/{QUESTION}", f"{HERE}/{ASKING}/questions/none"):
        assert amara.post(path, {"answer": "a"}).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        f"/courses/{COURSE}",
        f"/courses/{COURSE}/why",
        HERE,
        f"{HERE}/why",
        f"{HERE}/whole",
        "/results",
        "/glossary",
        "/search",
        "/search?q=beans",
        "/search?q=%00%22*",
        f"/quizzes/{COURSE}/{MODULE}",
        f"/courses/{COURSE}/reflection",
    ],
)
def test_every_page_can_be_opened_by_a_beginner_and_by_somebody_who_is_done(amara: Visitor, path: str) -> None:
    assert title(amara.page(path))
    read(amara, *SECTIONS)
    attempt = amara.post(f"/quizzes/{COURSE}/{MODULE}").location
    assert title(amara.page(path))
    amara.post(f"{attempt}/check")
    assert title(amara.page(path))


@pytest.mark.parametrize("path", ["/courses/none", f"/courses/{COURSE}/none", f"{HERE}/none", "/courses/none/why"])
def test_what_is_not_there_is_not_found(amara: Visitor, path: str) -> None:
    assert "We just missed each other" in text(amara.page(path, 404))


def test_the_whole_module_shows_what_one_wrote(amara: Visitor) -> None:
    amara.put(SAVE, json={"text": "By the wall: us", "version": 0})
    assert "By the wall: us" in text(amara.page(f"{HERE}/whole"))


def test_a_page_that_explains_the_percent_shows_the_records_it_was_made_of(amara: Visitor) -> None:
    read(amara, SECTIONS[0])
    said = text(amara.page(f"{HERE}/why"))
    assert "1 of 6 steps" in said
    assert "= 16%" in said
    assert "24 November, 09:00" in said


def test_a_locked_module_says_what_opens_it(amara: Visitor, grow: Grow) -> None:
    grow(
        {
            "courses/shared-garden/course.yaml": lambda content: content.replace(
                "order: free", "order: locked"
            ).replace("  - 01-plan-the-beds", "  - 01-plan-the-beds\n  - 02-grow"),
            "courses/shared-garden/02-grow.md": lambda content: (
                (REPOSITORY / "tests/content/good/courses/shared-garden/01-plan-the-beds.md")
                .read_text("utf-8")
                .replace("id: plan-the-beds", "id: grow")
                .replace("code: G1", "code: G2")
                .replace("knowledge_check: shared-garden/plan-the-beds", "knowledge_check: shared-garden/twice")
            ),
        }
    )
    locked = f"/courses/{COURSE}/grow"
    for path in (locked, f"{locked}/{SECTIONS[0]}", f"/quizzes/{COURSE}/twice"):
        assert "G1, Plan the beds" in text(amara.page(path, 409))
        assert path == locked or amara.post(path).status_code == 409
    assert "Not open yet" in text(amara.page(f"/courses/{COURSE}"))


def close_the_course(content: str) -> str:
    return content.replace("open: true", "open: false")


@pytest.mark.parametrize("role", [None, *Role])
def test_what_is_listed_and_found_can_be_opened_and_nothing_else(
    garden_app: Flask, house: House, grow: Grow, role: Role | None
) -> None:
    grow({"courses/shared-garden/course.yaml": close_the_course})
    person = make_account(house, roles=[role] if role else [])
    who = Visitor(signed_in(garden_app.test_client(), person))
    may = role in (Role.TRAINER, Role.AUTHOR)
    status = 200 if may else 403
    for path in (f"/courses/{COURSE}", HERE, f"{HERE}/{SECTIONS[0]}", f"/quizzes/{COURSE}/{MODULE}"):
        assert who.get(path).status_code == status
    for path in (f"{HERE}/{SECTIONS[0]}", f"/quizzes/{COURSE}/{MODULE}"):
        assert who.post(path).status_code == (303 if may else 403)
    for path in ("/home", "/search?q=beans", "/results"):
        links = [str(a["href"]) for a in who.page(path).select("main a[href^='/courses/']")]
        assert all(who.get(link.split("#")[0]).status_code == 200 for link in links)
    assert ("The shared garden" in text(who.page("/home"))) is may


@pytest.mark.parametrize("side", Side)
def test_a_person_with_a_side_finds_their_way_from_the_first_page(garden_app: Flask, house: House, side: Side) -> None:
    person = make_account(house, side=side, organisation="Tessaly Care", kind=OrganisationKind.PROVIDER)
    who = Visitor(signed_in(garden_app.test_client(), person))
    assert "The shared garden" in text(who.page("/home"))


def test_no_part_of_our_own_courses_bears_a_name_that_leads_elsewhere(app: Flask, house: House) -> None:
    """A part called “whole” could never be opened: /courses/…/…/whole is the page that prints a module."""
    routes = app.url_map.bind("localhost")
    for course in house.library.current(today=house.clock().date()).courses:
        for module in course.modules:
            assert routes.match(f"/courses/{course.id}/{module.id}")[0] == "learn.module"
            for section in module.sections:
                assert routes.match(f"/courses/{course.id}/{module.id}/{section.id}")[0] == "learn.section"
