"""Sizes of effects and exact tests, against published examples and against scipy.stats."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from goodpartners.domain.partnership.effects import (
    cliffs_delta,
    cohens_d,
    hedges_g,
    holm,
    permutation_p,
    wilcoxon_p,
)
from goodpartners.domain.partnership.statistics import deviation, mean

COMMISSIONERS = [6.5, 6.25, 7, 6, 6.75]
PROVIDERS = [5.5, 6, 5.25, 5.75, 6.25, 5]
SUMMARIES = (mean(PROVIDERS), deviation(PROVIDERS), 6, mean(COMMISSIONERS), deviation(COMMISSIONERS), 5)

few = st.lists(st.integers(1, 5), min_size=1, max_size=5)
p_values = st.lists(st.floats(0, 1), max_size=12)


def test_the_size_of_a_gap_gives_the_worked_figures() -> None:
    assert cohens_d(*SUMMARIES) == pytest.approx(-2.002271, abs=5e-7)
    assert hedges_g(*SUMMARIES) == pytest.approx(-1.830648, abs=5e-7)
    assert cliffs_delta(PROVIDERS, COMMISSIONERS) == pytest.approx(-0.8667, abs=5e-5)


def test_a_gap_without_any_spread_has_no_size() -> None:
    assert cohens_d(5, 0, 5, 4, 0, 5) is None
    assert hedges_g(5, 0, 5, 4, 0, 5) is None


def test_the_permutations_of_a_gap_are_counted_exactly() -> None:
    assert permutation_p(PROVIDERS, COMMISSIONERS) == 7 / 462


@given(few, few)
def test_the_permutations_agree_with_scipy(a: list[int], b: list[int]) -> None:
    ours = permutation_p(a, b)
    assert ours == pytest.approx(permutation_p(b, a))
    if len(a) > 1 and len(b) > 1:
        theirs = stats.permutation_test(
            (a, b), lambda x, y: abs(x.mean() - y.mean()), vectorized=False, n_resamples=1000, alternative="greater"
        )
        assert ours == pytest.approx(theirs.pvalue)


def test_more_people_than_can_be_counted_are_refused() -> None:
    with pytest.raises(ValueError):
        permutation_p([1, 2] * 6, [2, 3] * 6)


def test_no_people_are_refused() -> None:
    for calculate in (cliffs_delta, permutation_p):
        with pytest.raises(ValueError):
            calculate([], [1.0])
        with pytest.raises(ValueError):
            calculate([1.0], [])
    with pytest.raises(ValueError):
        wilcoxon_p([])


def test_five_people_who_all_moved_up_cannot_reach_one_in_twenty_by_ranks() -> None:
    assert wilcoxon_p([2, 1, 2, 2, 0, 2]) == 0.0625


def test_nobody_having_moved_is_no_evidence() -> None:
    assert wilcoxon_p([0, 0, 0]) == 1


@given(st.lists(st.integers(1, 50), min_size=1, max_size=10, unique=True), st.randoms())
def test_the_ranks_agree_with_scipy_where_none_are_shared(sizes: list[int], chance: object) -> None:
    differences = [size * chance.choice([-1, 1]) for size in sizes]  # type: ignore[attr-defined]
    assert wilcoxon_p(differences) == pytest.approx(stats.wilcoxon(differences, method="exact").pvalue)


@given(few, few)
def test_the_side_named_first_is_the_one_that_is_above(a: list[int], b: list[int]) -> None:
    assert cliffs_delta(a, b) == -cliffs_delta(b, a)
    assert -1 <= cliffs_delta(a, b) <= 1


def test_holm_gives_the_published_figures_in_the_order_given() -> None:
    assert holm([0.008, 0.03, 0.04, 0.2, 0.6]) == pytest.approx([0.04, 0.12, 0.12, 0.4, 0.6])
    assert holm([0.6, 0.03, 0.2, 0.008, 0.04]) == pytest.approx([0.6, 0.12, 0.4, 0.04, 0.12])
    assert holm([]) == []


@given(p_values)
def test_holm_never_lowers_a_p_value_never_passes_1_and_keeps_their_order(given_values: list[float]) -> None:
    adjusted = holm(given_values)
    assert all(p <= q <= 1 for p, q in zip(given_values, adjusted, strict=True))
    in_order = [q for _, q in sorted(zip(given_values, adjusted, strict=True))]
    assert in_order == sorted(in_order)


@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan")])
def test_holm_refuses_what_is_not_a_probability(wrong: float) -> None:
    with pytest.raises(ValueError):
        holm([0.5, wrong])
