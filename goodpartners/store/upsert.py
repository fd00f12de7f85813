"""INSERT … ON CONFLICT in the dialect of the session's database."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from goodpartners.store.database import Base


def insert(session: Session, table: type[Base]) -> Any:
    """An insert that knows `on_conflict_do_nothing` and `on_conflict_do_update`; both dialects spell them alike."""
    return postgresql.insert(table) if session.get_bind().dialect.name == "postgresql" else sqlite.insert(table)
