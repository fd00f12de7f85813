"""What Orrenshire County Council and Tessaly Care answer in the demo: an invented pair whose results are worth a talk.

Everybody's answers are written down as what they add up to in a dimension, so that means can be read off; `spread`
makes single answers of them.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence

from goodpartners.domain.partnership import sheets
from goodpartners.domain.partnership.questionnaire import Question, Questionnaire, Skip
from goodpartners.domain.partnership.sheets import Answer, Key, Sheet
from goodpartners.domain.people import Side

PEOPLE = {Side.COMMISSIONER: 5, Side.PROVIDER: 6}
LONG_SCALE, SHORT_SCALE = 7, 5
SEED = 48
Totals = Mapping[str, Sequence[int | None]]
"""By dimension, what each person's answers add up to; None for one who could not say."""

GAP_TOTALS: Mapping[Question, Totals] = {
    Question.EXPECT: {
        "r": (26, 25, 28, 24, 27),
        "s": (24, 26, 25, 23, 26),
        "a": (33, 30, 31, 34, 32),
        "e": (22, 24, 23, 25, 22),
        "t": (19, 21, 20, 18, 22),
    },
    Question.GOT: {
        "r": (29, 30, 28, 31, 30),
        "s": (18, 19, 18, 17, 20),
        "a": (28, 30, 29, 27, 31),
        "e": (24, 22, 25, 23, 24),
        "t": (24, 26, 23, 25, 24),
    },
    Question.BELIEVE: {
        "r": (22, 24, 21, 23, 25, 20),
        "s": (23, 25, 24, 22, 26, 24),
        "a": (25, 27, 26, 24, 28, 26),
        "e": (23, 24, 22, 25, 22, None),
        "t": (24, 26, 25, 23, 26, None),
    },
    Question.PROMISE: {
        "r": (25, 26, 24, 25, 27, 24),
        "s": (25, 24, 26, 23, 25, 26),
        "a": (24, 23, 25, 24, 26, 22),
        "e": (11, 12, 10, 11, 12, 10),
        "t": (26, 25, 27, 24, 26, 26),
    },
}
LEFT_OUT: Mapping[Question, Mapping[str, Skip]] = {
    Question.EXPECT: {"r5": Skip.CANNOT_SAY},
    Question.BELIEVE: {"r5": Skip.CANNOT_SAY},
    Question.PROMISE: dict.fromkeys(("r4", "a5", "e3", "e4"), Skip.NEVER_SAID),
}
"""Statements that nobody of the side gives a number for, and why."""
POINTS: Mapping[Question, Sequence[tuple[int, ...]]] = {
    Question.IMPORTANCE: (
        (30, 20, 25, 15, 10),
        (35, 20, 20, 15, 10),
        (25, 20, 30, 15, 10),
        (30, 25, 25, 10, 10),
        (30, 15, 25, 20, 10),
    ),
    Question.GUESS: (
        (25, 20, 15, 15, 25),
        (15, 20, 15, 15, 35),
        (20, 25, 15, 10, 30),
        (20, 15, 15, 20, 30),
        (20, 20, 20, 15, 25),
        (20, 20, 10, 15, 35),
    ),
}
RETURN_TOTALS: Mapping[Question, Sequence[int]] = {
    Question.RETURN_EXPECT: (62, 60, 64, 59, 61, 63),
    Question.RETURN_GOT: (48, 52, 45, 50, 47, 49),
    Question.RETURN_BELIEVE: (56, 58, 55, 57, 54),
    Question.RETURN_PROMISE: (52, 55, 50, 53, 51),
}
ASKED = {
    Side.COMMISSIONER: (Question.EXPECT, Question.GOT, Question.IMPORTANCE),
    Side.PROVIDER: (Question.BELIEVE, Question.PROMISE, Question.GUESS),
}
ASKED_IN_RETURN = {
    Side.COMMISSIONER: (Question.RETURN_BELIEVE, Question.RETURN_PROMISE),
    Side.PROVIDER: (Question.RETURN_EXPECT, Question.RETURN_GOT),
}

LEVELS: Mapping[Side, Mapping[Question, Sequence[float]]] = {
    Side.COMMISSIONER: {
        Question.NOW: (3.1, 4.1, 2.7, 2.2, 3.2, 3.0, 2.4, 2.1),
        Question.WANT: (4.2, 4.3, 4.2, 4.0, 4.1, 2.8, 4.2, 3.0),
        Question.MIRROR: (3.5, 4.0, 3.4, 2.7, 3.1, 3.3, 2.8, 2.9),
    },
    Side.PROVIDER: {
        Question.NOW: (3.3, 4.2, 3.8, 3.9, 3.4, 3.5, 2.7, 2.6),
        Question.WANT: (4.3, 4.2, 4.3, 4.2, 4.0, 4.1, 4.0, 4.1),
        Question.MIRROR: (2.8, 3.9, 3.9, 2.4, 3.0, 3.3, 2.0, 2.3),
    },
}
"""What a side's people answer on average in the readiness quiz, dimension by dimension; a mirror answer is about the
other side."""
SHARED: Mapping[tuple[Side, Question], str] = {
    (Side.COMMISSIONER, Question.WELL): "When it is urgent we pick up the phone, and somebody answers.",
    (Side.COMMISSIONER, Question.FIRST): "Say early who decides, so that the home does not have to guess.",
    (Side.PROVIDER, Question.WELL): "Visits are friendly, and the children are asked first.",
    (Side.PROVIDER, Question.FIRST): "One report instead of three about the same week.",
}
"""What the first of each side writes at the end of the readiness quiz, to be said in their side's words."""


