"""What one person reads of their own gap survey, at once and alone: theme by theme, and what was never said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from goodpartners.domain.partnership import sheets
from goodpartners.domain.partnership.questionnaire import Question, Questionnaire, Skip
from goodpartners.domain.partnership.results import Distance, distance, number
from goodpartners.domain.partnership.sheets import Answers
from goodpartners.domain.people import Side

COMPARED = {
    Side.COMMISSIONER: (Question.EXPECT, Question.GOT, Question.IMPORTANCE),
    Side.PROVIDER: (Question.BELIEVE, Question.PROMISE, Question.GUESS),
}
COLUMNS = {
    Side.COMMISSIONER: ("You expect", "You got", "Your points"),
    Side.PROVIDER: ("You believe they expect", "You have told them", "Your guess of their points"),
}
SENTENCES = {
    Side.COMMISSIONER: (
        "You get furthest below what you expect in {theme}",
        "You get more than you expect, most of all in {theme}",
        "What you get is close to what you expect",
    ),
    Side.PROVIDER: (
        "You have told them least of what you believe they expect in {theme}",
        "You have told them more than you believe they expect, most of all in {theme}",
        "What you have told them is close to what you believe they expect",
    ),
}
TOO_LITTLE = "There is too little to compare yet: a theme needs half of its lines, both times"
DASH = "–"


class Row(NamedTuple):
    """One theme: two means on the scale, how far apart they are in words, and points."""

    title: str
    first: str
    second: str
    gap: str
    words: str
    points: str


@dataclass(frozen=True)
class OwnGaps:
    """One person's own gap survey, which nobody else reads."""

    title: str
    columns: tuple[str, str, str]
    rows: tuple[Row, ...]
    never_said: tuple[str, ...]
    """Statements of which a provider has never said anything."""
    highest: int


def own_gaps(questionnaire: Questionnaire, side: Side, answers: Answers) -> OwnGaps:
    """What somebody reads of their own answers."""
    first, second, points = COMPARED[side]
    rows, gaps = [], {}
    for dimension in questionnaire.dimensions:
        ids = [statement.id for statement in questionnaire.of_dimension(dimension.id)]
        one, two = (sheets.score(answers, question, ids) for question in (first, second))
        gap = float(two.value - one.value) if one and two else None
        if gap is not None:
            gaps[dimension.title] = round(gap, 2)
        share = answers.get((points, dimension.id))
        rows.append(
            Row(
                dimension.title,
                number(float(one.value)) if one else DASH,
                number(float(two.value)) if two else DASH,
                DASH if gap is None else number(gap, signed=True),
                "too little to compare" if gap is None else _words(gap),
                DASH if share is None or share.value is None else str(share.value),
            )
        )
    never = [
        statement.for_side(side)
        for statement in questionnaire.statements
        if (given := answers.get((Question.PROMISE, statement.id))) and given.skip is Skip.NEVER_SAID
    ]
    return OwnGaps(_title(side, gaps), COLUMNS[side], tuple(rows), tuple(never), questionnaire.highest(first))


def _words(gap: float) -> str:
    far = distance(gap)
    if far is Distance.CLOSE:
        return str(far)
    return f"{far}, {'less' if gap < 0 else 'more'}"


def _title(side: Side, gaps: dict[str, float]) -> str:
    below, above, alike = SENTENCES[side]
    if not gaps:
        return TOO_LITTLE
    lowest, highest = min(gaps, key=gaps.__getitem__), max(gaps, key=gaps.__getitem__)
    if distance(gaps[lowest]) is not Distance.CLOSE and gaps[lowest] < 0:
        return below.format(theme=lowest)
    if distance(gaps[highest]) is not Distance.CLOSE and gaps[highest] > 0:
        return above.format(theme=highest)
    return alike
