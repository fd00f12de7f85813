"""A response is kept just as it was given, and no form, however filled, breaks the reading of it."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goodpartners.domain.quiz.items import Item, MultipleChoice
from goodpartners.domain.quiz.marking import key, mark
from goodpartners.domain.quiz.responses import (
    LONGEST_TEXT,
    Chosen,
    Fields,
    Ordered,
    Response,
    Written,
    fitted,
    from_fields,
    from_json,
    number,
    problems,
    to_fields,
    to_json,
)
from goodpartners.domain.quiz.review import review
from goodpartners.domain.quiz.wording import said
from tests.domain.quiz import strategies as quizzes
from tests.domain.quiz.examples import item


@given(quizzes.items_with(quizzes.responses))
def test_a_response_comes_back_from_json_as_it_was(given: tuple[Item, Response | None]) -> None:
    _, response = given
    if response is not None:
        assert from_json(json.loads(json.dumps(to_json(response)))) == response


@given(quizzes.items_with(quizzes.given_by_form))
def test_a_response_comes_back_from_its_form_as_it_was(given: tuple[Item, Response | None]) -> None:
    one, response = given
    if response is not None:
        fields: dict[str, list[str]] = {}
        for name, value in to_fields(response):
            fields.setdefault(name, []).append(value)
        assert from_fields(one, fields) == fitted(one, response) == response


@given(quizzes.items_with(lambda one: quizzes.nonsense_forms | quizzes.forms(one)))
def test_any_form_can_be_read_marked_and_explained(given: tuple[Item, Fields]) -> None:
    one, fields = given
    response = from_fields(one, fields)
    problems(one, response)
    mark(one, response)
    review(one, response)
    said(one, response)


@given(quizzes.items_with(lambda one: quizzes.forms(one)))
def test_a_form_never_yields_what_is_not_on_it(given: tuple[Item, Fields]) -> None:
    one, fields = given
    response = from_fields(one, fields)
    match response:
        case Chosen():
            assert set(response.options) <= set(quizzes.field_values(one))
        case Written():
            assert response.text.strip()
        case _ if response is not None:
            assert {name for name, _ in to_fields(response)} <= set(quizzes.field_names(one))


@given(quizzes.marked_items)
def test_the_key_leaves_nothing_to_do(one: Item) -> None:
    assert problems(one, key(one)) == []


@given(quizzes.items())
def test_an_empty_form_is_no_answer_and_says_what_to_do(one: Item) -> None:
    response = from_fields(one, {})
    assert response is None
    assert problems(one, response)


@given(quizzes.items_with(quizzes.given_by_form))
def test_every_problem_belongs_to_a_field_of_the_form(given: tuple[Item, Response | None]) -> None:
    one, response = given
    assert {problem.field for problem in problems(one, response)} <= set(quizzes.field_names(one))


def test_the_number_of_choices_is_asked_for_in_words() -> None:
    assert isinstance(item("shares"), MultipleChoice)
    (problem,) = problems(item("shares"), Chosen(options=("a",)))
    assert problem.sentence == "Choose two. You have chosen one."


def test_a_place_used_twice_is_named_at_both_steps() -> None:
    given = Ordered(places=(("1", 1), ("2", 2), ("3", 2), ("4", 4)))
    assert [p.field for p in problems(item("steps"), given)] == ["place-2", "place-3"]


def test_a_word_where_a_number_belongs_is_told_how_to_write_it() -> None:
    (problem,) = problems(item("litres"), Written(text="many"))
    assert "figures" in problem.sentence


def test_a_text_is_cut_at_the_longest_that_is_kept() -> None:
    assert from_fields(item("straw"), {"answer": ["x" * (LONGEST_TEXT + 1)]}) == Written(text="x" * LONGEST_TEXT)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("−1.4", "-1.4"),
        ("–1.4", "-1.4"),
        ("£1,200", "1200"),
        ("-£5", "-5"),
        ("70 %", "70"),
        (" 1 200.50 ", "1200.50"),
        ("1\u00a0200", "1200"),
        ("+3", "3"),
        (".5", "0.5"),
        ("1,000,000,000,000,000", "1e15"),
        ("9" * 4000, "9" * 4000),
    ],
)
def test_numbers_are_read_as_people_type_them(typed: str, value: str) -> None:
    assert number(typed) == Decimal(value)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "%",
        "£",
        "ten",
        "1.2.3",
        "--5",
        "5-",
        "nan",
        "-inf",
        "Infinity",
        "1e15",
        "1e9999999",
        "1_000",
        "0x10",
        "12h",
        "1" * 4000 + "h",
    ],
)
def test_nonsense_is_no_number(typed: str) -> None:
    assert number(typed) is None


@given(quizzes.decimals)
def test_a_number_with_commas_and_a_true_minus_sign_is_itself(value: Decimal) -> None:
    assert number(quizzes.number_in_words(value)) == value


@given(st.text() | st.from_regex(r"[-+]?[0-9.,]{0,6}[eE]?[-+]?[0-9]{0,20}", fullmatch=True))
@example("1e9999999")
@example("-1e-9999999")
def test_reading_a_number_never_fails(typed: str) -> None:
    value = number(typed)
    assert value is None or value.is_finite()
