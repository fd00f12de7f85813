"""Cohorts: a run of courses with dates, trainers, pairs, joint dates and codes to join by."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from goodpartners.domain.cohorts import Cohort, CohortCourse, JointDate, Pair
from goodpartners.domain.partnerships import Partnership
from goodpartners.store.database import LOCKED, Base
from goodpartners.store.partnerships import AUTHORITY, PROVIDER, PartnershipRow
from goodpartners.store.people import Person


class CohortRow(Base):
    """A run of courses; a closed one stays to be read."""

    __tablename__ = "cohort"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    begins: Mapped[date]
    ends: Mapped[date]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    reminds: Mapped[bool] = mapped_column(default=True)
    """Whether the jobs write to those who are behind."""
    reminder_text: Mapped[str | None] = mapped_column(sa.Text)
    """The trainer's own words; None for the usual ones."""
    warned_at: Mapped[datetime | None]
    """When its trainers were told that it will be deleted, with an export offered."""


class CohortTrainer(Base):
    """Somebody who runs a cohort."""

    __tablename__ = "cohort_trainer"
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    since: Mapped[datetime]


class CohortCourseRow(Base):
    """A course of a cohort, in its place, with the day by which it is due."""

    __tablename__ = "cohort_course"
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True)
    course: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    number: Mapped[int]
    due: Mapped[date | None]


class CohortPartnershipRow(Base):
    """A pair: a partnership that takes part in a cohort."""

    __tablename__ = "cohort_partnership"
    __table_args__ = (sa.UniqueConstraint("cohort_id", "partnership_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id", ondelete="CASCADE"))
    partnership_id: Mapped[int] = mapped_column(sa.ForeignKey("partnership.id"), index=True)
    added_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class JointDateRow(Base):
    """A day that a pair, or every pair of the cohort, meets or decides something."""

    __tablename__ = "joint_date"
    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    pair_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cohort_partnership.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(sa.String(120))
    on: Mapped[date]
    begins: Mapped[time | None]
    ends: Mapped[time | None]
    place: Mapped[str | None] = mapped_column(sa.String(200))
    held_at: Mapped[datetime | None]


class JoinCode(Base):
    """A code for one side of one pair; whoever uses it waits for the trainer."""

    __tablename__ = "join_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort_partnership.id", ondelete="CASCADE"), index=True)
    side: Mapped[str] = mapped_column(sa.String(20))
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


def find(session: Session, cohort_id: int, *, lock: bool = False) -> CohortRow | None:
    """One row; with `lock` nobody else changes it until the transaction ends."""
    return session.get(CohortRow, cohort_id, with_for_update=LOCKED if lock else None)


def find_value(session: Session, cohort_id: int) -> Cohort | None:
    """A cohort with its courses and trainers, in three statements."""
    row = session.get(CohortRow, cohort_id)
    return value(row, courses(session, [row.id]).get(row.id, ()), trainer_ids(session, row.id)) if row else None


def value(row: CohortRow, courses: tuple[CohortCourse, ...], trainers: frozenset[int]) -> Cohort:
    """A row as a value."""
    return Cohort(
        id=row.id,
        name=row.name,
        begins=row.begins,
        ends=row.ends,
        courses=courses,
        trainer_ids=trainers,
        closed_at=row.closed_at,
        reminds=row.reminds,
        reminder_text=row.reminder_text,
    )


def courses(session: Session, cohort_ids: Sequence[int]) -> dict[int, tuple[CohortCourse, ...]]:
    """Courses by cohort, in their order."""
    rows = session.execute(
        sa.select(CohortCourseRow.cohort_id, CohortCourseRow.course, CohortCourseRow.due)
        .where(CohortCourseRow.cohort_id.in_(cohort_ids))
        .order_by(CohortCourseRow.cohort_id, CohortCourseRow.number)
    )
    found: dict[int, tuple[CohortCourse, ...]] = {}
    for cohort_id, course, due in rows:
        found[cohort_id] = (*found.get(cohort_id, ()), CohortCourse(course, due))
    return found


def drop_courses(session: Session, cohort_id: int) -> None:
    """Delete a cohort's list of courses, to write another."""
    session.execute(sa.delete(CohortCourseRow).where(CohortCourseRow.cohort_id == cohort_id))


def trainer_ids(session: Session, cohort_id: int) -> frozenset[int]:
    """Who runs a cohort."""
    return frozenset(session.scalars(sa.select(CohortTrainer.person_id).where(CohortTrainer.cohort_id == cohort_id)))


def trainers(session: Session) -> dict[int, list[Person]]:
    """Who runs the cohorts, by cohort and name."""
    rows = session.execute(
        sa.select(CohortTrainer.cohort_id, Person)
        .join(Person, Person.id == CohortTrainer.person_id)
        .order_by(CohortTrainer.cohort_id, sa.func.lower(Person.name), Person.id)
    )
    found: dict[int, list[Person]] = {}
    for cohort_id, person in rows:
        found.setdefault(cohort_id, []).append(person)
    return found


def of_trainer(session: Session, person_id: int) -> Sequence[CohortRow]:
    """Cohorts that somebody runs, those under way first, then by date."""
    return session.scalars(
        sa.select(CohortRow)
        .join(CohortTrainer, CohortTrainer.cohort_id == CohortRow.id)
        .where(CohortTrainer.person_id == person_id)
        .order_by(CohortRow.closed_at.is_not(None), CohortRow.begins.desc(), CohortRow.id.desc())
    ).all()


