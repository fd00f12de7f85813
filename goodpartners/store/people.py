"""People, organisations, memberships and roles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from goodpartners.domain.people import Grant, Membership, OrganisationKind, Role, Side
from goodpartners.store.database import Base


class Person(Base):
    """Somebody who can sign in; an erased person keeps only a number."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    email: Mapped[str | None] = mapped_column(sa.String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    extra_time_percent: Mapped[int] = mapped_column(default=100)
    theme: Mapped[str] = mapped_column(sa.String(10), default="system")
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]


class Organisation(Base):
    """A placing authority, a provider or another body."""

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    created_at: Mapped[datetime]


class MembershipRow(Base):
    """A person's place in an organisation, on a side, with dates."""

    __tablename__ = "membership"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    side: Mapped[str | None] = mapped_column(sa.String(20))
    job_family: Mapped[str | None] = mapped_column(sa.String(80))
    agency: Mapped[bool] = mapped_column(default=False)
    begins: Mapped[date]
    ends: Mapped[date | None]


class RoleGrant(Base):
    """A role a person holds, everywhere or in one organisation."""

    __tablename__ = "role_grant"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(sa.String(30))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    granted_at: Mapped[datetime]


def by_id(session: Session, person_id: int) -> Person | None:
    """The person of that number."""
    return session.get(Person, person_id)


def by_email(session: Session, email: str) -> Person | None:
    """The person with that address; `email` is folded already."""
    return session.scalar(sa.select(Person).where(Person.email == email))


def everyone(session: Session, *, limit: int, offset: int = 0) -> Sequence[Person]:
    """People who are not erased, by name."""
    people = sa.select(Person).where(Person.erased_at.is_(None)).order_by(Person.name, Person.id)
    return session.scalars(people.limit(limit).offset(offset)).all()


def count(session: Session) -> int:
    """People who are not erased."""
    return session.scalar(sa.select(sa.func.count(Person.id)).where(Person.erased_at.is_(None))) or 0


def has_demo_people(session: Session) -> bool:
    """Whether an invented person could sign in."""
    return session.scalar(sa.select(Person.id).where(Person.demo, Person.closed_at.is_(None)).limit(1)) is not None


def organisations(session: Session) -> Sequence[Organisation]:
    """All organisations by name."""
    return session.scalars(sa.select(Organisation).order_by(Organisation.name)).all()


def organisation_named(session: Session, name: str) -> Organisation | None:
    """The organisation of that name."""
    return session.scalar(sa.select(Organisation).where(Organisation.name == name))


def memberships_of(session: Session, person_ids: Sequence[int]) -> dict[int, tuple[Membership, ...]]:
    """Memberships by person, the newest first."""
    rows = session.execute(
        sa.select(MembershipRow, Organisation)
        .join(Organisation, Organisation.id == MembershipRow.organisation_id)
        .where(MembershipRow.person_id.in_(person_ids))
        .order_by(MembershipRow.begins.desc(), MembershipRow.id.desc())
    )
    found: dict[int, tuple[Membership, ...]] = {}
    for row, organisation in rows:
        found[row.person_id] = (*found.get(row.person_id, ()), membership_value(row, organisation))
    return found


def membership_value(row: MembershipRow, organisation: Organisation) -> Membership:
    """A membership as a value."""
    return Membership(
        organisation_id=organisation.id,
        organisation=organisation.name,
        kind=OrganisationKind(organisation.kind),
        side=Side(row.side) if row.side else None,
        job_family=row.job_family,
        begins=row.begins,
        ends=row.ends,
    )


def grants_of(session: Session, person_ids: Sequence[int]) -> dict[int, frozenset[Grant]]:
    """Roles by person."""
    found: dict[int, frozenset[Grant]] = {}
    for row in session.scalars(sa.select(RoleGrant).where(RoleGrant.person_id.in_(person_ids))):
        grant = Grant(Role(row.role), row.organisation_id)
        found[row.person_id] = found.get(row.person_id, frozenset()) | {grant}
    return found
