"""What one person, or an organisation, answers in a round: pages in order, answers, and scores made of them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from goodpartners.domain.errors import FieldProblem
from goodpartners.domain.partnership.disclosure import Score
from goodpartners.domain.partnership.questionnaire import (
    WHOLE,
    Ask,
    Asked,
    Part,
    Question,
    Questionnaire,
    Skip,
    Statement,
    least,
)
from goodpartners.domain.people import Side

POINTS = "points"
WORDS = "words"
LONGEST_WORDS = 2000


class Answer(NamedTuple):
    """A number on the question's scale or of points, or the reason why there is none."""

    value: int | None = None
    skip: Skip | None = None


Key = tuple[Question, str]
"""A question, and the statement or dimension it is asked of."""
Answers = Mapping[Key, Answer]


@dataclass(frozen=True)
class Page:
    """One thing that is asked on a page of its own."""

    part: Part
    about: str
    """The statement or dimension; 'points' or 'words' for the page of those."""

    @property
    def is_rated(self) -> bool:
        """Whether it is answered by choosing points of a scale."""
        return self.part.of not in (Asked.POINTS, Asked.WORDS)


@dataclass(frozen=True)
class Sheet:
    """The answers of one person, or of one organisation that agreed on one."""

    key: str
    side: Side
    answers: Answers
    organisation: bool = False


def pages(questionnaire: Questionnaire, side: Side, *, number: int, seed: str) -> tuple[Page, ...]:
    """Everything a side is asked in a round, in the order in which this sheet asks it."""
    found: list[Page] = []
    for part in questionnaire.parts_for(side, number):
        if part.of in (Asked.POINTS, Asked.WORDS):
            found.append(Page(part, POINTS if part.of is Asked.POINTS else WORDS))
        elif part.of is Asked.DIMENSIONS:
            found += [Page(part, dimension.id) for dimension in questionnaire.dimensions]
        else:
            found += [Page(part, statement.id) for statement in _in_order(questionnaire, part, seed)]
    return tuple(found)


def _in_order(questionnaire: Questionnaire, part: Part, seed: str) -> list[Statement]:
    if part.of is Asked.RETURN_STATEMENTS:
        return list(questionnaire.return_statements)
    found: list[Statement] = []
    for dimension in questionnaire.dimensions:
        statements = list(questionnaire.of_dimension(dimension.id))
        if part.shuffle:
            random.Random(f"{seed} {part.id} {dimension.id}").shuffle(statements)
        found += statements
    return found


def keys(questionnaire: Questionnaire, page: Page) -> tuple[Key, ...]:
    """What a page asks for; points are asked for each dimension, words by question."""
    if page.part.of is Asked.POINTS:
        return tuple((page.part.questions[0].id, dimension.id) for dimension in questionnaire.dimensions)
    return tuple((ask.id, page.about) for ask in page.part.questions)


def answered(questionnaire: Questionnaire, page: Page, answers: Answers) -> bool:
    """Whether everything on a page has an answer or a reason."""
    return all(_given(answers.get(key)) for key in keys(questionnaire, page))


def _given(answer: Answer | None) -> bool:
    return answer is not None and (answer.value is not None or answer.skip is not None)


def skips_for(questionnaire: Questionnaire, page: Page) -> tuple[tuple[Skip, str], ...]:
    """The ways to leave a page with a reason, with their labels."""
    if not page.is_rated:
        return ()
    asked = {ask.id for ask in page.part.questions}
    return tuple((s.id, s.label) for s in questionnaire.skips if not s.only or asked & set(s.only))


def problems(questionnaire: Questionnaire, page: Page, given: Answers) -> tuple[FieldProblem, ...]:
    """What is missing or wrong on a page that somebody wants to leave as answered."""
    if page.part.of is Asked.POINTS:
        return _points_problems(questionnaire, page, given)
    if page.part.of is Asked.WORDS:
        return ()
    found = []
    for ask in page.part.questions:
        if not _given(given.get((ask.id, page.about))):
            one = "Choose an answer" if len(page.part.questions) == 1 else f"Choose an answer for “{ask.title}”"
            found.append(FieldProblem(ask.id.value, f"{one}, or say why there is none."))
    return tuple(found)


def _points_problems(questionnaire: Questionnaire, page: Page, given: Answers) -> tuple[FieldProblem, ...]:
    asked = keys(questionnaire, page)
    missing = [about for question, about in asked if (given.get((question, about)) or Answer()).value is None]
    if missing:
        titles = {d.id: d.title for d in questionnaire.dimensions}
        told = "Write whole points, 0 to 100; 0 is allowed"
        return tuple(FieldProblem(f"points-{about}", f"{titles[about]}: {told}.") for about in missing)
    total = sum(given[key].value or 0 for key in asked)
    if total == WHOLE:
        return ()
    off = f"{WHOLE - total} more to give" if total < WHOLE else f"{total - WHOLE} too many"
    return (FieldProblem(f"points-{asked[0][1]}", f"The points add up to {total}, not {WHOLE}: {off}."),)


def valid(questionnaire: Questionnaire, key: Key, answer: Answer) -> bool:
    """Whether an answer can be one to this question: nothing else is ever kept."""
    question, about = key
    ask = questionnaire.asks(question)
    if ask is None:
        return False
    if answer.skip is not None:
        only = next((s.only for s in questionnaire.skips if s.id is answer.skip), None)
        return answer.value is None and only is not None and (not only or question in only)
    if answer.value is None:
        return True
    lowest = 1 if ask.scale else 0
    return lowest <= answer.value <= questionnaire.highest(question) and _asked_about(questionnaire, ask, about)


def _asked_about(questionnaire: Questionnaire, ask: Ask, about: str) -> bool:
    part = next(part for part in questionnaire.parts if ask in part.questions)
    if part.of in (Asked.DIMENSIONS, Asked.POINTS):
        return questionnaire.dimension(about) is not None
    wanted = questionnaire.statements if part.of is Asked.STATEMENTS else questionnaire.return_statements
    return any(statement.id == about for statement in wanted)


def score(answers: Answers, question: Question, statements: Sequence[str]) -> Score | None:
    """A person's mean over a dimension's statements; None when fewer than half were answered."""
    values = [answers.get((question, each), Answer()).value for each in statements]
    numbers = [value for value in values if value is not None]
    if not numbers or len(numbers) < least(len(statements)):
        return None
    return Score(Fraction(sum(numbers), len(numbers)), len(numbers))


def points(questionnaire: Questionnaire, answers: Answers, question: Question) -> tuple[int, ...] | None:
    """The points a person shared out, by dimension; None unless they add up to the whole."""
    shares = [answers.get((question, d.id), Answer()).value for d in questionnaire.dimensions]
    numbers = tuple(share for share in shares if share is not None)
    return numbers if len(numbers) == len(shares) and sum(numbers) == WHOLE else None
