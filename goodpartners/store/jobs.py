"""Leases of background work: one process at a time, and a record of when it last ran."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from goodpartners.store.database import Base
from goodpartners.store.upsert import insert


class JobLease(Base):
    """Who may do a job until when."""

    __tablename__ = "job_lease"
    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(sa.String(64))
    expires_at: Mapped[datetime]
    ran_at: Mapped[datetime | None]


def take(session: Session, name: str, holder: str, *, now: datetime, until: datetime) -> bool:
    """Take or renew a lease; False when somebody else holds it."""
    insertion = insert(session, JobLease)
    statement = (
        insertion.values(name=name, holder=holder, expires_at=until)
        .on_conflict_do_update(
            index_elements=["name"],
            set_={"holder": holder, "expires_at": until},
            where=sa.or_(JobLease.holder == holder, JobLease.expires_at < now),
        )
        .returning(JobLease.holder)
    )
    return bool(session.scalar(statement) == holder)


def release(session: Session, name: str, holder: str, *, now: datetime) -> None:
    """Give a lease back before its time, so that another process need not wait."""
    mine = sa.and_(JobLease.name == name, JobLease.holder == holder)
    session.execute(sa.update(JobLease).where(mine).values(expires_at=now - timedelta(seconds=1)))


def ran(session: Session, name: str, at: datetime) -> None:
    """Note that a job has run."""
    session.execute(sa.update(JobLease).where(JobLease.name == name).values(ran_at=at))


def last_run(session: Session, name: str) -> datetime | None:
    """When a job last ran."""
    return session.scalar(sa.select(JobLease.ran_at).where(JobLease.name == name))
