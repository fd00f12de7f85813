"""Who was reminded when, by the jobs or by a trainer: at most one letter a week a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from goodpartners.domain.cohorts import Cohort
from goodpartners.store import cohorts
from goodpartners.store.cohorts import CohortRow
from goodpartners.store.database import Base
from goodpartners.store.people import Person
from goodpartners.store.seats import PEOPLE_IN


class Reminder(Base):
    """A reminder that was written to somebody."""

    __tablename__ = "reminder"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    cohort_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cohort.id", ondelete="SET NULL"), index=True)
    sent_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    """The trainer who wrote; None when the jobs did."""
    text: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime]


def latest(session: Session, person_ids: Sequence[int]) -> dict[int, datetime]:
    """When each person was last reminded, by anybody in any cohort."""
    rows = session.execute(
        sa.select(Reminder.person_id, sa.func.max(Reminder.at))
        .where(Reminder.person_id.in_(person_ids))
        .group_by(Reminder.person_id)
    )
    return dict(rows.all())


def latest_in(session: Session, cohort_id: int) -> dict[int, datetime]:
    """The same for everybody in a cohort."""
    rows = session.execute(
        sa.select(Reminder.person_id, sa.func.max(Reminder.at))
        .where(Reminder.person_id.in_(PEOPLE_IN))
        .group_by(Reminder.person_id),
        {"cohort": cohort_id},
    )
    return dict(rows.all())


class Addressee(NamedTuple):
    """Somebody who may be written to."""

    person_id: int
    name: str
    email: str


def off_in(session: Session, cohort_id: int) -> frozenset[int]:
    """Who of a cohort wants no reminders."""
    wanted = sa.select(Person.id).where(Person.id.in_(PEOPLE_IN), Person.reminders_off_at.is_not(None))
    return frozenset(session.scalars(wanted, {"cohort": cohort_id}))


def addressees(session: Session, person_ids: Sequence[int]) -> list[Addressee]:
    """Who of these has an open account and wants reminders; nobody else writes to them until this transaction ends.

    Whoever waits here for somebody else's letter sees that letter in `latest` afterwards.
    """
    rows = session.execute(
        sa.select(Person.id, Person.name, Person.email)
        .where(
            Person.id.in_(person_ids),
            Person.email.is_not(None),
            Person.signed_in_at.is_not(None),
            Person.closed_at.is_(None),
            Person.erased_at.is_(None),
            Person.reminders_off_at.is_(None),
        )
        .order_by(Person.id)
        .with_for_update(key_share=True)
    )
    return [Addressee._make(row) for row in rows]


def cohorts_that_remind(session: Session, today: date) -> list[Cohort]:
    """The cohorts under way that remind their people, in two statements; without their trainers."""
    rows = session.scalars(
        sa.select(CohortRow)
        .where(CohortRow.closed_at.is_(None), CohortRow.begins <= today, CohortRow.ends >= today, CohortRow.reminds)
        .order_by(CohortRow.id)
    ).all()
    courses = cohorts.courses(session, [row.id for row in rows])
    return [cohorts.value(row, courses.get(row.id, ()), frozenset()) for row in rows]
