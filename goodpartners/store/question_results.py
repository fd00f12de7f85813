"""First papers of a cohort's people, counted by the database: no statement's answer grows with the number of people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from goodpartners.store.attempts import AttemptRow, QuizRevision
from goodpartners.store.database import table_of
from goodpartners.store.people import MembershipRow, Person
from goodpartners.store.seats import Enrolment, SeatRow
from goodpartners.store.standings import ItemResult


class TallyRow(NamedTuple):
    """So many first papers on which people of a side chose just this; `chosen` is JSON."""

    item: str
    side: str | None
    right: bool | None
    chosen: str
    papers: int


class HandedRow(NamedTuple):
    """First papers at a quiz from people of a side, the sum of their percents, and how many passed."""

    quiz: str
    side: str | None
    papers: int
    percents: int
    passed: int


def _sides() -> sa.Subquery:
    """The people of a cohort with the one side they sit on, else the one of their memberships, else none."""
    enrolment, seat, place, person = map(table_of, (Enrolment, SeatRow, MembershipRow, Person))
    seated, member = (
        sa.case((sa.func.min(column) == sa.func.max(column), sa.func.min(column)))
        for column in (seat.c.side, place.c.side)
    )
    return (
        sa.select(place.c.person_id, sa.case((sa.func.count(seat.c.side) > 0, seated), else_=member).label("side"))
        .join_from(enrolment, place, place.c.id == enrolment.c.membership_id)
        .join(person, person.c.id == place.c.person_id)
        .outerjoin(seat, sa.and_(seat.c.enrolment_id == enrolment.c.id, seat.c.ended_at.is_(None)))
        .where(
            enrolment.c.cohort_id == sa.bindparam("cohort"),
            enrolment.c.ended_at.is_(None),
            person.c.closed_at.is_(None),
            person.c.erased_at.is_(None),
        )
        .group_by(place.c.person_id)
        .subquery("sides")
    )


def _handed() -> sa.Select[Any]:
    attempt, sides = table_of(AttemptRow), _sides()
    quizzes = attempt.c.quiz.in_(sa.bindparam("quizzes", expanding=True))
    first = (
        sa.select(sa.func.min(attempt.c.id))
        .join(sides, sides.c.person_id == attempt.c.person_id)
        .where(attempt.c.ended_at.is_not(None), quizzes)
        .group_by(attempt.c.person_id, attempt.c.quiz)
    )
    return (
        sa.select(
            attempt.c.quiz,
            sides.c.side,
            sa.func.count(),
            sa.func.sum(sa.func.coalesce(attempt.c.percent, 0)),
            sa.func.sum(sa.case((attempt.c.passed.is_(True), 1), else_=0)),
        )
        .join_from(attempt, sides, sides.c.person_id == attempt.c.person_id)
        .where(attempt.c.id.in_(first))
        .group_by(attempt.c.quiz, sides.c.side)
    )


def _tallies() -> sa.Select[Any]:
    result, sides = table_of(ItemResult), _sides()
    columns = (result.c.item, sides.c.side, result.c.right, result.c.chosen)
    return (
        sa.select(*columns, sa.func.count())
        .join_from(result, sides, sides.c.person_id == result.c.person_id)
        .where(result.c.quiz == sa.bindparam("quiz"), result.c.first)
        .group_by(*columns)
        .order_by(result.c.item, result.c.chosen)
    )


HANDED, TALLIES = _handed(), _tallies()
_SIDES = _sides()
PEOPLE = sa.select(_SIDES.c.side, sa.func.count()).group_by(_SIDES.c.side)
REVISIONS = (
    sa.select(QuizRevision.content)
    .where(QuizRevision.quiz == sa.bindparam("quiz"))
    .order_by(QuizRevision.stored_at.desc(), QuizRevision.hash)
)


def people(session: Session, cohort_id: int) -> dict[str | None, int]:
    """How many people of a cohort sit on each side; under None on both or on none."""
    return dict(session.execute(PEOPLE, {"cohort": cohort_id}).all())


def handed(session: Session, cohort_id: int, quizzes: Sequence[str]) -> list[HandedRow]:
    """What the first papers at these quizzes gave, by quiz and side, in one statement."""
    rows = session.execute(HANDED, {"cohort": cohort_id, "quizzes": quizzes})
    return [HandedRow(quiz, side, papers, int(percents), int(passed)) for quiz, side, papers, percents, passed in rows]


def tallies(session: Session, cohort_id: int, quiz: str) -> list[TallyRow]:
    """What was chosen on the first papers at a quiz, by item and side, in one statement."""
    return [TallyRow._make(row) for row in session.execute(TALLIES, {"cohort": cohort_id, "quiz": quiz})]


def revisions(session: Session, quiz: str) -> list[str]:
    """The texts of a quiz as it was at different times, the latest first."""
    return list(session.scalars(REVISIONS, {"quiz": quiz}))
