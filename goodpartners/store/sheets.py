"""Answers to questionnaires, under keys that are not people.

A sheet's answers hang on a random key. Which person holds a key stands in `respondent` alone, and only two things read
that table: the person's own session, and the routine that erases or copies what is on record about a person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from goodpartners.domain.partnership.questionnaire import Question, Skip
from goodpartners.domain.partnership.sheets import Answer, Answers, Key, Sheet
from goodpartners.domain.people import Side
from goodpartners.store.database import LOCKED, Base, table_of
from goodpartners.store.upsert import dialect_of, insert_into


class Respondent(Base):
    """Who holds a key: one person in one pair on one side, in every round."""

    __tablename__ = "respondent"
    __table_args__ = (sa.UniqueConstraint("person_id", "pair_id", "side"),)
    key: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    pair_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort_partnership.id", ondelete="CASCADE"), index=True)
    side: Mapped[str] = mapped_column(sa.String(20))


class SheetRow(Base):
    """The answers of one key in one round; no time stands on it, for times could be matched with people."""

    __tablename__ = "sheet"
    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(32), primary_key=True, index=True)
    side: Mapped[str] = mapped_column(sa.String(20))
    organisation: Mapped[bool] = mapped_column(default=False)
    """Whether it is the one answer a side agreed on, shown openly as its organisation's."""
    handed_in: Mapped[bool] = mapped_column(default=False)


class SheetAnswer(Base):
    """One answer: a number, or the reason why there is none."""

    __tablename__ = "sheet_answer"
    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    question: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    about: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    value: Mapped[int | None]
    skip: Mapped[str | None] = mapped_column(sa.String(20))
    revision: Mapped[int] = mapped_column(default=1)


class SheetWords(Base):
    """What somebody wrote in a box, who may read it, and the words in which they would have their side say it."""

    __tablename__ = "sheet_words"
    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    question: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    text: Mapped[str] = mapped_column(sa.Text)
    reader: Mapped[str] = mapped_column(sa.String(10), default="me")
    shared: Mapped[str] = mapped_column(sa.Text, default="")
    revision: Mapped[int] = mapped_column(default=1)


BY_KEY = (SheetAnswer, SheetWords, SheetRow)
"""Tables whose rows are of whoever holds their key; nothing in the database itself says so."""


class Completion(Base):
    """That somebody agreed, began and handed in: all that others may know of it."""

    __tablename__ = "completion"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True, index=True)
    side: Mapped[str] = mapped_column(sa.String(20))
    consent: Mapped[str] = mapped_column(sa.String(20))
    """The version of the text that was agreed to."""
    consented_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]


class Held(NamedTuple):
    """An answer as it stands, with how often it was written."""

    answer: Answer
    revision: int


def key_of(session: Session, person_id: int, pair_id: int, side: Side) -> str | None:
    """The key that a person holds in a pair, on a side; for their own session only."""
    return session.scalar(
        sa.select(Respondent.key).where(
            Respondent.person_id == person_id, Respondent.pair_id == pair_id, Respondent.side == side.value
        )
    )


def keys_of(session: Session, person_id: int) -> Sequence[Respondent]:
    """Every key of a person; for a copy and for erasure only."""
    return session.scalars(sa.select(Respondent).where(Respondent.person_id == person_id)).all()


def find(session: Session, wave_id: int, key: str, *, lock: bool = False) -> SheetRow | None:
    """One sheet; with `lock` nobody else changes it until the transaction ends."""
    return session.get(SheetRow, (wave_id, key), with_for_update=LOCKED if lock else None)


def organisations(session: Session, wave_id: int, side: Side, *, lock: bool = False) -> SheetRow | None:
    """The one answer of a side's organisation."""
    mine = sa.select(SheetRow).where(
        SheetRow.wave_id == wave_id, SheetRow.side == side.value, SheetRow.organisation.is_(True)
    )
    return session.scalars(mine.with_for_update(key_share=True) if lock else mine).one_or_none()


