"""Invitations to cohorts as the invited person sees and answers them; nothing is shown to the trainer before that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from goodpartners.domain.cohorts import Pair
from goodpartners.domain.errors import Closed, NotFound
from goodpartners.domain.partnerships import PartnershipState
from goodpartners.domain.people import Actor, Side
from goodpartners.domain.policy import Permission, Subject, require
from goodpartners.services import seats
from goodpartners.services.seats import Place
from goodpartners.store import audit, cohorts, joining, people
from goodpartners.store.cohorts import CohortRow
from goodpartners.store.joining import CohortInvitation
from goodpartners.store.people import Person


@dataclass(frozen=True)
class Offer:
    """A place in a cohort that somebody may accept or decline; without pairs it is a place to learn in."""

    invitation_id: int
    cohort_id: int
    cohort: str
    begins: date
    ends: date
    trainers: tuple[str, ...]
    organisation: str
    side: Side | None
    job_family: str | None
    pairs: tuple[Pair, ...]
    sent_at: datetime


def open_for(session: Session, *, actor: Actor) -> tuple[Offer, ...]:
    """What the actor is invited to and has not answered, the oldest first; one statement when there is nothing."""
    require(Permission.OWN_ACCOUNT, actor, Subject(person_id=actor.person_id))
    return offers_to(session, actor.person_id)


def offers_to(session: Session, person_id: int) -> tuple[Offer, ...]:
    """The same for somebody whose link has been checked."""
    rows = joining.offered(session, person_id)
    if not rows:
        return ()
    pair_ids = joining.pairs_of(session, [row.id for row, _, _ in rows])
    pairs = cohorts.pairs_by_id(session, sorted({pair for some in pair_ids.values() for pair in some}))
    trainers = joining.trainers_of(session, [cohort.id for _, cohort, _ in rows])
    return tuple(
        Offer(
            row.id,
            cohort.id,
            cohort.name,
            cohort.begins,
            cohort.ends,
            trainers.get(cohort.id, ()),
            organisation,
            Side(row.side) if row.side else None,
            row.job_family,
            tuple(
                sorted((pairs[p] for p in pair_ids.get(row.id, ()) if is_open(pairs[p])), key=lambda pair: pair.name)
            ),
            row.sent_at,
        )
        for row, cohort, organisation in rows
    )


def is_open(pair: Pair) -> bool:
    """Whether somebody can be given a seat in a pair."""
    return pair.ended_at is None and pair.partnership.state is not PartnershipState.ENDED


def accept(session: Session, invitation_id: int, *, actor: Actor, now: datetime) -> str:
    """Take the place: membership, enrolment and seats, as far as they lack; the cohort's name.

    A second time changes nothing. Raises Closed when a rule of seats forbids it, and then the offer stands.
    """
    person, row, cohort = _own(session, invitation_id, actor=actor)
    if row.accepted_at:
        return cohort.name
    if row.withdrawn_at or row.declined_at:
        raise Closed("This invitation is over. Ask the trainer for another, if you would like to take part.")
    if cohort.closed_at:
        raise Closed(f"The cohort “{cohort.name}” is closed and takes nobody any more.")
    wanted = joining.pairs_of(session, [row.id]).get(row.id, frozenset())
    cohorts.hold(session, wanted)
    pairs = frozenset(pair.id for pair in cohorts.pairs_by_id(session, sorted(wanted)).values() if is_open(pair))
    place = Place(cohort.id, row.organisation_id, Side(row.side) if row.side else None, row.job_family, pairs)
    seats.enrol(session, person, place, actor=actor, now=now)
    row.accepted_at = now
    _note(session, "cohort invitation accepted", actor, now=now, cohort_id=cohort.id, cohort=cohort.name)
    return cohort.name


def accept_all(session: Session, *, actor: Actor, now: datetime) -> None:
    """Take every place that is offered, as far as the rules of seats let; what they forbid stays to be answered."""
    for row, _, _ in joining.offered(session, actor.person_id):
        try:
            with session.begin_nested():
                accept(session, row.id, actor=actor, now=now)
        except Closed:
            session.refresh(row)


def decline(session: Session, invitation_id: int, *, actor: Actor, now: datetime) -> str:
    """Say no; the trainer sees that, and nothing else. The cohort's name. A second time changes nothing."""
    _, row, cohort = _own(session, invitation_id, actor=actor)
    if row.accepted_at:
        raise Closed("You have accepted this invitation. Ask the trainer to end your place.")
    if row.declined_at is None and row.withdrawn_at is None:
        row.declined_at = now
        audit.add(session, "invitation declined", at=now, actor_id=None, cohort_id=cohort.id, invitation=row.id)
        _note(session, "cohort invitation declined", actor, now=now, cohort=cohort.name)
    return cohort.name


def _own(session: Session, invitation_id: int, *, actor: Actor) -> tuple[Person, CohortInvitation, CohortRow]:
    row = joining.invitation(session, invitation_id, lock=True)
    if row is None:
        raise NotFound("There is no such invitation.")
    require(Permission.OWN_ACCOUNT, actor, Subject(person_id=row.person_id))
    person, cohort = people.by_id(session, row.person_id), cohorts.find(session, row.cohort_id)
    if person is None or person.closed_at or person.erased_at or cohort is None:
        raise NotFound("There is no such invitation.")
    return person, row, cohort


def _note(
    session: Session, act: str, actor: Actor, *, now: datetime, cohort_id: int | None = None, **detail: Any
) -> None:
    by = actor.person_id
    audit.add(session, act, at=now, actor_id=by, person_id=by, cohort_id=cohort_id, **detail)
    session.flush()
