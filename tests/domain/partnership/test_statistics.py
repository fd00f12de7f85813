"""The figures that people are shown, against published examples and against scipy.stats, which only tests import."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from goodpartners.domain.partnership.statistics import (
    Welch,
    average_deviation,
    deviation,
    mean,
    misplaced_points,
    paired,
    pearson,
    position,
    profile_match,
    r_wg,
    r_wg_j,
    ranks,
    reliable_change,
    spearman,
    weighted_mean,
    welch,
)

COMMISSIONERS = [6.5, 6.25, 7, 6, 6.75]
PROVIDERS = [5.5, 6, 5.25, 5.75, 6.25, 5]

answers = st.lists(st.integers(1, 5), min_size=2, max_size=15)
figures = st.lists(st.floats(1, 7), min_size=2, max_size=15)
summaries = st.tuples(st.floats(1, 7), st.floats(0.1, 3), st.integers(2, 60))


def close(value: float | None, **how: float) -> object:
    return pytest.approx(value, **(how or {"abs": 5e-7}))


def compared(a: list[float], b: list[float]) -> Welch:
    found = welch(mean(a), deviation(a), len(a), mean(b), deviation(b), len(b))
    assert found is not None
    return found


# --- Starting --------------------------------------------------------------------------------------------------------


def test_the_application_starts_without_numpy_and_scipy() -> None:
    ask = "import sys, goodpartners.factory; print({'numpy', 'scipy'} & sys.modules.keys())"
    answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "set()"


# --- Gaps ------------------------------------------------------------------------------------------------------------


def test_welch_gives_the_published_figures_from_summaries() -> None:
    found = welch(34.2, 5.712, 10, 41.5, 6.451, 10)
    assert found is not None
    assert found.difference == close(-7.3)
    assert found.standard_error == close(2.724745)
    assert found.t == close(-2.67915, abs=5e-6)
    assert found.df == close(17.73997, abs=5e-6)
    assert found.p == close(0.01544705, abs=5e-9)
    assert (found.interval.low, found.interval.high) == close((-13.03050, -1.569503), abs=5e-6)
    assert found.interval.excludes_zero


def test_welch_gives_the_published_figures_for_larger_groups() -> None:
    found = welch(19.4, 2.70, 40, 11.3, 2.10, 40)
    assert found is not None
    assert found.difference == close(8.1)
    assert found.standard_error == close(0.5408327)
    assert found.t == close(14.9769, abs=5e-5)
    assert found.df == close(73.54, abs=5e-3)
    assert (found.interval.low, found.interval.high) == close((7.022256, 9.177744), abs=5e-6)


def test_welch_gives_the_true_error_where_old_statpsych_pages_print_another() -> None:
    found = welch(15.4, 2.67, 30, 10.3, 2.15, 20)
    assert found is not None
    assert found.standard_error == close(0.684657)
    assert found.standard_error != close(1.4068, abs=0.5)
    assert (found.interval.low, found.interval.high) == close((3.7220, 6.4780), abs=5e-5)


def test_gap_one_is_the_providers_belief_minus_the_commissioners_expectation() -> None:
    assert (mean(COMMISSIONERS), mean(PROVIDERS)) == (6.5, 5.625)
    found = compared(PROVIDERS, COMMISSIONERS)
    assert found.difference == -0.875
    assert found.standard_error == close(0.260208)
    assert found.df == close(8.98936, abs=5e-6)
    assert (found.interval.low, found.interval.high) == close((-1.463738, -0.286262))
    assert found.p == close(0.008367)


def test_a_gap_where_everyone_on_each_side_gave_the_same_answer_has_no_interval() -> None:
    assert welch(5, 0, 5, 4, 0, 6) is None
    assert welch(0.1 + 0.2, deviation([0.1 + 0.2, 0.3, 0.3]), 3, 0.3, 0, 3) is None


def test_one_side_that_is_of_one_mind_still_leaves_an_interval() -> None:
    found = welch(5, 0, 5, 4, 1, 6)
    assert found is not None
    assert found.df == close(5)


@pytest.mark.parametrize(("sd", "n"), [(1.0, 1), (1.0, 0), (-0.5, 5), (float("nan"), 5)])
def test_a_comparison_of_fewer_than_two_or_with_a_deviation_that_is_none_is_refused(sd: float, n: int) -> None:
    with pytest.raises(ValueError):
        welch(5, sd, n, 4, 1, 5)
    with pytest.raises(ValueError):
        welch(4, 1, 5, 5, sd, n)
    with pytest.raises(ValueError):
        paired(1, sd, n)


@given(summaries, summaries)
def test_swapping_the_sides_turns_the_sign_and_nothing_else(
    a: tuple[float, float, int], b: tuple[float, float, int]
) -> None:
    there, back = welch(*a, *b), welch(*b, *a)
    assert there is not None
    assert back is not None
    assert back.difference == -there.difference
    assert back.t == -there.t
    assert (back.standard_error, back.p) == close((there.standard_error, there.p), rel=1e-12)
    assert (back.interval.low, back.interval.high) == close((-there.interval.high, -there.interval.low), abs=1e-9)


@given(summaries, summaries)
def test_welch_agrees_with_scipy(a: tuple[float, float, int], b: tuple[float, float, int]) -> None:
    ours, theirs = welch(*a, *b), stats.ttest_ind_from_stats(*a, *b, equal_var=False)
    assert ours is not None
    assert (ours.t, ours.p) == close((theirs.statistic, theirs.pvalue), rel=1e-7, abs=1e-12)


@given(figures, figures)
def test_the_interval_agrees_with_scipy(a: list[float], b: list[float]) -> None:
    if min(deviation(a), deviation(b)) > 0.01:  # scipy warns of anything flatter
        ours, theirs = compared(a, b).interval, stats.ttest_ind(a, b, equal_var=False).confidence_interval()
        assert (ours.low, ours.high) == close((theirs.low, theirs.high), rel=1e-6, abs=1e-9)


@given(summaries, summaries, st.integers(1, 40))
def test_more_people_make_the_interval_narrower(
    a: tuple[float, float, int], b: tuple[float, float, int], more: int
) -> None:
    few = welch(*a, *b)
    many = welch(a[0], a[1], a[2] + more, b[0], b[1], b[2] + more)
    assert few is not None
    assert many is not None
    assert many.interval.high - many.interval.low < few.interval.high - few.interval.low


@given(summaries, summaries)
def test_an_interval_excludes_zero_exactly_when_p_is_below_one_in_twenty(
    a: tuple[float, float, int], b: tuple[float, float, int]
) -> None:
    found = welch(*a, *b)
    assert found is not None
    if abs(found.p - 0.05) > 1e-9:
        assert found.interval.excludes_zero == (found.p < 0.05)


# --- Now and wanted, first and second round -----------------------------------------------------------------------


def test_now_and_wanted_are_compared_person_by_person() -> None:
    differences = [want - now for now, want in zip([2, 3, 3, 2, 4, 3], [4, 4, 5, 4, 4, 5], strict=True)]
    assert deviation(differences) == close(0.836660)
    found = paired(mean(differences), deviation(differences), len(differences))
    assert found is not None
    assert found.difference == 1.5
    assert found.df == 5
    assert (found.interval.low, found.interval.high) == close((0.621979, 2.378020), abs=1e-6)


def test_change_is_worked_out_on_those_who_answered_both_rounds() -> None:
    first, second = [2.3, 2.7, 3.0, 2.0, 3.3], [3.0, 3.0, 3.7, 2.7, 3.3]
    differences = [after - before for before, after in zip(first, second, strict=True)]
    found = paired(mean(differences), deviation(differences), len(differences))
    assert found is not None
    assert found.difference == close(0.48)
    assert (found.interval.low, found.interval.high) == close((0.083444, 0.876556))
    assert found.p == close(0.028287)


def test_change_that_is_the_same_for_everyone_has_no_interval() -> None:
    differences = [3.3 - 3.0, 2.3 - 2.0, 4.3 - 4.0]  # floats apart in the sixteenth place
    assert paired(mean(differences), deviation(differences), 3) is None


@given(figures)
def test_the_paired_comparison_agrees_with_scipy(differences: list[float]) -> None:
    if deviation(differences) > 0.01:
        ours = paired(mean(differences), deviation(differences), len(differences))
        theirs = stats.ttest_1samp(differences, 0)
        assert ours is not None
        assert (ours.t, ours.p) == close((theirs.statistic, theirs.pvalue), rel=1e-6, abs=1e-12)


@pytest.mark.parametrize(("sd", "points"), [(7.5, 9.297096), (0.7, 0.867729)])
def test_reliable_change_gives_the_published_figures(sd: float, points: float) -> None:
    assert reliable_change(sd, 0.8) == close(points)


def test_reliable_change_is_nothing_for_a_perfect_instrument_and_refused_for_an_impossible_one() -> None:
    assert reliable_change(0.7, 1) == 0
    for sd, reliability in [(-1, 0.8), (0.7, 1.1), (0.7, -0.1)]:
        with pytest.raises(ValueError):
            reliable_change(sd, reliability)


# --- Means -----------------------------------------------------------------------------------------------------------


@given(figures, st.randoms())
def test_the_order_in_which_answers_are_read_changes_no_figure(values: list[float], chance: object) -> None:
    shuffled = list(values)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert (mean(shuffled), deviation(shuffled)) == (mean(values), deviation(values))


@given(st.floats(1, 7), st.integers(2, 15))
def test_answers_that_are_all_the_same_have_that_mean_and_no_spread(value: float, people: int) -> None:
    assert mean([value] * people) == close(value, rel=1e-15)
    assert deviation([value] * people) == close(0, abs=1e-12)


def test_a_mean_of_nothing_and_a_spread_of_one_are_refused() -> None:
    with pytest.raises(ValueError):
        mean([])
    with pytest.raises(ValueError):
        deviation([4])


def test_importance_points_weigh_the_overall_gap() -> None:
    gaps = [-0.65, -1.10, -0.83, -0.70, -1.01]
    assert mean(gaps) == close(-0.858)
    assert weighted_mean(gaps, [11, 32, 22, 19, 16]) == close(-0.9007)
    assert weighted_mean(gaps, [20] * 5) == close(-0.858)
    assert weighted_mean(gaps, [0, 0, 0, 0, 100]) == close(-1.01)


@pytest.mark.parametrize("weights", [[50, 50, 0], [0, 0], [120, -20], []])
def test_weights_that_do_not_fit_are_refused(weights: list[float]) -> None:
    with pytest.raises(ValueError):
        weighted_mean([1.0, 2.0], weights)


def test_the_points_of_the_answer_scale_lie_at_even_places_from_0_to_100() -> None:
    assert [position(point, 5) for point in [1, 2, 3, 4, 5]] == [0, 25, 50, 75, 100]
    assert position(4, 7) == 50


@pytest.mark.parametrize(("value", "highest"), [(0.9, 5), (5.1, 5), (1, 1), (float("nan"), 5)])
def test_a_mean_that_is_not_on_the_scale_has_no_place(value: float, highest: int) -> None:
    with pytest.raises(ValueError):
        position(value, highest)


# --- Agreement inside a side -----------------------------------------------------------------------------------------


def test_agreement_on_five_points_gives_the_published_figures() -> None:
    assert deviation([4, 4, 5, 3, 4]) ** 2 == close(0.5)
    assert r_wg([4, 4, 5, 3, 4], 5) == close(0.75)
    assert average_deviation([4, 4, 5, 3, 4]) == close(0.4)


def test_agreement_on_seven_points_gives_the_published_figures() -> None:
    assert r_wg([6, 7, 6, 5, 6], 7) == close(0.875)
    assert average_deviation([6, 7, 6, 5, 6]) == close(0.4)


def test_a_side_that_is_split_in_two_camps_has_no_agreement_rather_than_less_than_none() -> None:
    assert r_wg([1, 1, 5, 5, 5, 1], 5) == 0
    assert r_wg_j([[1, 1], [5, 5], [1, 1], [5, 5]], 5) == 0


def test_agreement_on_several_statements_gives_the_published_figure() -> None:
    rows = [[4, 5, 4], [4, 4, 4], [5, 4, 5], [3, 4, 4], [4, 5, 4]]
    assert mean([deviation(column) ** 2 for column in zip(*rows, strict=True)]) == close(1 / 3)
    assert r_wg_j(rows, 5) == close(0.9375)


@given(answers)
def test_agreement_is_from_0_to_1_and_complete_when_all_say_the_same(given_answers: list[int]) -> None:
    assert 0 <= r_wg(given_answers, 5) <= 1
    assert (r_wg(given_answers, 5) == 1) == (len(set(given_answers)) == 1)
    assert r_wg_j([[answer] for answer in given_answers], 5) == close(r_wg(given_answers, 5))


@given(answers)
def test_the_average_deviation_is_never_more_than_half_the_scale(given_answers: list[int]) -> None:
    assert 0 <= average_deviation(given_answers) <= 2


def test_agreement_without_enough_people_or_points_is_refused() -> None:
    for wrong, highest in [([4], 5), ([4, 4], 1)]:
        with pytest.raises(ValueError):
            r_wg(wrong, highest)
        with pytest.raises(ValueError):
            r_wg_j([[answer] for answer in wrong], highest)
    with pytest.raises(ValueError):
        r_wg_j([[1, 2], [3]], 5)
    with pytest.raises(ValueError):
        average_deviation([])


# --- Profiles --------------------------------------------------------------------------------------------------------


def test_the_mirror_gives_level_order_and_closeness() -> None:
    found = profile_match(real=[6.6, 6.2, 6.4, 5.8, 5.0], guessed=[5.6, 6.0, 5.2, 5.8, 6.2])
    assert found.level == close(-0.24)
    assert found.order == close(-0.80)
    assert found.correlation == close(-0.740, abs=5e-4)
    assert found.distance == close(0.72)
    assert found.shape == close(0.688)


def test_a_guess_that_is_right_but_for_its_level_has_no_distance_in_shape() -> None:
    found = profile_match([5, 4, 3], [6, 5, 4])
    assert (found.level, found.distance, found.shape) == (1, 1, 0)
    assert found.order == close(1)


def test_a_flat_profile_has_no_order() -> None:
    found = profile_match([5, 5, 5], [4, 5, 6])
    assert (found.order, found.correlation) == (None, None)


def test_profiles_of_different_lengths_are_refused() -> None:
    for compare in (profile_match, misplaced_points, pearson, spearman):
        with pytest.raises(ValueError):
            compare([1, 2, 3], [1, 2])


def test_values_that_are_the_same_share_the_mean_of_their_ranks() -> None:
    assert ranks([3, 1, 0.1 + 0.2, 3, 0.3]) == [4.5, 3, 1.5, 4.5, 1.5]


@given(st.lists(st.tuples(st.integers(1, 7), st.integers(1, 7)), min_size=3, max_size=8))
def test_the_correlations_agree_with_scipy(pairs: list[tuple[int, int]]) -> None:
    a, b = [x for x, _ in pairs], [y for _, y in pairs]
    if len(set(a)) > 1 and len(set(b)) > 1:
        assert pearson(a, b) == close(stats.pearsonr(a, b).statistic, abs=1e-9)
        assert spearman(a, b) == close(stats.spearmanr(a, b).statistic, abs=1e-9)
    else:
        assert pearson(a, b) is None


def test_importance_points_put_in_the_wrong_place_are_counted_once() -> None:
    assert misplaced_points([30, 20, 25, 15, 10], [20, 20, 15, 15, 30]) == 20


shares = st.lists(st.integers(0, 100), min_size=4, max_size=4).map(
    lambda cuts: [b - a for a, b in zip([0, *sorted(cuts)], [*sorted(cuts), 100], strict=True)]
)


@given(shares, shares)
def test_misplaced_points_are_0_to_100_and_the_same_both_ways(real: list[int], guessed: list[int]) -> None:
    assert 0 <= misplaced_points(real, guessed) <= 100
    assert misplaced_points(real, guessed) == misplaced_points(guessed, real)
    assert (misplaced_points(real, guessed) == 0) == (real == guessed)
