"""How far the instruments themselves can be trusted: for administrators, over many pairs, never for one side of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from goodpartners.domain.partnership.statistics import CONFIDENCE, NOTHING, Interval, mean

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# numpy and scipy are imported where they are first needed; statistics.py says why.


def f_quantile(probability: float, df_above: float, df_below: float) -> float:
    """Give the value below which F with these degrees of freedom falls with this probability."""
    from scipy.special import fdtri

    return float(fdtri(df_above, df_below, probability))


def _matrix(rows: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    """Make a table of people by items; ValueError below two of either, and for rows of different lengths."""
    import numpy as np

    table = np.array([list(row) for row in rows], dtype=np.float64)
    if table.ndim != 2 or min(table.shape) < 2:
        raise ValueError("reliability needs at least two people and two items")
    return table


def complete_rows(rows: Sequence[Sequence[float | None]]) -> list[list[float]]:
    """Keep the people who answered everything."""
    kept = [[answer for answer in row if answer is not None] for row in rows]
    return [answers for answers, row in zip(kept, rows, strict=True) if len(answers) == len(row)]


# --- Inner consistency -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Consistency:
    """Cronbach's alpha with Feldt's interval, and of how many people and items; `people` gave complete answers."""

    alpha: float
    interval: Interval
    people: int
    items: int


def consistency(rows: Sequence[Sequence[float | None]]) -> Consistency | None:
    """Work out alpha of the complete rows, with the interval for their number; a row is a person's answers.

    None where the totals do not vary. ValueError below two complete rows or two items.
    """
    complete = complete_rows(rows)
    coefficient = alpha(complete)
    if coefficient is None:
        return None
    people, items = len(complete), len(complete[0])
    return Consistency(coefficient, feldt(coefficient, items, people), people, items)


def alpha(rows: Sequence[Sequence[float]]) -> float | None:
    """Give Cronbach's alpha (1951), at most 1; None where the totals of the rows do not vary.

    A row is a person's answers, all given. ValueError below two people or two items.
    """
    table = _matrix(rows)
    items: int = table.shape[1]
    of_totals = float(table.sum(axis=1).var(ddof=1))
    if of_totals < NOTHING:
        return None
    return items / (items - 1) * (1 - float(table.var(axis=0, ddof=1).sum()) / of_totals)


def feldt(alpha: float, k: int, n: int) -> Interval:
    """Give the interval of alpha for k items and n people with complete answers (Feldt 1965).

    The second degrees of freedom are (n-1)(k-1), as Feldt has them; statpsych uses n(k-1), a little narrower.
    ValueError below two items or two people, and for an alpha above 1.
    """
    if k < 2 or n < 2 or alpha > 1:
        raise ValueError("the interval needs two items, two people and an alpha of at most 1")
    tail, df = (1 - CONFIDENCE) / 2, (n - 1) * (k - 1)
    return Interval(
        low=1 - (1 - alpha) * f_quantile(1 - tail, n - 1, df),
        high=1 - (1 - alpha) * f_quantile(tail, n - 1, df),
    )


def omega(loadings: Sequence[float]) -> float:
    """Give McDonald's omega (1999) of one factor from standardised loadings: only for 100 people or more.

    ValueError for no loadings, and for one beyond -1 or 1.
    """
    if not loadings or any(abs(loading) > 1 for loading in loadings):
        raise ValueError("omega needs loadings from -1 to 1")
    common = fsum(loadings) ** 2
    if common < NOTHING:
        return 0.0
    return common / (common + fsum(1 - loading**2 for loading in loadings))


# --- Do groups, or judges, differ? -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OneWay:
    """Mean squares between and within groups; `size` is the harmonic mean of the groups' sizes."""

    between: float
    within: float
    size: float


def one_way(groups: Sequence[Sequence[float]]) -> OneWay:
    """Analyse the variance of people in groups; ValueError below two groups, for an empty one, or none with two."""
    people = sum(map(len, groups))
    if len(groups) < 2 or not all(groups) or people == len(groups):
        raise ValueError("the analysis needs two groups, somebody in each, and two people in one")
    grand = mean([answer for group in groups for answer in group])
    means = [mean(group) for group in groups]
    between = fsum(len(group) * (middle - grand) ** 2 for group, middle in zip(groups, means, strict=True))
    within = fsum((answer - middle) ** 2 for group, middle in zip(groups, means, strict=True) for answer in group)
    return OneWay(
        between=between / (len(groups) - 1),
        within=within / (people - len(groups)),
        size=len(groups) / fsum(1 / len(group) for group in groups),
    )


def icc1(groups: Sequence[Sequence[float]]) -> float | None:
    """Give ICC(1): how much of what people say comes with their partnership (Bliese 2000); None if nothing varies.

    Groups of different sizes count by the harmonic mean of their sizes. ValueError as for `one_way`.
    """
    parts = one_way(groups)
    whole = parts.between + (parts.size - 1) * parts.within
    return (parts.between - parts.within) / whole if whole >= NOTHING else None


def icc2(groups: Sequence[Sequence[float]]) -> float | None:
    """Give ICC(2): how reliable the means of partnerships are (Bliese 2000); None where the means are all the same.

    ValueError as for `one_way`.
    """
    parts = one_way(groups)
    return (parts.between - parts.within) / parts.between if parts.between >= NOTHING else None


@dataclass(frozen=True, slots=True)
class Intraclass:
    """The six coefficients of Shrout & Fleiss (1979): cases 1, 2 and 3, for one judge and for the mean of all k."""

    icc_1_1: float
    icc_2_1: float
    icc_3_1: float
    icc_1_k: float
    icc_2_k: float
    icc_3_k: float


def intraclass(rows: Sequence[Sequence[float]]) -> Intraclass | None:
    """Work out all six coefficients; a row is what the k judges say of one target. None where targets do not differ.

    ValueError below two targets or two judges, and for rows of different lengths.
    """
    table = _matrix(rows)
    n, k = table.shape
    of_targets, of_judges, grand = table.mean(axis=1, keepdims=True), table.mean(axis=0, keepdims=True), table.mean()
    between = k * float(((of_targets - grand) ** 2).sum()) / (n - 1)
    judges = n * float(((of_judges - grand) ** 2).sum()) / (k - 1)
    error = float(((table - of_targets - of_judges + grand) ** 2).sum()) / ((n - 1) * (k - 1))
    within = float(((table - of_targets) ** 2).sum()) / (n * (k - 1))
    if between < NOTHING:
        return None
    return Intraclass(
        icc_1_1=(between - within) / (between + (k - 1) * within),
        icc_2_1=(between - error) / (between + (k - 1) * error + k * (judges - error) / n),
        icc_3_1=(between - error) / (between + (k - 1) * error),
        icc_1_k=(between - within) / between,
        icc_2_k=(between - error) / (between + (judges - error) / n),
        icc_3_k=(between - error) / between,
    )
