"""Enrolments, which join a membership to a cohort, and seats, which join an enrolment to a pair."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from goodpartners.domain.cohorts import Seat
from goodpartners.domain.people import Side
from goodpartners.store.cohorts import CohortCourseRow, CohortPartnershipRow
from goodpartners.store.database import LOCKED, Base, table_of
from goodpartners.store.people import MembershipRow, Organisation, Person


class Enrolment(Base):
    """A membership takes part in a cohort, from a day to a day."""

    __tablename__ = "enrolment"
    __table_args__ = (
        sa.Index(
            "uq_enrolment_running",
            "cohort_id",
            "membership_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id", ondelete="CASCADE"), index=True)
    begins_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SeatRow(Base):
    """An enrolment's place in a pair, on one side, from a day to a day."""

    __tablename__ = "seat"
    __table_args__ = (
        sa.Index(
            "uq_seat_running",
            "enrolment_id",
            "pair_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id", ondelete="CASCADE"), index=True)
    pair_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort_partnership.id", ondelete="CASCADE"), index=True)
    side: Mapped[str] = mapped_column(sa.String(20))
    begins_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Participant(NamedTuple):
    """Somebody in a cohort, with one of their seats where they have any; several rows for several seats."""

    enrolment_id: int
    person_id: int
    name: str
    email: str
    organisation_id: int
    organisation: str
    membership_side: str | None
    job_family: str | None
    agency: bool
    membership_begins: date
    enrolled_at: datetime
    signed_in_at: datetime | None
    seat_id: int | None
    pair_id: int | None
    side: str | None


def _participants() -> sa.Select[Any]:
    enrolment, seat, place, person, organisation = map(
        table_of, (Enrolment, SeatRow, MembershipRow, Person, Organisation)
    )
    mine = sa.and_(seat.c.enrolment_id == enrolment.c.id, seat.c.ended_at.is_(None))
    return (
        sa.select(
            enrolment.c.id,
            person.c.id,
            person.c.name,
            person.c.email,
            organisation.c.id,
            organisation.c.name,
            place.c.side,
            place.c.job_family,
            place.c.agency,
            place.c.begins,
            enrolment.c.begins_at,
            person.c.signed_in_at,
            seat.c.id,
            seat.c.pair_id,
            seat.c.side,
        )
        .join_from(enrolment, place, place.c.id == enrolment.c.membership_id)
        .join(person, person.c.id == place.c.person_id)
        .join(organisation, organisation.c.id == place.c.organisation_id)
        .outerjoin(seat, mine)
        .where(
            enrolment.c.ended_at.is_(None),
            person.c.closed_at.is_(None),
            person.c.erased_at.is_(None),
        )
        .order_by(person.c.name, person.c.id, seat.c.id)
    )


_ENROLMENT, _PLACE = table_of(Enrolment), table_of(MembershipRow)
EVERYBODY = _participants()
"""Everybody in any cohort, to be narrowed."""
PARTICIPANTS = EVERYBODY.where(_ENROLMENT.c.cohort_id == sa.bindparam("cohort"))
PEOPLE_IN = (
    sa.select(_PLACE.c.person_id)
    .join_from(_ENROLMENT, _PLACE, _PLACE.c.id == _ENROLMENT.c.membership_id)
    .where(_ENROLMENT.c.cohort_id == sa.bindparam("cohort"), _ENROLMENT.c.ended_at.is_(None))
)
"""The people of a cohort as a subquery, so that no statement grows with their number."""


def participants(session: Session, cohort_id: int) -> list[Participant]:
    """Everybody in a cohort with their seats, by name, in one statement."""
    return [Participant._make(row) for row in session.execute(PARTICIPANTS, {"cohort": cohort_id}).all()]


def of_person(session: Session, person_id: int, partnership_id: int) -> list[Seat]:
    """A person's seats in a partnership that have not ended, in whatever cohort."""
    rows = session.execute(
        _seats().where(MembershipRow.person_id == person_id, CohortPartnershipRow.partnership_id == partnership_id)
    )
    return [_seat(*row) for row in rows]