def names(session: Session, cohort_ids: Collection[int]) -> dict[int, str]:
    """Names by number."""
    return dict(session.execute(sa.select(CohortRow.id, CohortRow.name).where(CohortRow.id.in_(cohort_ids))).all())


def every(session: Session) -> Sequence[CohortRow]:
    """All cohorts, the latest first."""
    return session.scalars(sa.select(CohortRow).order_by(CohortRow.begins.desc(), CohortRow.id.desc())).all()


def pairs(session: Session, cohort_id: int, *, ended: bool = False) -> list[Pair]:
    """The pairs of a cohort by name; those that ended only when asked for."""
    wanted = _pairs().where(CohortPartnershipRow.cohort_id == cohort_id).order_by(AUTHORITY.name, PROVIDER.name)
    if not ended:
        wanted = wanted.where(CohortPartnershipRow.ended_at.is_(None))
    return [_pair(*row) for row in session.execute(wanted).all()]


def pair(session: Session, pair_id: int) -> Pair | None:
    """One pair."""
    found = session.execute(_pairs().where(CohortPartnershipRow.id == pair_id)).one_or_none()
    return _pair(*found) if found else None


def pairs_by_id(session: Session, pair_ids: Sequence[int]) -> dict[int, Pair]:
    """Several pairs by number, ended or not."""
    rows = session.execute(_pairs().where(CohortPartnershipRow.id.in_(pair_ids)))
    return {pair.id: pair for pair in (_pair(*row) for row in rows)}


def hold(session: Session, pair_ids: Collection[int]) -> None:
    """Let nobody end these pairs, nor their partnerships, before this transaction ends; others may give seats too."""
    mine = sa.select(CohortPartnershipRow.partnership_id).where(CohortPartnershipRow.id.in_(pair_ids))
    held = sa.select(PartnershipRow.id).where(PartnershipRow.id.in_(mine)).order_by(PartnershipRow.id)
    session.execute(held.with_for_update(read=True))


def pair_row(session: Session, cohort_id: int, partnership_id: int) -> CohortPartnershipRow | None:
    """The row of a partnership in a cohort, ended or not."""
    return session.scalar(
        sa.select(CohortPartnershipRow).where(
            CohortPartnershipRow.cohort_id == cohort_id, CohortPartnershipRow.partnership_id == partnership_id
        )
    )


def rows_of_partnership(session: Session, partnership_id: int) -> Sequence[CohortPartnershipRow]:
    """A partnership's rows in all cohorts, ended or not."""
    mine = CohortPartnershipRow.partnership_id == partnership_id
    return session.scalars(sa.select(CohortPartnershipRow).where(mine).order_by(CohortPartnershipRow.id)).all()


def withdraw_codes(session: Session, pair_ids: Sequence[int], at: datetime) -> None:
    """Let the codes of some pairs work no longer."""
    mine = JoinCode.pair_id.in_(pair_ids), JoinCode.withdrawn_at.is_(None)
    session.execute(sa.update(JoinCode).where(*mine).values(withdrawn_at=at))


def joint_dates(session: Session, cohort_id: int) -> list[JointDate]:
    """The joint dates of a cohort, the earliest first."""
    rows = session.scalars(
        sa.select(JointDateRow).where(JointDateRow.cohort_id == cohort_id).order_by(JointDateRow.on, JointDateRow.id)
    )
    return [JointDate(r.id, r.title, r.on, r.begins, r.ends, r.place, r.pair_id, r.held_at is not None) for r in rows]


def codes(session: Session, cohort_id: int) -> Sequence[JoinCode]:
    """The codes of a cohort that work."""
    return session.scalars(
        sa.select(JoinCode)
        .join(CohortPartnershipRow, CohortPartnershipRow.id == JoinCode.pair_id)
        .where(CohortPartnershipRow.cohort_id == cohort_id, JoinCode.withdrawn_at.is_(None))
        .order_by(JoinCode.pair_id, JoinCode.side)
    ).all()


def code(session: Session, text: str) -> JoinCode | None:
    """The code of these letters, if it works."""
    return session.scalar(sa.select(JoinCode).where(JoinCode.code == text, JoinCode.withdrawn_at.is_(None)))


def _pairs() -> sa.Select[Any]:
    """Plain columns, for a cohort may have hundreds of pairs: the pair's own, then those of the value Partnership."""
    pair, row = CohortPartnershipRow, PartnershipRow
    columns: list[Any] = [
        pair.id,
        pair.cohort_id,
        pair.ended_at,
        row.id,
        row.authority_id,
        AUTHORITY.name,
        row.provider_id,
        PROVIDER.name,
        row.proposed_at,
        row.authority_accepted_at,
        row.provider_accepted_at,
        row.paused_at,
        row.procurement_since,
        row.ended_at,
    ]
    return (
        sa.select(*columns)
        .join_from(pair, row, row.id == pair.partnership_id)
        .join(AUTHORITY, AUTHORITY.id == row.authority_id)
        .join(PROVIDER, PROVIDER.id == row.provider_id)
    )


def _pair(pair_id: int, cohort_id: int, ended_at: datetime | None, *partnership: Any) -> Pair:
    return Pair(pair_id, cohort_id, Partnership(*partnership), ended_at)
