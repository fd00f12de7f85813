"""How long things are kept: one row a kind of thing, where it differs from the usual."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from goodpartners.store.database import Base


class RetentionPeriod(Base):
    """Months after which something is deleted; None for never."""

    __tablename__ = "retention_period"
    kind: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    months: Mapped[int | None]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))


def periods(session: Session) -> dict[str, int | None]:
    """What was set, by kind."""
    return dict(session.execute(sa.select(RetentionPeriod.kind, RetentionPeriod.months)).all())
