"""Sign-ins: one row a browser, found by the hash of a random name that only the cookie holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from goodpartners.store.database import Base, affected, table_of
from goodpartners.store.people import MembershipRow, Organisation, Person, RoleGrant


class SignIn(Base):
    """Somebody signed in on a device."""

    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    name_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    device: Mapped[str] = mapped_column(sa.String(120))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class Found(NamedTuple):
    """A sign-in and its person, with one of their roles and one of their memberships where they have any."""

    id: int
    created_at: datetime
    seen_at: datetime
    person_id: int
    name: str
    email: str | None
    theme: str
    demo: bool
    closed_at: datetime | None
    erased_at: datetime | None
    role: str | None
    role_within: int | None
    membership_id: int | None
    organisation_id: int
    organisation: str
    kind: str
    side: str | None
    job_family: str | None
    begins: date
    ends: date | None


def _find() -> sa.Select[Any]:
    sign_in, person, grant, place, organisation = map(
        table_of, (SignIn, Person, RoleGrant, MembershipRow, Organisation)
    )
    return (
        sa.select(
            *(sign_in.c[name] for name in ("id", "created_at", "seen_at", "person_id")),
            *(person.c[name] for name in ("name", "email", "theme", "demo", "closed_at", "erased_at")),
            *(grant.c[name] for name in ("role", "organisation_id")),
            *(place.c[name] for name in ("id", "organisation_id")),
            *(organisation.c[name] for name in ("name", "kind")),
            *(place.c[name] for name in ("side", "job_family", "begins", "ends")),
        )
        .join_from(sign_in, person, person.c.id == sign_in.c.person_id)
        .outerjoin(grant, grant.c.person_id == person.c.id)
        .outerjoin(place, place.c.person_id == person.c.id)
        .outerjoin(organisation, organisation.c.id == place.c.organisation_id)
        .where(sign_in.c.name_hash == sa.bindparam("name_hash"))
        .order_by(place.c.begins.desc(), place.c.id.desc())
    )


FIND = _find()
"""Made once, of plain columns: every request asks it, and making it took longer than asking it."""


def find(session: Session, name_hash: str) -> list[Found]:
    """The sign-in with its person, roles and memberships in one statement: a row for each combination."""
    return [Found._make(row) for row in session.execute(FIND, {"name_hash": name_hash})]


def of_person(session: Session, person_id: int) -> Sequence[SignIn]:
    """All sign-ins of a person, the latest first."""
    return session.scalars(
        sa.select(SignIn).where(SignIn.person_id == person_id).order_by(SignIn.seen_at.desc(), SignIn.id.desc())
    ).all()


def end(session: Session, sign_in_id: int, person_id: int) -> bool:
    """Delete one sign-in of a person; False when there is none."""
    return affected(session, sa.delete(SignIn).where(SignIn.id == sign_in_id, SignIn.person_id == person_id)) == 1


def end_all(session: Session, person_id: int, *, but: int | None = None) -> int:
    """Delete all sign-ins of a person, but one if told; the count."""
    return affected(session, sa.delete(SignIn).where(SignIn.person_id == person_id, SignIn.id != (but or 0)))


def touch(session: Session, sign_in_id: int, at: datetime) -> None:
    """Note a visit."""
    session.execute(sa.update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=at))


def end_stale(session: Session, *, idle_since: datetime, created_before: datetime) -> int:
    """Delete sign-ins past their limits; the count."""
    stale = sa.or_(SignIn.seen_at < idle_since, SignIn.created_at < created_before)
    return affected(session, sa.delete(SignIn).where(stale))
