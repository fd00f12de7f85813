"""What published figures say of one dimension, as equations in whole numbers, and choices of rows that solve them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

from goodpartners.domain.partnership.questionnaire import Question
from tests.domain.partnership.stories import (
    Place,
    Row,
    Slot,
    Story,
    World,
    as_score,
    beginning,
    entry,
    rows_like,
    rows_scored,
    score,
)

Part = tuple[Place, int]
"""A row that is chosen: whose, and since which release."""
RETRIES = 4
"""Solutions that are given before an attacker turns to another case."""


class Equations:
    """What the published figures say of one dimension of one side, as sums of whole numbers over choices of rows."""

    def __init__(self, story: Story, slot: Slot, insider: str, *, patterns: bool) -> None:
        self.story, self.insider, self.patterns = story, insider, patterns
        self.side, self.dimension = story.sides[slot[0]], slot[4]
        self.count = 0
        self.rows: dict[tuple[Place, int], dict[Row, int]] = {}
        self.joint: dict[tuple[Part, Part], dict[tuple[Fraction, ...], int]] = {}
        self.sums: list[tuple[dict[int, Fraction], Fraction]] = []
        self.counts: list[tuple[list[int], int, int]] = []
        self.shut: set[int] = set()
        for place, history in story.world.items():
            if story.sides[place[0]] is self.side and place[3] == self.dimension:
                for release, row in enumerate(history):
                    if row is not None and beginning(history, release) == release:
                        self._choose_one(place, release, row)

    def _choose_one(self, place: Place, release: int, row: Row) -> None:
        highest = self.story.questionnaire.scales[0].highest
        rows = rows_like(row, highest) if self.patterns else rows_scored(score(row) is not None, len(row), highest)
        rows = [row] if place[0] == self.insider else rows
        self.rows[place, release] = {each: self.count + n for n, each in enumerate(rows)}
        self.count += len(rows)
        self.sums.append((dict.fromkeys(self.rows[place, release].values(), Fraction(1)), Fraction(1)))

    def part(self, key: str, number: int, release: int, question: Question) -> Part:
        """Where somebody's row of a release is chosen."""
        place = (key, number, question, self.dimension)
        return place, beginning(self.story.world[place], release)

    def add(self, parts: Sequence[tuple[Part, ...]], worth: Callable[..., Fraction]) -> None:
        """That the sum over people of what their scores are worth stays as it is."""
        found: dict[int, Fraction] = {}
        total = Fraction(0)
        for each in parts:
            total += worth(*(as_score(self._actual(part)) for part in each))
            for scores, at in self._choices(each):
                found[at] = found.get(at, Fraction(0)) + worth(*scores)
        self.sums.append((found, total))

    def add_statement(self, parts: Sequence[Part], place: int) -> None:
        """That the sum of a statement's answers stays as it is."""
        found = {at: Fraction(row[place] or 0) for part in parts for row, at in self.rows[part].items()}
        self.sums.append((found, sum((Fraction(self._actual(part)[place] or 0) for part in parts), Fraction(0))))

    def within(self, part: Part, may: Callable[[Fraction], bool]) -> None:
        """That a score lies where the words in place of the figure say."""
        self.shut |= {at for row, at in self.rows[part].items() if not may(as_score(row))}

    def _actual(self, part: Part) -> Row:
        return self.story.world[part[0]][part[1]] or ()

    def _choices(self, parts: tuple[Part, ...]) -> Iterator[tuple[tuple[Fraction, ...], int]]:
        if len(parts) == 1:
            yield from (((as_score(row),), at) for row, at in self.rows[parts[0]].items())
            return
        first, second = parts
        if (first, second) not in self.joint:
            self._join(first, second)
        yield from self.joint[first, second].items()

    def _join(self, first: Part, second: Part) -> None:
        by = [_by_score(self.rows[part]) for part in (first, second)]
        pairs: dict[tuple[Fraction, ...], int] = {pair: self.count + n for n, pair in enumerate(product(*by))}
        self.count += len(pairs)
        self.joint[first, second] = pairs
        for which, of_part in enumerate(by):
            for value, ats in of_part.items():
                both = {at: Fraction(1) for pair, at in pairs.items() if pair[which] == value}
                self.sums.append(({**both, **dict.fromkeys(ats, Fraction(-1))}, Fraction(0)))

    def solutions(self, slot: Slot, cases: Iterable[set[int]]) -> Iterator[World]:
        """Choices in which the slot is another, those that change least first; then such in which a case is true."""
        own = self.part(slot[0], slot[1], slot[2], slot[3])
        actual = entry(self._actual(own), slot[5])
        self.shut |= {at for row, at in self.rows[own].items() if entry(row, slot[5]) == actual}
        wanted = np.zeros(self.count)
        for part, rows in self.rows.items():
            wanted[rows[self._actual(part)]] = -1
        rules = self._rules()
        for shut, retries in chain([(set(), RETRIES)], ((case, 1) for case in cases)):
            upper = np.ones(self.count)
            upper[list(self.shut | shut)] = 0
            for _ in range(retries):
                found = milp(wanted, integrality=np.ones(self.count), bounds=Bounds(0, upper), constraints=rules)
                if found.x is None:
                    break
                chosen = {p: next(r for r, at in rows.items() if found.x[at] > 0.5) for p, rows in self.rows.items()}
                yield self._world(chosen)
                again = np.zeros((1, self.count))
                again[0, [self.rows[part][row] for part, row in chosen.items()]] = 1
                rules.append(LinearConstraint(again, -np.inf, len(chosen) - 1))

    def _rules(self) -> list[LinearConstraint]:
        sums = [_whole(found, total) for found, total in self.sums]
        matrix = lil_array((len(sums), self.count))
        for n, (found, _total) in enumerate(sums):
            for at, worth in found.items():
                matrix[n, at] = worth
        totals = [total for _found, total in sums]
        return [LinearConstraint(matrix.tocsr(), totals, totals), *self._changes(), *self._counts()]

    def _counts(self) -> Iterator[LinearConstraint]:
        for ats, low, high in self.counts:
            matrix = np.zeros((1, self.count))
            matrix[0, ats] = 1
            yield LinearConstraint(matrix, low, high)

    def _changes(self) -> Iterator[LinearConstraint]:
        """That a row which was changed did change."""
        for (place, release), rows in self.rows.items():
            before = [at for at in range(release) if self.story.world[place][at] is not None]
            if not before:
                continue
            earlier = self.rows[place, beginning(self.story.world[place], before[-1])]
            both = [(at, earlier[row]) for row, at in rows.items() if row in earlier]
            matrix = lil_array((len(both), self.count))
            for n, two in enumerate(both):
                matrix[n, two[0]] = matrix[n, two[1]] = 1
            yield LinearConstraint(matrix.tocsr(), -np.inf, 1)

    def alike(self, parts: Sequence[Part], statement: int) -> Iterator[set[int]]:
        """What is shut when all of these people but one at most are alike: for each value, and each one."""
        values = {entry(row, statement) for part in parts for row in self.rows[part]}
        for apart in (None, *parts):
            for value in values:
                near = [part for part in parts if part != apart]
                yield {at for part in near for row, at in self.rows[part].items() if entry(row, statement) != value}

    def _world(self, chosen: Mapping[Part, Row]) -> World:
        changed: World = {}
        for (place, release), row in chosen.items():
            history = changed.get(place, self.story.world[place])
            since = self.story.world[place]
            changed[place] = tuple(
                row if each is not None and beginning(since, n) == release else each for n, each in enumerate(history)
            )
        return changed


def _by_score(rows: Mapping[Row, int]) -> dict[Fraction, list[int]]:
    found: dict[Fraction, list[int]] = {}
    for row, at in rows.items():
        found.setdefault(as_score(row), []).append(at)
    return found


def _whole(found: Mapping[int, Fraction], total: Fraction) -> tuple[dict[int, int], int]:
    by = math.lcm(total.denominator, *(worth.denominator for worth in found.values()))
    return {at: int(worth * by) for at, worth in found.items()}, int(total * by)
