"""Certificates and the codes by which anyone can verify them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from goodpartners.store.database import Base


class Certificate(Base):
    """Somebody completed a course; name and title as they were that day."""

    __tablename__ = "certificate"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    course: Mapped[str] = mapped_column(sa.String(60))
    course_letter: Mapped[str] = mapped_column(sa.String(1))
    course_title: Mapped[str] = mapped_column(sa.String(600))
    holder: Mapped[str] = mapped_column(sa.String(200))
    organisation: Mapped[str | None] = mapped_column(sa.String(200))
    modules: Mapped[int]
    minutes: Mapped[int]
    completed_on: Mapped[date]
    code: Mapped[str] = mapped_column(sa.String(12), unique=True)
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_because: Mapped[str | None] = mapped_column(sa.String(400))
    replaced_by: Mapped[int | None] = mapped_column(sa.ForeignKey("certificate.id", ondelete="SET NULL"))


OF_COURSE = (
    sa.select(Certificate)
    .where(Certificate.person_id == sa.bindparam("person"), Certificate.course == sa.bindparam("course"))
    .order_by(Certificate.id.desc())
    .limit(1)
)


def of_person(session: Session, person_id: int) -> Sequence[Certificate]:
    """A person's certificates, the latest first."""
    return session.scalars(
        sa.select(Certificate).where(Certificate.person_id == person_id).order_by(Certificate.id.desc())
    ).all()


def of_course(session: Session, person_id: int, course: str) -> Certificate | None:
    """A person's latest certificate of a course, whether it stands or not."""
    return session.scalar(OF_COURSE, {"person": person_id, "course": course})


def by_code(session: Session, code: str) -> Certificate | None:
    """The certificate with that code."""
    return session.scalar(sa.select(Certificate).where(Certificate.code == code))
