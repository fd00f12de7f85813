"""Acts that change what people may do or see, for the people concerned to read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from goodpartners.store.database import Base


class AuditEntry(Base):
    """Who did what to whom; `detail` holds no answers and no passwords."""

    __tablename__ = "audit_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    act: Mapped[str] = mapped_column(sa.String(60))
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


def add(
    session: Session, act: str, *, at: datetime, actor_id: int | None, person_id: int | None = None, **detail: Any
) -> None:
    """Write an entry."""
    session.add(AuditEntry(at=at, act=act, actor_id=actor_id, person_id=person_id, detail=detail))


def about(session: Session, person_id: int, *, limit: int = 200) -> Sequence[AuditEntry]:
    """Entries about a person, the latest first."""
    return session.scalars(
        sa.select(AuditEntry).where(AuditEntry.person_id == person_id).order_by(AuditEntry.id.desc()).limit(limit)
    ).all()
