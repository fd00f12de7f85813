"""People's places in organisations, as rows to be corrected and ended."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from goodpartners.store.database import LOCKED
from goodpartners.store.people import MembershipRow, Organisation, Person


def find(session: Session, membership_id: int) -> MembershipRow | None:
    """One row, which nobody else changes until the transaction ends."""
    return session.get(MembershipRow, membership_id, with_for_update=LOCKED)


def of_person(session: Session, person_id: int) -> list[tuple[MembershipRow, Organisation]]:
    """A person's places with their organisations, those that run first, then the newest."""
    rows = session.execute(
        sa.select(MembershipRow, Organisation)
        .join(Organisation, Organisation.id == MembershipRow.organisation_id)
        .where(MembershipRow.person_id == person_id)
        .order_by(MembershipRow.ends.is_not(None), MembershipRow.begins.desc(), MembershipRow.id.desc())
    )
    return [(row, organisation) for row, organisation in rows]


def people_of(session: Session, organisation_id: int, *, limit: int) -> list[tuple[MembershipRow, Person]]:
    """Who belongs to an organisation now, by name."""
    rows = session.execute(
        sa.select(MembershipRow, Person)
        .join(Person, Person.id == MembershipRow.person_id)
        .where(MembershipRow.organisation_id == organisation_id, MembershipRow.ends.is_(None))
        .where(Person.erased_at.is_(None))
        .order_by(sa.func.lower(Person.name), Person.id)
        .limit(limit)
    )
    return [(row, person) for row, person in rows]
