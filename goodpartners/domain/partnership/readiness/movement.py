"""How one person moved from round to round: privately, and only where it is more than an answer's own unsteadiness."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from goodpartners.domain.partnership import sheets
from goodpartners.domain.partnership.questionnaire import Question, Questionnaire
from goodpartners.domain.partnership.readiness.ambition import Place, place
from goodpartners.domain.partnership.sheets import Answers
from goodpartners.domain.partnership.statistics import reliable_change

SPREAD, RELIABILITY = 0.7, 0.80
"""Spread and reliability of a dimension's score, assumed until enough people have answered to know them better."""
CLEAR_CHANGE = round(reliable_change(SPREAD, RELIABILITY), 2)
"""Points of the scale from which a person's change is more than chance: 0.87."""
CLEARER_EYE = "A lower score can mean a clearer eye."


class Movement(StrEnum):
    """What became of somebody's score."""

    UP = "moved up"
    DOWN = "moved down"
    UNCLEAR = "no clear change"


@dataclass(frozen=True)
class Moved:
    """One dimension in two rounds, over the statements that were asked in both.

    `looking_back` is where somebody now thinks they were at the start, if they were asked and said.
    """

    dimension: str
    title: str
    before: Place
    after: Place
    looking_back: Place | None = None

    @property
    def change(self) -> float:
        """After minus before, in points of the scale."""
        return self.after.mean - self.before.mean

    @property
    def movement(self) -> Movement:
        """The change in words."""
        return movement(self.change)


def movement(change: float) -> Movement:
    """The word for a change, judged on the number as it is shown."""
    shown = round(change, 2)
    if abs(shown) < CLEAR_CHANGE:
        return Movement.UNCLEAR
    return Movement.UP if shown > 0 else Movement.DOWN


def moved(earlier: Questionnaire, before: Answers, later: Questionnaire, after: Answers) -> tuple[Moved, ...]:
    """How somebody moved in each dimension that can be compared; both versions may be the same one."""
    found = []
    for dimension in later.dimensions:
        statements = shared(earlier, later, dimension.id)
        old = sheets.score(before, Question.NOW, statements)
        new = sheets.score(after, Question.NOW, statements)
        if old is None or new is None:
            continue
        back = sheets.score(after, Question.BEFORE, (dimension.id,))
        found.append(
            Moved(
                dimension.id,
                dimension.title,
                place(later, float(old.value)),
                place(later, float(new.value)),
                place(later, float(back.value)) if back else None,
            )
        )
    return tuple(found)


def shared(earlier: Questionnaire, later: Questionnaire, dimension: str) -> tuple[str, ...]:
    """The statements of a dimension that both versions ask."""
    return tuple(s.id for s in later.of_dimension(dimension) if earlier.statement(s.id) is not None)
