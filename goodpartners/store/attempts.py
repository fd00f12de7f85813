"""Attempts: events appended in order, one summary row each, one draft a running item, and the paper's revision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from goodpartners.domain.quiz import responses
from goodpartners.domain.quiz.attempts import Answered, Event, Score, Started
from goodpartners.domain.quiz.responses import Response
from goodpartners.store import attempt_events
from goodpartners.store.attempt_events import EVENT_FORM
from goodpartners.store.database import Base, table_of
from goodpartners.store.upsert import dialect_of, insert_into


class QuizRevision(Base):
    """A quiz as it was when somebody first started a try on it."""

    __tablename__ = "quiz_revision"
    hash: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    quiz: Mapped[str] = mapped_column(sa.String(130))
    content: Mapped[str] = mapped_column(sa.Text)
    stored_at: Mapped[datetime]


class AttemptRow(Base):
    """The summary of an attempt, written with every event, so that no list ever replays."""

    __tablename__ = "attempt"
    __table_args__ = (
        sa.Index("ix_attempt_person_id_quiz", "person_id", "quiz"),
        sa.Index(
            "uq_attempt_running",
            "person_id",
            "quiz",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    quiz: Mapped[str] = mapped_column(sa.String(130))
    revision: Mapped[str] = mapped_column(sa.ForeignKey("quiz_revision.hash"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None] = mapped_column(index=True)
    """When a try with a time limit can no longer be handed in."""
    events: Mapped[int] = mapped_column(default=0)
    answered: Mapped[int] = mapped_column(default=0)
    thousandths: Mapped[int | None]
    """Marks gained, in thousandths of a mark, once handed in."""
    maximum: Mapped[int | None]
    percent: Mapped[int | None]
    passed: Mapped[bool | None]


class Tried(NamedTuple):
    """What a list needs of an attempt."""

    id: int
    person_id: int
    quiz: str
    started_at: datetime
    ended_at: datetime | None
    thousandths: int | None
    maximum: int | None
    percent: int | None
    passed: bool | None


class AttemptEvent(Base):
    """One thing that happened; never changed, never deleted but with its attempt."""

    __tablename__ = "attempt_event"
    attempt_id: Mapped[int] = mapped_column(sa.ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(12))
    item: Mapped[str | None] = mapped_column(sa.String(60))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    form: Mapped[int] = mapped_column(default=EVENT_FORM)
    client_key: Mapped[str | None] = mapped_column(sa.String(64))
    at: Mapped[datetime]


sa.Index("uq_attempt_event_client_key", AttemptEvent.attempt_id, AttemptEvent.client_key, unique=True)


class AnswerDraft(Base):
    """What has been typed for an item and not yet been made an answer."""

    __tablename__ = "answer_draft"
    attempt_id: Mapped[int] = mapped_column(sa.ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)
    item: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    response: Mapped[dict[str, Any] | None]
    version: Mapped[int]
    """Number of the answer the draft was begun from."""
    revision: Mapped[int] = mapped_column(default=1)
    """How often it was written, so that two windows cannot overwrite each other."""
    saved_at: Mapped[datetime]


def store_revision(session: Session, *, name: str, quiz: str, content: str, at: datetime) -> None:
    """Keep a revision; the second worker to do so changes nothing."""
    revision = {"hash": name, "quiz": quiz, "content": content, "stored_at": at}
    session.execute(_insert_revision(dialect_of(session)), revision)


def begin(
    session: Session, *, person_id: int, quiz: str, revision: str, started: Started, closes_at: datetime | None = None
) -> AttemptRow:
    """Write a new attempt with its first event."""
    row = AttemptRow(
        person_id=person_id, quiz=quiz, revision=revision, started_at=started.at, closes_at=closes_at, events=1
    )
    session.add(row)
    session.flush()
    _write_event(session, row, started)
    return row


@cache
def _insert_revision(dialect: str) -> Any:
    return insert_into(table_of(QuizRevision), dialect).on_conflict_do_nothing()


@cache
def _upsert_draft(dialect: str) -> Any:
    insertion = insert_into(table_of(AnswerDraft), dialect)
    renewed = {name: insertion.excluded[name] for name in ("response", "version", "revision", "saved_at")}
    return insertion.on_conflict_do_update(index_elements=["attempt_id", "item"], set_=renewed)


_EVENT, _DRAFT, _SUMMARY = (table_of(mapped).c for mapped in (AttemptEvent, AnswerDraft, AttemptRow))
# Made once, and mostly of plain columns: making a statement, and objects of its rows, takes longer than asking it.
FIND = (
    sa.select(AttemptRow, QuizRevision.content)
    .join(QuizRevision, QuizRevision.hash == AttemptRow.revision)
    .where(AttemptRow.id == sa.bindparam("attempt"))
)
FIND_AND_LOCK = FIND.with_for_update(of=AttemptRow)
EVENTS = (
    sa.select(_EVENT.number, _EVENT.kind, _EVENT.item, _EVENT.data, _EVENT.form, _EVENT.at)
    .where(_EVENT.attempt_id == sa.bindparam("attempt"))
    .order_by(_EVENT.number)
)
STANDING_EVENTS = EVENTS.where(
    (_EVENT.kind != "answered")
    | (_EVENT.form != EVENT_FORM)  # of a newer version: refused rather than left out
    | _EVENT.number.in_(
        sa.select(sa.func.max(_EVENT.number))
        .where(_EVENT.attempt_id == sa.bindparam("attempt"), _EVENT.kind == "answered")
        .group_by(_EVENT.item)
    )
)
INSERT_EVENT = sa.insert(table_of(AttemptEvent))
WITH_KEY = sa.select(_EVENT.kind, _EVENT.item, _EVENT.data, _EVENT.form, _EVENT.at).where(
    _EVENT.attempt_id == sa.bindparam("attempt"), _EVENT.client_key == sa.bindparam("key")
)
DRAFTS = sa.select(_DRAFT.item, _DRAFT.response, _DRAFT.version, _DRAFT.revision, _DRAFT.saved_at).where(
    _DRAFT.attempt_id == sa.bindparam("attempt")
)
DROP_DRAFTS = sa.delete(table_of(AnswerDraft)).where(_DRAFT.attempt_id == sa.bindparam("attempt"))
DROP_SOME_DRAFTS = DROP_DRAFTS.where(_DRAFT.item.in_(sa.bindparam("items", expanding=True)))
OF_PEOPLE = sa.select(*(_SUMMARY[name] for name in Tried._fields)).where(
    _SUMMARY.person_id.in_(sa.bindparam("people", expanding=True))
)
OF_PEOPLE_AT = OF_PEOPLE.where(_SUMMARY.quiz.in_(sa.bindparam("quizzes", expanding=True)))


def find(session: Session, attempt_id: int, *, lock: bool = False) -> tuple[AttemptRow, str] | None:
    """An attempt's row and its paper's text; with `lock` nobody else appends until the transaction ends."""
    found = session.execute(FIND_AND_LOCK if lock else FIND, {"attempt": attempt_id}).one_or_none()
    return (found[0], found[1]) if found else None


def events(session: Session, attempt_id: int) -> list[tuple[int, Event]]:
    """An attempt's events with their numbers, the oldest first."""
    return _read_events(session, EVENTS, attempt_id)


