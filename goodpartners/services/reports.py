"""“Report a problem with this question”: what people say, for authors and trainers to settle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from goodpartners.domain.errors import FieldProblem, Invalid, NotFound
from goodpartners.domain.people import Actor
from goodpartners.domain.policy import Permission, require
from goodpartners.services.attempts import open_attempt
from goodpartners.store import learning
from goodpartners.store.learning import QuestionReport

LONGEST = 4000
SHOWN = 200


def report(session: Session, attempt_id: int, item: str, text: str, *, actor: Actor, now: datetime) -> QuestionReport:
    """Keep what somebody says about a question of their own attempt. Raises Invalid or NotFound."""
    opened = open_attempt(session, attempt_id, actor=actor)
    opened.attempt.item(item)
    text = text.replace("\x00", "").strip()
    if not text:
        raise Invalid([FieldProblem("text", "Say what is wrong with the question.")])
    if len(text) > LONGEST:
        raise Invalid([FieldProblem("text", f"This is {len(text) - LONGEST} characters too long to send. Shorten it.")])
    row = QuestionReport(
        person_id=actor.person_id,
        quiz=opened.quiz_key,
        item=item,
        revision=opened.row.revision,
        text=text,
        at=now,
    )
    session.add(row)
    session.flush()
    return row


def unsettled(session: Session, *, actor: Actor) -> Sequence[QuestionReport]:
    """Reports that wait for an answer, the latest first."""
    require(Permission.READ_QUESTION_REPORTS, actor)
    return learning.open_reports(session, limit=SHOWN)


def settle(session: Session, report_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a report off the list."""
    require(Permission.READ_QUESTION_REPORTS, actor)
    row = session.get(QuestionReport, report_id)
    if row is None:
        raise NotFound("There is no such report.")
    row.settled_at = row.settled_at or now
    session.flush()
