"""One person's own result: places, words, advice, what moves up the path, and what became of it a round later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpartners.domain.partnership.questionnaire import Question
from goodpartners.domain.partnership.readiness.ambition import Ambition, ambition, place
from goodpartners.domain.partnership.readiness.movement import CLEAR_CHANGE, Movement, moved, movement
from goodpartners.domain.partnership.readiness.personal import (
    SAY_WHY,
    TOO_FEW_ANSWERED,
    TOP_EVERYWHERE,
    ModuleLink,
    Opens,
    PersonalResult,
    path,
    personal,
)
from goodpartners.domain.partnership.results import number
from goodpartners.domain.partnership.sheets import Answer
from goodpartners.domain.people import Side
from tests.partnership import readiness_answers, readiness_quiz, reworded

MAP = ModuleLink("good-supplier", "who-is-the-customer", "GS-2", "Who is the customer?")
LISTEN = ModuleLink("good-customer", "treat-listen-repair", "GC-2", "Treat, listen, repair")
MODULES = {"GS4": (MAP,), "DME7": (MAP,), "GC3": (LISTEN,), "GC2": (LISTEN,)}
Given = Mapping[str, Sequence[int | None]]


def result(now: Given, want: Given, modules: Mapping[str, Sequence[ModuleLink]] = MODULES) -> PersonalResult:
    return personal(readiness_quiz(), Side.PROVIDER, readiness_answers(now, want), modules)


@pytest.mark.parametrize(
    ("step", "word"),
    [
        (-0.01, Ambition.EASING_OFF),
        (-0.004, Ambition.STEADY),
        (0, Ambition.STEADY),
        (0.494, Ambition.STEADY),
        (0.495001, Ambition.STRETCH),
        (1.494, Ambition.STRETCH),
        (1.495001, Ambition.BIG_STEP),
        (4, Ambition.BIG_STEP),
    ],
)
def test_a_step_has_the_word_of_the_number_that_is_shown(step: float, word: Ambition) -> None:
    assert ambition(step) is word


@pytest.mark.parametrize(
    ("mean", "position", "title"),
    [
        (1, 0, "Starting out"),
        (1.97, 24, "Starting out"),
        (1.99, 25, "Finding our feet"),
        (2.99, 50, "Working together"),
        (3.5, 62, "Working together"),
        (4, 75, "Partner of choice"),
        (5, 100, "Partner of choice"),
    ],
)
def test_a_place_has_the_band_of_the_position_that_is_shown(mean: float, position: int, title: str) -> None:
    found = place(readiness_quiz(), mean)

    assert (found.position, found.title) == (position, title)


def test_wanting_less_than_today_is_taken_as_it_is_and_asked_about_kindly() -> None:
    row = result({"f": (4, 3, 4)}, {"f": (3, 3, 4)}).rows[5]

    assert row.step == pytest.approx(-1 / 3)
    assert (row.ambition, row.said) == (Ambition.EASING_OFF, SAY_WHY)


def test_a_dimension_with_fewer_than_half_its_statements_says_so_and_has_no_number() -> None:
    found = result({"a": (4, None, None), "b": (4, 2, None)}, {"a": (5, 5, 5), "b": (5, 5, None)})

    assert (found.rows[0].now, found.rows[0].said) == (None, TOO_FEW_ANSWERED)
    assert found.rows[1].now is not None
    assert found.rows[1].now.mean == 3
    assert found.now is not None
    assert found.now.mean == 3


@pytest.mark.parametrize(
    ("now", "want", "opens", "advice"),
    [
        ((1, 1, 1), (2, 2, 2), Opens.MODULE, "begin"),
        ((2, 2, 3), (3, 3, 3), Opens.MODULE, "begin"),
        ((3, 3, 3), (4, 4, 4), Opens.PRACTICE, "go_on"),
        ((4, 4, 4), (5, 5, 5), Opens.TEACH, "lead"),
        ((2, 2, 2), (3, 4, 4), Opens.TOP, "begin"),
        ((3, 3, 4), (5, 5, 5), Opens.TOP, "go_on"),
    ],
)
def test_the_band_chooses_advice_and_what_opens_and_a_big_step_comes_first(
    now: tuple[int, ...], want: tuple[int, ...], opens: Opens, advice: str
) -> None:
    row = result({"d": now}, {"d": want}).rows[3]
    written = readiness_quiz().dimensions[3].advice

    assert row.opens is opens
    assert written is not None
    assert row.advice == getattr(written, advice)


def test_without_a_module_the_advice_stands_alone() -> None:
    row = result({"d": (1, 1, 1)}, {"d": (5, 5, 5)}, {}).rows[3]

    assert (row.opens, row.modules) == (None, ())
    assert row.advice


def test_modules_move_up_by_the_size_of_the_step_each_once_and_say_why() -> None:
    now = {"b": (2, 2, 2), "c": (3, 3, 3), "d": (1, 1, 2)}
    want = {"b": (3, 3, 3), "c": (5, 5, 5), "d": (5, 5, 5)}

    steps = path(result(now, want))

    assert [(step.module, step.reason) for step in steps] == [
        (MAP.module, "You want a big step in Knowing each other"),
        (LISTEN.module, "You want a big step in Listening and communication"),
    ]


def test_a_stretch_from_a_low_band_moves_up_after_the_big_steps_and_a_high_band_stays() -> None:
    low = path(result({"b": (2, 2, 2), "d": (1, 1, 1)}, {"b": (3, 3, 3), "d": (5, 5, 5)}))
    high = path(result({"b": (4, 4, 4), "d": (3, 3, 3)}, {"b": (5, 5, 5), "d": (4, 4, 4)}))

    assert [step.module for step in low] == [MAP.module, LISTEN.module]
    assert low[1].reason == "You want a stretch in Respect and reasonableness"
    assert high == ()


def test_rows_come_with_the_biggest_step_first_and_in_the_order_of_the_quiz() -> None:
    found = result({"a": (3, 3, 3), "b": (3, 3, 3), "c": (1, 1, 1)}, {"a": (4, 4, 4), "b": (3, 3, 3), "c": (4, 4, 4)})

    assert [row.dimension for row in found.rows] == list("abcdefgh")
    assert [row.dimension for row in found.by_step] == list("cabdefgh")
    assert "".join(word.text for word in found.title) == "You want most movement in Listening and communication"


def test_wanting_the_top_everywhere_is_named() -> None:
    everywhere = result({"a": (3, 3, 3), "b": (4, 4, 4)}, {"a": (5, 5, 5), "b": (5, 5, 5)})
    elsewhere = result({"a": (3, 3, 3), "b": (4, 4, 4)}, {"a": (5, 5, 5), "b": (5, 5, 4)})

    assert TOP_EVERYWHERE in everywhere.notes
    assert TOP_EVERYWHERE not in elsewhere.notes


answers = st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=3, max_size=3)
whole = st.fixed_dictionaries(dict.fromkeys("abcdefgh", answers))


@given(whole, whole)
def test_every_number_of_the_picture_stands_in_the_table(now: Given, want: Given) -> None:
    found = result(now, want)

    for row, cells in zip(found.rows, found.table.rows, strict=True):
        assert cells[0] == row.title
        for each, mean, position in ((row.now, 1, 4), (row.want, 2, 5)):
            if each is not None:
                assert (cells[mean], cells[position]) == (number(each.mean, 2), str(each.position))
        if row.ambition:
            assert row.ambition in cells[6]
            assert cells[3] == number(row.step, 2, signed=True)
        values = [value for value in now[row.dimension] if value is not None]
        assert (row.now is None) == (len(values) < 2)
        if row.now:
            assert row.now.mean == float(Fraction(sum(values), len(values)))


def test_a_change_counts_from_nearly_nine_tenths_of_a_point() -> None:
    assert CLEAR_CHANGE == 0.87
    assert [movement(change) for change in (0.87, 0.864, 0, -0.864, -0.87)] == [
        Movement.UP,
        Movement.UNCLEAR,
        Movement.UNCLEAR,
        Movement.UNCLEAR,
        Movement.DOWN,
    ]


def test_a_later_round_says_privately_what_moved() -> None:
    before = readiness_answers({"a": (2, 2, 2), "b": (4, 4, 4), "c": (3, 3, 3)}, {})
    after = {
        **readiness_answers({"a": (3, 3, 3), "b": (3, 3, 3), "c": (3, 4, 4), "d": (5, 5, 5)}, {}),
        (Question.BEFORE, "b"): Answer(2),
    }

    found = moved(readiness_quiz(), before, readiness_quiz(), after)

    assert [(each.dimension, each.movement) for each in found] == [
        ("a", Movement.UP),
        ("b", Movement.DOWN),
        ("c", Movement.UNCLEAR),
    ]
    assert found[1].looking_back is not None
    assert found[1].looking_back.mean == 2


def test_rounds_are_compared_over_the_statements_that_both_asked() -> None:
    before = readiness_answers({"a": (1, 1, 5)}, {})
    after = {**readiness_answers({"a": (3, 3)}, {}), (Question.NOW, "a9"): Answer(1)}

    (found,) = moved(readiness_quiz(), before, reworded("a3", "a9"), after)

    assert (found.before.mean, found.after.mean, found.movement) == (1, 3, Movement.UP)
