"""Explain this number: every figure that a trainer sees, with its rule and its rows, from the same board."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.board import Learner, PairStanding
from goodpartners.domain.course import Course
from goodpartners.domain.errors import NotFound
from goodpartners.domain.explanation import Explanation
from goodpartners.domain.people import Actor, Side
from goodpartners.domain.progress import course_progress
from goodpartners.domain.quiz.wording import setting_and_question
from goodpartners.services import boards, person_figures, question_figures, question_results, side_figures
from goodpartners.services.boards import Board
from goodpartners.services.records import records
from goodpartners.store import attempts

T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    """What a figure is about, as far as its address says."""

    pair: int | None = None
    side: Side | None = None
    person: int | None = None
    course: str | None = None
    module: str | None = None
    quiz: str | None = None
    item: str | None = None


def explain(
    session: Session, catalogue: Catalogue, cohort_id: int, figure: str, asked: Asked, *, actor: Actor, now: datetime
) -> Explanation:
    """A figure of a cohort that the actor runs. Raises NotFound."""
    if figure in ("item", "check"):
        return _of_questions(session, catalogue, cohort_id, figure, asked, actor=actor)
    board = boards.board(session, catalogue, cohort_id, actor=actor, now=now)
    if figure == "cell":
        return _cell(session, catalogue, board, asked)
    return of_board(board, figure, asked, catalogue)


def of_board(board: Board, figure: str, asked: Asked, catalogue: Catalogue) -> Explanation:
    """A figure that the board alone explains. Raises NotFound."""
    if figure not in FIGURES:
        raise NotFound("There is no such number.")
    return FIGURES[figure](board, asked, catalogue)


def _plan(board: Board, asked: Asked, _catalogue: Catalogue) -> Explanation:
    if asked.person is not None:
        return person_figures.plan(board, _learner(board, asked))
    return side_figures.side_plan(board, _pair(board, asked), _there(asked.side))


def _stuck(board: Board, asked: Asked, _catalogue: Catalogue) -> Explanation:
    if asked.person is not None:
        learner = _learner(board, asked)
        return side_figures.stuck(board, (learner,), f"Stuck: {learner.name}")
    pair = _pair(board, asked)
    learners = tuple(x for side in pair.sides for x in side.learners)
    return side_figures.stuck(board, learners, f"Stuck: {pair.pair.name}")


def _help(board: Board, asked: Asked, catalogue: Catalogue) -> Explanation:
    words = _words(board, catalogue)
    if asked.person is not None:
        return side_figures.help_of(_learner(board, asked), words)
    return side_figures.help_wanted(board, _pair(board, asked), words)


def _score_average(board: Board, asked: Asked, _catalogue: Catalogue) -> Explanation:
    course, place = _place(board, asked)
    return side_figures.score_average(board, _pair(board, asked), _there(asked.side), course, place)


FIGURES: Mapping[str, Callable[[Board, Asked, Catalogue], Explanation]] = {
    "side-average": lambda b, a, _: side_figures.side_average(b, _pair(b, a), _there(a.side)),
    "plan": _plan,
    "imbalance": lambda b, a, _: side_figures.imbalance(b, _pair(b, a)),
    "people": lambda b, a, _: side_figures.people(b, _pair(b, a), _there(a.side)),
    "milestone": lambda b, a, _: side_figures.milestone(b, _pair(b, a)),
    "score-average": _score_average,
    "percent": lambda b, a, _: person_figures.percent(b, _learner(b, a)),
    "stuck": _stuck,
    "help": _help,
}
"""By the name in the address; beside these there are cell, item and check, which ask the database once more."""


def _cell(session: Session, catalogue: Catalogue, board: Board, asked: Asked) -> Explanation:
    learner, (course, place) = _learner(board, asked), _place(board, asked)
    standing = _there(next((s for s in learner.standings if s.course == course.id), None))
    record = records(session, catalogue, [learner.person_id], course.id)[learner.person_id]
    check = course.modules[place].header.knowledge_check
    tries = attempts.of_people(session, [learner.person_id], [check]) if check else []
    module = course_progress(course, record).modules[place]
    return person_figures.cell(learner, module, standing.modules[place].shown, tries)


def _of_questions(
    session: Session, catalogue: Catalogue, cohort_id: int, figure: str, asked: Asked, *, actor: Actor
) -> Explanation:
    found = question_results.answers(session, catalogue, cohort_id, f"{asked.course}/{asked.quiz}", actor=actor)
    if figure == "check":
        return question_figures.check(found.quiz.title, found.result)
    return question_figures.item(_there(found.item(asked.item or "")))


def _pair(board: Board, asked: Asked) -> PairStanding:
    return _there(board.pair(asked.pair) if asked.pair is not None else None)


def _learner(board: Board, asked: Asked) -> Learner:
    return _there(board.learner(asked.person) if asked.person is not None else None)


def _place(board: Board, asked: Asked) -> tuple[Course, int]:
    course = _there(next((c for c in board.courses if c.id == asked.course), None))
    places = [place for place, module in enumerate(course.modules) if module.id == asked.module]
    return course, _there(places[0] if places else None)


def _there(found: T | None) -> T:
    if found is None:
        raise NotFound("There is no such number in this cohort.")
    return found


def _words(board: Board, catalogue: Catalogue) -> dict[tuple[str, str], str]:
    found = {(s.quiz, s.item) for x in board.learners for s in x.struggles}
    quizzes = {quiz: catalogue.quizzes.get(quiz) for quiz, _ in found}
    return {
        (key, item.id): setting_and_question(item.stem)[1]
        for key, quiz in quizzes.items()
        if quiz
        for item in quiz.items
        if (key, item.id) in found
    }