def answers(session: Session, wave_id: int, key: str) -> dict[Key, Held]:
    """What stands on a sheet."""
    rows = session.execute(
        sa.select(
            SheetAnswer.question, SheetAnswer.about, SheetAnswer.value, SheetAnswer.skip, SheetAnswer.revision
        ).where(SheetAnswer.wave_id == wave_id, SheetAnswer.key == key)
    )
    return {(Question(q), about): Held(_answer(value, skip), revision) for q, about, value, skip, revision in rows}


def words(session: Session, wave_id: int, key: str) -> dict[str, SheetWords]:
    """What was written on a sheet, by question."""
    mine = sa.select(SheetWords).where(SheetWords.wave_id == wave_id, SheetWords.key == key)
    return {row.question: row for row in session.scalars(mine)}


def write(session: Session, wave_id: int, key: str, given: Iterable[tuple[Key, Held]]) -> None:
    """Put answers in the place of what stood there."""
    rows = [
        {
            "wave_id": wave_id,
            "key": key,
            "question": question.value,
            "about": about,
            "value": held.answer.value,
            "skip": held.answer.skip.value if held.answer.skip else None,
            "revision": held.revision,
        }
        for (question, about), held in given
    ]
    if rows:
        new = insert_into(table_of(SheetAnswer), dialect_of(session))
        changed = {name: new.excluded[name] for name in ("value", "skip", "revision")}
        places = ["wave_id", "key", "question", "about"]
        session.execute(new.on_conflict_do_update(index_elements=places, set_=changed), rows)


def handed_in(session: Session, wave_ids: Collection[int]) -> dict[int, list[Sheet]]:
    """The sheets that were handed in, by round: two statements, however many."""
    done = sa.and_(SheetRow.wave_id.in_(wave_ids), SheetRow.handed_in.is_(True))
    found: dict[tuple[int, str], dict[Key, Answer]] = {}
    sides: dict[tuple[int, str], tuple[Side, bool]] = {}
    heads = sa.select(SheetRow.wave_id, SheetRow.key, SheetRow.side, SheetRow.organisation).where(done)
    for wave_id, key, side, organisation in session.execute(heads):
        found[wave_id, key], sides[wave_id, key] = {}, (Side(side), organisation)
    rows = (
        sa.select(
            SheetAnswer.wave_id,
            SheetAnswer.key,
            SheetAnswer.question,
            SheetAnswer.about,
            SheetAnswer.value,
            SheetAnswer.skip,
        )
        .join(SheetRow, sa.and_(SheetRow.wave_id == SheetAnswer.wave_id, SheetRow.key == SheetAnswer.key))
        .where(done)
    )
    for wave_id, key, question, about, value, skip in session.execute(rows):
        found[wave_id, key][Question(question), about] = _answer(value, skip)
    sheets: dict[int, list[Sheet]] = {wave_id: [] for wave_id in wave_ids}
    for (wave_id, key), given in found.items():
        side, organisation = sides[wave_id, key]
        sheets[wave_id].append(Sheet(key, side, given, organisation))
    return sheets


def shared_words(session: Session, wave_id: int) -> dict[Side, list[str]]:
    """What people chose to have their side say, of sheets that were handed in."""
    rows = session.execute(
        sa.select(SheetRow.side, SheetWords.shared)
        .join(SheetRow, sa.and_(SheetRow.wave_id == SheetWords.wave_id, SheetRow.key == SheetWords.key))
        .where(SheetWords.wave_id == wave_id, SheetWords.reader == "sides", SheetRow.handed_in.is_(True))
    )
    found: dict[Side, list[str]] = {side: [] for side in Side}
    for side, said in rows:
        if said.strip():
            found[Side(side)].append(said.strip())
    return found


def counts(session: Session, wave_ids: Collection[int]) -> dict[tuple[int, Side, bool], int]:
    """How many sheets were handed in, by round, side and whether it is an organisation's."""
    rows = session.execute(
        sa.select(SheetRow.wave_id, SheetRow.side, SheetRow.organisation, sa.func.count())
        .where(SheetRow.wave_id.in_(wave_ids), SheetRow.handed_in.is_(True))
        .group_by(SheetRow.wave_id, SheetRow.side, SheetRow.organisation)
    )
    return {(wave_id, Side(side), organisation): count for wave_id, side, organisation, count in rows}


