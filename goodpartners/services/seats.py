"""Who takes part: enrolments of memberships in cohorts, and seats in pairs. Nothing is deleted; places end.

What somebody did stays with the person, what they said about a pair will stay with the seat, whatever ends later.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from goodpartners.domain import seats as rules
from goodpartners.domain.cohorts import Pair
from goodpartners.domain.errors import Closed, NotFound
from goodpartners.domain.people import Actor, OrganisationKind, Side
from goodpartners.domain.times import local_time
from goodpartners.services import roles
from goodpartners.store import audit, cohorts, learning, people, seats
from goodpartners.store.people import MembershipRow, Organisation, Person
from goodpartners.store.seats import Enrolment, SeatRow

USUAL_SIDE = {OrganisationKind.AUTHORITY: Side.COMMISSIONER, OrganisationKind.PROVIDER: Side.PROVIDER}


@dataclass(frozen=True)
class Place:
    """Where somebody is to sit: for an organisation, on a side, in pairs of a cohort."""

    cohort_id: int
    organisation_id: int
    side: Side | None
    job_family: str | None
    pair_ids: frozenset[int]


def enrol(session: Session, person: Person, place: Place, *, actor: Actor, now: datetime) -> Enrolment:
    """Give a person their membership, enrolment and seats, as far as they lack them. Raises Closed, NotFound.

    Who may do this the caller has asked: the person who accepts, or a trainer who moves somebody that has accepted.
    """
    cohorts.hold(session, place.pair_ids)
    learning.take_turns(session, person.id)
    organisation = people.organisation(session, place.organisation_id)
    if organisation is None:
        raise NotFound("There is no such organisation.")
    membership = people.membership_in(session, person.id, organisation.id)
    side = place.side or USUAL_SIDE.get(OrganisationKind(organisation.kind))
    if membership is None:
        membership = MembershipRow(
            person_id=person.id,
            organisation_id=organisation.id,
            side=side,
            job_family=place.job_family,
            begins=local_time(now).date(),
        )
        session.add(membership)
        session.flush()
    elif membership.side is None and side:
        membership.side = side
    membership.job_family = membership.job_family or place.job_family
    row = seats.running(session, place.cohort_id, membership.id)
    if row is None:
        row = Enrolment(cohort_id=place.cohort_id, membership_id=membership.id, begins_at=now)
        session.add(row)
        session.flush()
        _note(session, "enrolled", person.id, row.cohort_id, actor=actor, now=now, organisation_id=organisation.id)
    for pair_id in sorted(place.pair_ids):
        sit(session, row, person.id, organisation, _pair(session, pair_id, row.cohort_id), side, actor=actor, now=now)
    return row


def sit(
    session: Session,
    enrolment: Enrolment,
    person_id: int,
    organisation: Organisation,
    pair: Pair,
    chosen: Side | None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Give an enrolment a seat in a pair; a second time changes nothing. Raises Closed when a rule forbids it."""
    kind = OrganisationKind(organisation.kind)
    own = pair.partnership.side_of(organisation.id)
    side = rules.side_in(pair.partnership, organisation.id, kind, None if own else chosen)
    held = seats.of_person(session, person_id, pair.partnership.id)
    rules.check(pair.partnership, side, held)
    if any(seat.pair_id == pair.id for seat in held):
        return
    session.add(SeatRow(enrolment_id=enrolment.id, pair_id=pair.id, side=side, begins_at=now))
    session.flush()
    _note(session, "seat given", person_id, pair.cohort_id, actor=actor, now=now, pair=pair.name)


def end_seats(
    session: Session, enrolment: Enrolment, person_id: int, *, but: frozenset[int], actor: Actor, now: datetime
) -> None:
    """End an enrolment's seats in all pairs but some."""
    for row in seats.of_enrolment(session, enrolment.id):
        if row.pair_id not in but:
            row.ended_at = now
            pair = cohorts.pair(session, row.pair_id)
            name = pair.name if pair else ""
            _note(session, "seat ended", person_id, enrolment.cohort_id, actor=actor, now=now, pair=name)
    session.flush()


def leave(session: Session, enrolment: Enrolment, person_id: int, *, actor: Actor, now: datetime) -> None:
    """End an enrolment and its seats; what the person learned stays theirs. A second time changes nothing."""
    if enrolment.ended_at is not None:
        return
    end_seats(session, enrolment, person_id, but=frozenset(), actor=actor, now=now)
    enrolment.ended_at = now
    _note(session, "left cohort", person_id, enrolment.cohort_id, actor=actor, now=now)
    session.flush()


def end_membership(session: Session, membership: MembershipRow, *, actor: Actor, now: datetime) -> None:
    """End somebody's place in an organisation with every enrolment, seat and role that hangs on it."""
    for row in seats.of_memberships(session, [membership.id]):
        leave(session, row, membership.person_id, actor=actor, now=now)
    membership.ends = max(local_time(now).date(), membership.begins)
    roles.end_within(session, membership.person_id, membership.organisation_id, actor=actor, now=now)
    session.flush()


def move(
    session: Session, enrolment: Enrolment, person: Person, pair_ids: Iterable[int], *, actor: Actor, now: datetime
) -> None:
    """Let an enrolment sit in just these pairs. Raises Closed when a rule forbids it, and then nothing is changed."""
    if enrolment.ended_at is not None:
        raise Closed(f"{person.name} has left this cohort.")
    wanted = frozenset(pair_ids)
    cohorts.hold(session, wanted)
    learning.take_turns(session, person.id)
    membership = session.get_one(MembershipRow, enrolment.membership_id)
    organisation = session.get_one(Organisation, membership.organisation_id)
    side = Side(membership.side) if membership.side else None
    pairs = [_pair(session, pair_id, enrolment.cohort_id) for pair_id in sorted(wanted)]
    end_seats(session, enrolment, person.id, but=wanted, actor=actor, now=now)
    for pair in pairs:
        sit(session, enrolment, person.id, organisation, pair, side, actor=actor, now=now)


def _pair(session: Session, pair_id: int, cohort_id: int) -> Pair:
    pair = cohorts.pair(session, pair_id)
    if pair is None or pair.cohort_id != cohort_id or pair.ended_at:
        raise NotFound("There is no such pair in this cohort.")
    return pair


def _note(
    session: Session, act: str, person_id: int, cohort_id: int, *, actor: Actor, now: datetime, **detail: Any
) -> None:
    audit.note(session, act, actor=actor, now=now, person_id=person_id, cohort_id=cohort_id, **detail)
