"""A copy of everything, and erasing everything."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from goodpartners.cli.context import OPERATOR
from goodpartners.domain.errors import Closed
from goodpartners.domain.people import Actor, Role
from goodpartners.domain.quiz.responses import Written
from goodpartners.exporters.person_data import PersonData, as_json
from goodpartners.services import accounts, attempts, demo, email_changes, people, privacy, reports, resets, rate_limits
from goodpartners.services.house import House
from goodpartners.store import audit, learning
from goodpartners.store.certificates import Certificate
from goodpartners.store.database import Base, Database
from goodpartners.store.people import Person, RoleGrant
from goodpartners.store.privacy import tables_about_people
from tests.factories import make_actor, make_person, page, signed_in

BASE = "http://localhost"
EMAIL = "rowan@goodpartners.example"
TEXTS = {
    "note": "My note about the therapist’s calm evenings",
    "learned": "What I learned about repair",
    "impact": "What will change on Mondays",
    "peer": "What Soraya said to me",
    "draft": "typed and not handed in",
}
REPORT = "The second answer is right too, I think"


@pytest.fixture
def rowan(house: House) -> Actor:
    """Somebody with at least one row in every table that can hold one."""
    demo.fill(house)
    now = house.clock()
    catalogue = house.library.current(today=now.date())
    with house.database.writing() as session:
        person = session.scalars(sa.select(Person).where(Person.email == EMAIL)).one()
        session.add(RoleGrant(person_id=person.id, role=Role.AUTHOR, granted_at=now))
        session.flush()
        actor = make_actor(session, person, now)
        course = {"course": "good-supplier", "module": "who-is-the-customer"}
        session.add(
            learning.Note(person_id=person.id, **course, activity="roles", text=TEXTS["note"], saved_at=now)
        )
        learning.save_spot_answer(session, person.id, "good-supplier/b2-think", "one", {"form": "chosen", "options": ["a"]}, now)
        heads = {name: TEXTS[name] for name in ("learned", "impact", "peer")}
        session.add(learning.Reflection(person_id=person.id, course="good-supplier", saved_at=now, **heads))
        running = attempts.start(
            session, catalogue, "good-supplier/close-the-gaps", actor=actor, seed=3, now=now - timedelta(days=1)
        )
        opened = attempts.open_attempt(session, running, actor=actor)
        first = opened.attempt.items[0].id
        attempts.save_draft(session, opened, first, Written(text=TEXTS["draft"]), version=0, now=now)
        reports.report(session, running, first, REPORT, actor=actor, now=now)
        resets.ask(session, EMAIL, base=BASE, now=now)
        email_changes.ask(session, "rowan@new.example", base=BASE, actor=actor, now=now)
        accounts.change_name(session, "Rowan Ashby-Mensah", actor=actor, now=now)
        accounts.change_name(session, "Rowan Ashby", actor=actor, now=now)
    rate_limits.count(house.database, (rate_limits.LINK_FOR_ACCOUNT, EMAIL), now=now)
    return actor


def copied(house: House, actor: Actor) -> PersonData:
    with house.database.reading() as session:
        return privacy.copy(session, actor=actor, now=house.clock())


def every_row(database: Database) -> dict[str, list[dict[str, Any]]]:
    with database.reading() as session:
        return {
            name: [dict(row) for row in session.execute(sa.select(table)).mappings()]
            for name, table in Base.metadata.tables.items()
        }


# --- No table may be forgotten ---------------------------------------------------------------------------------------


def test_every_table_about_people_is_in_the_copy_and_in_the_erasure() -> None:
    assert set(privacy.HOLDINGS) == tables_about_people()


def test_tables_about_people_are_found_through_others_too() -> None:
    assert {"attempt", "attempt_event", "answer_draft", "note"} <= tables_about_people()
    assert not {"organisation", "quiz_revision", "content_release", "job_lease", "rate_counter"} & tables_about_people()


def test_every_column_about_a_person_is_in_the_copy_or_left_out_on_purpose(house: House, rowan: Actor) -> None:
    left_out = {
        "person": {"password_hash", "erased_at"},  # a hash opens accounts elsewhere; an erased one cannot be copied
        "membership": {"id", "organisation_id"},  # numbers of ours; the organisation is named
        "role_grant": {"id", "organisation_id"},
        "sign_in": {"id", "name_hash"},
        "token": {"id", "hash"},
        "attempt": {"events", "thousandths"},  # a count of rows; marks are written as on the page
        "attempt_event": {"attempt_id", "kind", "data", "form", "client_key"},  # under other names; technical
        "answer_draft": {"attempt_id", "response", "version"},
        "question_report": {"id"},
        "audit_entry": {"id", "act", "actor_id", "detail"},  # as a sentence
        "outbox_mail": {"id", "next_try_at", "tries", "last_error"},
    }
    data = copied(house, rowan)
    for table, holding in privacy.HOLDINGS.items():
        columns = {c.name for c in Base.metadata.tables[table].columns} - {"person_id"} - left_out.get(table, set())
        assert data.records[holding.kind], f"the fixture has no row in {table}"
        assert columns <= set(data.records[holding.kind][0]), table


# --- The copy --------------------------------------------------------------------------------------------------------


def test_the_copy_holds_everything_that_was_written(house: House, rowan: Actor) -> None:
    whole = as_json(copied(house, rowan)).decode()
    for text in (*TEXTS.values(), REPORT, EMAIL, "rowan@new.example", "Quillby Borough Council", "The name was changed."):
        assert text in whole


def test_the_copy_holds_nothing_of_others_and_no_secret(house: House, rowan: Actor) -> None:
    with house.database.reading() as session:
        others = session.scalars(sa.select(Person).where(Person.id != rowan.person_id)).all()
        stored = session.get(Person, rowan.person_id)
    whole = as_json(copied(house, rowan)).decode()
    assert stored is not None and stored.password_hash is not None
    assert stored.password_hash not in whole
    assert len(others) == 3
    for other in others:
        assert (other.email or "") not in whole
    for row in every_row(house.database)["outbox_mail"]:
        secret = row["body"].split("/")[-1].split()[0] if "http" in row["body"] else ""
        assert not secret or len(secret) < 43 or secret not in whole
    assert "/reset/…" in whole


def test_answers_are_told_in_the_words_of_their_questions(house: House, rowan: Actor) -> None:
    data = copied(house, rowan)
    answered = [row for row in data.records["answers"] if row["what"] == "answered"]
    assert answered
    assert all(row["question"] and row["answer"] for row in answered)
    [draft] = data.records["answers_not_handed_in"]
    assert draft["answer"] == TEXTS["draft"]


def test_no_number_differs_from_the_page(app: Flask, house: House, rowan: Actor) -> None:
    with house.database.reading() as session:
        person = session.get(Person, rowan.person_id)
    assert person is not None
    client = signed_in(app.test_client(), person)
    results = page(client.get("/results")).text
    data = copied(house, rowan)
    passed = [row for row in data.records["tries"] if row["passed"]]
    assert passed
    for row in passed:
        assert f"{row['marks']} of {row['maximum']}" in results
        shown = page(client.get(f"/attempts/{row['id']}/results")).text
        assert f"{row['percent']}%" in shown or f"{row['marks']} of {row['maximum']}" in shown
    [certificate] = data.records["certificates"]
    text = page(client.get(f"/certificates/{certificate['id']}")).text
    assert f"{certificate['code'][:4]}-{certificate['code'][4:]}" in text
    assert str(certificate["minutes"]) in text
    counts = page(client.get("/account/data"))
    shown_counts = {row.th.text: int(row.td.text) for row in counts.select("tbody tr")}  # type: ignore[union-attr]
    later = copied(house, rowan)
    for kind, rows in later.records.items():
        assert shown_counts[kind.replace("_", " ").capitalize()] == len(rows)


def test_the_copy_takes_the_same_statements_however_much_there_is(house: House, rowan: Actor) -> None:
    def count() -> int:
        sent: list[str] = []
        listener = lambda *_: sent.append("")  # noqa: E731
        sa.event.listen(house.database.engine, "before_cursor_execute", listener)
        copied(house, rowan)
        sa.event.remove(house.database.engine, "before_cursor_execute", listener)
        return len(sent)

    before = count()
    with house.database.writing() as session:
        for n in range(30):
            session.add(
                learning.Note(
                    person_id=rowan.person_id, course=f"c{n}", module="m", activity="a", text="x", saved_at=house.clock()
                )
            )
            audit.add(session, "role given", at=house.clock(), actor_id=None, person_id=rowan.person_id, role="author")
    assert count() == before


# --- Erasing ---------------------------------------------------------------------------------------------------------


def erase(house: House, actor: Actor) -> None:
    with house.database.writing() as session:
        privacy.erase(session, actor=actor, now=house.clock())


def test_no_table_holds_anything_of_an_erased_person(house: House, rowan: Actor) -> None:
    with house.database.reading() as session:
        codes = [c.code for c in session.scalars(sa.select(Certificate).where(Certificate.person_id == rowan.person_id))]
    assert codes
    before = every_row(house.database)
    erase(house, rowan)
    after = every_row(house.database)
    whole = json.dumps(after, default=str, ensure_ascii=False)
    for trace in (*TEXTS.values(), "Rowan", "rowan@", EMAIL, *codes, rate_limits.key(rate_limits.LINK_FOR_ACCOUNT, EMAIL)):
        assert trace not in whole, trace
    for table in sorted(tables_about_people() - {"attempt_event", "answer_draft"}):
        keys = [c for c in after[table][0] if c in ("person_id", "id")] if after[table] else []
        about = "id" if table == "person" else "person_id"
        left = [row for row in after[table] if about in keys and row[about] == rowan.person_id]
        assert len(left) == (1 if table in ("person", "audit_entry") else 0), table
    theirs = {row["id"] for row in before["attempt"] if row["person_id"] == rowan.person_id}
    assert theirs
    for table in ("attempt_event", "answer_draft"):
        assert any(row["attempt_id"] in theirs for row in before[table])
        assert not any(row["attempt_id"] in theirs for row in after[table])


def test_nobody_else_loses_anything(house: House, rowan: Actor) -> None:
    def of_others(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
        mine = {row["id"] for row in before["attempt"] if row["person_id"] == rowan.person_id}
        return {
            table: [
                row
                for row in held
                if row.get("person_id") != rowan.person_id
                and not (table == "person" and row["id"] == rowan.person_id)
                and row.get("attempt_id") not in mine
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
        "extra_time_percent": 100,
        "theme": "system",
        "demo": True,
        "signed_in_at": None,
        "closed_at": None,
        "erased_at": house.clock(),
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
        [entry] = privacy.activity.about(session, actor=watcher)
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


