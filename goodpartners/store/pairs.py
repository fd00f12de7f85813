"""Pairs and cohorts as the people in them look them up: a fixed number of statements, however many pairs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from goodpartners.domain.cohorts import Cohort, JointDate, Pair
from goodpartners.domain.people import Side
from goodpartners.store import cohorts, partnerships
from goodpartners.store.cohorts import CohortPartnershipRow, CohortRow, JointDateRow
from goodpartners.store.database import table_of
from goodpartners.store.partnerships import AUTHORITY, PROVIDER, PartnershipRow
from goodpartners.store.people import MembershipRow
from goodpartners.store.seats import EVERYBODY, Enrolment, Participant, SeatRow


class Sat(NamedTuple):
    """A pair in which somebody sits, or sat until it ended, and on which side."""

    pair: Pair
    side: Side


def of_person(session: Session, person_id: int) -> list[Sat]:
    """A person's pairs by name: those they sit in, and those in which they sat until the pair itself ended."""
    ended_with_it = SeatRow.ended_at >= CohortPartnershipRow.ended_at
    rows = session.execute(
        sa.select(CohortPartnershipRow, PartnershipRow, AUTHORITY.name, PROVIDER.name, SeatRow.side)
        .join(SeatRow, SeatRow.pair_id == CohortPartnershipRow.id)
        .join(Enrolment, Enrolment.id == SeatRow.enrolment_id)
        .join(MembershipRow, MembershipRow.id == Enrolment.membership_id)
        .join(PartnershipRow, PartnershipRow.id == CohortPartnershipRow.partnership_id)
        .join(AUTHORITY, AUTHORITY.id == PartnershipRow.authority_id)
        .join(PROVIDER, PROVIDER.id == PartnershipRow.provider_id)
        .where(MembershipRow.person_id == person_id, sa.or_(SeatRow.ended_at.is_(None), ended_with_it))
        .order_by(AUTHORITY.name, PROVIDER.name, CohortPartnershipRow.id, SeatRow.id)
    )
    found = {
        row.id: Sat(
            Pair(row.id, row.cohort_id, partnerships.value(held, authority, provider), row.ended_at), Side(side)
        )
        for row, held, authority, provider, side in rows
    }
    return list(found.values())


def cohorts_of(session: Session, person_id: int, also: Collection[int] = ()) -> dict[int, Cohort]:
    """The cohorts that a person takes part in, and some others, by number; without their trainers."""
    mine = (
        sa.select(Enrolment.cohort_id)
        .join(MembershipRow, MembershipRow.id == Enrolment.membership_id)
        .where(MembershipRow.person_id == person_id, Enrolment.ended_at.is_(None))
    )
    wanted = sa.or_(CohortRow.id.in_(mine), CohortRow.id.in_(also))
    rows = session.scalars(sa.select(CohortRow).where(wanted).order_by(CohortRow.begins, CohortRow.id)).all()
    taken = cohorts.courses(session, [row.id for row in rows]) if rows else {}
    return {row.id: cohorts.value(row, taken.get(row.id, ()), frozenset()) for row in rows}


def participants(session: Session, pair_ids: Collection[int]) -> dict[int, list[Participant]]:
    """Everybody who sits in one of the pairs, with all their seats in these cohorts, by cohort and by name."""
    enrolment, place, seat = map(table_of, (Enrolment, MembershipRow, SeatRow))
    sitting = (
        sa.select(place.c.person_id)
        .join_from(seat, enrolment, enrolment.c.id == seat.c.enrolment_id)
        .join(place, place.c.id == enrolment.c.membership_id)
        .where(seat.c.pair_id.in_(pair_ids), seat.c.ended_at.is_(None), enrolment.c.ended_at.is_(None))
    )
    there = sa.select(CohortPartnershipRow.cohort_id).where(CohortPartnershipRow.id.in_(pair_ids))
    rows = session.execute(
        EVERYBODY.add_columns(enrolment.c.cohort_id).where(
            place.c.person_id.in_(sitting), enrolment.c.cohort_id.in_(there)
        )
    )
    found: dict[int, list[Participant]] = {}
    for *row, cohort_id in rows:
        found.setdefault(cohort_id, []).append(Participant._make(row))
    return found


def joint_dates(session: Session, cohort_ids: Collection[int]) -> dict[int, tuple[JointDate, ...]]:
    """Joint dates by cohort, the earliest first."""
    rows = session.scalars(
        sa.select(JointDateRow).where(JointDateRow.cohort_id.in_(cohort_ids)).order_by(JointDateRow.on, JointDateRow.id)
    )
    found: dict[int, tuple[JointDate, ...]] = {}
    for r in rows:
        value = JointDate(r.id, r.title, r.on, r.begins, r.ends, r.place, r.pair_id, r.held_at is not None)
        found[r.cohort_id] = (*found.get(r.cohort_id, ()), value)
    return found


def in_partnerships(session: Session, partnership_ids: Sequence[int]) -> list[tuple[int, int, str]]:
    """(pair, partnership, the cohort's name) of pairs that have not ended, in cohorts that are not closed."""
    rows = session.execute(
        sa.select(CohortPartnershipRow.id, CohortPartnershipRow.partnership_id, CohortRow.name)
        .join(CohortRow, CohortRow.id == CohortPartnershipRow.cohort_id)
        .where(
            CohortPartnershipRow.partnership_id.in_(partnership_ids),
            CohortPartnershipRow.ended_at.is_(None),
            CohortRow.closed_at.is_(None),
        )
        .order_by(CohortRow.begins, CohortRow.id)
    )
    return [(pair, partnership, name) for pair, partnership, name in rows]
