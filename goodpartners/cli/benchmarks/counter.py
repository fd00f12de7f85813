"""Counts what an engine sends to its database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")
WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass
class Counted:
    """Statements sent to the database, without those that begin and end a transaction, and rows written."""

    statements: int = 0
    rows: int = 0


class Counter:
    """Listens to an engine."""

    def __init__(self, engine: sa.Engine) -> None:
        self.now = Counted()
        self._changes: dict[int, int] = {}
        sa.event.listen(engine, "after_cursor_execute", self._after)
        sa.event.listen(engine, "commit", self._commit)

    def fresh(self) -> Counted:
        """Begin again at nothing."""
        self.now = Counted()
        return self.now

    def _after(self, connection: sa.Connection, cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(CONTROL):
            return
        self.now.statements += 1
        if connection.dialect.name != "sqlite" and statement.lstrip().upper().startswith(WRITES):
            self.now.rows += max(cursor.rowcount, 0)

    def _commit(self, connection: sa.Connection) -> None:
        """SQLite counts the rows itself, and knows better than the cursor of a statement that returns some."""
        raw = connection.connection.dbapi_connection
        if connection.dialect.name == "sqlite" and raw is not None:
            changes = raw.total_changes
            self.now.rows += changes - self._changes.get(id(raw), 0)
            self._changes[id(raw)] = changes
