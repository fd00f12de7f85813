"""Erasing everything on record about a person."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from goodpartners.cli.context import OPERATOR
from goodpartners.domain.errors import Closed
from goodpartners.domain.people import Actor
from goodpartners.services import activity, people, privacy, rate_limits
from goodpartners.services.house import House
from goodpartners.store import audit
from goodpartners.store.certificates import Certificate
from goodpartners.store.people import Person
from goodpartners.store.privacy import tables_about_people
from tests.factories import make_actor, make_person
from tests.services.on_record import EMAIL, REPORT, TEXTS, every_row


def erase(house: House, actor: Actor) -> None:
    with house.database.writing() as session:
        privacy.erase(session, actor=actor, now=house.clock())


def test_no_table_holds_anything_of_an_erased_person(house: House, rowan: Actor) -> None:
    with house.database.reading() as session:
        codes = [
            c.code for c in session.scalars(sa.select(Certificate).where(Certificate.person_id == rowan.person_id))
        ]
    assert codes
    before = every_row(house.database)
    erase(house, rowan)
    after = every_row(house.database)
    whole = json.dumps(after, default=str, ensure_ascii=False)
    for trace in (
        *TEXTS.values(),
        "Rowan",
        "rowan@",
        EMAIL,
        *codes,
        rate_limits.key(rate_limits.LINK_FOR_ACCOUNT, EMAIL),
    ):
        assert trace not in whole, trace
    hanging = {"attempt_event", "answer_draft", "enrolment", "seat", "cohort_invitation_pair", "sheet_answer"}
    for table in sorted(tables_about_people() - hanging):
        keys = [c for c in after[table][0] if c in ("person_id", "id")] if after[table] else []
        about = "id" if table == "person" else "person_id"
        left = [row for row in after[table] if about in keys and row[about] == rowan.person_id]
        assert len(left) == (1 if table in ("person", "audit_entry") else 0), table
    theirs = {row["id"] for row in before["attempt"] if row["person_id"] == rowan.person_id}
    assert theirs
    for table in ("attempt_event", "answer_draft"):
        assert any(row["attempt_id"] in theirs for row in before[table])
        assert not any(row["attempt_id"] in theirs for row in after[table])
    keys = {row["key"] for row in before["respondent"] if row["person_id"] == rowan.person_id}
    for table in ("sheet", "sheet_answer", "sheet_words"):
        assert any(row["key"] in keys for row in before[table])
        assert not any(row["key"] in keys for row in after[table])


def test_nobody_else_loses_anything(house: House, rowan: Actor) -> None:
    def of_others(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
        mine = {row["id"] for row in before["attempt"] if row["person_id"] == rowan.person_id}
        places = {row["id"] for row in before["membership"] if row["person_id"] == rowan.person_id}
        enrolments = {row["id"] for row in before["enrolment"] if row["membership_id"] in places}
        asked = {row["id"] for row in before["cohort_invitation"] if row["person_id"] == rowan.person_id}
        keys = {row["key"] for row in before["respondent"] if row["person_id"] == rowan.person_id}
        return {
            table: [
                row
                for row in held
                if row.get("person_id") != rowan.person_id
                and not (table == "person" and row["id"] == rowan.person_id)
                and row.get("attempt_id") not in mine
                and row.get("membership_id") not in places
                and row.get("enrolment_id") not in enrolments
                and row.get("invitation_id") not in asked
                and row.get("key") not in keys
            ]
            for table, held in rows.items()
            if table not in ("rate_counter", "question_report", "outbox_mail")
        }

    before = every_row(house.database)
    kept = of_others(before)
    erase(house, rowan)
    assert of_others(every_row(house.database)) == kept


def test_a_stub_and_one_entry_stay_without_anything_personal(house: House, rowan: Actor) -> None:
    erase(house, rowan)
    rows = every_row(house.database)
    [stub] = [row for row in rows["person"] if row["id"] == rowan.person_id]
    created = stub.pop("created_at")
    assert created is not None
    assert stub == {
        "id": rowan.person_id,
        "name": "Erased person",
        "email": None,
        "password_hash": None,
        "theme": "system",
        "demo": True,
        "signed_in_at": None,
        "closed_at": None,
        "erased_at": house.clock(),
        "reminders_off_at": None,
        "warned_at": None,
    }
    [entry] = [row for row in rows["audit_entry"] if row["person_id"] == rowan.person_id]
    assert (entry["act"], entry["actor_id"], entry["detail"]) == ("account erased", None, {})


def test_what_was_reported_about_a_question_stays_without_its_author(house: House, rowan: Actor) -> None:
    erase(house, rowan)
    [report] = every_row(house.database)["question_report"]
    assert (report["person_id"], report["text"]) == (None, REPORT)


def test_what_the_person_did_to_others_keeps_its_place(house: House, rowan: Actor) -> None:
    with house.database.writing() as session:
        amara = make_person(session, "Amara Two", email="amara@two.example")
        audit.add(session, "role given", at=house.clock(), actor_id=rowan.person_id, person_id=amara.id, role="author")
        watcher = make_actor(session, amara, house.clock())
    erase(house, rowan)
    with house.database.reading() as session:
        [entry] = activity.about(session, actor=watcher)
    assert entry.by == "Erased person"


def test_a_new_account_can_be_opened_with_the_erased_address(house: House, rowan: Actor) -> None:
    erase(house, rowan)
    with house.database.writing() as session:
        again = make_person(session, "Rowan Ashby", email=EMAIL)
        assert again.id != rowan.person_id


def test_the_only_admin_cannot_be_erased(house: House, rowan: Actor) -> None:
    with house.database.reading() as session:
        moira = people.by_email(session, "moira@goodpartners.example", actor=OPERATOR)
    with house.database.writing() as session:
        person = session.get(Person, moira.id)
        assert person is not None
        actor = make_actor(session, person, house.clock())
    with pytest.raises(Closed):
        erase(house, actor)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_sqlite_overwrites_what_is_erased(house: House, rowan: Actor) -> None:
    erase(house, rowan)
    with house.database.engine.connect() as connection:
        connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw = Path(str(house.database.url.database)).read_bytes()
    for trace in (TEXTS["learned"], TEXTS["draft"], EMAIL):
        assert trace.encode() not in raw, trace
