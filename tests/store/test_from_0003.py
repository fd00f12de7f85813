"""A database made before there were time limits, with a try under way, comes to the present without loss."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from goodpartners.store import attempts, upgrade
from goodpartners.store.database import Base, Database

WHEN = "'2026-11-01 09:00:00'"
STARTED = '{"seed": 1, "items": ["day"], "orders": {}}'
ROWS = {
    "person": "(id, name, email, theme, demo, created_at) VALUES "
    f"(1, 'Amara Osei', 'amara@tessaly.example', 'dark', false, {WHEN})",
    "quiz_revision": f"(hash, quiz, content, stored_at) VALUES ('abc', 'g/beds', '{{}}', {WHEN})",
    "attempt": "(id, person_id, quiz, revision, started_at, events, answered) VALUES "
    f"(1, 1, 'g/beds', 'abc', {WHEN}, 1, 0)",
    "attempt_event": f"(attempt_id, number, kind, data, form, at) VALUES (1, 1, 'started', :started, 1, {WHEN})",
}


@pytest.fixture
def before(empty_address: str) -> Iterator[Database]:
    """A database as the version before time limits left it, with one try under way."""
    database = Database(empty_address)
    upgrade.upgrade(database, "0003")
    with database.engine.begin() as connection:
        for table, values in ROWS.items():
            given = {"started": STARTED} if ":started" in values else {}
            connection.execute(sa.text(f"INSERT INTO {table} {values}"), given)
    yield database
    database.close()


def test_every_row_is_kept_and_a_try_under_way_has_no_end(before: Database) -> None:
    def everything() -> dict[str, list[dict[str, object]]]:
        with before.engine.connect() as connection:
            found = {table: connection.execute(sa.text(f"SELECT * FROM {table}")).mappings().all() for table in ROWS}
        return {
            table: [{k: v for k, v in row.items() if k != "closes_at"} for row in rows] for table, rows in found.items()
        }

    kept = everything()
    assert all(kept.values())
    upgrade.upgrade(before)
    assert everything() == kept
    with before.reading() as session:
        (event,) = attempts.events(session, 1)
        assert event[1].ends_at is None  # type: ignore[union-attr]
        assert attempts.running_with_limit(session, 1) == []


def test_it_has_the_tables_of_a_new_one(before: Database) -> None:
    upgrade.upgrade(before)
    assert set(sa.inspect(before.engine).get_table_names()) >= set(Base.metadata.tables)
