"""The people of a cohort as its trainer sees and moves them; nothing is deleted, places end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from goodpartners.domain.cohorts import Cohort, Pair
from goodpartners.domain.errors import FieldProblem, Invalid, NotFound
from goodpartners.domain.people import Actor, OrganisationKind, Side
from goodpartners.services import cohort_invitations, cohort_letters, join_requests, mail, seats
from goodpartners.services import cohorts as service
from goodpartners.services.cohort_invitations import Asked, described, open_cohort
from goodpartners.services.join_requests import Waiting
from goodpartners.services.joining import is_open
from goodpartners.services.seats import Place
from goodpartners.store import audit, cohorts, people
from goodpartners.store import seats as stored
from goodpartners.store.people import MembershipRow, Organisation, Person
from goodpartners.store.seats import Enrolment, Left, Participant


@dataclass(frozen=True)
class Member:
    """Somebody who takes part; `seats` says on which side they sit in which pair."""

    enrolment_id: int
    person_id: int
    name: str
    email: str
    organisation_id: int
    organisation: str
    job_family: str | None
    membership_side: Side | None
    enrolled_at: datetime
    signed_in_at: datetime | None
    seats: tuple[tuple[int, Side], ...]

    def matches(self, words: Iterable[str]) -> bool:
        """Whether name, address and organisation hold every word."""
        text = f"{self.name} {self.email} {self.organisation} {self.job_family or ''}".casefold()
        return all(word in text for word in words)


@dataclass(frozen=True)
class PairPeople:
    """Who sits in a pair, side by side."""

    pair: Pair
    commissioner: tuple[Member, ...]
    provider: tuple[Member, ...]


@dataclass(frozen=True)
class People:
    """Everybody of a cohort, and those on their way into it."""

    cohort: Cohort
    pairs: tuple[PairPeople, ...]
    members: tuple[Member, ...]
    invited: tuple[Asked, ...]
    declined: tuple[Asked, ...]
    requests: tuple[Waiting, ...]
    left: tuple[Left, ...]

    @property
    def without_pair(self) -> tuple[Member, ...]:
        """Who learns without a seat in any pair."""
        return tuple(member for member in self.members if not member.seats)


def people_of(session: Session, cohort_id: int, *, search: str = "", actor: Actor) -> People:
    """Everybody of a cohort, or those whom a search finds, in ten statements for any number."""
    cohort = service.find(session, cohort_id, actor=actor)
    words = search.casefold().split()[:8]
    everybody = members_of(session, cohort_id)
    here = {(member.person_id, member.organisation_id) for member in everybody}
    members = tuple(member for member in everybody if member.matches(words))
    asked = [
        a
        for a in cohort_invitations.all_of(session, cohort_id)
        if all(word in f"{a.name} {a.email} {a.organisation}".casefold() for word in words)
    ]
    seated: dict[tuple[int, Side], list[Member]] = {}
    for member in members:
        for place in member.seats:
            seated.setdefault(place, []).append(member)
    pairs = tuple(
        PairPeople(pair, *(tuple(seated.get((pair.id, side), ())) for side in (Side.COMMISSIONER, Side.PROVIDER)))
        for pair in cohorts.pairs(session, cohort_id)
    )
    gone = (row for row in stored.left(session, cohort_id) if (row.person_id, row.organisation_id) not in here)
    return People(
        cohort,
        pairs,
        members,
        tuple(a for a in asked if a.declined_at is None),
        tuple(a for a in asked if a.declined_at),
        tuple(join_requests.waiting(session, cohort_id)),
        tuple({(row.person_id, row.organisation_id): row for row in reversed(list(gone))}.values())[::-1],
    )


def members_of(session: Session, cohort_id: int) -> tuple[Member, ...]:
    """Everybody who takes part, by name, in one statement."""
    rows: dict[int, list[Participant]] = {}
    for row in stored.participants(session, cohort_id):
        rows.setdefault(row.enrolment_id, []).append(row)
    return tuple(_member(held) for held in rows.values())


def member(session: Session, cohort_id: int, enrolment_id: int, *, actor: Actor) -> Member:
    """One of them. Raises NotFound, also for somebody who has left."""
    service.find(session, cohort_id, actor=actor)
    found = next((m for m in members_of(session, cohort_id) if m.enrolment_id == enrolment_id), None)
    if found is None:
        raise NotFound("This place in the cohort has ended, or never was.")
    return found


def open_pairs(session: Session, cohort_id: int) -> list[Pair]:
    """The pairs of a cohort in which somebody can be given a seat."""
    return [pair for pair in cohorts.pairs(session, cohort_id) if is_open(pair)]


def pairs_for(session: Session, cohort_id: int, organisation_id: int) -> list[Pair]:
    """The pairs that somebody from an organisation can sit in: its own; for a third body, all."""
    organisation = people.organisation(session, organisation_id)
    elsewhere = organisation is not None and organisation.kind == OrganisationKind.OTHER
    return [p for p in open_pairs(session, cohort_id) if elsewhere or p.partnership.side_of(organisation_id)]


def organisations_for(session: Session, cohort_id: int) -> list[Organisation]:
    """Organisations that somebody of this cohort can belong to: the parties of its pairs, and third bodies."""
    parties = {
        number
        for pair in open_pairs(session, cohort_id)
        for number in (pair.partnership.authority_id, pair.partnership.provider_id)
    }
    return [o for o in people.organisations(session) if o.id in parties or o.kind == OrganisationKind.OTHER]


def move(
    session: Session, cohort_id: int, enrolment_id: int, pair_ids: frozenset[int], *, actor: Actor, now: datetime
) -> str:
    """Let somebody sit in just these pairs; their name. Raises Closed when a rule of seats forbids it."""
    enrolment, person, membership = _found(session, cohort_id, enrolment_id, actor=actor)
    if not pair_ids <= {pair.id for pair in pairs_for(session, cohort_id, membership.organisation_id)}:
        raise Invalid([FieldProblem("pairs", "Choose pairs from the list.")])
    seats.move(session, enrolment, person, pair_ids, actor=actor, now=now)
    return person.name


def leave(session: Session, cohort_id: int, enrolment_id: int, *, base: str, actor: Actor, now: datetime) -> str:
    """End somebody's place and tell them; what they learned stays theirs. Their name."""
    enrolment, person, _ = _found(session, cohort_id, enrolment_id, actor=actor)
    seats.leave(session, enrolment, person.id, actor=actor, now=now)
    cohort = open_cohort(session, cohort_id, actor=actor)
    letter = cohort_letters.left(person.name, cohort.name, by=actor.name, base=base)
    mail.post(session, person.email or "", letter, person_id=person.id, now=now)
    return person.name


