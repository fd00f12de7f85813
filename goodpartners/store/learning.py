"""Sections done, notes, questions asked on the spot, and reflections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from goodpartners.store.database import Base, table_of
from goodpartners.store.people import Person
from goodpartners.store.upsert import insert


class SectionDone(Base):
    """Somebody pressed “Done, next” on a section; the first time counts."""

    __tablename__ = "section_done"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    course: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    module: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    section: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    at: Mapped[datetime]


class Note(Base):
    """What somebody wrote in an activity; `version` counts saves, so that two windows cannot overwrite each other."""

    __tablename__ = "note"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    course: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    module: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    activity: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    text: Mapped[str] = mapped_column(sa.Text)
    saved_at: Mapped[datetime]


class Noted(NamedTuple):
    """A note as a page shows it."""

    activity: str
    version: int
    text: str
    saved_at: datetime


class SpotAnswer(Base):
    """The latest answer to a question asked inside a section; it counts for nothing."""

    __tablename__ = "spot_answer"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    quiz: Mapped[str] = mapped_column(sa.String(130), primary_key=True)
    item: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    response: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class Reflection(Base):
    """A CPD reflection on a course, in the regulator's headings."""

    __tablename__ = "reflection"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    course: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    learned: Mapped[str] = mapped_column(sa.Text)
    impact: Mapped[str] = mapped_column(sa.Text)
    peer: Mapped[str] = mapped_column(sa.Text)
    saved_at: Mapped[datetime]


class QuestionReport(Base):
    """Somebody says that something is wrong with a question."""

    __tablename__ = "question_report"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    quiz: Mapped[str] = mapped_column(sa.String(130))
    item: Mapped[str] = mapped_column(sa.String(60))
    revision: Mapped[str | None] = mapped_column(sa.String(32))
    text: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


def take_turns(session: Session, person_id: int) -> None:
    """Let a person's windows read and then write one after the other, until this transaction ends.

    SQLite does so by itself; PostgreSQL would let two of them decide on what neither has written yet.
    """
    session.execute(sa.select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))


def mark_done(session: Session, person_id: int, course: str, module: str, section: str, at: datetime) -> None:
    """Note a section as done; a second time changes nothing."""
    insertion = insert(session, SectionDone)
    values = {"person_id": person_id, "course": course, "module": module, "section": section, "at": at}
    session.execute(insertion.values(**values).on_conflict_do_nothing())


_DONE, _NOTE, _SPOT = (table_of(mapped).c for mapped in (SectionDone, Note, SpotAnswer))
# Made once, of plain columns: making a statement, and objects of its rows, takes longer than asking it.
ALL_DONE = sa.select(_DONE.person_id, _DONE.course, _DONE.module, _DONE.section, _DONE.at).where(
    _DONE.person_id.in_(sa.bindparam("people", expanding=True))
)
DONE_IN_COURSE = ALL_DONE.where(_DONE.course == sa.bindparam("course"))
NOTES = sa.select(_NOTE.activity, _NOTE.version, _NOTE.text, _NOTE.saved_at).where(
    _NOTE.person_id == sa.bindparam("person"),
    _NOTE.course == sa.bindparam("course"),
    _NOTE.module == sa.bindparam("module"),
)
SPOT_ANSWERS = sa.select(_SPOT.quiz, _SPOT.item, _SPOT.response).where(
    _SPOT.person_id == sa.bindparam("person"), _SPOT.quiz.in_(sa.bindparam("quizzes", expanding=True))
)


def sections_done(
    session: Session, person_ids: Sequence[int], course: str | None = None
) -> Sequence[sa.Row[int, str, str, str, datetime]]:
    """(person, course, module, section, at) for several people in one statement, of one course or of all."""
    if course is None:
        return session.execute(ALL_DONE, {"people": person_ids}).all()
    return session.execute(DONE_IN_COURSE, {"people": person_ids, "course": course}).all()


def note(session: Session, person_id: int, course: str, module: str, activity: str) -> Note | None:
    """One note."""
    return session.get(Note, (person_id, course, module, activity))


def notes(session: Session, person_id: int, course: str, module: str) -> dict[str, Noted]:
    """The notes of a module by activity."""
    rows = session.execute(NOTES, {"person": person_id, "course": course, "module": module})
    return {row.activity: Noted._make(row) for row in rows}


def all_notes(session: Session, person_id: int) -> Sequence[Note]:
    """Every note of a person."""
    return session.scalars(sa.select(Note).where(Note.person_id == person_id).order_by(Note.course, Note.module)).all()


def spot_answers(session: Session, person_id: int, quizzes: Sequence[str]) -> dict[tuple[str, str], dict[str, Any]]:
    """Answers to questions asked on the spot, by (quiz, item)."""
    rows = session.execute(SPOT_ANSWERS, {"person": person_id, "quizzes": quizzes})
    return {(quiz, item): response for quiz, item, response in rows}


def save_spot_answer(
    session: Session, person_id: int, quiz: str, item: str, response: dict[str, Any], at: datetime
) -> None:
    """Keep the latest answer to a question asked on the spot."""
    row = session.get(SpotAnswer, (person_id, quiz, item))
    if row is None:
        session.add(SpotAnswer(person_id=person_id, quiz=quiz, item=item, response=response, at=at))
    else:
        row.response, row.at = response, at
    session.flush()


def reflection(session: Session, person_id: int, course: str) -> Reflection | None:
    """A person's reflection on a course."""
    return session.get(Reflection, (person_id, course))


def open_reports(session: Session, *, limit: int) -> Sequence[QuestionReport]:
    """Reports that nobody has settled, the latest first."""
    return session.scalars(
        sa.select(QuestionReport)
        .where(QuestionReport.settled_at.is_(None))
        .order_by(QuestionReport.id.desc())
        .limit(limit)
    ).all()
