"""Answers and questions in words, for pages, files and people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpartners.domain.quiz.items import Item
from goodpartners.domain.quiz.responses import Chosen, Matched, Ordered, Response, Written
from goodpartners.domain.quiz.wording import said, setting_and_question
from tests.domain.quiz import strategies
from tests.domain.quiz.examples import item


@given(strategies.items_with(strategies.given_by_form))
def test_every_answer_has_words_and_no_answer_has_none(given: tuple[Item, Response | None]) -> None:
    one, response = given
    assert (said(one, response) == "") == (response is None)


@pytest.mark.parametrize(
    ("item_id", "response", "words"),
    [
        ("shares", Chosen(options=("a", "c")), "Take turns; Each its own bed"),
        ("long", Chosen(options=("false",)), "False"),
        ("sun", Matched(pairs=(("a", "noon"),)), "By the wall: Until noon"),
        ("steps", Ordered(places=(("3", 2), ("1", 1))), "1. Look; 2. Dig"),
        ("mood", Chosen(options=("2",)), "Fairly sure"),
        ("litres", Written(text="35"), "35"),
        ("day", Chosen(options=("gone",)), "gone"),
        ("mood", Chosen(options=("9",)), "9"),
        ("sun", Matched(pairs=(("gone", "noon"),)), "gone: Until noon"),
    ],
)
def test_answers_are_said_in_the_words_of_their_question(item_id: str, response: Response, words: str) -> None:
    assert said(item(item_id), response) == words


@pytest.mark.parametrize(
    ("stem", "parts"),
    [
        ("Which day suits both?", ("", "Which day suits both?")),
        ("One house rests. Which day suits both?", ("One house rests.", "Which day suits both?")),
        ("She says: “Not now.” What do you do?", ("She says: “Not now.”", "What do you do?")),
        ("It costs 1.50 a day. How much a week?", ("It costs 1.50 a day.", "How much a week?")),
    ],
)
def test_the_question_is_told_from_what_leads_up_to_it(stem: str, parts: tuple[str, str]) -> None:
    assert setting_and_question(stem) == parts


@given(st.text())
def test_no_word_of_a_stem_is_lost(stem: str) -> None:
    assert "".join("".join(setting_and_question(stem)).split()) == "".join(stem.split())
