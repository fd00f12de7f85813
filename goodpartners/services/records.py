"""What is on record about people, read in a fixed number of statements and folded into values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.progress import QuizRecord, Record
from goodpartners.domain.quiz.marking import marks
from goodpartners.domain.quiz.quiz import Quiz
from goodpartners.store import attempts, learning
from goodpartners.store.attempts import Tried


def records(
    session: Session, catalogue: Catalogue, person_ids: Sequence[int], course: str | None = None
) -> dict[int, Record]:
    """What is on record about several people, in one course or in all: two statements, whatever their number."""
    sections: dict[int, dict[tuple[str, str, str], datetime]] = {person: {} for person in person_ids}
    for person, course_id, module, section, at in learning.sections_done(session, person_ids, course):
        sections[person][course_id, module, section] = at
    tries: dict[int, dict[str, list[Tried]]] = {person: {} for person in person_ids}
    for row in attempts.of_people(session, person_ids, _checks(catalogue, course)):
        tries[row.person_id].setdefault(row.quiz, []).append(row)
    return {
        person: Record(
            sections[person],
            {key: quiz_record(rows, catalogue.quizzes.get(key)) for key, rows in tries[person].items()},
        )
        for person in person_ids
    }


def quiz_record(rows: Iterable[Tried], quiz: Quiz | None) -> QuizRecord:
    """The try that counts among a person's tries at one quiz."""
    ordered = sorted(rows, key=lambda row: row.id)
    ended = [row for row in ordered if row.ended_at]
    marked = [row for row in ended if row.percent is not None]  # an abandoned try is used up and has no result
    running = next((row.id for row in ordered if row.ended_at is None), None)
    last_at = max((row.ended_at or row.started_at for row in ordered), default=None)
    if not marked:
        return QuizRecord(tries=len(ended), running_id=running, last_at=last_at)
    rule = quiz.counts if quiz else "best"
    if rule == "best":
        counted = max(marked, key=lambda row: (row.passed or False, row.percent or 0, -row.id))
    else:
        counted = marked[0] if rule == "first" else marked[-1]
    return QuizRecord(
        tries=len(ended),
        passed=bool(counted.passed),
        percent=counted.percent,
        marks=f"{marks(Fraction(counted.thousandths or 0, 1000))} of {counted.maximum}",
        at=counted.ended_at,
        running_id=running,
        counted_id=counted.id,
        last_at=last_at,
    )


def _checks(catalogue: Catalogue, course_id: str | None) -> list[str] | None:
    """A course's knowledge checks, its start and its end quiz; None for those of all courses."""
    course = catalogue.course(course_id) if course_id else None
    if course is None:
        return None
    return [*(m.header.knowledge_check for m in course.modules if m.header.knowledge_check), *course.file.forms]
