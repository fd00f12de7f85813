"""Bring a database to the present form without losing a row."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from goodpartners.store.database import Database

FOLDER = Path(__file__).parent / "migrations"


def config() -> Config:
    """Alembic's configuration, without a file."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.set_main_option("path_separator", "os")
    return made


def newest() -> str:
    """The name of the last migration."""
    head = ScriptDirectory.from_config(config()).get_current_head()
    return head or ""


def present(database: Database) -> str | None:
    """The last migration this database has seen; None for an empty one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database, to: str = "head") -> None:
    """Run what is missing.

    On SQLite a change of a parent table rebuilds it, which with foreign keys on would delete every child row. They are
    switched off on the raw connection before a transaction begins (inside one the switch is silently ignored), checked
    before the commit and switched on again.
    """
    settings = config()
    with database.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        if database.is_sqlite and raw is not None:
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                settings.attributes["connection"] = connection
                command.upgrade(settings, to)
                if database.is_sqlite:
                    _refuse_orphans(connection)
        finally:
            if database.is_sqlite and raw is not None:
                raw.execute("PRAGMA foreign_keys=ON")


def _refuse_orphans(connection: sa.Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        raise RuntimeError(f"the migration would leave {len(orphans)} rows without a parent; nothing was changed")