def of_enrolment(session: Session, enrolment_id: int) -> Sequence[SeatRow]:
    """An enrolment's rows that have not ended."""
    return session.scalars(
        sa.select(SeatRow).where(SeatRow.enrolment_id == enrolment_id, SeatRow.ended_at.is_(None)).order_by(SeatRow.id)
    ).all()


def enrolment(session: Session, enrolment_id: int, *, lock: bool = False) -> Enrolment | None:
    """One row; with `lock` nobody else changes it until the transaction ends."""
    return session.get(Enrolment, enrolment_id, with_for_update=LOCKED if lock else None)


def running(session: Session, cohort_id: int, membership_id: int) -> Enrolment | None:
    """The enrolment of a membership in a cohort that has not ended."""
    return session.scalar(
        sa.select(Enrolment).where(
            Enrolment.cohort_id == cohort_id, Enrolment.membership_id == membership_id, Enrolment.ended_at.is_(None)
        )
    )


class Left(NamedTuple):
    """An enrolment that ended."""

    person_id: int
    name: str
    organisation_id: int
    organisation: str
    ended_at: datetime


def left(session: Session, cohort_id: int) -> list[Left]:
    """Who took part in a cohort until they left, the latest first; somebody who came back is there too."""
    rows = session.execute(
        sa.select(Person.id, Person.name, Organisation.id, Organisation.name, Enrolment.ended_at)
        .join_from(Enrolment, MembershipRow, MembershipRow.id == Enrolment.membership_id)
        .join(Person, Person.id == MembershipRow.person_id)
        .join(Organisation, Organisation.id == MembershipRow.organisation_id)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.ended_at.is_not(None), Person.erased_at.is_(None))
        .order_by(Enrolment.ended_at.desc(), Enrolment.id.desc())
    )
    return [Left(*row[:4], ended) for row in rows if (ended := row[4])]


def of_memberships(session: Session, membership_ids: Sequence[int]) -> Sequence[Enrolment]:
    """Enrolments of these memberships that have not ended."""
    return session.scalars(
        sa.select(Enrolment).where(Enrolment.membership_id.in_(membership_ids), Enrolment.ended_at.is_(None))
    ).all()


def courses_of(session: Session, person_id: int) -> frozenset[str]:
    """Courses that a person may take because a cohort of theirs takes them; its end takes nothing away."""
    rows = session.scalars(
        sa.select(CohortCourseRow.course)
        .join(Enrolment, Enrolment.cohort_id == CohortCourseRow.cohort_id)
        .join(MembershipRow, MembershipRow.id == Enrolment.membership_id)
        .where(MembershipRow.person_id == person_id, Enrolment.ended_at.is_(None))
    )
    return frozenset(rows)


def in_pair(session: Session, pair_id: int) -> list[tuple[SeatRow, int]]:
    """A pair's rows that have not ended, each with its person, in one statement."""
    rows = session.execute(
        sa.select(SeatRow, MembershipRow.person_id)
        .join(Enrolment, Enrolment.id == SeatRow.enrolment_id)
        .join(MembershipRow, MembershipRow.id == Enrolment.membership_id)
        .where(SeatRow.pair_id == pair_id, SeatRow.ended_at.is_(None))
        .order_by(SeatRow.id)
    )
    return [(seat, person_id) for seat, person_id in rows]


def _seats() -> sa.Select[SeatRow, int, int]:
    return (
        sa.select(SeatRow, MembershipRow.person_id, MembershipRow.organisation_id)
        .join(Enrolment, Enrolment.id == SeatRow.enrolment_id)
        .join(MembershipRow, MembershipRow.id == Enrolment.membership_id)
        .join(CohortPartnershipRow, CohortPartnershipRow.id == SeatRow.pair_id)
        .where(SeatRow.ended_at.is_(None), Enrolment.ended_at.is_(None))
        .order_by(SeatRow.id)
    )


def _seat(row: SeatRow, person_id: int, organisation_id: int) -> Seat:
    return Seat(row.id, row.pair_id, row.enrolment_id, person_id, organisation_id, Side(row.side))


def in_partnership(session: Session, partnership_id: int) -> list[Seat]:
    """Everybody's seats in a partnership that have not ended, in all cohorts."""
    return [
        _seat(*row) for row in session.execute(_seats().where(CohortPartnershipRow.partnership_id == partnership_id))
    ]
