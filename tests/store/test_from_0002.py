"""A database made before there were questionnaires, with a cohort in it, comes to the present without loss."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from goodpartners.domain.people import Side
from goodpartners.services import answering
from goodpartners.store import upgrade
from goodpartners.store.database import Base, Database
from goodpartners.store.people import Person
from tests.cohorts import actor_of
from tests.factories import START
from tests.partnership import answer_round, make_round, readiness_quiz, readiness_sheets

WHEN = "'2026-11-01 09:00:00'"
ROWS = {
    "organisation": "(id, name, kind, created_at) VALUES "
    f"(1, 'Quillby Borough Council', 'authority', {WHEN}), (2, 'Tessaly Care', 'provider', {WHEN})",
    "person": "(id, name, email, theme, demo, created_at) VALUES "
    f"(1, 'Amara Osei', 'amara@tessaly.example', 'dark', false, {WHEN})",
    "membership": "(id, person_id, organisation_id, side, agency, begins) VALUES "
    "(1, 1, 2, 'provider', false, '2026-11-01')",
    "partnership": "(id, authority_id, provider_id, proposed_at, authority_accepted_at, provider_accepted_at) VALUES "
    f"(1, 1, 2, {WHEN}, {WHEN}, {WHEN})",
    "cohort": f"(id, name, begins, ends, reminds, created_at) VALUES "
    f"(1, 'Autumn', '2026-11-01', '2027-02-01', false, {WHEN})",
    "cohort_partnership": f"(id, cohort_id, partnership_id, added_at) VALUES (1, 1, 1, {WHEN})",
    "enrolment": f"(id, cohort_id, membership_id, begins_at) VALUES (1, 1, 1, {WHEN})",
    "seat": f"(id, enrolment_id, pair_id, side, begins_at) VALUES (1, 1, 1, 'provider', {WHEN})",
    "audit_entry": f"(id, at, act, person_id, detail) VALUES (1, {WHEN}, 'invited', 1, '{{}}')",
}


@pytest.fixture
def before(empty_address: str) -> Iterator[Database]:
    """A database as the version before questionnaires left it, with one person in one pair."""
    database = Database(empty_address)
    upgrade.upgrade(database, "0002")
    with database.engine.begin() as connection:
        for table, values in ROWS.items():
            connection.execute(sa.text(f"INSERT INTO {table} {values}"))
    yield database
    database.close()


def everything(database: Database) -> dict[str, list[dict[str, object]]]:
    with database.engine.connect() as connection:
        return {
            table: [dict(row) for row in connection.execute(sa.text(f"SELECT * FROM {table} ORDER BY id")).mappings()]
            for table in ROWS
        }


def test_every_row_is_kept_as_it_was(before: Database) -> None:
    kept = everything(before)
    assert all(kept.values())
    upgrade.upgrade(before)
    assert upgrade.present(before) == upgrade.newest()
    after = everything(before)
    for table, rows in kept.items():
        assert [{name: row[name] for name in rows[0]} for row in after[table]] == rows, table


def test_whoever_sat_in_a_pair_can_answer_about_it(before: Database) -> None:
    upgrade.upgrade(before)
    with before.writing() as session:
        wave = make_round(session, 1, readiness_quiz())
        amara = session.get_one(Person, 1)
        given = next(sheet.answers for sheet in readiness_sheets() if sheet.side is Side.PROVIDER)
        answer_round(session, wave, amara, given)
        opened = answering.open_sheet(session, wave, actor=actor_of(session, amara), now=START)
        assert opened.answers == given
        assert opened.handed_in


def test_the_new_tables_are_those_of_the_code(before: Database) -> None:
    upgrade.upgrade(before)
    inspector = sa.inspect(before.engine)
    assert set(Base.metadata.tables) <= set(inspector.get_table_names())
