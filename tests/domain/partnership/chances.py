"""Cohorts by chance: rounds, early releases, late joiners, changed answers, and answers left out."""

from __future__ import annotations

import random
from itertools import product
from typing import NamedTuple

from goodpartners.domain.partnership.questionnaire import Question, QuestionnaireKind
from goodpartners.domain.partnership.snapshots import Mode
from goodpartners.domain.people import Side
from tests.domain.partnership.stories import BOTTOM, TOP, History, Place, Row, Story, questionnaire


class Manner(NamedTuple):
    """How a side answers a question on a dimension: mostly one value, or anything."""

    usual: int | None
    highest: int

    def row(self, chance: random.Random, count: int, left_out: float) -> Row:
        return tuple(self._answer(chance) if chance.random() >= left_out else None for _ in range(count))

    def _answer(self, chance: random.Random) -> int:
        return self.usual if self.usual and chance.random() < 0.85 else chance.randint(1, self.highest)


def cohort(chance: random.Random, largest: int) -> Story:
    """A cohort by chance: three people a side and up, one or two rounds, each released once or twice."""
    highest, counts = chance.choice((3, 4, 5)), (chance.choice((1, 2, 3)), chance.choice((1, 2)))
    asked = questionnaire(chance.choice(list(QuestionnaireKind)), highest, counts)
    releases = chance.choice(((1,), (2,), (1, 1), (2, 1)))
    modes = dict.fromkeys(Side, Mode.POOLED)
    if chance.random() < 0.1:
        modes[chance.choice(list(Side))] = Mode.ORGANISATION
    sides = {
        f"{side}-{n}": side
        for side in Side
        for n in range(1 if modes[side] is Mode.ORGANISATION else chance.randint(3, largest))
    }
    world: dict[Place, History] = {}
    story = Story(asked, sides, releases, world, modes)
    left_out = chance.choice((0.0, 0.0, 0.1, 0.25))
    manners = {
        (side, n, question, dimension): Manner(chance.choice((1, (highest + 1) // 2, highest, None, None)), highest)
        for side in Side
        for n in range(len(releases))
        for question in Question
        for dimension in (TOP, BOTTOM)
    }
    for key, side in sides.items():
        for n, times in enumerate(releases):
            joins = chance.choice((0, 0, 0, 0, *range(times + 1)))
            changes = times > 1 and chance.random() < 0.4
            for question, dimension in product([q for q, of in story.asked if of is side], (TOP, BOTTOM)):
                count = len(story.ids(question, dimension))
                rows = [manners[side, n, question, dimension].row(chance, count, left_out)] * times
                if changes and chance.random() < 0.6:
                    rows[-1] = manners[side, n, question, dimension].row(chance, count, left_out)
                world[key, n, question, dimension] = tuple(r if t >= joins else None for t, r in enumerate(rows))
    return story
