"""Counters that slow guessing down, shared by all workers."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from goodpartners.store.database import Base, affected
from goodpartners.store.upsert import insert


class Counter(Base):
    """How often something was tried in a window of time."""

    __tablename__ = "rate_counter"
    key: Mapped[str] = mapped_column(sa.String(160), primary_key=True)
    window_began: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]


def count_up(session: Session, key: str, window_began: datetime) -> int:
    """Add one try and give the count in this window, in one statement that no other worker can come between."""
    insertion = insert(session, Counter)
    statement = (
        insertion.values(key=key, window_began=window_began, count=1)
        .on_conflict_do_update(index_elements=["key", "window_began"], set_={"count": Counter.count + 1})
        .returning(Counter.count)
    )
    return int(session.scalar(statement) or 0)


def reset(session: Session, key: str) -> None:
    """Forget the tries of one key."""
    session.execute(sa.delete(Counter).where(Counter.key == key))


def delete_old(session: Session, before: datetime) -> int:
    """Delete windows that began before a time; the count."""
    return affected(session, sa.delete(Counter).where(Counter.window_began < before))
