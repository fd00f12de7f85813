"""A database made before drafts were numbered comes to the present with every draft in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from goodpartners.domain.quiz.responses import Written
from goodpartners.store import attempts, upgrade
from goodpartners.store.database import Database
from tests.store.test_from_0003 import ROWS, STARTED, WHEN

TYPED = '{"form": "written", "text": "mulch"}'
DRAFT = f"(attempt_id, item, response, version, saved_at) VALUES (1, 'straw', :typed, 0, {WHEN})"


@pytest.fixture
def before(empty_address: str) -> Iterator[Database]:
    """A database as the version before left it, with something typed in a try under way."""
    database = Database(empty_address)
    upgrade.upgrade(database, "0004")
    with database.engine.begin() as connection:
        for table, values in {**ROWS, "answer_draft": DRAFT}.items():
            given = {name: text for name, text in (("started", STARTED), ("typed", TYPED)) if f":{name}" in values}
            connection.execute(sa.text(f"INSERT INTO {table} {values}"), given)
    yield database
    database.close()


def test_what_was_typed_is_kept_and_has_been_written_once(before: Database) -> None:
    upgrade.upgrade(before)
    with before.reading() as session:
        ((response, version, revision, _),) = attempts.drafts(session, 1).values()
    assert (response, version, revision) == (Written(text="mulch"), 0, 1)
