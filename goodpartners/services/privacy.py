"""A copy of everything on record about a person, and its erasure.

HOLDINGS names every table with rows about people once, with both what the copy says and what erasing does, so that a
new table cannot be in one and not in the other; a test compares it with the tables there are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from goodpartners.domain.errors import FieldProblem, Invalid
from goodpartners.domain.people import Actor
from goodpartners.domain.quiz import responses, selection
from goodpartners.domain.quiz.marking import marks
from goodpartners.domain.quiz.quiz import Quiz
from goodpartners.domain.quiz.wording import said
from goodpartners.exporters.person_data import PersonData
from goodpartners.services import accounts, activity, rate_limits, roles
from goodpartners.services.mail import without_secrets
from goodpartners.store import audit, learning, people, privacy, sessions
from goodpartners.store.allowances import Allowance
from goodpartners.store.attempts import AttemptRow
from goodpartners.store.certificates import Certificate
from goodpartners.store.learning import Reflection
from goodpartners.store.people import Person
from goodpartners.store.reminders import Reminder
from goodpartners.store.standings import CourseStanding, ItemResult

WORD = "erase"
STUB = "Erased person"
EVENTS = {"started": "started", "answered": "answered", "checked": "checked", "handed-in": "handed in"}
Rows = list[dict[str, Any]]


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


def _account(session: Session, actor: Actor) -> Rows:
    person = accounts.own(session, actor=actor)
    columns = ("id", "name", "email", "theme", "demo", "created_at", "signed_in_at", "closed_at", "reminders_off_at")
    row = {"has_password": person.password_hash is not None}
    return [{name: getattr(person, name) for name in columns} | row]


def _memberships(session: Session, actor: Actor) -> Rows:
    organisations = {o.id: o.name for o in people.organisations(session)}
    columns = ("side", "job_family", "agency", "begins", "ends")
    rows = privacy.rows(session, people.MembershipRow, actor.person_id)
    return [{"organisation": organisations[row.organisation_id]} | _columns(row, *columns) for row in rows]


def _roles(session: Session, actor: Actor) -> Rows:
    organisations = {o.id: o.name for o in people.organisations(session)}
    rows = people.role_rows(session, actor.person_id)
    return [
        {"role": r.role, "organisation": organisations.get(r.organisation_id or 0), "granted_at": r.granted_at}
        for r in rows
    ]


def _cohort_rows(kind: str) -> Callable[[Session, Actor], Rows]:
    """The copy of one kind of place in cohorts, in words."""
    return lambda session, actor: [dict(row) for row in privacy.cohort_rows(session, kind, actor.person_id)]


def _allowances(session: Session, actor: Actor) -> Rows:
    columns = ("kind", "about", "percent", "until", "reason", "given_at", "taken_back_at")
    return [_columns(row, *columns) for row in privacy.rows(session, Allowance, actor.person_id)]


def _standings(session: Session, actor: Actor) -> Rows:
    columns = ("course", "modules", "struggles", "last_at", "complete_at")
    return [_columns(row, *columns) for row in privacy.rows(session, CourseStanding, actor.person_id)]


def _item_results(session: Session, actor: Actor) -> Rows:
    columns = ("attempt_id", "quiz", "item", "first", "right", "chosen")
    return [_columns(row, *columns) for row in privacy.rows(session, ItemResult, actor.person_id)]


def _reminders(session: Session, actor: Actor) -> Rows:
    return [_columns(row, "at", "text") for row in privacy.rows(session, Reminder, actor.person_id)]


def _sign_ins(session: Session, actor: Actor) -> Rows:
    rows = sessions.of_person(session, actor.person_id)
    return [_columns(row, "device", "created_at", "seen_at") for row in rows]


def _links(session: Session, actor: Actor) -> Rows:
    rows = privacy.links(session, actor.person_id)
    return [_columns(row, "purpose", "email", "created_at", "expires_at", "used_at") for row in rows]


def _sections(session: Session, actor: Actor) -> Rows:
    rows = privacy.sections(session, actor.person_id)
    return [_columns(row, "course", "module", "section", "at") for row in rows]


def _notes(session: Session, actor: Actor) -> Rows:
    rows = learning.all_notes(session, actor.person_id)
    return [_columns(row, "course", "module", "activity", "text", "version", "saved_at") for row in rows]


def _spot_answers(session: Session, actor: Actor) -> Rows:
    rows = privacy.spot_answers(session, actor.person_id)
    return [_columns(row, "quiz", "item", "response", "at") for row in rows]


def _reflections(session: Session, actor: Actor) -> Rows:
    columns = ("course", "learned", "impact", "peer", "version", "saved_at")
    return [_columns(row, *columns) for row in privacy.rows(session, Reflection, actor.person_id)]


def _tries(session: Session, actor: Actor) -> Rows:
    rows: list[AttemptRow] = list(privacy.rows(session, AttemptRow, actor.person_id))
    columns = ("id", "quiz", "revision", "started_at", "ended_at", "answered")
    return [
        _columns(row, *columns)
        | {"marks": None if row.thousandths is None else marks(Fraction(row.thousandths, 1000))}
        | _columns(row, "maximum", "percent", "passed")
        for row in rows
    ]


def _answers(session: Session, actor: Actor) -> Rows:
    papers = _Papers(session, actor)
    return [
        {
            "try": row.attempt_id,
            "number": row.number,
            "at": row.at,
            "what": EVENTS.get(row.kind, row.kind),
            "item": row.item,
            "question": papers.question(row.attempt_id, row.item),
            "answer": papers.words(row.attempt_id, row.item, row.data.get("response")),
            "as_kept": row.data,
        }
        for row in privacy.events(session, actor.person_id)
    ]


def _drafts(session: Session, actor: Actor) -> Rows:
    papers = _Papers(session, actor)
    return [
        {
            "try": row.attempt_id,
            "item": row.item,
            "question": papers.question(row.attempt_id, row.item),
            "answer": papers.words(row.attempt_id, row.item, row.response),
            "saved_at": row.saved_at,
        }
        for row in privacy.drafts(session, actor.person_id)
    ]


def _certificates(session: Session, actor: Actor) -> Rows:
    columns = [c.name for c in Certificate.__table__.columns if c.name != "person_id"]
    return [_columns(row, *columns) for row in privacy.rows(session, Certificate, actor.person_id)]


def _reports(session: Session, actor: Actor) -> Rows:
    rows = privacy.reports(session, actor.person_id)
    return [_columns(row, "quiz", "item", "revision", "text", "at", "settled_at") for row in rows]


def _activity(session: Session, actor: Actor) -> Rows:
    entries = activity.about(session, actor=actor, limit=10_000)
    return [_columns(entry, "at", "sentence", "by") for entry in entries]


def _mail(session: Session, actor: Actor) -> Rows:
    columns = ("to_address", "subject", "created_at", "sent_at")
    rows = privacy.mail(session, actor.person_id, actor.email)
    return [_columns(row, *columns) | {"body": without_secrets(row.body)} for row in rows]


class _Papers:
    """The papers a person was given, to put answers into the words of their questions."""

    def __init__(self, session: Session, actor: Actor) -> None:
        self._papers = {
            name: selection.from_canonical(t) for name, t in privacy.papers(session, actor.person_id).items()
        }
        rows = privacy.rows(session, AttemptRow, actor.person_id)
        self._of_try: dict[int, Quiz] = {row.id: self._papers[row.revision] for row in rows}

    def question(self, attempt_id: int, item_id: str | None) -> str | None:
        """The question's text."""
        return next((i.stem for i in self._of_try[attempt_id].items if i.id == item_id), None)

    def words(self, attempt_id: int, item_id: str | None, response: dict[str, Any] | None) -> str | None:
        """The answer in words."""
        item = next((i for i in self._of_try[attempt_id].items if i.id == item_id), None)
        return said(item, responses.from_json(response)) if item and response else None


