"""Allowances: extra time, another try, a later date, each a dated row with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from goodpartners.store.database import Base


class Allowance(Base):
    """Something one person is allowed beyond the rule; taken back by a date, never deleted."""

    __tablename__ = "allowance"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    cohort_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cohort.id", ondelete="SET NULL"))
    about: Mapped[str | None] = mapped_column(sa.String(130))
    """The quiz for another try, the course for a later date, nothing for extra time."""
    percent: Mapped[int | None]
    until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(sa.String(500))
    given_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    given_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]


def of_people(session: Session, person_ids: Sequence[int]) -> Sequence[Allowance]:
    """All allowances of several people, the latest first."""
    return session.scalars(
        sa.select(Allowance).where(Allowance.person_id.in_(person_ids)).order_by(Allowance.id.desc())
    ).all()


def standing(session: Session, person_id: int, kind: str, about: str | None = None) -> Sequence[Allowance]:
    """A person's allowances of a kind that were not taken back, the latest first."""
    wanted = sa.select(Allowance).where(
        Allowance.person_id == person_id, Allowance.kind == kind, Allowance.taken_back_at.is_(None)
    )
    if about is not None:
        wanted = wanted.where(Allowance.about == about)
    return session.scalars(wanted.order_by(Allowance.id.desc())).all()


def dates_in(session: Session, cohort_id: int) -> Sequence[Allowance]:
    """The later dates given in a cohort that were not taken back, the latest first."""
    return session.scalars(
        sa.select(Allowance)
        .where(Allowance.cohort_id == cohort_id, Allowance.kind == "later date", Allowance.taken_back_at.is_(None))
        .order_by(Allowance.id.desc())
    ).all()


def find(session: Session, allowance_id: int) -> Allowance | None:
    """One row."""
    return session.get(Allowance, allowance_id)
