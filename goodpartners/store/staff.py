"""An organisation's own people, what their cohorts take and which certificates they hold; one statement each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from goodpartners.store.certificates import Certificate
from goodpartners.store.cohorts import CohortCourseRow
from goodpartners.store.people import MembershipRow, Person
from goodpartners.store.seats import Enrolment


class Employed(NamedTuple):
    """Somebody who belongs to an organisation; several rows for several places."""

    person_id: int
    name: str
    side: str | None
    job_family: str | None


def people(session: Session, organisation_id: int, today: date, *, limit: int, offset: int) -> list[Employed]:
    """The people of an organisation who have been here, by name, a page at a time."""
    wanted = (
        sa.select(Person.id, Person.name, sa.func.max(MembershipRow.side), sa.func.max(MembershipRow.job_family))
        .join(MembershipRow, MembershipRow.person_id == Person.id)
        .where(*_running(organisation_id, today))
        .group_by(Person.id, Person.name)
        .order_by(sa.func.lower(Person.name), Person.id)
    )
    return [Employed._make(row) for row in session.execute(wanted.limit(limit).offset(offset))]


def count(session: Session, organisation_id: int, today: date) -> int:
    """How many `people` has in all."""
    wanted = (
        sa.select(sa.func.count(sa.distinct(Person.id)))
        .join(MembershipRow, MembershipRow.person_id == Person.id)
        .where(*_running(organisation_id, today))
    )
    return session.scalar(wanted) or 0


def courses(session: Session, organisation_id: int, person_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """By person, the courses of the cohorts in which they take part for this organisation, in a cohort's order."""
    rows = session.execute(
        sa.select(MembershipRow.person_id, CohortCourseRow.course)
        .join(Enrolment, Enrolment.membership_id == MembershipRow.id)
        .join(CohortCourseRow, CohortCourseRow.cohort_id == Enrolment.cohort_id)
        .where(
            MembershipRow.organisation_id == organisation_id,
            MembershipRow.person_id.in_(person_ids),
            Enrolment.ended_at.is_(None),
        )
        .order_by(MembershipRow.person_id, Enrolment.id, CohortCourseRow.number)
    )
    found: dict[int, dict[str, None]] = {}
    for person_id, course in rows:
        found.setdefault(person_id, {})[course] = None
    return {person_id: tuple(taken) for person_id, taken in found.items()}


def certificates(session: Session, person_ids: Sequence[int]) -> dict[int, tuple[Certificate, ...]]:
    """By person, the certificates that stand, the latest first."""
    rows = session.scalars(
        sa.select(Certificate)
        .where(Certificate.person_id.in_(person_ids), Certificate.revoked_at.is_(None))
        .order_by(Certificate.id.desc())
    )
    found: dict[int, tuple[Certificate, ...]] = {}
    for row in rows:
        found[row.person_id] = (*found.get(row.person_id, ()), row)
    return found


def _running(organisation_id: int, today: date) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        MembershipRow.organisation_id == organisation_id,
        MembershipRow.begins <= today,
        sa.or_(MembershipRow.ends.is_(None), MembershipRow.ends >= today),
        Person.signed_in_at.is_not(None),
        Person.closed_at.is_(None),
        Person.erased_at.is_(None),
    )
