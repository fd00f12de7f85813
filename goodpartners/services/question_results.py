"""Knowledge-check results of a cohort, by module and by item, for its trainer: first papers only, and never a name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.cohorts import Cohort
from goodpartners.domain.course import Course, Module
from goodpartners.domain.errors import NotFound
from goodpartners.domain.people import Actor, Side
from goodpartners.domain.question_results import (
    Handed,
    ItemResult,
    QuizResult,
    Tally,
    by_share,
    item_result,
    quiz_result,
)
from goodpartners.domain.quiz import selection
from goodpartners.domain.quiz.items import Item
from goodpartners.domain.quiz.quiz import Quiz
from goodpartners.services import cohorts
from goodpartners.store import question_results as store


@dataclass(frozen=True)
class Check:
    """A module of the cohort's courses with its knowledge check and what that gave."""

    course: Course
    module: Module
    result: QuizResult

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides that take the course."""
        return tuple(side for side in _takes(self.course) if side)


@dataclass(frozen=True)
class Overview:
    """All knowledge checks of a cohort."""

    cohort: Cohort
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class Answers:
    """One knowledge check by item, the hardest first; `module` is None when none closes with it any more."""

    cohort: Cohort
    course: Course
    module: Module | None
    quiz: Quiz
    key: str
    result: QuizResult
    items: tuple[ItemResult, ...]

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides that take the course."""
        return tuple(side for side in _takes(self.course) if side)

    def item(self, item_id: str) -> ItemResult | None:
        """One item."""
        return next((i for i in self.items if i.item.id == item_id), None)


def overview(session: Session, catalogue: Catalogue, cohort_id: int, *, actor: Actor) -> Overview:
    """What the first papers gave, a module a row: five statements."""
    cohort = cohorts.find(session, cohort_id, actor=actor)
    found = list(_checks(cohort, catalogue))
    people = _by_side(store.people(session, cohort_id).items())
    handed = _handed(session, cohort_id, [key for _, _, key in found])
    return Overview(
        cohort, tuple(Check(course, module, _result(course, key, people, handed)) for course, module, key in found)
    )


def answers(session: Session, catalogue: Catalogue, cohort_id: int, key: str, *, actor: Actor) -> Answers:
    """One knowledge check by item: six statements, and one more when an item is gone. Raises NotFound."""
    cohort = cohorts.find(session, cohort_id, actor=actor)
    course_id = key.split("/")[0]
    course = catalogue.course(course_id)
    if course is None or course_id not in {c.course for c in cohort.courses}:
        raise NotFound("There is no such knowledge check in this cohort.")
    rows = [
        Tally(row.item, _side(row.side), row.right, tuple(json.loads(row.chosen)), row.papers)
        for row in store.tallies(session, cohort_id, key)
        if _side(row.side) in _takes(course)
    ]
    quiz = catalogue.quizzes.get(key)
    known = {item.id for item in quiz.items} if quiz else set()
    before = _before(session, key) if quiz is None or {row.item for row in rows} - known else []
    quiz = quiz or next(iter(before), None)
    if quiz is None or quiz.purpose != "knowledge-check":
        raise NotFound("There is no such knowledge check in this cohort.")
    asked = [item_result(item, rows) for item in quiz.items if not item.retired or item.id in {r.item for r in rows}]
    gone = [item_result(item, rows, asked=False) for item in _gone(before, {r.item for r in rows} - known)]
    people = _by_side(store.people(session, cohort_id).items())
    result = _result(course, key, people, _handed(session, cohort_id, [key]))
    module = next((m for m in course.modules if m.header.knowledge_check == key), None)
    return Answers(cohort, course, module, quiz, key, result, by_share(_once(asked + gone)))


def _checks(cohort: Cohort, catalogue: Catalogue) -> Iterator[tuple[Course, Module, str]]:
    for taken in cohort.courses:
        course = catalogue.course(taken.course)
        if course:
            checks = ((module, module.header.knowledge_check) for module in course.modules)
            yield from ((course, module, key) for module, key in checks if key)


def _takes(course: Course) -> tuple[Side | None, ...]:
    """The sides that take a course in a cohort, as on the board; people on both sides or on none take every course."""
    sides = (side for side in Side if course.file.side.value in (side.value, "joint"))
    return (*sides, None)


def _result(course: Course, key: str, people: Mapping[Side | None, int], handed: Iterable[Handed]) -> QuizResult:
    takes = _takes(course)
    there = {side: count for side, count in people.items() if side in takes}
    return quiz_result(key, there, (h for h in handed if h.side in takes))


def _handed(session: Session, cohort_id: int, quizzes: list[str]) -> list[Handed]:
    rows = store.handed(session, cohort_id, quizzes)
    return [Handed(row.quiz, _side(row.side), row.papers, row.percents, row.passed) for row in rows]


def _before(session: Session, key: str) -> list[Quiz]:
    return [selection.from_canonical(text) for text in store.revisions(session, key)]


def _gone(before: Iterable[Quiz], wanted: set[str]) -> Iterator[Item]:
    """Items in the latest wording they had, each once."""
    found: set[str] = set()
    for quiz in before:
        for item in quiz.items:
            if item.id in wanted - found:
                found.add(item.id)
                yield item


def _once(results: Iterable[ItemResult]) -> list[ItemResult]:
    return list({result.item.id: result for result in results}.values())


def _by_side(counts: Iterable[tuple[str | None, int]]) -> dict[Side | None, int]:
    return {_side(side): count for side, count in counts}


def _side(name: str | None) -> Side | None:
    return Side(name) if name else None
