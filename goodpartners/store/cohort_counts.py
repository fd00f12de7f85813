"""What the list of a trainer's cohorts says of each: one statement a figure, whatever the number of cohorts."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from goodpartners.store.cohorts import CohortCourseRow, CohortPartnershipRow, CohortTrainer, JointDateRow
from goodpartners.store.people import MembershipRow, Person
from goodpartners.store.seats import Enrolment, SeatRow


def people(session: Session, trainer_id: int) -> dict[int, int]:
    """People by cohort, each once, as the board counts them."""
    rows = session.execute(
        sa.select(Enrolment.cohort_id, sa.func.count(sa.distinct(MembershipRow.person_id)))
        .join(MembershipRow, MembershipRow.id == Enrolment.membership_id)
        .join(Person, Person.id == MembershipRow.person_id)
        .where(
            Enrolment.cohort_id.in_(_run_by(trainer_id)),
            Enrolment.ended_at.is_(None),
            Person.closed_at.is_(None),
            Person.erased_at.is_(None),
        )
        .group_by(Enrolment.cohort_id)
    )
    return dict(rows.all())


def pairs(session: Session, trainer_id: int) -> dict[int, int]:
    """Pairs that take part, by cohort."""
    rows = session.execute(
        sa.select(CohortPartnershipRow.cohort_id, sa.func.count(CohortPartnershipRow.id))
        .where(CohortPartnershipRow.cohort_id.in_(_run_by(trainer_id)), CohortPartnershipRow.ended_at.is_(None))
        .group_by(CohortPartnershipRow.cohort_id)
    )
    return dict(rows.all())


def joint_dates(session: Session, trainer_id: int, since: date) -> list[tuple[int, date, str]]:
    """(cohort, day, title) of joint dates to come."""
    rows = session.execute(
        sa.select(JointDateRow.cohort_id, JointDateRow.on, JointDateRow.title).where(
            JointDateRow.cohort_id.in_(_run_by(trainer_id)), JointDateRow.on >= since, JointDateRow.held_at.is_(None)
        )
    )
    return [(cohort_id, on, title) for cohort_id, on, title in rows]


def due_dates(session: Session, trainer_id: int, since: date) -> list[tuple[int, str, date]]:
    """(cohort, course, day) of courses that are due on a day of their own, still to come."""
    rows = session.execute(
        sa.select(CohortCourseRow.cohort_id, CohortCourseRow.course, CohortCourseRow.due).where(
            CohortCourseRow.cohort_id.in_(_run_by(trainer_id)), CohortCourseRow.due >= since
        )
    )
    return [(cohort_id, course, due) for cohort_id, course, due in rows if due]


def seats(session: Session, cohort_id: int) -> dict[tuple[int, str], int]:
    """How many people sit in each pair of a cohort, by (pair, side)."""
    rows = session.execute(
        sa.select(SeatRow.pair_id, SeatRow.side, sa.func.count(sa.distinct(MembershipRow.person_id)))
        .join(Enrolment, Enrolment.id == SeatRow.enrolment_id)
        .join(MembershipRow, MembershipRow.id == Enrolment.membership_id)
        .join(Person, Person.id == MembershipRow.person_id)
        .where(
            Enrolment.cohort_id == cohort_id,
            Enrolment.ended_at.is_(None),
            SeatRow.ended_at.is_(None),
            Person.closed_at.is_(None),
            Person.erased_at.is_(None),
        )
        .group_by(SeatRow.pair_id, SeatRow.side)
    )
    return {(pair_id, side): count for pair_id, side, count in rows}


def _run_by(trainer_id: int) -> sa.Select[Any]:
    return sa.select(CohortTrainer.cohort_id).where(CohortTrainer.person_id == trainer_id)
