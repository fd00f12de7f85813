"""A receipt says what it was given for, and nothing else can be made to look like one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpartners.domain.errors import NotFound
from goodpartners.domain.quiz.receipts import ALPHABET, issue, key_of, read
from goodpartners.domain.quiz.responses import Chosen, Written
from tests.domain.quiz.taking import NOON

KEY = key_of("a secret for tests that is long enough")
answers = st.none() | st.builds(Written, text=st.text(min_size=1, max_size=40)) | st.just(Chosen(options=("a", "c")))
attempts, numbers, moments = st.integers(0, 2**32 - 1), st.integers(1, 255), st.integers(0, 10**9)


@given(attempts, numbers, answers, moments)
def test_a_code_says_what_it_was_given_for(attempt: int, number: int, response: object, seconds: int) -> None:
    at = NOON + timedelta(seconds=seconds)
    receipt = read(issue(attempt, number, response, at=at, key=KEY), key=KEY)  # type: ignore[arg-type]
    assert (receipt.attempt, receipt.number, receipt.at) == (attempt, number, at)
    assert receipt.proves(response)  # type: ignore[arg-type]


@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_it_proves_no_other_answer(one: str, other: str) -> None:
    receipt = read(issue(7, 2, Written(text=one), at=NOON, key=KEY), key=KEY)
    assert receipt.proves(Written(text=other)) is (one == other)


@given(st.integers(0, 38), st.sampled_from(ALPHABET))
def test_a_code_with_one_letter_changed_is_not_ours(place: int, letter: str) -> None:
    code = issue(7, 2, Written(text="two spades"), at=NOON, key=KEY).replace("-", "")
    changed = code[:place] + letter + code[place + 1 :]
    if changed == code:
        return
    with pytest.raises(NotFound, match="no receipt of ours"):
        read(changed, key=KEY)


@given(st.text(max_size=60))
def test_no_text_is_taken_for_a_receipt(text: str) -> None:
    with pytest.raises(NotFound):
        read(text, key=KEY)


def test_another_server_takes_none_of_our_codes() -> None:
    code = issue(7, 2, None, at=NOON, key=KEY)
    with pytest.raises(NotFound):
        read(code, key=key_of("another secret that is long enough too"))


def test_a_code_can_be_read_out_and_typed_as_people_do() -> None:
    code = issue(7, 2, None, at=NOON, key=KEY)
    assert len(code.replace("-", "")) == 39
    assert all(len(group) <= 5 for group in code.split("-"))
    typed = f" {code.lower().replace('-', ' ')} ".replace("0", "o").replace("1", "l")
    assert read(typed, key=KEY) == read(code, key=KEY)


def test_a_code_holds_no_word_of_the_answer() -> None:
    assert "MULCH" not in issue(7, 2, Written(text="mulch"), at=NOON, key=KEY)
