"""The engine, sessions for reading and for writing, and the types every table shares."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

BUSY_TIMEOUT = 10_000
"""Milliseconds that SQLite waits for a lock."""
LOCK_PAUSE = 0.0004
"""Seconds between two looks whether somebody else has done writing, which takes a millisecond or two."""
LOCK_TRIES = 10_000
LOCKED = {"key_share": True}
"""How a row is locked: rows that only point to it are still written meanwhile, and so lead to no deadlock."""
NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """Aware UTC in and out; SQLite would hand back naive values."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Refuse naive values, store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs a time zone")
        return value.astimezone(UTC)

    def result_processor(self, dialect: Any, coltype: Any) -> Any:
        """A shorter way for SQLite, which keeps UTC as text: pages about many people read thousands of times."""
        return _read_utc if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Give UTC back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _read_utc(text: str | None) -> datetime | None:
    return datetime.fromisoformat(f"{text}+00:00") if text else None


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = sa.MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime(), dict[str, Any]: sa.JSON()}


def table_of(mapped: type[Base]) -> sa.Table:
    """The plain table under a mapped class, for statements that make no objects of the rows."""
    return cast(sa.Table, mapped.__table__)


class Database:
    """One engine with two kinds of session.

    On SQLite a session that writes begins IMMEDIATE: a deferred one that reads first and writes later fails under
    concurrency whatever its timeout, because a stale snapshot cannot be upgraded.
    """

    def __init__(self, url: str) -> None:
        address = sa.make_url(url)
        if address.drivername in ("postgres", "postgresql"):
            address = address.set(drivername="postgresql+psycopg")
        self.url = address
        self.engine = sa.create_engine(address, pool_pre_ping=address.get_backend_name() != "sqlite")
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self._writer = sessionmaker(self.engine, expire_on_commit=False)
        self._reader = sessionmaker(self.engine.execution_options(reads_only=True), expire_on_commit=False)
        for maker in (self._writer, self._reader):
            event.listen(maker, "after_flush", _note_flush)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a SQLite file."""
        return self.url.get_backend_name() == "sqlite"

    def session(self, *, writes: bool) -> Session:
        """A new session; the caller closes it."""
        return self._writer() if writes else self._reader()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits at the end, or rolls back on an exception."""
        with self._writer() as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads."""
        with self._reader() as session:
            yield session

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _note_flush(session: Session, _context: Any) -> None:
    """So that the edge can tell whether something was written and then forgotten."""
    session.info["flushed"] = True


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    # the timeout first, for the change to WAL waits too; secure_delete, so that what is erased is overwritten
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    if connection.get_execution_options().get("reads_only"):
        connection.exec_driver_sql("BEGIN")
    elif not _begin_when_free(connection.connection.dbapi_connection):
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # waits once more as SQLite does, or says what is wrong


def _begin_when_free(raw: Any) -> bool:
    """Take the lock as soon as it is free: SQLite itself would sleep longer and longer, past many a free moment."""
    raw.execute("PRAGMA busy_timeout=0")
    try:
        for _ in range(LOCK_TRIES):
            try:
                raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as reason:
                if reason.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    return False
                time.sleep(LOCK_PAUSE)
            else:
                return True
    finally:
        raw.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")
    return False


def affected(session: Session, statement: sa.Update | sa.Delete) -> int:
    """Run an update or a deletion; how many rows it met."""
    return cast(sa.CursorResult[Any], session.execute(statement)).rowcount
