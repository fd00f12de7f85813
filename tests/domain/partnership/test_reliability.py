"""The reliability of the instruments, against published examples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpartners.domain.partnership.reliability import (
    alpha,
    complete_rows,
    consistency,
    feldt,
    icc1,
    icc2,
    intraclass,
    omega,
    one_way,
)

# Example data of the R package fmsb.
FMSB = list(
    zip(
        [1, 5, 2, 3, 4, 2, 3, 4, 3, 2],
        [2, 4, 1, 2, 4, 1, 2, 5, 2, 1],
        [2, 5, 1, 3, 3, 2, 2, 4, 2, 2],
        strict=True,
    )
)
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
GROUPS = [[4, 5, 4, 5], [2, 3, 2, 3], [3, 4, 4, 3]]
LOADINGS = [0.8, 0.7, 0.6, 0.5]

tables = st.integers(2, 5).flatmap(
    lambda items: st.lists(st.lists(st.integers(1, 5), min_size=items, max_size=items), min_size=2, max_size=12)
)


def people_with_correlations(wanted: np.ndarray) -> list[list[float]]:
    """Make fifty people whose answers correlate exactly as wanted."""
    raw = np.random.default_rng(4).normal(size=(50, len(wanted)))
    raw -= raw.mean(axis=0)
    unrelated = raw @ np.linalg.inv(np.linalg.cholesky(np.cov(raw.T))).T
    return (unrelated @ np.linalg.cholesky(wanted).T).tolist()


# --- Alpha and its interval ------------------------------------------------------------------------------------------


def test_alpha_and_its_interval_give_the_published_figures() -> None:
    found = consistency(FMSB)
    assert found is not None
    assert found.alpha == pytest.approx(0.929504, abs=5e-7)
    assert (found.people, found.items) == (10, 3)
    assert (found.interval.low, found.interval.high) == pytest.approx((0.794, 0.981), abs=5e-4)


def test_the_interval_takes_feldts_degrees_of_freedom_and_not_those_of_statpsych() -> None:
    found = feldt(0.85, 7, 89)
    assert (found.low, found.high) == pytest.approx((0.797065, 0.893167), abs=5e-7)
    assert found.low != pytest.approx(0.797125, abs=2e-5)


@pytest.mark.parametrize(
    ("people", "low", "high"), [(5, 0.18, 0.98), (6, 0.28, 0.97), (12, 0.52, 0.94), (30, 0.65, 0.90)]
)
def test_alpha_of_a_small_side_could_be_almost_anything(people: int, low: float, high: float) -> None:
    found = feldt(0.80, 4, people)
    assert (found.low, found.high) == pytest.approx((low, high), abs=6e-3)


def test_the_interval_counts_those_who_answered_everything_and_not_those_who_began() -> None:
    with_holes = [*FMSB, [5, None, 5], [None, None, None], [1, 1, None]]
    assert consistency(with_holes) == consistency(FMSB)
    found = consistency(with_holes)
    assert found is not None
    of_everybody = feldt(found.alpha, 3, len(with_holes))
    assert found.interval.high - found.interval.low > of_everybody.high - of_everybody.low


def test_a_complete_row_is_one_without_a_hole_even_where_the_answer_is_0() -> None:
    assert complete_rows([[1, 2], [None, 3], [0, 0], [4, None]]) == [[1, 2], [0, 0]]


def test_alpha_of_totals_that_do_not_vary_is_not_worked_out() -> None:
    assert alpha([[1, 5], [5, 1], [3, 3]]) is None
    assert consistency([[1, 5], [5, 1], [3, 3], [None, 1]]) is None


@pytest.mark.parametrize("rows", [[], [[1, 2, 3]], [[1], [2]], [[1, 2], [3]], [[1, 2], [3, None]]])
def test_alpha_of_fewer_than_two_people_or_items_is_refused(rows: list[list[float | None]]) -> None:
    with pytest.raises(ValueError):
        consistency(rows)


@pytest.mark.parametrize(("value", "items", "people"), [(0.8, 1, 30), (0.8, 4, 1), (1.1, 4, 30)])
def test_an_interval_of_nothing_is_refused(value: float, items: int, people: int) -> None:
    with pytest.raises(ValueError):
        feldt(value, items, people)


@given(tables)
def test_alpha_is_at_most_1_and_inside_its_interval(rows: list[list[int]]) -> None:
    found = consistency(rows)
    if found is not None:
        assert found.alpha <= 1 + 1e-9
        assert found.interval.low <= found.alpha <= found.interval.high


# --- Omega -----------------------------------------------------------------------------------------------------------


def test_omega_gives_the_worked_figure() -> None:
    assert omega(LOADINGS) == pytest.approx(0.749446, abs=5e-7)


def test_alpha_of_people_with_these_loadings_is_a_little_lower_than_omega() -> None:
    wanted = np.outer(LOADINGS, LOADINGS)
    np.fill_diagonal(wanted, 1)
    assert alpha(people_with_correlations(wanted)) == pytest.approx(0.742055, abs=5e-7)


def test_omega_of_loadings_that_cancel_out_is_0() -> None:
    assert omega([1, -1]) == 0


@pytest.mark.parametrize("loadings", [[], [0.5, 1.1]])
def test_omega_of_impossible_loadings_is_refused(loadings: list[float]) -> None:
    with pytest.raises(ValueError):
        omega(loadings)


# --- Intraclass correlations -----------------------------------------------------------------------------------------


def test_the_six_coefficients_of_shrout_and_fleiss_are_theirs() -> None:
    found = intraclass(SHROUT_FLEISS)
    assert found is not None
    six = [found.icc_1_1, found.icc_2_1, found.icc_3_1, found.icc_1_k, found.icc_2_k, found.icc_3_k]
    assert [round(value, 2) for value in six] == [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]


def test_the_last_of_the_six_is_alpha() -> None:
    found = intraclass(SHROUT_FLEISS)
    assert found is not None
    assert alpha(SHROUT_FLEISS) == pytest.approx(0.909316, abs=5e-7)
    assert found.icc_3_k == pytest.approx(0.909316, abs=5e-7)


def test_partnerships_that_differ_show_in_both_coefficients() -> None:
    parts = one_way(GROUPS)
    assert (parts.between, parts.within, parts.size) == pytest.approx((4, 1 / 3, 4))
    assert icc1(GROUPS) == pytest.approx(0.733333, abs=5e-7)
    assert icc2(GROUPS) == pytest.approx(0.916667, abs=5e-7)


def test_groups_of_one_size_give_the_first_case_of_shrout_and_fleiss() -> None:
    found = intraclass(SHROUT_FLEISS)
    assert found is not None
    assert (icc1(SHROUT_FLEISS), icc2(SHROUT_FLEISS)) == pytest.approx((found.icc_1_1, found.icc_1_k))


def test_groups_of_different_sizes_count_by_the_harmonic_mean() -> None:
    assert one_way([[1, 2], [3, 4, 5, 6]]).size == pytest.approx(8 / 3)


def test_groups_that_do_not_differ_have_no_coefficient() -> None:
    assert icc2([[1, 3], [3, 1]]) is None
    assert icc1([[2, 2], [2, 2]]) is None
    assert intraclass([[2, 3], [2, 3]]) is None


@pytest.mark.parametrize("groups", [[], [[1, 2]], [[1], [2]], [[1, 2], []]])
def test_groups_that_leave_nothing_to_compare_are_refused(groups: list[list[float]]) -> None:
    with pytest.raises(ValueError):
        one_way(groups)
