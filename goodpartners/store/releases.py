"""Publications of content: which state of the files was made public when."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from goodpartners.store.database import Base


class ContentRelease(Base):
    """One act of publishing; `fingerprint` is the hash of all content files."""

    __tablename__ = "content_release"
    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    published_at: Mapped[datetime]
    modules: Mapped[int]
    quizzes: Mapped[int]


def latest(session: Session) -> ContentRelease | None:
    """The last publication."""
    return session.scalar(sa.select(ContentRelease).order_by(ContentRelease.id.desc()).limit(1))
