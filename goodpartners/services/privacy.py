"""A copy of everything on record about a person, and its erasure.

HOLDINGS names every table with rows about people once, with both what the copy says and what erasing does, so that a
new table cannot be in one and not in the other; a test compares it with the tables there are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from goodpartners.domain.errors import FieldProblem, Invalid
from goodpartners.domain.people import Actor
from goodpartners.exporters.person_data import PersonData
from goodpartners.services import accounts, person_answers, person_data, rate_limits, results, roles
from goodpartners.services.person_data import Rows
from goodpartners.store import audit, privacy
from goodpartners.store.people import Person

WORD = "erase"
STUB = "Erased person"


@dataclass(frozen=True)
class Holding:
    """What a table holds about a person: the kind of record it is called, its rows in a copy, and how it is erased."""

    kind: str
    copy: Callable[[Session, Actor], Rows]
    erase: Callable[[Session, str, Person], None]


def copy(session: Session, *, actor: Actor, now: datetime) -> PersonData:
    """Everything on record about the person."""
    accounts.own(session, actor=actor)
    return PersonData(now, {holding.kind: holding.copy(session, actor) for holding in HOLDINGS.values()})


def check_word(word: str) -> None:
    """Raise Invalid unless the person typed the word that says they mean it."""
    if word.strip().strip("“”\"'").casefold() != WORD:
        raise Invalid([FieldProblem("word", f"Type the word {WORD}. This cannot be undone.")])


def erase(session: Session, *, actor: Actor, now: datetime) -> None:
    """Erase the person's account. Raises Closed for the only admin.

    A numbered row without a name stays, so that what others did keeps its place, and one entry that says when.
    """
    person = accounts.own(session, actor=actor)
    roles.refuse_last_admin(session, person)
    if person.email:
        rate_limits.forget_email(session, person.email)
    for table, holding in HOLDINGS.items():
        holding.erase(session, table, person)
    make_stub(person, now)
    session.flush()
    audit.add(session, "account erased", at=now, actor_id=None, person_id=person.id)
    session.flush()


def make_stub(person: Person, now: datetime) -> None:
    """Leave nothing of an account but its number and the time."""
    person.name, person.email, person.password_hash, person.theme = STUB, None, None, "system"
    person.signed_in_at, person.closed_at, person.erased_at = None, None, now
    person.reminders_off_at = person.warned_at = None


def forget(session: Session, table: str, person: Person) -> None:
    """Delete one table's rows about a person."""
    HOLDINGS[table].erase(session, table, person)


def _delete(session: Session, table: str, person: Person) -> None:
    privacy.delete(session, table, person.id)


def _delete_mail(session: Session, _table: str, person: Person) -> None:
    privacy.delete_mail(session, person.id, person.email or "")


def _delete_requests(session: Session, _table: str, person: Person) -> None:
    privacy.delete_requests(session, person.id, person.email or "")


def _unlink(session: Session, _table: str, person: Person) -> None:
    privacy.unlink_reports(session, person.id)


def _withdraw_answers(session: Session, _table: str, person: Person) -> None:
    results.withdraw_person(session, person.id)


def _goes_along(_session: Session, _table: str, _person: Person) -> None:
    """Deleted with what it hangs on: the attempt, the membership, the invitation or the key."""


def _becomes_a_stub(_session: Session, _table: str, _person: Person) -> None:
    """Emptied by `erase` itself."""


HOLDINGS: dict[str, Holding] = {
    "person": Holding("account", person_data.account, _becomes_a_stub),
    "membership": Holding("memberships", person_data.memberships, _delete),
    "role_grant": Holding("roles", person_data.roles, _delete),
    "seat": Holding("places_in_pairs", person_data.places_of("seat"), _goes_along),
    "enrolment": Holding("places_in_cohorts", person_data.places_of("enrolment"), _goes_along),
    "cohort_trainer": Holding("cohorts_run", person_data.places_of("cohort_trainer"), _delete),
    "cohort_invitation_pair": Holding(
        "pairs_in_invitations", person_data.places_of("cohort_invitation_pair"), _goes_along
    ),
    "cohort_invitation": Holding("invitations_to_cohorts", person_data.places_of("cohort_invitation"), _delete),
    "join_request": Holding("requests_to_join", person_data.places_of("join_request"), _delete_requests),
    "respondent": Holding("pairs_answered_about", person_answers.keys, _withdraw_answers),
    "sheet": Holding("questionnaires_answered", person_answers.begun, _goes_along),
    "sheet_answer": Holding("answers_to_questionnaires", person_answers.given, _goes_along),
    "sheet_words": Holding("words_in_questionnaires", person_answers.written, _goes_along),
    "completion": Holding("agreements_to_answer", person_answers.agreed, _delete),
    "snapshot_view": Holding("results_looked_at", person_answers.looked, _delete),
    "allowance": Holding("exceptions", person_data.allowances, _delete),
    "reminder": Holding("reminders", person_data.reminders, _delete),
    "course_standing": Holding("progress_in_courses", person_data.standings, _delete),
    "item_result": Holding("results_by_question", person_data.item_results, _delete),
    "sign_in": Holding("sign_ins", person_data.sign_ins, _delete),
    "token": Holding("links", person_data.links, _delete),
    "section_done": Holding("sections_done", person_data.sections, _delete),
    "note": Holding("notes", person_data.notes, _delete),
    "spot_answer": Holding("answers_on_the_spot", person_data.spot_answers, _delete),
    "reflection": Holding("reflections", person_data.reflections, _delete),
    "attempt_event": Holding("answers", person_data.answers, _goes_along),
    "answer_draft": Holding("answers_not_handed_in", person_data.drafts, _goes_along),
    "attempt": Holding("tries", person_data.tries, _delete),
    "certificate": Holding("certificates", person_data.certificates, _delete),
    "question_report": Holding("question_reports", person_data.reports, _unlink),
    "audit_entry": Holding("activity", person_data.activity, _delete),
    "outbox_mail": Holding("mail", person_data.mail, _delete_mail),
}