def _columns(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _delete(session: Session, table: str, person: Person) -> None:
    privacy.delete(session, table, person.id)


def _delete_mail(session: Session, _table: str, person: Person) -> None:
    privacy.delete_mail(session, person.id, person.email or "")


def _delete_requests(session: Session, _table: str, person: Person) -> None:
    privacy.delete_requests(session, person.id, person.email or "")


def _unlink(session: Session, _table: str, person: Person) -> None:
    privacy.unlink_reports(session, person.id)


def _goes_along(_session: Session, _table: str, _person: Person) -> None:
    """Deleted with what it hangs on: the attempt, the membership or the invitation."""


def _becomes_a_stub(_session: Session, _table: str, _person: Person) -> None:
    """Emptied by `erase` itself."""


HOLDINGS: dict[str, Holding] = {
    "person": Holding("account", _account, _becomes_a_stub),
    "membership": Holding("memberships", _memberships, _delete),
    "role_grant": Holding("roles", _roles, _delete),
    "seat": Holding("places_in_pairs", _cohort_rows("seat"), _goes_along),
    "enrolment": Holding("places_in_cohorts", _cohort_rows("enrolment"), _goes_along),
    "cohort_trainer": Holding("cohorts_run", _cohort_rows("cohort_trainer"), _delete),
    "cohort_invitation_pair": Holding("pairs_in_invitations", _cohort_rows("cohort_invitation_pair"), _goes_along),
    "cohort_invitation": Holding("invitations_to_cohorts", _cohort_rows("cohort_invitation"), _delete),
    "join_request": Holding("requests_to_join", _cohort_rows("join_request"), _delete_requests),
    "allowance": Holding("exceptions", _allowances, _delete),
    "reminder": Holding("reminders", _reminders, _delete),
    "course_standing": Holding("progress_in_courses", _standings, _delete),
    "item_result": Holding("results_by_question", _item_results, _delete),
    "sign_in": Holding("sign_ins", _sign_ins, _delete),
    "token": Holding("links", _links, _delete),
    "section_done": Holding("sections_done", _sections, _delete),
    "note": Holding("notes", _notes, _delete),
    "spot_answer": Holding("answers_on_the_spot", _spot_answers, _delete),
    "reflection": Holding("reflections", _reflections, _delete),
    "attempt_event": Holding("answers", _answers, _goes_along),
    "answer_draft": Holding("answers_not_handed_in", _drafts, _goes_along),
    "attempt": Holding("tries", _tries, _delete),
    "certificate": Holding("certificates", _certificates, _delete),
    "question_report": Holding("question_reports", _reports, _unlink),
    "audit_entry": Holding("activity", _activity, _delete),
    "outbox_mail": Holding("mail", _mail, _delete_mail),
}
