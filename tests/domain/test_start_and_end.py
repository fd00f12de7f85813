"""The start and end quiz: who meets which form when."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from goodpartners.domain.course import CourseFile
from goodpartners.domain.errors import Closed
from goodpartners.domain.progress import CourseProgress, QuizRecord, Record, course_progress
from goodpartners.domain.start_and_end import StartAndEnd, Turn, order_of, require_open, start_and_end
from tests.domain.courses import NOON, course, module, section

FORMS = ["g/form-a", "g/form-b"]
TAKEN = QuizRecord(tries=1, marks="4 of 8", counted_id=1)


def progress(done: int, **quizzes: QuizRecord) -> CourseProgress:
    """A course of two modules of which `done` are done, with these records of forms by their letter."""
    parts = [module("g", name, section("s"), check=False) for name in ("one", "two")]
    sections = {("g", part.id, "s"): NOON for part in parts[:done]}
    on_record = {f"g/form-{letter}": record for letter, record in quizzes.items()}
    return course_progress(course("g", *parts, forms=FORMS), Record(sections, on_record))


def both(done: int, **quizzes: Any) -> StartAndEnd:
    """The two forms of somebody who meets form a first."""
    person = next(number for number in range(50) if order_of(FORMS, "g", number)[0] == "g/form-a")
    found = start_and_end(progress(done, **quizzes), person)
    assert found is not None
    return found


@given(st.integers(1, 10**9))
def test_a_person_meets_each_form_once(person: int) -> None:
    assert set(order_of(FORMS, "g", person)) == set(FORMS)


@given(st.integers(1, 10**9))
def test_listing_the_forms_anew_changes_nobodys_order(person: int) -> None:
    assert order_of(FORMS, "g", person) == order_of(FORMS[::-1], "g", person)


def test_about_half_of_the_people_meet_the_forms_the_other_way_round() -> None:
    swapped = sum(order_of(FORMS, "g", person)[0] == "g/form-b" for person in range(1000))
    assert 400 < swapped < 600


def test_a_course_without_forms_has_no_start_and_end() -> None:
    assert start_and_end(course_progress(course("g", module("g", "one")), Record({}, {})), 1) is None


def test_the_start_quiz_is_open_until_a_module_is_done() -> None:
    assert both(0).start.may_begin
    assert not both(1).start.may_begin
    with pytest.raises(Closed, match="before your first module"):
        require_open(both(1).start)


def test_a_start_quiz_under_way_can_be_gone_on_with_after_a_module() -> None:
    assert both(1, a=QuizRecord(running_id=7)).start.offered


def test_the_end_quiz_opens_with_the_completed_course() -> None:
    assert not both(1).end.may_begin
    with pytest.raises(Closed, match="when you have completed the course"):
        require_open(both(1).end)
    assert both(2).end.may_begin


def test_each_form_is_taken_once() -> None:
    with pytest.raises(Closed, match="taken once"):
        require_open(both(0, a=TAKEN).start)
    assert not both(2, b=TAKEN).end.offered


def test_answers_are_explained_once_the_second_form_is_handed_in() -> None:
    assert not both(2, a=TAKEN).explained
    assert both(2, b=TAKEN).explained


def test_a_form_is_found_by_its_key_and_knows_its_turn() -> None:
    found = both(0)
    first, second = found.form("g/form-a"), found.form("g/form-b")
    assert first
    assert second
    assert (first.turn, second.turn) == (Turn.START, Turn.END)
    assert found.form("g/other") is None


def test_the_forms_count_for_nothing() -> None:
    assert progress(1, a=TAKEN).percent == progress(1).percent


@pytest.mark.parametrize("forms", [["g/form-a"], ["g/form-a", "g/form-a"], [*FORMS, "g/form-c"]])
def test_a_course_has_two_forms_or_none(forms: list[str]) -> None:
    file = course("g", module("g", "one")).file.model_dump() | {"forms": forms}
    with pytest.raises(ValidationError, match="two forms"):
        CourseFile.model_validate(file)
