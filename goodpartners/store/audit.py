"""Acts that change what people may do or see, for the people concerned to read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from goodpartners.domain.people import Actor
from goodpartners.store.database import Base


class AuditEntry(Base):
    """Who did what to whom; `detail` holds no answers and no passwords."""

    __tablename__ = "audit_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    act: Mapped[str] = mapped_column(sa.String(60))
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    cohort_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cohort.id", ondelete="SET NULL"), index=True)
    partnership_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partnership.id", ondelete="SET NULL"), index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


def add(
    session: Session,
    act: str,
    *,
    at: datetime,
    actor_id: int | None,
    person_id: int | None = None,
    cohort_id: int | None = None,
    partnership_id: int | None = None,
    **detail: Any,
) -> None:
    """Write an entry; the person, the cohort's trainers and the partnership's organisations may read it."""
    about = {"person_id": person_id, "cohort_id": cohort_id, "partnership_id": partnership_id}
    session.add(AuditEntry(at=at, act=act, actor_id=actor_id, detail=detail, **about))


def note(session: Session, act: str, *, actor: Actor, now: datetime, **about: Any) -> None:
    """Write an entry of what an actor did; whoever acts from the command line has no account and is not named."""
    add(session, act, at=now, actor_id=actor.person_id or None, **about)
    session.flush()


def in_cohort(session: Session, cohort_id: int, *, limit: int, offset: int = 0) -> Sequence[AuditEntry]:
    """Entries about a cohort, the latest first."""
    mine = sa.select(AuditEntry).where(AuditEntry.cohort_id == cohort_id)
    return session.scalars(mine.order_by(AuditEntry.id.desc()).limit(limit).offset(offset)).all()


def about_partnerships(session: Session, partnership_ids: Sequence[int], *, limit: int) -> Sequence[AuditEntry]:
    """What was decided about partnerships, the latest first; what a cohort did with their pairs aside."""
    begins = ("partnership ", "procurement ", "way of answering ", "results released")
    decided = sa.or_(*(AuditEntry.act.startswith(words) for words in begins))
    mine = sa.select(AuditEntry).where(AuditEntry.partnership_id.in_(partnership_ids), decided)
    return session.scalars(mine.order_by(AuditEntry.id.desc()).limit(limit)).all()


def about(session: Session, person_id: int, *, limit: int = 200) -> Sequence[AuditEntry]:
    """Entries about a person, the latest first."""
    return session.scalars(
        sa.select(AuditEntry).where(AuditEntry.person_id == person_id).order_by(AuditEntry.id.desc()).limit(limit)
    ).all()


def about_in(session: Session, person_id: int, cohort_id: int, *, limit: int) -> Sequence[AuditEntry]:
    """Entries about a person in a cohort, the latest first."""
    mine = sa.select(AuditEntry).where(AuditEntry.person_id == person_id, AuditEntry.cohort_id == cohort_id)
    return session.scalars(mine.order_by(AuditEntry.id.desc()).limit(limit)).all()
