"""Questions inside a section: they explain themselves at once and count for nothing."""

from __future__ import annotations

import pytest

from tests.factories import page
from tests.garden import ASKING, COURSE, MODULE, QUESTION, SECTIONS
from tests.web.conftest import Grow
from tests.web.visitor import Visitor, assert_asks_again, text

HERE = f"/courses/{COURSE}/{MODULE}"


@pytest.fixture
def database_kind() -> str:
    """Pages do not differ between databases; test_journeys.py goes through them on both."""
    return "sqlite"


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
