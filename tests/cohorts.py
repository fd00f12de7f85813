"""Partnerships, cohorts and seats that many tests need; seats are given through the services’ own doors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from goodpartners.domain.people import Actor, Grant, OrganisationKind, Role, Side
from goodpartners.domain.times import local_time
from goodpartners.services import seats
from goodpartners.services.seats import Place
from goodpartners.store import cohorts, people
from goodpartners.store.cohorts import CohortCourseRow, CohortPartnershipRow, CohortRow, CohortTrainer
from goodpartners.store.partnerships import PartnershipRow
from goodpartners.store.people import Person, RoleGrant
from goodpartners.store.seats import Enrolment
from tests.factories import START, make_organisation

QUILLBY, TESSALY = "Quillby Borough Council", "Tessaly Care"


def make_pair(
    session: Session, authority: str = QUILLBY, provider: str = TESSALY, *, accepted: bool = True, at: datetime = START
) -> int:
    """The partnership of two organisations, made if need be with both of them; accepted by both unless told."""
    chooses = make_organisation(session, authority, OrganisationKind.AUTHORITY, at=at)
    runs = make_organisation(session, provider, OrganisationKind.PROVIDER, at=at)
    standing = sa.select(PartnershipRow).where(
        PartnershipRow.authority_id == chooses.id,
        PartnershipRow.provider_id == runs.id,
        PartnershipRow.ended_at.is_(None),
    )
    row = session.scalar(standing)
    if row is None:
        row = PartnershipRow(authority_id=chooses.id, provider_id=runs.id, proposed_at=at)
        session.add(row)
    if accepted:
        row.authority_accepted_at = row.provider_accepted_at = at
    session.flush()
    return row.id


def make_cohort(
    session: Session,
    trainer: Person | None,
    courses: Sequence[str | tuple[str, date]] = ("shared-garden",),
    partnerships: Sequence[int] = (),
    *,
    begins: date | None = None,
    ends: date | None = None,
    name: str = "Autumn joint cohort",
    at: datetime = START,
) -> tuple[int, list[int]]:
    """A cohort under way and its pairs, in the order given; a course may bring its due date. Makes a trainer of one."""
    first = begins or at.date()
    row = CohortRow(name=name, begins=first, ends=ends or first + timedelta(weeks=12), created_at=at)
    session.add(row)
    session.flush()
    if trainer is not None:
        make_trainer(session, trainer, at=at)
        session.add(CohortTrainer(cohort_id=row.id, person_id=trainer.id, since=at))
    for number, wanted in enumerate(courses, 1):
        course, due = (wanted, None) if isinstance(wanted, str) else wanted
        session.add(CohortCourseRow(cohort_id=row.id, course=course, number=number, due=due))
    pairs = [CohortPartnershipRow(cohort_id=row.id, partnership_id=number, added_at=at) for number in partnerships]
    session.add_all(pairs)
    session.flush()
    return row.id, [pair.id for pair in pairs]


def make_trainer(session: Session, person: Person, *, at: datetime = START) -> Person:
    """The person, a trainer now."""
    grants = people.grants_of(session, [person.id]).get(person.id, frozenset())
    if Grant(Role.TRAINER) not in grants:
        session.add(RoleGrant(person_id=person.id, role=Role.TRAINER, granted_at=at))
        session.flush()
    return person


def seat(
    session: Session,
    person: Person,
    pair: int | Sequence[int],
    side: Side | None = Side.PROVIDER,
    *,
    organisation: str | None = None,
    job_family: str | None = None,
    at: datetime = START,
) -> Enrolment:
    """The person, enrolled and seated in one or more pairs of a cohort, as a member of the organisation on that side.

    With `organisation` they belong elsewhere, such as a regional consortium, and sit openly on the side.
    """
    pairs = (pair,) if isinstance(pair, int) else tuple(pair)
    found = cohorts.pair(session, pairs[0])
    assert found, f"there is no pair {pairs[0]}"
    if organisation:
        where = make_organisation(session, organisation, OrganisationKind.OTHER, at=at).id
    else:
        assert side, "say the side, or name an organisation"
        where = found.partnership.organisation_id(side)
    place = Place(found.cohort_id, where, side, job_family, frozenset(pairs))
    return seats.enrol(session, person, place, actor=actor_of(session, person, at=at), now=at)


def enrol(
    session: Session,
    person: Person,
    cohort_id: int,
    organisation: str = TESSALY,
    kind: OrganisationKind = OrganisationKind.PROVIDER,
    *,
    at: datetime = START,
) -> Enrolment:
    """The person in a cohort without a seat in any pair."""
    where = make_organisation(session, organisation, kind, at=at)
    place = Place(cohort_id, where.id, None, None, frozenset())
    return seats.enrol(session, person, place, actor=actor_of(session, person, at=at), now=at)


def actor_of(session: Session, person: Person, *, at: datetime = START) -> Actor:
    """The person as services see whoever acts, without signing them in."""
    today = local_time(at).date()
    places = people.memberships_of(session, [person.id]).get(person.id, ())
    return Actor(
        person_id=person.id,
        name=person.name,
        email=person.email or "",
        grants=people.grants_of(session, [person.id]).get(person.id, frozenset()),
        memberships=tuple(place for place in places if place.runs(today)),
    )
