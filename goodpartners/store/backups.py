"""Copies of the whole database that can be put back.

SQLite is copied with its own backup call, page by page, while the server goes on. PostgreSQL is left to pg_dump and
pg_restore, which must be on the path and as new as the server.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from goodpartners.store.database import Database

PAGES_AT_ONCE = 256
Progress = Callable[[int, int], None]
"""Called with pages done and pages in all."""


class BackupFailed(Exception):
    """A backup could not be made or put back; `str()` says why."""


def suffix(database: Database) -> str:
    """How the names of backups of this database end."""
    return ".sqlite" if database.is_sqlite else ".pgdump"


def make(database: Database, file: Path, progress: Progress) -> None:
    """Write a copy of the database to a new file that only its owner may read. Raises BackupFailed."""
    if file.exists():
        raise BackupFailed(f"{file} is there already. Name another file.")
    if database.is_sqlite:
        held = _file_of(database)
        if not held.exists():
            raise BackupFailed(f"There is no database at {held}.")
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _copy(held, file, progress)
        _make_one_file(file)
        check(file)
    else:
        command = ["pg_dump", "--format=custom", "--no-owner", "--file", str(file)]
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            _run(database, command)
        except BackupFailed:
            file.unlink(missing_ok=True)
            raise


def restore(database: Database, file: Path, kept: Path, progress: Progress) -> None:
    """Put a copy back in place of what is there, which is kept in the file `kept`. Raises BackupFailed."""
    if database.is_sqlite:
        check(file)
        held = _file_of(database)
        held.parent.mkdir(parents=True, exist_ok=True)
        if held.exists():
            make(database, kept, lambda _done, _all: None)
        _copy(file, held, progress)
    else:
        make(database, kept, lambda _done, _all: None)
        _run(database, ["pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", str(file)])


def check(file: Path) -> None:
    """Look a SQLite file through: whole, every reference kept, and one of ours. Raises BackupFailed."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
            ours = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'").fetchone()[0]
    except sqlite3.Error as failure:
        raise BackupFailed(f"{file} cannot be read as a SQLite database: {failure}.") from failure
    if found != "ok":
        raise BackupFailed(f"{file} is damaged: {found}")
    if orphans:
        raise BackupFailed(f"{file} holds {len(orphans)} rows that refer to rows which are not there.")
    if not ours:
        raise BackupFailed(f"{file} is not a database of Good Partners.")


def _copy(source: Path, target: Path, progress: Progress) -> None:
    def tell(_status: int, remaining: int, total: int) -> None:
        progress(total - remaining, total)

    try:
        with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target, timeout=30)) as written:
            read.backup(written, pages=PAGES_AT_ONCE, progress=tell)
    except sqlite3.Error as failure:
        raise BackupFailed(f"{source} could not be copied to {target}: {failure}.") from failure


def _make_one_file(file: Path) -> None:
    """A copy inherits the write-ahead log, which would lie in files of its own beside it as soon as it is read."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def _file_of(database: Database) -> Path:
    if not database.url.database or database.url.database == ":memory:":
        raise BackupFailed("A database in memory has no file to copy.")
    return Path(database.url.database)


def _run(database: Database, command: list[str]) -> None:
    if shutil.which(command[0]) is None:
        raise BackupFailed(f"{command[0]} is not on the path. Install PostgreSQL's client programs.")
    address = database.url.set(drivername="postgresql", password=None).render_as_string()
    environment = {**os.environ, **({"PGPASSWORD": str(database.url.password)} if database.url.password else {})}
    done = subprocess.run([*command, "--dbname", address], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise BackupFailed(f"{command[0]} failed: {done.stderr.strip()}")
