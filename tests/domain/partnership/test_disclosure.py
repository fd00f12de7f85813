"""The gate, law by law: what it lets through, and what it keeps back."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest

from goodpartners.domain.partnership import disclosure
from goodpartners.domain.partnership.disclosure import (
    Detail,
    Score,
    Status,
    may_follow,
    may_release_again,
    may_show,
    may_subtract,
    mostly,
    must_withdraw,
    points_status,
    statements_status,
    status,
)


def scores(*values: float, answered: int = 4) -> list[Score]:
    return [Score(Fraction(value), answered) for value in values]


def people(*values: float, begin: int = 0) -> dict[str, Score]:
    return {f"person {n}": Score(Fraction(value), 1) for n, value in enumerate(values, begin)}


def test_a_mean_needs_three_people_and_everything_finer_five() -> None:
    assert [may_show(n, Detail.MEAN) for n in (0, 2, 3)] == [False, False, True]
    assert [may_show(n, Detail.SPREAD) for n in (4, 5)] == [False, True]
    assert [may_show(n, Detail.COHORT) for n in (4, 5)] == [False, True]


def test_the_floors_are_constants_that_nothing_can_set_lower() -> None:
    assert (disclosure.FLOOR, disclosure.DETAIL_FLOOR, disclosure.PAIRS_FLOOR) == (3, 5, 5)
    assert set(disclosure.FLOORS) == set(Detail)


def test_two_people_are_too_few_whatever_they_say() -> None:
    assert status(scores(2, 4), 1, 5) is Status.TOO_FEW


def test_five_one_one_is_withheld_though_they_are_three() -> None:
    assert status(scores(5, 1, 1, answered=1), 1, 5) is Status.TOO_ALIKE


def test_five_two_two_is_withheld_for_its_only_other_way_would_have_been() -> None:
    assert status(scores(1, 2, 2, answered=1), 1, 5) is Status.TOO_ALIKE
    assert status(scores(2, 4, 4, answered=1), 1, 5) is Status.SHOWN


def test_two_four_five_is_shown_as_a_mean_only() -> None:
    assert status(scores(2, 4, 5, answered=1), 1, 5) is Status.SHOWN
    assert not may_show(3, Detail.SPREAD)


@pytest.mark.parametrize("values", [(3, 3, 3, 3, 3), (3, 3, 3, 3, 5)])
def test_five_who_are_all_but_one_alike_are_withheld(values: Sequence[float]) -> None:
    assert status(scores(*values), 1, 5) is Status.TOO_ALIKE


def test_five_of_whom_two_differ_are_shown() -> None:
    assert status(scores(3, 3, 3, 4, 2), 1, 5) is Status.SHOWN


def test_of_many_near_an_end_only_the_end_is_told() -> None:
    assert status(scores(5, 4.75, 4.25, 5, 4.5), 1, 5) is Status.NEARLY_ALL_TOP
    assert status(scores(1, 2, 1.5, 1, 2), 1, 5) is Status.NEARLY_ALL_BOTTOM
    assert status(scores(5, 4.75, 4, 5, 4.5), 1, 5) is Status.SHOWN


def test_of_one_answer_each_the_end_is_wide_enough_to_leave_two_answers_open() -> None:
    assert status(scores(5, 5, 5, 5, 5, answered=1), 1, 5) is Status.NEARLY_ALL_TOP
    assert status(scores(4, 4, 5, 4, 4, answered=1), 1, 5) is Status.NEARLY_ALL_TOP


def test_three_points_have_no_ends_for_one_end_would_tell_the_other() -> None:
    assert status(scores(1, 3, 3, 3, 3, answered=1), 1, 3) is Status.TOO_ALIKE
    assert status(scores(1, 1, 1, 1, 1, answered=1), 1, 3) is Status.TOO_ALIKE


def test_points_are_shown_for_all_dimensions_or_for_none() -> None:
    assert points_status([(40, 30, 30), (50, 20, 30), (30, 30, 40)], 100) is Status.SHOWN
    assert points_status([(40, 60, 0), (50, 50, 0), (30, 70, 0)], 100) is Status.TOO_ALIKE
    assert points_status([(40, 30, 30), (50, 20, 30)], 100) is Status.TOO_FEW


def test_statements_are_shown_all_or_none() -> None:
    rows = [[1, 2], [2, 3], [3, 4], [4, 5], [5, 1]]
    assert statements_status(rows) is Status.SHOWN
    assert statements_status(rows[:4]) is Status.TOO_FEW
    assert statements_status([*rows[:4], [5, None]]) is Status.TOO_ALIKE
    assert statements_status([[1, 4], [2, 4], [3, 4], [4, 4], [5, 1]]) is Status.TOO_ALIKE


def test_a_statement_is_named_as_skipped_by_most_from_five_people_and_without_a_number() -> None:
    assert [mostly(n, 5) for n in (2, 3, 5)] == [False, True, True]
    assert not mostly(4, 4)
    assert not mostly(3, 6)


def test_the_same_people_with_the_same_scores_may_be_shown_again() -> None:
    assert may_follow([people(1, 2, 3)], people(1, 2, 3))


def test_a_late_joiner_or_two_may_not_be_told_by_subtraction() -> None:
    assert not may_follow([people(1, 2, 3)], people(1, 2, 3, 4))
    assert not may_follow([people(1, 2, 3)], people(1, 2, 3, 4, 5))
    assert may_follow([people(1, 2, 3)], people(1, 2, 3, 4, 5, 1))


def test_a_group_that_can_be_subtracted_must_not_be_alike() -> None:
    assert not may_follow([people(1, 2, 3)], people(1, 2, 3, 5, 5, 4))
    assert not may_follow([people(1, 1, 3)], people(1, 1, 3, 5, 4, 3))


def test_a_changed_answer_counts_as_one_who_left_and_one_who_came() -> None:
    before = people(1, 2, 3, 4, 5, 1)
    assert not may_follow([before], before | people(4))
    assert may_follow([before], before | people(4, 5, 1))
    assert not may_follow([before], before | people(4, 4, 5))


def test_every_earlier_release_can_be_subtracted() -> None:
    first, second = people(1, 2, 3), people(1, 2, 3, 4, 5, 1)
    assert may_follow([first, second], people(1, 2, 3, 4, 5, 1, 2, 3, 4))
    assert not may_follow([first, second], people(1, 2, 3, 4, 5, 1, 2))
    assert not may_follow([first, second], people(1, 2, 3, 4, 5, 2))


def test_differences_beside_two_means_need_groups_in_which_people_can_change_places() -> None:
    both = people(1, 2, 3, 4, 5)
    assert may_subtract(both, people(5, 4, 3, 2, 1))
    assert not may_subtract(both, people(5, 4, 3, 2))
    assert may_subtract(people(1, 2, 3, 4, 5, 1, 2, 3), both)
    assert not may_subtract(people(1, 2, 3, 4, 5, 1, 1, 1), both)


def test_those_who_have_both_scores_may_not_be_alike_either() -> None:
    left = people(5, 5, 5, 5, 5) | people(1, 2, 3, begin=5)
    assert status(list(left.values()), 1, 5) is Status.SHOWN
    assert not may_subtract(people(5, 4, 3, 3, 4), left)


def test_a_release_is_repeated_when_nobody_or_three_on_each_way_changed() -> None:
    before = {"a": 1, "b": 2, "c": 3, "d": 4}
    assert may_release_again(before, before)
    assert not may_release_again(before, before | {"a": 9})
    assert not may_release_again(before, before | {"e": 5})
    assert may_release_again(before, before | {"e": 5, "f": 6, "g": 7})
    assert may_release_again(before, before | {"a": 9, "b": 9, "c": 9})
    assert not may_release_again(before, {"b": 2, "c": 3, "d": 4})


def test_an_erasure_takes_figures_of_three_or_four_people_with_it() -> None:
    assert [must_withdraw(n) for n in (3, 4, 5)] == [True, True, False]
