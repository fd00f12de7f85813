"""Sign-ins: one row a browser, found by the hash of a random name that only the cookie holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from goodpartners.store.database import Base, affected
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


Found = tuple[SignIn, Person, RoleGrant | None, MembershipRow | None, Organisation | None]


def find(session: Session, name_hash: str) -> Sequence[Found]:
    """The sign-in with its person, roles and memberships in one statement: a row for each combination."""
    rows = session.execute(
        sa.select(SignIn, Person, RoleGrant, MembershipRow, Organisation)
        .join(Person, Person.id == SignIn.person_id)
        .outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
        .outerjoin(MembershipRow, MembershipRow.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == MembershipRow.organisation_id)
        .where(SignIn.name_hash == name_hash)
        .order_by(MembershipRow.begins.desc(), MembershipRow.id.desc())
    )
    return [tuple(row) for row in rows]


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