def gap_sheets(questionnaire: Questionnaire, *, return_leg: bool = False) -> list[Sheet]:
    """What the eleven people answer in the gap survey."""
    return [
        _sheet(questionnaire, side, person, _gap_answers(questionnaire, side, person, return_leg=return_leg))
        for side, people in PEOPLE.items()
        for person in range(people)
    ]


def readiness_sheets(
    questionnaire: Questionnaire,
    people: Mapping[Side, int] = PEOPLE,
    levels: Mapping[Side, Mapping[Question, Sequence[float]]] = LEVELS,
) -> list[Sheet]:
    """What a pair's people answer in the readiness quiz, as near to their side's levels as whole answers come."""
    found = []
    for side, count in people.items():
        given: list[dict[Key, Answer]] = [{} for _ in range(count)]
        for question, dimension, level in _levels(questionnaire, levels[side]):
            asked = _statements(questionnaire, question, dimension)
            low, high = len(asked), SHORT_SCALE * len(asked)
            for person, total in enumerate(uneven(round(low * count * level), count, low, high)):
                given[person].update(zip(((question, s) for s in asked), _shares(total, low), strict=True))
        found += [_sheet(questionnaire, side, person, answers.items()) for person, answers in enumerate(given)]
    return found


def spread(total: int, statements: Sequence[str], person: int) -> dict[str, int]:
    """Whole answers that add up to a total, as uneven as people are; the same ones every time."""
    low, more = divmod(total, len(statements))
    given = {statement: low + (n < more) for n, statement in enumerate(statements)}
    chance = random.Random(f"{SEED} {statements[0]} {total} {person}")
    for _ in range(2 * len(statements) if len(statements) > 1 else 0):
        up, down = chance.sample(list(statements), 2)
        if given[up] < LONG_SCALE and given[down] > 1 and given[up] - given[down] < 2:
            given[up] += 1
            given[down] -= 1
    return given


def _sheet(questionnaire: Questionnaire, side: Side, person: int, given: Iterable[tuple[Key, Answer]]) -> Sheet:
    """A sheet with what the questionnaire asks; its file may be another one by now."""
    answers = {key: answer for key, answer in given if sheets.valid(questionnaire, key, answer)}
    return Sheet(f"{side.value}-{person}", side, answers)


def _gap_answers(whole: Questionnaire, side: Side, person: int, *, return_leg: bool) -> Iterator[tuple[Key, Answer]]:
    for question in ASKED[side]:
        if question in POINTS:
            shares = zip(whole.dimensions, POINTS[question][person], strict=False)
            yield from (((question, dimension.id), Answer(share)) for dimension, share in shares)
        else:
            left_out = LEFT_OUT.get(question, {})
            yield from _rated(whole, question, person, GAP_TOTALS[question], left_out)
    for question in ASKED_IN_RETURN[side] if return_leg else ():
        asked = [statement.id for statement in whole.return_statements]
        for statement, value in spread(RETURN_TOTALS[question][person], asked, person).items():
            yield (question, statement), Answer(value)


def _levels(whole: Questionnaire, levels: Mapping[Question, Sequence[float]]) -> Iterator[tuple[Question, str, float]]:
    for question, each in levels.items():
        for dimension, level in zip(whole.dimensions, each, strict=False):
            yield question, dimension.id, level


def _statements(whole: Questionnaire, question: Question, dimension: str) -> list[str]:
    """What a question is asked of: a dimension's statements, or for the mirror the dimension itself."""
    if question is Question.MIRROR:
        return [dimension]
    return [statement.id for statement in whole.of_dimension(dimension)]


def uneven(total: int, people: int, lowest: int, highest: int) -> list[int]:
    """Whole numbers that add up to a total, and lie apart as people do."""
    given = [answer.value or 0 for answer in _shares(total, people)]
    for up, down in ((0, 1), (0, 1), (2, 3), (2, 4)):
        if max(up, down) < people and given[up] < highest and given[down] > lowest:
            given[up] += 1
            given[down] -= 1
    return given


def _shares(total: int, parts: int) -> list[Answer]:
    low, more = divmod(total, parts)
    return [Answer(low + (n < more)) for n in range(parts)]


def _rated(
    whole: Questionnaire, question: Question, person: int, totals: Totals, left_out: Mapping[str, Skip]
) -> Iterator[tuple[Key, Answer]]:
    for dimension, people in totals.items():
        ids = [statement.id for statement in whole.of_dimension(dimension)]
        asked, total = [s for s in ids if s not in left_out], people[person]
        for statement in ids:
            if statement in left_out:
                yield (question, statement), Answer(skip=left_out[statement])
        if total is None:
            yield from (((question, statement), Answer(skip=Skip.CANNOT_SAY)) for statement in asked)
        elif asked:
            for statement, value in spread(total, asked, person).items():
                yield (question, statement), Answer(value)
