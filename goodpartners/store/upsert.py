"""INSERT … ON CONFLICT in the dialect of the session's database."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from goodpartners.store.database import Base


def insert(session: Session, table: type[Base]) -> Any:
    """An insert that knows `on_conflict_do_nothing` and `on_conflict_do_update`; both dialects spell them alike."""
    return insert_into(table, dialect_of(session))


def dialect_of(session: Session) -> str:
    """The name of the session's kind of database."""
    return session.get_bind().dialect.name


def insert_into(table: type[Base] | sa.Table, dialect: str) -> Any:
    """The same for a dialect by name, for statements that are made once."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
