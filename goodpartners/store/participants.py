"""One person of a cohort, for its trainer: whether they are in it, and what was written to them from it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from goodpartners.store.people import MembershipRow, Person
from goodpartners.store.reminders import Reminder
from goodpartners.store.seats import Enrolment


def find(session: Session, cohort_id: int, person_id: int) -> Person | None:
    """The person, as long as they are enrolled in the cohort and have an account."""
    return session.scalar(
        sa.select(Person)
        .where(Person.id == person_id, Person.closed_at.is_(None), Person.erased_at.is_(None))
        .where(
            sa.exists().where(
                Enrolment.cohort_id == cohort_id,
                Enrolment.ended_at.is_(None),
                Enrolment.membership_id == MembershipRow.id,
                MembershipRow.person_id == person_id,
            )
        )
    )


def written(session: Session, cohort_id: int, person_id: int, *, limit: int) -> Sequence[Reminder]:
    """What the jobs and the trainers of a cohort wrote to somebody, the latest first."""
    return session.scalars(
        sa.select(Reminder)
        .where(Reminder.cohort_id == cohort_id, Reminder.person_id == person_id)
        .order_by(Reminder.id.desc())
        .limit(limit)
    ).all()