def completions(session: Session, wave_ids: Collection[int]) -> Sequence[Completion]:
    """Who agreed and who handed in, of rounds."""
    return session.scalars(sa.select(Completion).where(Completion.wave_id.in_(wave_ids))).all()


def own_completions(session: Session, person_id: int) -> dict[int, Completion]:
    """A person's own, by round."""
    rows = session.scalars(sa.select(Completion).where(Completion.person_id == person_id))
    return {row.wave_id: row for row in rows}


def delete(session: Session, wave_id: int, key: str) -> None:
    """Delete everything that was answered under a key in a round."""
    for table in BY_KEY:
        session.execute(sa.delete(table).where(table.wave_id == wave_id, table.key == key))


def delete_completion(session: Session, person_id: int, wave_id: int) -> None:
    """Forget that somebody agreed and answered."""
    mine = Completion.person_id == person_id, Completion.wave_id == wave_id
    session.execute(sa.delete(Completion).where(*mine))


def change_key(session: Session, wave_id: int, old: str, new: str) -> None:
    """Let what was answered under one key in a round stand under another, for accounts or pairs that become one."""
    for table in BY_KEY:
        session.execute(sa.update(table).where(table.wave_id == wave_id, table.key == old).values(key=new))


def fill(session: Session, wave_id: int, source: str, into: str) -> None:
    """Take to a sheet the answers and words of another one that it lacks."""
    held, boxes = answers(session, wave_id, into), words(session, wave_id, into)
    write(session, wave_id, into, [e for e in answers(session, wave_id, source).items() if e[0] not in held])
    for box in [box for question, box in words(session, wave_id, source).items() if question not in boxes]:
        box.key = into
    session.flush()


def is_used(session: Session, key: str) -> bool:
    """Whether something was answered under a key."""
    return session.scalar(sa.select(sa.exists().where(SheetRow.key == key))) or False


def _answer(value: int | None, skip: str | None) -> Answer:
    return Answer(value, Skip(skip) if skip else None)


def of_keys(session: Session, held: Collection[str]) -> Sequence[SheetRow]:
    """The sheets of some keys, in the order of their rounds."""
    return session.scalars(sa.select(SheetRow).where(SheetRow.key.in_(held)).order_by(SheetRow.wave_id)).all()


def begun(session: Session, wave_id: int) -> bool:
    """Whether anybody has begun a round."""
    return session.scalar(sa.select(sa.exists().where(SheetRow.wave_id == wave_id))) or False


def begun_of(session: Session, wave_ids: Collection[int]) -> set[int]:
    """Which of some rounds somebody has begun."""
    return set(session.scalars(sa.select(SheetRow.wave_id).where(SheetRow.wave_id.in_(wave_ids)).distinct()))


def answers_of(session: Session, wave_ids: Collection[int], keys: Collection[str]) -> dict[tuple[int, str], Answers]:
    """What stands on several sheets, by round and key."""
    rows = session.execute(
        sa.select(
            SheetAnswer.wave_id,
            SheetAnswer.key,
            SheetAnswer.question,
            SheetAnswer.about,
            SheetAnswer.value,
            SheetAnswer.skip,
        ).where(SheetAnswer.wave_id.in_(wave_ids), SheetAnswer.key.in_(keys))
    )
    found: dict[tuple[int, str], dict[Key, Answer]] = {}
    for wave_id, key, question, about, value, skip in rows:
        found.setdefault((wave_id, key), {})[Question(question), about] = _answer(value, skip)
    return dict(found)


def of_side(
    session: Session, wave_ids: Collection[int], side: Side, key: str | None, *, shared: bool
) -> dict[int, SheetRow]:
    """By round, the sheet of a key, and the one that its side gives together; where both are, `shared` says which."""
    mine = sa.or_(SheetRow.key == (key or ""), SheetRow.organisation.is_(True))
    wanted = sa.select(SheetRow).where(SheetRow.wave_id.in_(wave_ids), SheetRow.side == side.value, mine)
    return {row.wave_id: row for row in session.scalars(wanted.order_by(SheetRow.organisation.is_(shared)))}
