"""What a copy of everything on record about a person says, kind by kind."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from goodpartners.domain.people import Actor
from goodpartners.domain.quiz import responses, selection
from goodpartners.domain.quiz.marking import marks
from goodpartners.domain.quiz.quiz import Quiz
from goodpartners.domain.quiz.wording import said
from goodpartners.services import accounts
from goodpartners.services import activity as log
from goodpartners.services.mail import without_secrets
from goodpartners.store import learning, people, places, privacy, sessions
from goodpartners.store.allowances import Allowance
from goodpartners.store.attempts import AttemptRow
from goodpartners.store.certificates import Certificate
from goodpartners.store.learning import Reflection
from goodpartners.store.reminders import Reminder
from goodpartners.store.standings import CourseStanding, ItemResult

EVENTS = {
    "started": "started",
    "answered": "answered",
    "checked": "checked",
    "handed-in": "handed in",
    "extended": "given more time",
    "expired": "time over",
}
Rows = list[dict[str, Any]]


def account(session: Session, actor: Actor) -> Rows:
    """The account itself."""
    person = accounts.own(session, actor=actor)
    columns = ("id", "name", "email", "theme", "demo", "created_at", "signed_in_at", "closed_at", "reminders_off_at")
    row = {"has_password": person.password_hash is not None}
    return [{name: getattr(person, name) for name in columns} | row]


def memberships(session: Session, actor: Actor) -> Rows:
    """Organisations the person belongs or belonged to."""
    organisations = {o.id: o.name for o in people.organisations(session)}
    columns = ("side", "job_family", "agency", "begins", "ends")
    rows = privacy.rows(session, people.MembershipRow, actor.person_id)
    return [{"organisation": organisations[row.organisation_id]} | _columns(row, *columns) for row in rows]


def roles(session: Session, actor: Actor) -> Rows:
    """Roles the person holds."""
    organisations = {o.id: o.name for o in people.organisations(session)}
    rows = people.role_rows(session, actor.person_id)
    return [
        {"role": r.role, "organisation": organisations.get(r.organisation_id or 0), "granted_at": r.granted_at}
        for r in rows
    ]


def places_of(kind: str) -> Callable[[Session, Actor], Rows]:
    """The copy of one kind of place in cohorts, in words."""
    return lambda session, actor: [dict(row) for row in places.rows(session, kind, actor.person_id)]


def allowances(session: Session, actor: Actor) -> Rows:
    """Exceptions made for the person."""
    columns = ("kind", "about", "percent", "until", "reason", "given_at", "taken_back_at")
    return [_columns(row, *columns) for row in privacy.rows(session, Allowance, actor.person_id)]


def standings(session: Session, actor: Actor) -> Rows:
    """How far the person is in each course."""
    columns = ("course", "modules", "struggles", "last_at", "complete_at")
    return [_columns(row, *columns) for row in privacy.rows(session, CourseStanding, actor.person_id)]


def item_results(session: Session, actor: Actor) -> Rows:
    """How each question went, as it is counted."""
    columns = ("attempt_id", "quiz", "item", "first", "right", "chosen")
    return [_columns(row, *columns) for row in privacy.rows(session, ItemResult, actor.person_id)]


def reminders(session: Session, actor: Actor) -> Rows:
    """Reminders that were written to the person."""
    return [_columns(row, "at", "text") for row in privacy.rows(session, Reminder, actor.person_id)]


def sign_ins(session: Session, actor: Actor) -> Rows:
    """Where the person is signed in."""
    rows = sessions.of_person(session, actor.person_id)
    return [_columns(row, "device", "created_at", "seen_at") for row in rows]


def links(session: Session, actor: Actor) -> Rows:
    """Links that were mailed to the person."""
    rows = privacy.links(session, actor.person_id)
    return [_columns(row, "purpose", "email", "created_at", "expires_at", "used_at") for row in rows]


def sections(session: Session, actor: Actor) -> Rows:
    """Sections that are done."""
    rows = privacy.sections(session, actor.person_id)
    return [_columns(row, "course", "module", "section", "at") for row in rows]


def notes(session: Session, actor: Actor) -> Rows:
    """Notes in activities."""
    rows = learning.all_notes(session, actor.person_id)
    return [_columns(row, "course", "module", "activity", "text", "version", "saved_at") for row in rows]


def spot_answers(session: Session, actor: Actor) -> Rows:
    """Answers to questions asked on the spot."""
    rows = privacy.spot_answers(session, actor.person_id)
    return [_columns(row, "quiz", "item", "response", "at") for row in rows]


def reflections(session: Session, actor: Actor) -> Rows:
    """Reflections on courses."""
    columns = ("course", "learned", "impact", "peer", "version", "saved_at")
    return [_columns(row, *columns) for row in privacy.rows(session, Reflection, actor.person_id)]


def tries(session: Session, actor: Actor) -> Rows:
    """Tries at knowledge checks."""
    rows: list[AttemptRow] = list(privacy.rows(session, AttemptRow, actor.person_id))
    columns = ("id", "quiz", "revision", "started_at", "closes_at", "ended_at", "answered")
    return [
        _columns(row, *columns)
        | {"marks": None if row.thousandths is None else marks(Fraction(row.thousandths, 1000))}
        | _columns(row, "maximum", "percent", "passed")
        for row in rows
    ]


def answers(session: Session, actor: Actor) -> Rows:
    """What was done in each try, with the question and the answer in words."""
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


def drafts(session: Session, actor: Actor) -> Rows:
    """Answers that were typed and not handed in."""
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


def certificates(session: Session, actor: Actor) -> Rows:
    """Certificates."""
    columns = [c.name for c in Certificate.__table__.columns if c.name != "person_id"]
    return [_columns(row, *columns) for row in privacy.rows(session, Certificate, actor.person_id)]


def reports(session: Session, actor: Actor) -> Rows:
    """What the person said about questions."""
    rows = privacy.reports(session, actor.person_id)
    return [_columns(row, "quiz", "item", "revision", "text", "at", "settled_at") for row in rows]


def activity(session: Session, actor: Actor) -> Rows:
    """What was done about the person or by them, in sentences."""
    entries = log.about(session, actor=actor, limit=10_000)
    return [_columns(entry, "at", "sentence", "by") for entry in entries]


def mail(session: Session, actor: Actor) -> Rows:
    """Mail about the person or to their address, without the secrets of links."""
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