def standing_events(session: Session, attempt_id: int) -> list[tuple[int, Event]]:
    """The same without answers that were replaced: all it takes to say how an attempt stands, however often it was."""
    return _read_events(session, STANDING_EVENTS, attempt_id)


def with_key(session: Session, attempt_id: int, client_key: str) -> Answered | None:
    """The answer that this key appended before, if any."""
    row = session.execute(WITH_KEY, {"attempt": attempt_id, "key": client_key}).one_or_none()
    event = attempt_events.read(*row) if row else None
    return event if isinstance(event, Answered) else None


def append(session: Session, row: AttemptRow, event: Event, *, client_key: str | None = None) -> int:
    """Append the next event and give its number; (attempt, number) is unique, so nothing is written twice."""
    row.events += 1
    with session.no_autoflush:  # the summary is written once, after the last of several events
        _write_event(session, row, event, client_key)
    return row.events


def close(row: AttemptRow, *, at: datetime, score: Score | None) -> None:
    """Write the result into the summary; an abandoned paper has none."""
    row.ended_at = at
    if score is None:
        return
    row.thousandths = round(score.marks * 1000)
    row.maximum, row.percent, row.passed = score.maximum, score.percent, score.passed


def save_draft(
    session: Session,
    attempt_id: int,
    item: str,
    response: Response | None,
    *,
    version: int,
    revision: int,
    at: datetime,
) -> None:
    """Keep what was typed for an item, in place of what was typed before."""
    said = responses.to_json(response) if response else None
    typed = {"response": said, "version": version, "revision": revision, "saved_at": at}
    session.execute(_upsert_draft(dialect_of(session)), {"attempt_id": attempt_id, "item": item, **typed})


