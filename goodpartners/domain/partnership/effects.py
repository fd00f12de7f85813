"""Sizes of effects and exact tests, for the downloads of analysts: people read points of the scale and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from math import comb, fsum, sqrt

from goodpartners.domain.partnership.statistics import NOTHING, check_summary, mean, ranks

MOST_ARRANGEMENTS = 200_000
"""Up to how many arrangements are counted one by one: ten people on each side, in a fraction of a second."""


def cohens_d(mean_a: float, sd_a: float, n_a: int, mean_b: float, sd_b: float, n_b: int) -> float | None:
    """Give a minus b in pooled standard deviations (Cohen 1988); None where nothing varies.

    ValueError as for `welch`.
    """
    check_summary(sd_a, n_a)
    check_summary(sd_b, n_b)
    pooled = sqrt(((n_a - 1) * sd_a**2 + (n_b - 1) * sd_b**2) / (n_a + n_b - 2))
    return (mean_a - mean_b) / pooled if pooled >= NOTHING else None


def hedges_g(mean_a: float, sd_a: float, n_a: int, mean_b: float, sd_b: float, n_b: int) -> float | None:
    """Give Cohen's d with the correction for few people of Hedges (1981), 1-3/(4*df-1); None where nothing varies.

    ValueError as for `welch`.
    """
    d = cohens_d(mean_a, sd_a, n_a, mean_b, sd_b, n_b)
    return None if d is None else d * (1 - 3 / (4 * (n_a + n_b - 2) - 1))


def cliffs_delta(a: Sequence[float], b: Sequence[float]) -> float:
    """Give how much likelier one of a lies above one of b than below, -1 to 1 (Cliff 1993).

    ValueError for no values.
    """
    if not a or not b:
        raise ValueError("both sides need at least one value")
    return sum((x > y) - (x < y) for x in a for y in b) / (len(a) * len(b))


def permutation_p(a: Sequence[float], b: Sequence[float]) -> float:
    """Give the exact two-sided p of the difference of means: over every way to share the people out (Fisher 1935).

    ValueError for no values, and for more ways than MOST_ARRANGEMENTS.
    """
    together = [*a, *b]
    ways = comb(len(together), len(a))
    if ways > MOST_ARRANGEMENTS:
        raise ValueError(f"{len(a)} and {len(b)} people can be shared out in too many ways to count")
    observed, total = abs(mean(a) - mean(b)), fsum(together)
    sums = map(fsum, combinations(together, len(a)))
    as_far = sum(abs(s / len(a) - (total - s) / len(b)) >= observed - NOTHING for s in sums)
    return as_far / ways


def wilcoxon_p(differences: Sequence[float]) -> float:
    """Give the exact two-sided p of Wilcoxon's signed ranks (1945): zeros are left out, ties share their ranks.

    1 where every difference is 0. ValueError for no differences.
    """
    if not differences:
        raise ValueError("there are no differences to rank")
    moved = [round(difference, 9) for difference in differences if abs(difference) > NOTHING]
    doubled = [round(2 * rank) for rank in ranks([abs(difference) for difference in moved])]
    ways = Counter({0: 1})
    for rank in doubled:
        ways.update({total + rank: count for total, count in ways.items()})
    up = sum(rank for rank, difference in zip(doubled, moved, strict=True) if difference > 0)
    smaller = min(up, sum(doubled) - up)
    tail = sum(count for total, count in ways.items() if total <= smaller)
    return min(1.0, 2 * tail / ways.total())


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust p-values for their number, in the order given (Holm 1979); ValueError where one is not from 0 to 1."""
    if any(not 0 <= p <= 1 for p in p_values):
        raise ValueError("a p-value is from 0 to 1")
    adjusted, least = [0.0] * len(p_values), 0.0
    for done, place in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        least = max(least, min(1.0, p_values[place] * (len(p_values) - done)))
        adjusted[place] = least
    return adjusted
