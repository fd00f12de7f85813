"""Marks, percent and the pass mark, exact at the border, and what may be shown then."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpartners.domain.quiz.marking import key
from goodpartners.domain.quiz.passing import passes, shown
from tests.domain.quiz.examples import quiz
from tests.domain.quiz.taking import answered, started


@pytest.mark.parametrize(
    ("rule", "passed", "visible"),
    [
        ("after hand-in", True, True),
        ("after hand-in", False, True),
        ("after hand-in", None, True),
        ("after a pass", True, True),
        ("after a pass", False, False),
        ("after a pass", None, True),
        ("never", True, False),
        ("never", False, False),
        ("never", None, False),
    ],
)
def test_what_is_shown_follows_the_rule_and_the_result(rule: str, passed: bool | None, visible: bool) -> None:
    assert shown(rule, passed) is visible


@pytest.mark.parametrize(("right", "passed"), [(6, False), (7, True), (8, True)])
def test_seven_of_ten_pass_at_seventy_percent_and_six_do_not(right: int, passed: bool) -> None:
    made = quiz("day")
    assert passes(made, Fraction(right), 10) is passed


def test_a_hair_below_the_pass_mark_does_not_pass() -> None:
    made = quiz("day")
    assert passes(made, Fraction(7) - Fraction(1, 1000), 10) is False
    assert passes(made, Fraction(7, 3), Fraction(10, 3)) is True  # type: ignore[arg-type]


def test_without_a_pass_mark_or_without_marks_nobody_passes_or_fails() -> None:
    assert passes(quiz("mood", purpose="questionnaire", pass_mark=None), Fraction(0), 10) is None
    assert passes(quiz("mood"), Fraction(0), 0) is None


@given(st.integers(1, 100), st.integers(1, 60))
def test_exactly_the_percent_passes_and_the_least_bit_less_does_not(pass_mark: int, maximum: int) -> None:
    made = quiz("day", pass_mark=pass_mark)
    needed = Fraction(pass_mark * maximum, 100)
    assert passes(made, needed, maximum)
    assert not passes(made, needed - Fraction(1, 1000), maximum)


def test_two_thirds_are_sixty_six_percent() -> None:
    made = quiz("sun", "day", "straw")
    attempt = started(made)
    for item in ("sun", "day"):
        attempt = answered(attempt, item, key(attempt.item(item)))
    assert attempt.score().percent == 66
