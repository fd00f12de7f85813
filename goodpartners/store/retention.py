"""How long things are kept: one row a kind of thing, where it differs from the usual."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from goodpartners.store.cohorts import CohortRow, CohortTrainer
from goodpartners.store.database import Base, affected
from goodpartners.store.joining import JoinRequest
from goodpartners.store.people import Person
from goodpartners.store.sessions import SignIn


class RetentionPeriod(Base):
    """Months after which something is deleted; None for never."""

    __tablename__ = "retention_period"
    kind: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    months: Mapped[int | None]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))


def periods(session: Session) -> dict[str, int | None]:
    """What was set, by kind."""
    return dict(session.execute(sa.select(RetentionPeriod.kind, RetentionPeriod.months)).all())


def period(session: Session, kind: str) -> RetentionPeriod | None:
    """One row."""
    return session.get(RetentionPeriod, kind)


def _unused(since: datetime) -> sa.ColumnElement[bool]:
    """Accounts that nobody has used, made or closed since a time; invented people and stubs aside."""
    been = sa.exists().where(SignIn.person_id == Person.id, SignIn.seen_at >= since)
    return sa.and_(
        Person.erased_at.is_(None),
        Person.demo.is_(False),
        sa.func.coalesce(Person.signed_in_at, Person.created_at) < since,
        sa.or_(Person.closed_at.is_(None), Person.closed_at < since),
        ~been,
    )


def _heard(before: datetime) -> sa.ColumnElement[bool]:
    """Told at that time or earlier, and not here since."""
    been = sa.exists().where(SignIn.person_id == Person.id, SignIn.seen_at >= Person.warned_at)
    return sa.and_(
        Person.warned_at <= before,
        sa.func.coalesce(Person.signed_in_at, Person.created_at) < Person.warned_at,
        ~been,
    )


def accounts_to_warn(session: Session, since: datetime, *, but: Sequence[int], limit: int) -> Sequence[Person]:
    """Accounts unused since a time, whose people have not been told."""
    wanted = _unused(since), Person.warned_at.is_(None), Person.id.not_in(but)
    return session.scalars(sa.select(Person).where(*wanted).order_by(Person.id).limit(limit)).all()


def accounts_to_erase(
    session: Session, since: datetime, told: datetime, *, but: Sequence[int], limit: int
) -> Sequence[Person]:
    """Accounts unused since a time, whose people were told long enough ago."""
    wanted = _unused(since), _heard(told), Person.id.not_in(but)
    return session.scalars(sa.select(Person).where(*wanted).order_by(Person.id).limit(limit)).all()


def forget_account_warnings(session: Session, since: datetime | None) -> None:
    """Take back what was told to people whose account is in use again, or is no longer to be erased."""
    told = sa.update(Person).where(Person.warned_at.is_not(None))
    session.execute((told if since is None else told.where(~_unused(since))).values(warned_at=None))


def _ended(since: datetime, day: date) -> sa.ColumnElement[bool]:
    return sa.or_(CohortRow.closed_at < since, CohortRow.ends < day)


def cohorts_to_warn(session: Session, since: datetime, day: date, *, limit: int) -> Sequence[CohortRow]:
    """Cohorts that ended before a time, whose trainers have not been told."""
    wanted = _ended(since, day), CohortRow.warned_at.is_(None)
    return session.scalars(sa.select(CohortRow).where(*wanted).order_by(CohortRow.id).limit(limit)).all()


def cohorts_to_delete(
    session: Session, since: datetime, day: date, told: datetime, *, limit: int
) -> Sequence[CohortRow]:
    """Cohorts that ended before a time, whose trainers were told long enough ago."""
    wanted = _ended(since, day), CohortRow.warned_at <= told
    return session.scalars(sa.select(CohortRow).where(*wanted).order_by(CohortRow.id).limit(limit)).all()


def forget_cohort_warnings(session: Session, since: datetime | None, day: date) -> None:
    """Take back what was told about cohorts that have a later last day now, or are no longer to be deleted."""
    told = sa.update(CohortRow).where(CohortRow.warned_at.is_not(None))
    kept = told if since is None else told.where(sa.not_(sa.func.coalesce(_ended(since, day), sa.false())))
    session.execute(kept.values(warned_at=None))


def trainers_of(session: Session, cohort_id: int) -> Sequence[Person]:
    """Those who run a cohort and whose account is in use."""
    used = Person.closed_at.is_(None), Person.erased_at.is_(None)
    mine = sa.select(CohortTrainer.person_id).where(CohortTrainer.cohort_id == cohort_id)
    return session.scalars(sa.select(Person).where(Person.id.in_(mine), *used).order_by(Person.id)).all()


def decided_requests(session: Session, before: datetime) -> int:
    """How many requests to join were decided before a time."""
    old = sa.select(sa.func.count(JoinRequest.id)).where(JoinRequest.decided_at < before)
    return session.scalar(old) or 0


def delete_decided_requests(session: Session, before: datetime) -> int:
    """Delete requests to join that were decided before a time; the count."""
    return affected(session, sa.delete(JoinRequest).where(JoinRequest.decided_at < before))
