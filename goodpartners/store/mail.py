"""The outbox: mail is written here in the act's transaction and sent afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from goodpartners.store.database import Base, affected


class OutboxMail(Base):
    """One message on its way."""

    __tablename__ = "outbox_mail"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    to_address: Mapped[str] = mapped_column(sa.String(254))
    subject: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(sa.Text)


def due(session: Session, now: datetime, *, limit: int) -> Sequence[OutboxMail]:
    """Messages to try now, the oldest first."""
    return session.scalars(
        sa.select(OutboxMail).where(OutboxMail.next_try_at <= now).order_by(OutboxMail.id).limit(limit)
    ).all()


def waiting(session: Session) -> int:
    """Messages that will be tried, now or later."""
    return session.scalar(sa.select(sa.func.count(OutboxMail.id)).where(OutboxMail.next_try_at.is_not(None))) or 0


def given_up(session: Session) -> int:
    """Messages that were tried to the end and did not go out."""
    lost = sa.select(sa.func.count(OutboxMail.id)).where(OutboxMail.sent_at.is_(None), OutboxMail.next_try_at.is_(None))
    return session.scalar(lost) or 0


def delete_sent(session: Session, before: datetime) -> int:
    """Delete messages that were sent, or given up, and written before a time; the count."""
    done = OutboxMail.next_try_at.is_(None)
    return affected(session, sa.delete(OutboxMail).where(done, OutboxMail.created_at < before))
