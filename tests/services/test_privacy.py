"""A copy of everything on record about a person."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from goodpartners.domain.people import Actor
from goodpartners.exporters.person_data import as_json
from goodpartners.services import privacy
from goodpartners.services.house import House
from goodpartners.store import audit, learning
from goodpartners.store.database import Base
from goodpartners.store.people import Person
from goodpartners.store.privacy import tables_about_people
from tests.factories import page, signed_in
from tests.services.on_record import EMAIL, REPORT, TEXTS, copied, every_row

# --- No table may be forgotten ---------------------------------------------------------------------------------------


def test_every_table_about_people_is_in_the_copy_and_in_the_erasure() -> None:
    assert set(privacy.HOLDINGS) == tables_about_people()


def test_tables_about_people_are_found_through_others_too() -> None:
    assert {"attempt", "attempt_event", "answer_draft", "note"} <= tables_about_people()
    assert not {"organisation", "quiz_revision", "content_release", "job_lease", "rate_counter"} & tables_about_people()


def test_every_column_about_a_person_is_in_the_copy_or_left_out_on_purpose(house: House, rowan: Actor) -> None:
    left_out = {
        "person": {
            "password_hash",
            "erased_at",
            "warned_at",
        },  # a hash opens accounts elsewhere; the mail says the warning
        "membership": {"id", "organisation_id"},  # numbers of ours; the organisation is named
        "role_grant": {"id", "organisation_id"},
        "sign_in": {"id", "name_hash"},
        "token": {"id", "hash"},
        "attempt": {"events", "thousandths"},  # a count of rows; marks are written as on the page
        "attempt_event": {"attempt_id", "kind", "data", "form", "client_key"},  # under other names; technical
        "answer_draft": {"attempt_id", "response", "version", "revision"},
        "question_report": {"id"},
        "audit_entry": {"id", "act", "actor_id", "detail", "cohort_id", "partnership_id"},  # as a sentence
        "seat": {"id", "enrolment_id", "pair_id"},  # numbers of ours; cohort, pair and organisation are named
        "enrolment": {"id", "cohort_id", "membership_id"},
        "cohort_trainer": {"cohort_id"},
        "cohort_invitation": {"id", "cohort_id", "organisation_id", "invited_by_id"},
        "cohort_invitation_pair": {"invitation_id", "pair_id"},
        "join_request": {"id", "code_id"},
        "allowance": {"id", "cohort_id", "given_by_id"},
        "respondent": {"key", "pair_id"},  # the pair is named; a key opens nothing
        "sheet": {"wave_id", "key", "organisation"},  # the round is named; the answer of an organisation is nobody's
        "sheet_answer": {"wave_id", "key", "about", "skip", "revision"},  # in the words of the questionnaire
        "sheet_words": {"wave_id", "key", "revision"},
        "completion": {"wave_id"},
        "snapshot_view": {"id", "snapshot_id"},
        "reminder": {"id", "cohort_id", "sent_by_id"},
        "course_standing": {"outline"},  # names the content it was counted against
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
    for text in (
        *TEXTS.values(),
        REPORT,
        EMAIL,
        "rowan@new.example",
        "Quillby Borough Council",
        "The name was changed.",
    ):
        assert text in whole


def test_the_copy_holds_nothing_of_others_and_no_secret(house: House, rowan: Actor) -> None:
    with house.database.reading() as session:
        others = session.scalars(sa.select(Person).where(Person.id != rowan.person_id)).all()
        stored = session.get(Person, rowan.person_id)
    whole = as_json(copied(house, rowan)).decode()
    assert stored is not None
    assert stored.password_hash is not None
    assert stored.password_hash not in whole
    assert others
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
                    person_id=rowan.person_id,
                    course=f"c{n}",
                    module="m",
                    activity="a",
                    text="x",
                    saved_at=house.clock(),
                )
            )
            audit.add(session, "role given", at=house.clock(), actor_id=None, person_id=rowan.person_id, role="author")
    assert count() == before
