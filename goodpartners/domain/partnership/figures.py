"""Figures of one round, each as far as the disclosure rules let it through."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from goodpartners.domain.partnership import disclosure, sheets
from goodpartners.domain.partnership.disclosure import Detail, Score, Status, may_show
from goodpartners.domain.partnership.questionnaire import WHOLE, Question, Questionnaire
from goodpartners.domain.partnership.sheets import Answers
from goodpartners.domain.partnership.snapshots import NOT_YET, Figure, Key, Mode
from goodpartners.domain.people import Side

Scores = dict[str, Score]
"""By the key of a sheet."""


@dataclass(frozen=True)
class Basis:
    """What a release rested on: whose answers, and whose scores in which figure. Kept until the round closes.

    A figure that was hidden for being too alike is in it: that nothing was said tells something too.
    """

    sheets: Mapping[Side, Mapping[str, str]] = field(default_factory=dict)
    sets: Mapping[Key, Mapping[str, Score]] = field(default_factory=dict)


class Figures:
    """Collects figures, each as far as the disclosure rules let it through."""

    def __init__(self, questionnaire: Questionnaire, modes: Mapping[Side, Mode], released: Sequence[Basis]) -> None:
        self._questionnaire, self._modes, self._released = questionnaire, modes, released
        self.figures: dict[Key, Figure] = {}
        self.sets: dict[Key, Scores] = {}

    def add(self, key: Key, scores: Scores, lowest: int, highest: int) -> None:
        """A figure of a dimension."""
        self._keep(key, scores, lambda: disclosure.status(list(scores.values()), lowest, highest))

    def add_points(self, side: Side, measure: str, shares: Mapping[str, Sequence[int]]) -> None:
        """What a side's people shared out, for all dimensions at once."""
        status = disclosure.points_status(list(shares.values()), WHOLE)
        keys = [Key(side, measure, dimension.id) for dimension in self._questionnaire.dimensions]
        for place, key in enumerate(keys):
            self._keep(
                key, {k: Score(Fraction(row[place]), 1) for k, row in shares.items()}, lambda: status, plain=True
            )
        if any(not self.figures[key].shown for key in keys):
            hidden = Figure(self.figures[keys[0]].status if status is not Status.SHOWN else Status.TOO_ALIKE)
            self.figures.update(dict.fromkeys(keys, hidden))

    def add_statements(self, side: Side, question: Question, dimension: str, rows: Mapping[str, Answers]) -> None:
        """The statements of a dimension, each by itself; none while the dimension itself is hidden."""
        statements = [s.id for s in self._questionnaire.of_dimension(dimension)]
        found = [[row.get((question, s), sheets.Answer()).value for s in statements] for row in rows.values()]
        status = disclosure.statements_status(found) if found else Status.TOO_FEW
        if self._modes[side] is Mode.ORGANISATION:
            status = Status.SHOWN if all(value is not None for row in found for value in row) else Status.TOO_FEW
        if not self.figures[Key(side, question.value, dimension)].shown:
            return
        columns = {s: [row[n] or 0 for row in found] for n, s in enumerate(statements)}
        follows = all(
            self._follows(Key(side, question.value, dimension, s), _by_key(rows, values))
            for s, values in columns.items()
        )
        for statement, values in columns.items():
            key = Key(side, question.value, dimension, statement)
            shown = status is Status.SHOWN and follows
            self.figures[key] = (
                Figure(status, len(values), statistics.fmean(values))
                if shown
                else Figure(Status.TOO_ALIKE if status is Status.SHOWN else status, len(values))
            )
            if status is not Status.TOO_FEW:
                self.sets[key] = _by_key(rows, values)

    def _keep(self, key: Key, scores: Scores, judge: Callable[[], Status], *, plain: bool = False) -> None:
        people = len(scores)
        if self._modes[key.side] is Mode.ORGANISATION:
            values = [score.value for score in scores.values()]
            self.figures[key] = Figure(Status.SHOWN, people, float(values[0])) if values else NOT_YET
            return
        status = judge()
        if status is not Status.TOO_FEW:
            self.sets[key] = scores
            status = status if self._follows(key, scores) else Status.TOO_ALIKE
        if status is not Status.SHOWN:
            self.figures[key] = Figure(status, people)
            return
        values = [score.value for score in scores.values()]
        mean = Fraction(sum(values), people)
        if plain or not may_show(people, Detail.SPREAD):
            self.figures[key] = Figure(status, people, float(mean))
            return
        apart = float(sum(abs(value - mean) for value in values) / people)
        self.figures[key] = Figure(status, people, float(mean), statistics.stdev(map(float, values)), apart)

    def _follows(self, key: Key, scores: Scores) -> bool:
        return disclosure.may_follow([each.sets[key] for each in self._released if key in each.sets], scores)


def _by_key(rows: Mapping[str, Answers], values: Sequence[int]) -> Scores:
    return {key: Score(Fraction(value), 1) for key, value in zip(rows, values, strict=True)}