def drafts(session: Session, attempt_id: int) -> dict[str, tuple[Response | None, int, int, datetime]]:
    """Drafts by item: response, the answer version it began from, how often it was written, and when at last."""
    rows = session.execute(DRAFTS, {"attempt": attempt_id})
    return {item: (responses.from_json(said) if said else None, *rest) for item, said, *rest in rows}


def drop_drafts(session: Session, attempt_id: int, items: Iterable[str] | None = None) -> None:
    """Delete drafts that have become answers."""
    if items is None:
        session.execute(DROP_DRAFTS, {"attempt": attempt_id})
    else:
        session.execute(DROP_SOME_DRAFTS, {"attempt": attempt_id, "items": list(items)})


def of_people(session: Session, person_ids: Sequence[int], quizzes: Sequence[str] | None = None) -> list[Tried]:
    """Attempts of several people in one statement, at some quizzes or at all."""
    if quizzes is None:
        rows = session.execute(OF_PEOPLE, {"people": person_ids})
    else:
        rows = session.execute(OF_PEOPLE_AT, {"people": person_ids, "quizzes": quizzes})
    return [Tried._make(row) for row in rows]


def past_closing(session: Session, now: datetime, *, limit: int) -> Sequence[int]:
    """Tries whose time has run out and whose end is not on record, the oldest first."""
    late = AttemptRow.ended_at.is_(None), AttemptRow.closes_at <= now
    oldest_first = sa.select(AttemptRow.id).where(*late).order_by(AttemptRow.closes_at, AttemptRow.id)
    return session.scalars(oldest_first.limit(limit)).all()


def running_with_limit(session: Session, person_id: int) -> Sequence[int]:
    """A person's tries that are under way against the clock."""
    mine = AttemptRow.person_id == person_id, AttemptRow.ended_at.is_(None), AttemptRow.closes_at.is_not(None)
    return session.scalars(sa.select(AttemptRow.id).where(*mine).order_by(AttemptRow.id)).all()


def first_of(session: Session, person_id: int, quiz: str) -> int | None:
    """The first paper that a person handed in at a quiz."""
    mine = AttemptRow.person_id == person_id, AttemptRow.quiz == quiz, AttemptRow.ended_at.is_not(None)
    return session.scalar(sa.select(sa.func.min(AttemptRow.id)).where(*mine))


def items_seen(session: Session, person_id: int, quiz: str) -> frozenset[str]:
    """Items that were on the person's earlier papers of a quiz."""
    rows = session.scalars(
        sa.select(AttemptEvent.data)
        .join(AttemptRow, AttemptRow.id == AttemptEvent.attempt_id)
        .where(AttemptRow.person_id == person_id, AttemptRow.quiz == quiz, AttemptEvent.kind == "started")
    )
    return frozenset(item for data in rows for item in data["items"])


def _read_events(session: Session, statement: sa.Select[Any], attempt_id: int) -> list[tuple[int, Event]]:
    rows = session.execute(statement, {"attempt": attempt_id})
    return [(number, attempt_events.read(kind, item, data, form, at)) for number, kind, item, data, form, at in rows]


def _write_event(session: Session, row: AttemptRow, event: Event, client_key: str | None = None) -> None:
    kind, item, data = attempt_events.written(event)
    written = {"kind": kind, "item": item, "data": data, "form": EVENT_FORM, "client_key": client_key, "at": event.at}
    session.execute(INSERT_EVENT, {"attempt_id": row.id, "number": row.events, **written})
