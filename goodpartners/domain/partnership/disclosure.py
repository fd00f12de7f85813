"""The gate: what may be said of a group's answers without telling anybody what one person answered.

Nothing else decides it. A figure passes here before it is kept in a snapshot, and pages, pictures, tables, files, print
and letters are made of snapshots only. Why the rules hold, and what they cannot do: docs/decisions/0010.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

FLOOR = 3
"""People a side before a mean is shown."""
DETAIL_FLOOR = 5
"""People a side before an interval, a spread, a statement's mean or a comment is shown."""
PAIRS_FLOOR = 5
"""Pairs before a cohort's figure is shown."""
SHORTEST_WITH_ENDS = 3
"""Steps of a scale on which an end is told apart; on three points the other end could be told from it."""


class Detail(StrEnum):
    """How much a figure tells."""

    MEAN = "mean"
    SPREAD = "interval, spread, statement or comment"
    COHORT = "cohort"


class Status(StrEnum):
    """What is said in the place of a figure; never why in more words than these."""

    SHOWN = "shown"
    TOO_FEW = "too few"
    TOO_ALIKE = "too alike"
    NEARLY_ALL_TOP = "nearly all at the top"
    NEARLY_ALL_BOTTOM = "nearly all at the bottom"
    NOTHING_SAID = "nothing said"
    WITHDRAWN = "withdrawn"


class Score(NamedTuple):
    """One person's mean over the statements they answered, and how many those were."""

    value: Fraction
    answered: int


FLOORS = {Detail.MEAN: FLOOR, Detail.SPREAD: DETAIL_FLOOR, Detail.COHORT: PAIRS_FLOOR}


def may_show(people: int, detail: Detail) -> bool:
    """Whether so many people, or pairs for a cohort's figure, are enough."""
    return people >= FLOORS[detail]


def status(scores: Sequence[Score], lowest: int, highest: int) -> Status:
    """What may be said of one side's scores on one question and dimension.

    With five and more the spread is shown too. Then a person is safe from every other one exactly when the rest are
    not all alike: any two of them could change places and nothing that is shown would change.
    """
    people = len(scores)
    if not may_show(people, Detail.MEAN):
        return Status.TOO_FEW
    if not may_show(people, Detail.SPREAD):
        return Status.TOO_ALIKE if _pinned(scores, lowest, highest) else Status.SHOWN
    if highest - lowest >= SHORTEST_WITH_ENDS:
        if all(_at_top(score, highest) for score in scores):
            return Status.NEARLY_ALL_TOP
        if all(score.value <= lowest + 1 for score in scores):
            return Status.NEARLY_ALL_BOTTOM
    return Status.SHOWN if _unlike([score.value for score in scores]) else Status.TOO_ALIKE


def points_status(shares: Sequence[Sequence[int]], whole: int) -> Status:
    """What may be said of points that people shared out; all dimensions or none, for they add up to the whole."""
    if not may_show(len(shares), Detail.MEAN):
        return Status.TOO_FEW
    columns = ([Score(Fraction(share), 1) for share in column] for column in zip(*shares, strict=True))
    return Status.TOO_ALIKE if any(_pinned(column, 0, whole) for column in columns) else Status.SHOWN


def statements_status(rows: Sequence[Sequence[int | None]]) -> Status:
    """What may be said of the statements of one dimension, each by itself; all of them or none.

    A row holds one person's answers, None where there is none. Somebody who left one out would stand apart: their
    other answers follow from the dimension's mean and the statements' means.
    """
    if not may_show(len(rows), Detail.SPREAD):
        return Status.TOO_FEW
    whole = all(value is not None for row in rows for value in row)
    unlike = all(_unlike([Fraction(value or 0) for value in column]) for column in zip(*rows, strict=True))
    return Status.SHOWN if whole and unlike else Status.TOO_ALIKE


def mostly(count: int, people: int) -> bool:
    """Whether more than half gave an answer that is reported without its number; no count that small is shown."""
    return may_show(people, Detail.SPREAD) and 2 * count > people


def may_follow(released: Sequence[Mapping[str, Score]], scores: Mapping[str, Score]) -> bool:
    """Whether a figure over `scores` may be released after figures over other people on the same question.

    What was released can be subtracted. So everybody who stands in the same of those sets forms a group, and each such
    group must be three people or more who are not all but one alike. A changed answer counts as a person who left and
    another who came.
    """
    sets = [set(each.items()) for each in released]
    if not sets or set(scores.items()) in sets:
        return True
    sets.append(set(scores.items()))
    groups: dict[tuple[bool, ...], list[Fraction]] = {}
    for member in set().union(*sets):
        groups.setdefault(tuple(member in each for each in sets), []).append(member[1].value)
    return all(may_show(len(group), Detail.MEAN) and _unlike(group) for group in groups.values())


def may_subtract(first: Mapping[str, Score], second: Mapping[str, Score]) -> bool:
    """Whether the differences of those who have both scores may be shown beside the means of all who have one.

    The three figures together tell each mean of those who have both and of those who have one only. So each of these
    groups is empty, or three people or more who are not all but one alike.
    """
    groups = (
        [score.value for key, score in one.items() if (key in other) is both]
        for one, other in ((first, second), (second, first))
        for both in (True, False)
    )
    return all(not group or (may_show(len(group), Detail.MEAN) and _unlike(group)) for group in groups)


def may_release_again(before: Mapping[str, object], after: Mapping[str, object]) -> bool:
    """Whether enough answers of a side have changed, or none has, since its figures were released."""
    same = {key for key in before if key in after and before[key] == after[key]}
    gone, come = len(before) - len(same), len(after) - len(same)
    return all(count == 0 or may_show(count, Detail.MEAN) for count in (gone, come))


def must_withdraw(people: int) -> bool:
    """Whether a released figure goes when one of its people is erased: with few people, the others could be told."""
    return not may_show(people, Detail.SPREAD)


def _at_top(score: Score, highest: int) -> bool:
    """Above the answer next to the top; at it, where there is one answer, for above is then only one."""
    return score.value > highest - 1 or (score.answered == 1 and score.value == highest - 1)


def _unlike(values: Sequence[Fraction]) -> bool:
    """Whether the others are not all alike, whoever looks."""
    return max(Counter(values).values()) < len(values) - 1


def _pinned(scores: Sequence[Score], lowest: int, highest: int) -> bool:
    """Whether somebody could tell the others' scores from the mean alone.

    All others at one end is the plain case: their sum can be had in no other way. With three people there is another:
    the two others one step from the end where the first one stands. The only other way to their sum has two people at
    that end, and then no figure would have been shown. Where people answered different numbers of statements that step
    differs, and any two alike are too many.
    """
    values = [score.value for score in scores]
    others = len(values) - 1
    if any(values.count(Fraction(end)) >= others for end in (lowest, highest)):
        return True
    if others != 2:
        return False
    if len({score.answered for score in scores}) > 1:
        return not _unlike(values)
    step = Fraction(1, scores[0].answered)
    return any(
        end in values and values.count(next_to_it) == others
        for end, next_to_it in ((Fraction(lowest), lowest + step), (Fraction(highest), highest - step))
    )
