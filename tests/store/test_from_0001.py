"""A database made by the first version, with rows in it, comes to the present without loss."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from goodpartners.store import upgrade
from goodpartners.store.database import Database


@pytest.fixture
def first(empty_address: str) -> Iterator[Database]:
    """A database as the first version left it, with one person in every table that this test looks at."""
    database = Database(empty_address)
    upgrade.upgrade(database, "0001")
    rows = {
        "organisation": "(id, name, kind, created_at) VALUES (1, 'Tessaly Care', 'provider', '2026-11-01 09:00:00')",
        "person": "(id, name, email, extra_time_percent, theme, demo, created_at) VALUES "
        "(1, 'Amara Osei', 'amara@tessaly.example', 125, 'dark', false, '2026-11-02 09:00:00'), "
        "(2, 'Rowan Ashby', 'rowan@quillby.example', 100, 'system', false, '2026-11-03 09:00:00')",
        "membership": "(id, person_id, organisation_id, side, agency, begins) VALUES "
        "(1, 1, 1, 'provider', false, '2026-11-02')",
        "section_done": "(person_id, course, module, section, at) VALUES (1, 'c', 'm', 's', '2026-11-04 09:00:00')",
        "audit_entry": "(id, at, act, person_id, detail) VALUES (1, '2026-11-04 09:00:00', 'invited', 1, '{}')",
    }
    with database.engine.begin() as connection:
        for table, values in rows.items():
            connection.execute(sa.text(f"INSERT INTO {table} {values}"))
    yield database
    database.close()


def count(database: Database, table: str) -> int:
    with database.engine.connect() as connection:
        return int(connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_every_row_is_kept(first: Database) -> None:
    tables = ("organisation", "person", "membership", "section_done", "audit_entry")
    before = {table: count(first, table) for table in tables}
    assert all(before.values())
    upgrade.upgrade(first)
    assert upgrade.present(first) == upgrade.newest()
    assert {table: count(first, table) for table in tables} == before


def test_extra_time_becomes_a_dated_row_with_a_reason_for_whoever_had_it(first: Database) -> None:
    upgrade.upgrade(first)
    with first.engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT person_id, kind, percent, reason FROM allowance")).all()
    assert [tuple(row) for row in rows] == [(1, "extra time", 125, "Set before reasons were kept.")]
