"""The figures that people are shown of a pair: means, gaps with intervals, agreement inside a side, profiles, change.

Sums are taken exactly (`math.fsum`), so that no figure hangs on the order in which answers are read. The test vectors
are those of published examples.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, hypot, sqrt

CONFIDENCE = 0.95
NOTHING = 1e-9
"""What two figures may be apart, in points of a scale, and count as the same: far below what answers can make."""

# scipy is imported where it is first needed: at the top it would add a quarter of a second to every start and every
# command, and 25 MB to every process that never works out a result. `scipy.stats` would cost three times that.


def t_quantile(probability: float, df: float) -> float:
    """Give the value below which Student's t with `df` degrees of freedom falls with this probability."""
    from scipy.special import stdtrit

    return float(stdtrit(df, probability))


def t_probability(value: float, df: float) -> float:
    """Give the probability that Student's t with `df` degrees of freedom falls below a value."""
    from scipy.special import stdtr

    return float(stdtr(df, value))


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95% confidence interval, in the units of the figure that it is about."""

    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Tell whether the whole interval lies on one side of 0."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """A difference of means in points of the scale, with what a t test says of it; `p` is two-sided."""

    difference: float
    standard_error: float
    df: float
    t: float
    p: float
    interval: Interval


class Welch(Comparison):
    """A comparison of two groups of different people whose spread may differ."""

    __slots__ = ()


class Paired(Comparison):
    """A comparison of two answers of the same people, or of the gaps of many pairs with no gap."""

    __slots__ = ()


# --- Means and spread ------------------------------------------------------------------------------------------------


def mean(values: Sequence[float]) -> float:
    """Give the arithmetic mean; ValueError for no values."""
    if not values:
        raise ValueError("a mean needs at least one value")
    return fsum(values) / len(values)


def deviation(values: Sequence[float]) -> float:
    """Give the standard deviation with n-1 in the denominator; ValueError below two values."""
    if len(values) < 2:
        raise ValueError("a standard deviation needs at least two values")
    middle = mean(values)
    return sqrt(fsum((value - middle) ** 2 for value in values) / (len(values) - 1))


def weighted_mean(values: Sequence[float], weights: Sequence[float]) -> float:
    """Give sum(w*x)/sum(w), SERVQUAL's weighted gap (Parasuraman et al. 1991) where the weights are points of 100.

    ValueError for different lengths, a negative weight, and weights that are all 0.
    """
    total = fsum(weights)
    if len(values) != len(weights) or min(weights, default=0) < 0 or not total:
        raise ValueError("each value needs a weight; none may be negative, and not all 0")
    return fsum(weight * value for weight, value in zip(weights, values, strict=True)) / total


def position(mean: float, highest: int) -> float:
    """Give where a mean lies on a scale from 1 to `highest`, as 0 to 100: a place on the scale, not a norm.

    ValueError for a scale of one point, and for a mean that is not on the scale.
    """
    if highest < 2 or not 1 - NOTHING <= mean <= highest + NOTHING:
        raise ValueError(f"{mean} is not on a scale from 1 to {highest}")
    return min(100.0, max(0.0, (mean - 1) / (highest - 1) * 100))


# --- Differences with intervals --------------------------------------------------------------------------------------


def welch(mean_a: float, sd_a: float, n_a: int, mean_b: float, sd_b: float, n_b: int) -> Welch | None:
    """Compare two sides from their summaries, a minus b, without assuming equal spread (Welch 1947).

    Degrees of freedom by Satterthwaite (1946). None where nobody differs from their own side, for then there is no
    interval. ValueError below two people on a side, and for a negative deviation.
    """
    check_summary(sd_a, n_a)
    check_summary(sd_b, n_b)
    if sd_a < NOTHING and sd_b < NOTHING:
        return None
    error_a, error_b = sd_a**2 / n_a, sd_b**2 / n_b
    df = (error_a + error_b) ** 2 / (error_a**2 / (n_a - 1) + error_b**2 / (n_b - 1))
    return Welch(*_t_test(mean_a - mean_b, sqrt(error_a + error_b), df))


def paired(mean_difference: float, sd: float, n: int) -> Paired | None:
    """Test the differences of n people, or of n pairs, against 0: Student's one-sample t (1908).

    None where all differences are the same. ValueError below two, and for a negative deviation.
    """
    check_summary(sd, n)
    if sd < NOTHING:
        return None
    return Paired(*_t_test(mean_difference, sd / sqrt(n), n - 1))


def check_summary(sd: float, n: int) -> None:
    """Raise ValueError for fewer than two people, and for a deviation that is none."""
    if n < 2 or not sd >= 0:
        raise ValueError("a comparison needs at least two people a side, and deviations of 0 or more")


def _t_test(difference: float, error: float, df: float) -> tuple[float, float, float, float, float, Interval]:
    t = difference / error
    reach = t_quantile((1 + CONFIDENCE) / 2, df) * error
    p = 2 * t_probability(-abs(t), df)
    return difference, error, df, t, p, Interval(difference - reach, difference + reach)


# --- Agreement inside a side -----------------------------------------------------------------------------------------


def r_wg(answers: Sequence[float], highest: int) -> float:
    """Give the agreement on one statement, 0 (as by chance, or less) to 1 (James, Demaree & Wolf 1984).

    Chance is every answer from 1 to `highest` being as likely. ValueError below two answers or two points.
    """
    return max(0.0, 1 - deviation(answers) ** 2 / _variance_by_chance(highest))


def r_wg_j(rows: Sequence[Sequence[float]], highest: int) -> float:
    """Give the agreement on several statements, 0 to 1 (James, Demaree & Wolf 1984); a row is a person's answers.

    ValueError below two people or two points, without statements, and for rows of different lengths.
    """
    statements = list(zip(*rows, strict=True))
    mean_variance = mean([deviation(answers) ** 2 for answers in statements])
    agreement = max(0.0, 1 - mean_variance / _variance_by_chance(highest))
    return len(statements) * agreement / (len(statements) * agreement + 1 - agreement)


def _variance_by_chance(highest: int) -> float:
    if highest < 2:
        raise ValueError("a scale has at least two points")
    return (highest**2 - 1) / 12


def average_deviation(answers: Sequence[float]) -> float:
    """Give the mean distance from the mean, in points of the scale (Burke & Dunlap 2002); ValueError for no answers."""
    middle = mean(answers)
    return fsum(abs(answer - middle) for answer in answers) / len(answers)


# --- Profiles: what one side says, and what the other thinks it says -------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProfileMatch:
    """How well a guessed profile meets the real one; the distances are in points of the scale.

    `level` is guessed minus real; `order` is Spearman's rho and `correlation` Pearson's r, None where either profile is
    flat; `distance` is the mean absolute difference, and `shape` the same with the level taken out.
    """

    level: float
    order: float | None
    correlation: float | None
    distance: float
    shape: float


def profile_match(real: Sequence[float], guessed: Sequence[float]) -> ProfileMatch:
    """Compare two profiles in level, order and closeness (after Cronbach 1955); ValueError unless equally long."""
    differences = [guess - value for value, guess in zip(real, guessed, strict=True)]
    level = mean(differences)
    return ProfileMatch(
        level=level,
        order=spearman(real, guessed),
        correlation=pearson(real, guessed),
        distance=mean([abs(difference) for difference in differences]),
        shape=average_deviation(differences),
    )


def misplaced_points(real: Sequence[float], guessed: Sequence[float]) -> float:
    """Give how many points lie in the wrong place, half the sum of differences; ValueError unless equally long."""
    return fsum(abs(value - guess) for value, guess in zip(real, guessed, strict=True)) / 2


def pearson(a: Sequence[float], b: Sequence[float]) -> float | None:
    """Give Pearson's correlation, -1 to 1; None where either does not vary; ValueError unless equally long."""
    mean_a, mean_b = mean(a), mean(b)
    from_a, from_b = [value - mean_a for value in a], [value - mean_b for value in b]
    together = fsum(x * y for x, y in zip(from_a, from_b, strict=True))
    length_a, length_b = hypot(*from_a), hypot(*from_b)
    if length_a < NOTHING or length_b < NOTHING:
        return None
    return max(-1.0, min(1.0, together / length_a / length_b))


def spearman(a: Sequence[float], b: Sequence[float]) -> float | None:
    """Give the correlation of the ranks (Spearman 1904); None and ValueError as for `pearson`."""
    return pearson(ranks(a), ranks(b))


def ranks(values: Sequence[float]) -> list[float]:
    """Rank values from 1 for the lowest; those that are the same share the mean of their ranks."""
    rounded = [round(value, 9) for value in values]
    ordered = sorted(rounded)
    return [ordered.index(value) + (ordered.count(value) + 1) / 2 for value in rounded]


# --- Change of one person --------------------------------------------------------------------------------------------


def reliable_change(sd: float, reliability: float) -> float:
    """Give the change that error alone passes 1 time in 20, in units of `sd` (Jacobson & Truax 1991).

    1.96 as published, not the longer quantile. ValueError for a negative deviation, or a reliability outside 0 to 1.
    """
    if not sd >= 0 or not 0 <= reliability <= 1:
        raise ValueError("a deviation is 0 or more, and a reliability from 0 to 1")
    return 1.96 * sd * sqrt(2) * sqrt(1 - reliability)