def change_organisation(
    session: Session,
    cohort_id: int,
    enrolment_id: int,
    organisation_id: int,
    side: Side | None,
    pair_ids: frozenset[int],
    *,
    base: str,
    actor: Actor,
    now: datetime,
) -> int:
    """Let somebody take part for another organisation: the old place ends, a new one begins; its enrolment.

    The membership of the old organisation ends too, unless a place in another cohort hangs on it. Raises Closed and
    Invalid.
    """
    enrolment, person, membership = _found(session, cohort_id, enrolment_id, actor=actor)
    organisation = next((o for o in organisations_for(session, cohort_id) if o.id == organisation_id), None)
    if organisation is None or organisation.id == membership.organisation_id:
        raise Invalid([FieldProblem("organisation", "Choose another organisation from the list.")])
    offered = {pair.id: pair for pair in pairs_for(session, cohort_id, organisation_id)}
    if not pair_ids <= offered.keys():
        sentence = f"Choose pairs that {organisation.name} is in: {'; '.join(p.name for p in offered.values())}."
        raise Invalid([FieldProblem("new_pairs", sentence)])
    side = seats.USUAL_SIDE.get(OrganisationKind(organisation.kind), side)
    if side is None:
        raise Invalid([FieldProblem("side", f"{organisation.name} has no side of its own. Choose one.")])
    seats.leave(session, enrolment, person.id, actor=actor, now=now)
    if not stored.of_memberships(session, [membership.id]):
        seats.end_membership(session, membership, actor=actor, now=now)
    place = Place(cohort_id, organisation.id, side, membership.job_family, pair_ids)
    begun = seats.enrol(session, person, place, actor=actor, now=now)
    cohort = open_cohort(session, cohort_id, actor=actor)
    by = actor.person_id or None
    about: dict[str, Any] = {"cohort": cohort.name, "organisation_id": organisation.id}
    act = "organisation in cohort changed"
    audit.add(session, act, at=now, actor_id=by, person_id=person.id, cohort_id=cohort_id, **about)
    where = described(organisation.name, side, [offered[pair] for pair in sorted(pair_ids)])
    letter = cohort_letters.organisation_changed(person.name, cohort.name, where, by=actor.name, base=base)
    mail.post(session, person.email or "", letter, person_id=person.id, now=now)
    return begun.id


def _found(
    session: Session, cohort_id: int, enrolment_id: int, *, actor: Actor
) -> tuple[Enrolment, Person, MembershipRow]:
    open_cohort(session, cohort_id, actor=actor)
    enrolment = stored.enrolment(session, enrolment_id, lock=True)
    if enrolment is None or enrolment.cohort_id != cohort_id or enrolment.ended_at:
        raise NotFound("This place in the cohort has ended already.")
    membership = session.get_one(MembershipRow, enrolment.membership_id)
    return enrolment, session.get_one(Person, membership.person_id), membership


def _member(rows: list[Participant]) -> Member:
    first = rows[0]
    return Member(
        first.enrolment_id,
        first.person_id,
        first.name,
        first.email,
        first.organisation_id,
        first.organisation,
        first.job_family,
        Side(first.membership_side) if first.membership_side else None,
        first.enrolled_at,
        first.signed_in_at,
        tuple((row.pair_id, Side(row.side)) for row in rows if row.pair_id and row.side),
    )
