"""Bringing a database to its present form, on both databases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from goodpartners.services import demo
from goodpartners.services.demo.cast import CAST
from goodpartners.services.house import House
from goodpartners.store import upgrade
from goodpartners.store.database import Database
from goodpartners.store.tables import METADATA


@pytest.fixture
def empty(empty_address: str) -> Iterator[Database]:
    """A database without tables."""
    opened = Database(empty_address)
    yield opened
    opened.close()


SOME = ("Rowan Ashby", "Moira Tennant", "Ileana Dragan")
"""A few of the demo's people: the rest would only take time."""


@pytest.fixture
def own(empty: Database, house: House) -> House:
    """A house with people who have learned, in a database of its own, whose tables a test may change."""
    upgrade.upgrade(empty)
    moved = replace(house, database=empty)
    demo.fill(moved, [part for part in CAST if part.name in SOME])
    return moved


def counts(database: Database) -> dict[str, int]:
    with database.engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
        return {name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one() for name in names}


def orphans(database: Database) -> list[Any]:
    if not database.is_sqlite:
        return []
    with database.engine.connect() as connection:
        return list(connection.exec_driver_sql("PRAGMA foreign_key_check"))


def test_an_empty_database_gets_every_table(empty: Database) -> None:
    assert upgrade.present(empty) is None
    upgrade.upgrade(empty)
    assert upgrade.present(empty) == upgrade.newest()
    assert set(counts(empty)) == {*METADATA.tables, "alembic_version"}


def test_the_migrations_make_just_the_tables_that_the_code_describes(empty: Database) -> None:
    upgrade.upgrade(empty)
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, METADATA) == []


def test_a_second_upgrade_changes_nothing(empty: Database) -> None:
    upgrade.upgrade(empty)
    upgrade.upgrade(empty)
    assert upgrade.present(empty) == upgrade.newest()


def test_an_upgrade_of_a_filled_database_keeps_every_row(own: House) -> None:
    before = counts(own.database)
    assert before["attempt_event"] > 10
    upgrade.upgrade(own.database)
    assert counts(own.database) == before
    assert orphans(own.database) == []


@pytest.mark.parametrize(
    "database_kind", ["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.deep])], indirect=True
)
def test_an_upgrade_of_a_database_with_the_whole_demo_keeps_every_row(empty: Database, house: House) -> None:
    upgrade.upgrade(empty)
    demo.fill(replace(house, database=empty))
    before = counts(empty)
    assert before["attempt_event"] > 500
    upgrade.upgrade(empty)
    assert counts(empty) == before
    assert orphans(empty) == []


def test_foreign_keys_are_on_again_after_an_upgrade(empty: Database) -> None:
    upgrade.upgrade(empty)
    if empty.is_sqlite:
        with empty.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


Later = Callable[..., None]
REBUILD = '''"""A change that rebuilds a parent table."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("nickname", sa.String(20)))
        batch.alter_column("name", type_=sa.String(300))
    with op.batch_alter_table("attempt") as batch:
        batch.alter_column("quiz", type_=sa.String(140))
    {more}
'''


@pytest.fixture
def later_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Later:
    """Adds a migration after the last one, for this test only."""

    def add(more: str = "") -> None:
        folder = tmp_path / "later"
        folder.mkdir()
        (folder / "9999_later.py").write_text(REBUILD.format(head=upgrade.newest(), more=more))
        usual = upgrade.config

        def with_later() -> Any:
            made = usual()
            places = f"{upgrade.FOLDER / 'versions'}:{folder}"
            made.set_main_option("version_locations", places)
            return made

        monkeypatch.setattr(upgrade, "config", with_later)

    return add


def test_rebuilding_a_parent_table_keeps_its_children(own: House, later_migration: Later) -> None:
    before = counts(own.database)
    later_migration()
    upgrade.upgrade(own.database)
    assert upgrade.present(own.database) == "9999"
    assert counts(own.database) == before
    assert before["attempt_event"] > 10
    assert orphans(own.database) == []


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_migration_that_would_orphan_rows_changes_nothing(own: House, later_migration: Later) -> None:
    before, head = counts(own.database), upgrade.newest()
    later_migration("op.execute('DELETE FROM person')")
    with pytest.raises(RuntimeError, match="rows without a parent"):
        upgrade.upgrade(own.database)
    assert counts(own.database) == before
    assert upgrade.present(own.database) == head


def test_migrations_follow_each_other_in_one_line_and_names_tell_what_they_do() -> None:
    script = ScriptDirectory.from_config(upgrade.config())
    assert len(script.get_heads()) == 1
    for revision in script.walk_revisions():
        assert re.fullmatch(r"\d{4}", revision.revision)
        assert revision.doc.endswith(".")


def test_migrations_never_import_our_code() -> None:
    for file in (upgrade.FOLDER / "versions").glob("[0-9]*.py"):
        assert "goodpartners" not in file.read_text("utf-8"), file.name


def test_nothing_is_left_for_autogenerate(house: House) -> None:
    settings = upgrade.config()
    with house.database.engine.connect() as connection:
        settings.attributes["connection"] = connection
        command.check(settings)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1), ("busy_timeout", 10000)],
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_sqlite_is_set_up_to_lose_nothing(database: Database, pragma: str, value: object) -> None:
    with database.reading() as session:
        assert session.connection().exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value
