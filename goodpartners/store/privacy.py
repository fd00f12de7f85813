"""What is on record about one person, table by table, and its deletion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from goodpartners.store.attempts import AnswerDraft, AttemptEvent, AttemptRow, QuizRevision
from goodpartners.store.database import Base
from goodpartners.store.joining import JoinRequest
from goodpartners.store.learning import QuestionReport, SectionDone, SpotAnswer
from goodpartners.store.mail import OutboxMail
from goodpartners.store.sheets import BY_KEY
from goodpartners.store.tokens import Token


@dataclass(frozen=True)
class EventRow:
    """One event of an attempt as it is stored."""

    attempt_id: int
    number: int
    kind: str
    item: str | None
    data: dict[str, Any]
    at: datetime


def rows(session: Session, table: type[Base], person_id: int) -> Sequence[Any]:
    """A table's rows about a person, in the order of their keys."""
    keys = sa.inspect(table).primary_key
    person = sa.inspect(table).columns["person_id"]
    return session.scalars(sa.select(table).where(person == person_id).order_by(*keys)).all()


def links(session: Session, person_id: int) -> Sequence[Token]:
    """Links that were mailed to a person."""
    return rows(session, Token, person_id)


def sections(session: Session, person_id: int) -> Sequence[SectionDone]:
    """Sections that a person has done."""
    return rows(session, SectionDone, person_id)


def spot_answers(session: Session, person_id: int) -> Sequence[SpotAnswer]:
    """Answers to questions asked on the spot."""
    return rows(session, SpotAnswer, person_id)


def reports(session: Session, person_id: int) -> Sequence[QuestionReport]:
    """What a person said about questions."""
    return rows(session, QuestionReport, person_id)


def papers(session: Session, person_id: int) -> dict[str, str]:
    """The text of every paper a person was given, by its name."""
    given = sa.select(QuizRevision.hash, QuizRevision.content).join(
        AttemptRow, AttemptRow.revision == QuizRevision.hash
    )
    return dict(session.execute(given.where(AttemptRow.person_id == person_id).distinct()).all())


def events(session: Session, person_id: int) -> list[EventRow]:
    """The events of all attempts of a person."""
    event = AttemptEvent
    found = session.execute(
        sa.select(event.attempt_id, event.number, event.kind, event.item, event.data, event.at)
        .join(AttemptRow, AttemptRow.id == event.attempt_id)
        .where(AttemptRow.person_id == person_id)
        .order_by(event.attempt_id, event.number)
    )
    return [EventRow(*row) for row in found]


def drafts(session: Session, person_id: int) -> Sequence[AnswerDraft]:
    """What a person typed and has not handed in."""
    mine = sa.select(AnswerDraft).join(AttemptRow, AttemptRow.id == AnswerDraft.attempt_id)
    return session.scalars(
        mine.where(AttemptRow.person_id == person_id).order_by(AnswerDraft.attempt_id, AnswerDraft.item)
    ).all()


def mail(session: Session, person_id: int, email: str) -> Sequence[OutboxMail]:
    """Mail about a person, and any other to the same address."""
    theirs = sa.or_(OutboxMail.person_id == person_id, OutboxMail.to_address == email)
    return session.scalars(sa.select(OutboxMail).where(theirs).order_by(OutboxMail.id)).all()


def delete_requests(session: Session, person_id: int, email: str) -> None:
    """Delete a person's requests to join, and those from the same address."""
    theirs = sa.or_(JoinRequest.person_id == person_id, JoinRequest.email == email)
    session.execute(sa.delete(JoinRequest).where(theirs))


def delete(session: Session, table: str, person_id: int) -> None:
    """Delete a table's rows about a person; what hangs on them goes with them."""
    held = Base.metadata.tables[table]
    session.execute(sa.delete(held).where(held.c.person_id == person_id))


def delete_mail(session: Session, person_id: int, email: str) -> None:
    """Delete mail about a person, and any other to the same address."""
    theirs = sa.or_(OutboxMail.person_id == person_id, OutboxMail.to_address == email)
    session.execute(sa.delete(OutboxMail).where(theirs))


def unlink_reports(session: Session, person_id: int) -> None:
    """Let what a person said about questions stand without the person."""
    theirs = QuestionReport.person_id == person_id
    session.execute(sa.update(QuestionReport).where(theirs).values(person_id=None))


def tables_about_people() -> frozenset[str]:
    """Every table whose rows belong to a person, directly, through another such table or through a key they hold."""
    found = {"person", *(table.__tablename__ for table in BY_KEY)}
    growing = True
    while growing:
        more = {
            table.name
            for table in Base.metadata.tables.values()
            if table.name not in found and any(_owned(key, found) for key in table.foreign_keys)
        }
        found |= more
        growing = bool(more)
    return frozenset(found)


def _owned(key: sa.ForeignKey, owners: set[str]) -> bool:
    parent = key.column.table.name
    return parent in owners and (parent != "person" or key.parent.name.endswith("person_id"))
