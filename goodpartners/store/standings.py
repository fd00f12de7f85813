"""How far everybody has come, one row a person and course, and what each handed-in paper gave, item by item.

Both say again what the sections done and the events say. They are written in the same transaction, so that no page
about many people ever counts or replays, and can be worked out again at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from goodpartners.store.attempts import AnswerDraft, AttemptRow
from goodpartners.store.database import Base, table_of
from goodpartners.store.learning import SectionDone
from goodpartners.store.seats import PEOPLE_IN
from goodpartners.store.upsert import dialect_of, insert_into


class CourseStanding(Base):
    """How far somebody has come in a course, as domain.standing writes it."""

    __tablename__ = "course_standing"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    course: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    outline: Mapped[str] = mapped_column(sa.String(16))
    """Names the course's outline that was counted against; another one means: count again."""
    modules: Mapped[str] = mapped_column(sa.Text)
    struggles: Mapped[str] = mapped_column(sa.Text)
    last_at: Mapped[datetime | None]
    complete_at: Mapped[datetime | None]


class ItemResult(Base):
    """What one item of a handed-in paper gave."""

    __tablename__ = "item_result"
    __table_args__ = (sa.Index("ix_item_result_quiz_first", "quiz", "first", "person_id"),)
    attempt_id: Mapped[int] = mapped_column(sa.ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)
    item: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    quiz: Mapped[str] = mapped_column(sa.String(130))
    first: Mapped[bool]
    """Whether the paper was the person's first at this quiz: facility is counted on first papers only."""
    right: Mapped[bool | None]
    """None for an item that has no right answer."""
    chosen: Mapped[str] = mapped_column(sa.Text)
    """JSON list of what was chosen, as domain.quiz.choices names it; '[]' for no answer."""


class StandingRow(NamedTuple):
    """A standing as it is stored."""

    person_id: int
    course: str
    outline: str
    modules: str
    struggles: str
    last_at: datetime | None
    complete_at: datetime | None


_STANDING = table_of(CourseStanding)
OF_COHORT = sa.select(*(_STANDING.c[name] for name in StandingRow._fields)).where(_STANDING.c.person_id.in_(PEOPLE_IN))
OF_PEOPLE = sa.select(*(_STANDING.c[name] for name in StandingRow._fields)).where(
    _STANDING.c.person_id.in_(sa.bindparam("people", expanding=True))
)


def of_cohort(session: Session, cohort_id: int) -> Sequence[StandingRow]:
    """The standings of everybody in a cohort, in all courses, in one statement."""
    return cast(Sequence[StandingRow], session.execute(OF_COHORT, {"cohort": cohort_id}).all())


def of_people(session: Session, person_ids: Sequence[int]) -> Sequence[StandingRow]:
    """The standings of several people in all courses."""
    return cast(Sequence[StandingRow], session.execute(OF_PEOPLE, {"people": person_ids}).all())


def save(session: Session, rows: Iterable[StandingRow]) -> None:
    """Write standings in place of what was there."""
    insertion = insert_into(_STANDING, dialect_of(session))
    renewed = {name: insertion.excluded[name] for name in ("outline", "modules", "struggles", "last_at", "complete_at")}
    statement = insertion.on_conflict_do_update(index_elements=["person_id", "course"], set_=renewed)
    values = [row._asdict() for row in rows]
    if values:
        session.execute(statement, values)


def save_items(session: Session, rows: Sequence[dict[str, object]]) -> None:
    """Write what the items of a paper gave; a second time changes nothing."""
    if rows:
        insertion = insert_into(table_of(ItemResult), dialect_of(session))
        session.execute(insertion.on_conflict_do_nothing(), list(rows))


def results(
    session: Session, person_ids: Sequence[int], quizzes: Sequence[str]
) -> dict[tuple[int, str], list[tuple[str, bool | None]]]:
    """(item, right) of all papers by person and quiz, the oldest first."""
    rows = session.execute(
        sa.select(ItemResult.person_id, ItemResult.quiz, ItemResult.item, ItemResult.right)
        .where(ItemResult.person_id.in_(person_ids), ItemResult.quiz.in_(quizzes))
        .order_by(ItemResult.attempt_id)
    )
    found: dict[tuple[int, str], list[tuple[str, bool | None]]] = {}
    for person, quiz, item, right in rows:
        found.setdefault((person, quiz), []).append((item, right))
    return found


def latest_drafts(session: Session, cohort_id: int) -> dict[int, datetime]:
    """When each person of a cohort last saved something in a try that is under way."""
    rows = session.execute(
        sa.select(AttemptRow.person_id, sa.func.max(AnswerDraft.saved_at))
        .join(AnswerDraft, AnswerDraft.attempt_id == AttemptRow.id)
        .where(AttemptRow.ended_at.is_(None), AttemptRow.person_id.in_(PEOPLE_IN))
        .group_by(AttemptRow.person_id),
        {"cohort": cohort_id},
    )
    return dict(rows.all())


def without_items(session: Session, *, limit: int) -> list[tuple[int, int]]:
    """(attempt, person) of papers handed in whose items have not been written, the oldest first."""
    rows = session.execute(
        sa.select(AttemptRow.id, AttemptRow.person_id)
        .where(AttemptRow.ended_at.is_not(None), ~sa.exists().where(ItemResult.attempt_id == AttemptRow.id))
        .order_by(AttemptRow.id)
        .limit(limit)
    )
    return [(attempt, person) for attempt, person in rows]


def out_of_date(session: Session, outlines: dict[str, str], *, limit: int) -> list[int]:
    """People with a standing counted against another outline, or with something done and no standing at all."""
    changed = [
        sa.and_(CourseStanding.course == course, CourseStanding.outline != name) for course, name in outlines.items()
    ]
    stale = sa.select(CourseStanding.person_id).where(sa.or_(sa.false(), *changed))
    learned, tried = (
        sa.select(person).where(~sa.exists().where(CourseStanding.person_id == person))
        for person in (SectionDone.person_id, AttemptRow.person_id)
    )
    return list(session.scalars(sa.union(stale, learned, tried).order_by("person_id").limit(limit)))
