"""People, organisations, memberships and roles."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
    theme: Mapped[str] = mapped_column(sa.String(10), default="system")
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    reminders_off_at: Mapped[datetime | None]
    """Since when they want no reminders."""
    warned_at: Mapped[datetime | None]
    """When they were told that an account nobody uses will be erased, with a copy of their data offered."""


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


def by_emails(session: Session, emails: Collection[str]) -> dict[str, Person]:
    """People by address; the addresses are folded already."""
    rows = session.scalars(sa.select(Person).where(Person.email.in_(emails)))
    return {row.email: row for row in rows if row.email}


def count(session: Session) -> int:
    """People who are not erased."""
    return count_matching(session, ())


def matching(session: Session, words: Sequence[str], *, limit: int, offset: int) -> Sequence[Person]:
    """People who are not erased and have every word in name, address or organisation, by name."""
    people = sa.select(Person).where(*_having(words)).order_by(sa.func.lower(Person.name), Person.id)
    return session.scalars(people.limit(limit).offset(offset)).all()


def count_matching(session: Session, words: Sequence[str]) -> int:
    """How many people `matching` has in all."""
    return session.scalar(sa.select(sa.func.count(Person.id)).where(*_having(words))) or 0


def _having(words: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = [Person.erased_at.is_(None)]
    for word in words:
        belongs = sa.exists().where(
            MembershipRow.person_id == Person.id,
            Organisation.id == MembershipRow.organisation_id,
            Organisation.name.icontains(word, autoescape=True),
        )
        named = Person.name.icontains(word, autoescape=True), Person.email.icontains(word, autoescape=True)
        wanted.append(sa.or_(*named, belongs))
    return wanted


def has_demo_people(session: Session) -> bool:
    """Whether an invented person could sign in."""
    return session.scalar(sa.select(Person.id).where(Person.demo, Person.closed_at.is_(None)).limit(1)) is not None


def names(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    """Names by number."""
    return dict(session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(person_ids))).all())


def organisations(session: Session) -> Sequence[Organisation]:
    """All organisations by name."""
    return session.scalars(sa.select(Organisation).order_by(Organisation.name)).all()


def organisation_named(session: Session, name: str) -> Organisation | None:
    """The organisation of that name."""
    return session.scalar(sa.select(Organisation).where(Organisation.name == name))


def organisation(session: Session, organisation_id: int) -> Organisation | None:
    """The organisation of that number."""
    return session.get(Organisation, organisation_id)


def count_by_organisation(session: Session) -> dict[int, int]:
    """How many people belong to each organisation, those who left and those erased aside."""
    rows = session.execute(
        sa.select(MembershipRow.organisation_id, sa.func.count(sa.distinct(MembershipRow.person_id)))
        .where(MembershipRow.ends.is_(None))
        .group_by(MembershipRow.organisation_id)
    )
    return dict(rows.all())


def membership_in(session: Session, person_id: int, organisation_id: int) -> MembershipRow | None:
    """A person's membership of an organisation that has no end."""
    return session.scalar(
        sa.select(MembershipRow)
        .where(
            MembershipRow.person_id == person_id,
            MembershipRow.organisation_id == organisation_id,
            MembershipRow.ends.is_(None),
        )
        .limit(1)
    )


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


def role_rows(session: Session, person_id: int) -> Sequence[RoleGrant]:
    """A person's roles as rows, the oldest first."""
    return session.scalars(sa.select(RoleGrant).where(RoleGrant.person_id == person_id).order_by(RoleGrant.id)).all()


def admins(session: Session, *, lock: bool = False) -> list[int]:
    """Who is an admin and has been here; with `lock` nobody else changes that until the transaction ends."""
    query = (
        sa.select(RoleGrant.person_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            RoleGrant.role == Role.ADMIN,
            Person.closed_at.is_(None),
            Person.erased_at.is_(None),
            sa.or_(Person.signed_in_at.is_not(None), Person.password_hash.is_not(None)),
        )
        .order_by(RoleGrant.person_id)
    )
    return list(dict.fromkeys(session.scalars(query.with_for_update() if lock else query)))


def speakers(session: Session, organisation_ids: Collection[int]) -> Sequence[Person]:
    """Side leads and managers of organisations who have an account in use, each once."""
    roles = Role.SIDE_LEAD, Role.ORGANISATION_MANAGER
    found = sa.select(RoleGrant.person_id).where(
        RoleGrant.organisation_id.in_(organisation_ids), RoleGrant.role.in_(roles)
    )
    used = Person.closed_at.is_(None), Person.erased_at.is_(None), Person.email.is_not(None)
    return session.scalars(sa.select(Person).where(Person.id.in_(found), *used).order_by(Person.id)).all()


def with_role(session: Session, role: Role) -> Sequence[Person]:
    """Everybody who holds a role and whose account is in use, by name."""
    holders = sa.select(RoleGrant.person_id).where(RoleGrant.role == role)
    used = Person.closed_at.is_(None), Person.erased_at.is_(None)
    return session.scalars(
        sa.select(Person).where(Person.id.in_(holders), *used).order_by(sa.func.lower(Person.name), Person.id)
    ).all()
