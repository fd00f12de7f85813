"""The database as the layers above know it: a way to get sessions, and whether it has the present form."""

from __future__ import annotations

import sqlalchemy as sa

from goodpartners.store import upgrade as upgrading
from goodpartners.store.database import Database


def is_reachable(database: Database) -> bool:
    """Whether the database answers."""
    try:
        with database.reading() as session:
            return session.scalar(sa.select(1)) == 1
    except sa.exc.SQLAlchemyError:
        return False


def is_current(database: Database) -> bool:
    """Whether every migration has been run."""
    return upgrading.present(database) == upgrading.newest()


def is_empty(database: Database) -> bool:
    """Whether no migration has been run yet."""
    return upgrading.present(database) is None


def upgrade(database: Database) -> None:
    """Run the migrations that are missing."""
    upgrading.upgrade(database)


__all__ = ["Database", "is_current", "is_empty", "is_reachable", "upgrade"]
