"""An item that could not be marked fairly is refused, with a sentence for its author."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from goodpartners.domain.quiz.items import ITEM_MODELS, LETTERS, MultipleChoice
from goodpartners.domain.quiz.quiz import Quiz
from tests.domain.quiz.examples import item, quiz

OPTION = {"text": "So", "feedback": "Why so."}
RIGHT = {**OPTION, "right": True}
STEPS = [{"id": "a", "text": "First"}, {"id": "b", "text": "Then"}, {"id": "c", "text": "Last"}]
PREMISE = {"text": "This", "match": "x", "feedback": "Why."}
RESPONSES = [{"id": "x", "text": "That"}, {"id": "y", "text": "The other"}]


def test_there_is_an_example_of_every_kind() -> None:
    assert [one.kind for one in quiz().items] == list(ITEM_MODELS)


def test_parts_without_an_id_get_letters_by_their_place() -> None:
    assert [p.id for p in item("sun").premises] == ["a", "b", "c"]  # type: ignore[union-attr]
    mixed = item("day", options=[{**OPTION, "id": "friday"}, RIGHT, OPTION])
    assert [o.id for o in mixed.options] == ["friday", "b", "c"]  # type: ignore[union-attr]
    assert len(LETTERS) == 26


def test_the_number_to_choose_is_the_number_of_right_options() -> None:
    shares = item("shares")
    assert isinstance(shares, MultipleChoice)
    assert shares.choose == 2


@pytest.mark.parametrize(
    ("item_id", "changes", "said"),
    [
        ("day", {"options": [OPTION, OPTION]}, "exactly one option"),
        ("day", {"options": [RIGHT, RIGHT]}, "exactly one option"),
        ("day", {"options": [{**RIGHT, "id": "a"}, {**OPTION, "id": "a"}]}, "used twice"),
        ("day", {"options": [{**RIGHT, "id": "b"}, OPTION]}, "used twice"),
        ("day", {"options": [RIGHT]}, "at least 2"),
        ("shares", {"options": [RIGHT, RIGHT, RIGHT]}, "at least one option must be right"),
        ("shares", {"options": [OPTION, OPTION, OPTION]}, "at least one option must be right"),
        ("sun", {"premises": [PREMISE, {**PREMISE, "match": "z"}], "responses": RESPONSES}, "names no response"),
        ("sun", {"premises": [PREMISE, PREMISE], "responses": RESPONSES}, "two premises share"),
        ("sun", {"responses": [RESPONSES[0], RESPONSES[0]]}, "used twice"),
        ("steps", {"steps": STEPS, "slips": [{"before": "a", "after": "z", "feedback": "No."}]}, "names the step"),
        ("steps", {"steps": STEPS, "slips": [{"before": "a", "after": "b", "feedback": "No."}]}, "no slip"),
        ("litres", {"slips": [{"value": 140.5, "feedback": "No."}]}, "counts as right"),
        ("litres", {"tolerance": -1}, "greater than or equal to 0"),
        ("litres", {"answer": "nan"}, "finite"),
        ("litres", {"answer": "1e30", "slips": []}, "no more than 30 digits"),
        ("litres", {"answer": "1e999999999", "slips": []}, "no more than 30 digits"),
        ("litres", {"answer": "1e-31", "slips": []}, "no more than 30 digits"),
        ("litres", {"tolerance": "1e30"}, "no more than 30 digits"),
        ("litres", {"slips": [{"value": "1e30", "feedback": "No."}]}, "no more than 30 digits"),
        ("mood", {"worth": 1}, "less than or equal to 0"),
        ("day", {"worth": 21}, "less than or equal to 20"),
        ("day", {"wrong": True}, "not permitted"),
        ("day", {"id": "Day"}, "pattern"),
        ("day", {"stem": "  "}, "at least 1 character"),
    ],
)
def test_an_item_that_makes_no_sense_is_refused(item_id: str, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        item(item_id, **changes)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"pass_mark": None}, "needs a 'pass_mark'"),
        ({"purpose": "questionnaire"}, "has no 'pass_mark'"),
        ({"draw": 9}, "more items than the 8"),
        ({"pass_mark": 0}, "greater than or equal to 1"),
        ({"items": []}, "at least 1"),
        ({"behaviour": "lenient"}, "deferred"),
    ],
)
def test_a_quiz_that_makes_no_sense_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        quiz(**changes)


def test_an_id_is_used_by_one_item_only() -> None:
    first = quiz().model_dump(mode="json")["items"][0]
    with pytest.raises(ValidationError, match="used by two items"):
        quiz(items=[first, first])


def test_retired_items_cannot_be_drawn() -> None:
    first, second, *_ = quiz().model_dump(mode="json")["items"]
    with pytest.raises(ValidationError, match="more items than the 1"):
        quiz(items=[first, {**second, "retired": True}], draw=2)


def test_a_quiz_says_nothing_of_its_defaults_unless_asked() -> None:
    plain = Quiz.model_validate(quiz("day").model_dump(exclude_defaults=True))
    assert (plain.purpose, plain.behaviour, plain.layout, plain.counts) == (
        "knowledge-check",
        "deferred",
        "item-by-item",
        "best",
    )
    assert plain.show.model_dump() == dict.fromkeys(("marks", "right_answers", "explanations"), "after hand-in")
