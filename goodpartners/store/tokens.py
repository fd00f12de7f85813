"""Single-use links: only the hash of what was mailed is kept."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from goodpartners.store.database import Base, affected


class Token(Base):
    """An invitation, a password reset or a change of address that waits for its link."""

    __tablename__ = "token"
    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(sa.String(20))
    hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    email: Mapped[str | None] = mapped_column(sa.String(254))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


def live(session: Session, purpose: str, token_hash: str, now: datetime) -> Token | None:
    """The unused, unexpired token of that purpose."""
    return session.scalar(
        sa.select(Token).where(
            Token.purpose == purpose, Token.hash == token_hash, Token.used_at.is_(None), Token.expires_at > now
        )
    )


def consume(session: Session, token_id: int, at: datetime) -> bool:
    """Use a token up; False when somebody was quicker."""
    unused = sa.update(Token).where(Token.id == token_id, Token.used_at.is_(None))
    return affected(session, unused.values(used_at=at)) == 1


def withdraw(session: Session, person_id: int, purpose: str) -> None:
    """Delete the person's unused tokens of that purpose."""
    session.execute(
        sa.delete(Token).where(Token.person_id == person_id, Token.purpose == purpose, Token.used_at.is_(None))
    )


def delete_expired(session: Session, before: datetime) -> int:
    """Delete tokens that expired before a time; the count."""
    return affected(session, sa.delete(Token).where(Token.expires_at < before))
