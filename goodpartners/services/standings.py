"""Keeping the short form of everybody's progress right: written with each act, and counted again when content changes.

A standing is always what domain.progress says of the records; `recount` works it out from nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.course import Course
from goodpartners.domain.progress import CourseProgress, Record, course_progress
from goodpartners.domain.quiz import selection
from goodpartners.domain.quiz.attempts import Attempt, replay
from goodpartners.domain.quiz.choices import chosen
from goodpartners.domain.quiz.marking import Verdict
from goodpartners.domain.standing import (
    Standing,
    Struggle,
    modules_from_text,
    modules_to_text,
    outline,
    standing_of,
    struggles_from_text,
    struggles_of,
    struggles_to_text,
)
from goodpartners.services.records import records
from goodpartners.store import attempts, learning, standings
from goodpartners.store.standings import StandingRow

Standings = Mapping[tuple[int, str], Standing]
"""By person and course."""
AT_ONCE = 200
REMEMBERED = 16_384
"""Standings that a process keeps in their read form, by all that they say: a page about a thousand people is mostly
asked for again, and between two times few of them have done anything."""


def renew(session: Session, catalogue: Catalogue, course_id: str, *, person_id: int) -> CourseProgress | None:
    """Write a person's standing in a course after an act in it; their progress, or None for a course that is gone."""
    course = catalogue.course(course_id)
    if course is None:
        return None
    learning.take_turns(session, person_id)
    record = records(session, catalogue, [person_id], course_id)[person_id]
    progress = course_progress(course, record)
    _write(session, [course], {person_id: record})
    return progress


def note_items(session: Session, attempt: Attempt, *, person_id: int, quiz: str, first: bool) -> None:
    """Write what each item of a paper that was handed in gave."""
    marks = attempt.score().by_item
    rows: list[dict[str, object]] = []
    for item in attempt.items:
        verdict = marks[item.id].verdict
        rows.append(
            {
                "attempt_id": attempt.id,
                "item": item.id,
                "person_id": person_id,
                "quiz": quiz,
                "first": first,
                "right": None if verdict is Verdict.UNMARKED else verdict is Verdict.RIGHT,
                "chosen": json.dumps(chosen(attempt.held(item.id).response), ensure_ascii=False),
            }
        )
    standings.save_items(session, rows)


def of_cohort(session: Session, catalogue: Catalogue, cohort_id: int, person_ids: Sequence[int]) -> Standings:
    """The standings of everybody in a cohort; two statements, and two more when content was published since."""
    return _read(session, catalogue, standings.of_cohort(session, cohort_id), person_ids)


def of_people(session: Session, catalogue: Catalogue, person_ids: Sequence[int]) -> Standings:
    """The standings of several people."""
    return _read(session, catalogue, standings.of_people(session, person_ids), person_ids)


def recount(session: Session, catalogue: Catalogue, person_ids: Sequence[int]) -> None:
    """Work out and write the standings of several people in all courses."""
    _write(session, catalogue.courses, records(session, catalogue, person_ids))


def catch_up(session: Session, catalogue: Catalogue) -> int:
    """Bring up to date what an older version or a publication left: a bundle at a time; how many people it met."""
    from_before = _papers_without_items(session)
    outlines = {course.id: outline(course) for course in catalogue.courses}
    people = sorted({*from_before, *standings.out_of_date(session, outlines, limit=AT_ONCE)})
    recount(session, catalogue, people)
    return len(people)


def _papers_without_items(session: Session) -> set[int]:
    found = standings.without_items(session, limit=AT_ONCE)
    for attempt_id, person_id in found:
        opened = attempts.find(session, attempt_id)
        if opened is None:
            continue
        row, content = opened
        attempt = replay(attempt_id, selection.from_canonical(content), attempts.events(session, attempt_id))
        first = attempts.first_of(session, person_id, row.quiz) == attempt_id
        note_items(session, attempt, person_id=person_id, quiz=row.quiz, first=first)
    return {person for _, person in found}


def _read(
    session: Session, catalogue: Catalogue, rows: Iterable[StandingRow], person_ids: Sequence[int]
) -> dict[tuple[int, str], Standing]:
    outlines = {course.id: outline(course) for course in catalogue.courses}
    found: dict[tuple[int, str], Standing] = {}
    stale: set[int] = set()
    for person_id, course, name, *kept in rows:
        if outlines.get(course) == name:
            found[person_id, course] = _value(course, *kept)
        elif course in outlines:
            stale.add(person_id)
    wanted = sorted(stale & set(person_ids))
    if wanted:
        of = records(session, catalogue, wanted)
        found |= {(person, s.course): s for person, s in _count(session, catalogue.courses, of)}
    return found


def _write(session: Session, courses: Sequence[Course], of: Mapping[int, Record]) -> None:
    outlines = {course.id: outline(course) for course in courses}
    counted = _count(session, courses, of)
    standings.save(session, [_row(person, outlines[s.course], s) for person, s in counted])


def _count(session: Session, courses: Sequence[Course], of: Mapping[int, Record]) -> list[tuple[int, Standing]]:
    checks = {c.id: [m.header.knowledge_check for m in c.modules if m.header.knowledge_check] for c in courses}
    results = standings.results(session, list(of), [quiz for quizzes in checks.values() for quiz in quizzes])
    found = []
    for course in courses:
        for person, record in of.items():
            given = (struggles_of(quiz, results.get((person, quiz), ())) for quiz in checks[course.id])
            found.append((person, _standing(course, record, tuple(s for some in given for s in some))))
    return found


def _standing(course: Course, record: Record, struggles: tuple[Struggle, ...]) -> Standing:
    times = [r.last_at for key, r in record.quizzes.items() if key.split("/")[0] == course.id and r.last_at]
    return standing_of(course_progress(course, record), struggles, max(times, default=None))


@lru_cache(maxsize=REMEMBERED)
def _value(
    course: str, modules: str, struggles: str, last_at: datetime | None, complete_at: datetime | None
) -> Standing:
    return Standing(course, modules_from_text(modules), struggles_from_text(struggles), last_at, complete_at)


def _row(person: int, name: str, standing: Standing) -> StandingRow:
    return StandingRow(
        person,
        standing.course,
        name,
        modules_to_text(standing),
        struggles_to_text(standing),
        standing.last_at,
        standing.complete_at,
    )
