"""The pairs of a cohort as its trainer arranges them, and which could be added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from goodpartners.domain.cohorts import Cohort, Pair
from goodpartners.domain.partnerships import Partnership, PartnershipState
from goodpartners.domain.people import Actor, OrganisationKind, Side
from goodpartners.domain.policy import Permission, require
from goodpartners.services import cohorts as cohort_service
from goodpartners.services import partnerships
from goodpartners.store import cohort_counts, cohorts, people
from goodpartners.store.people import Organisation


@dataclass(frozen=True)
class Arranged:
    """A pair and how many people sit on each of its sides."""

    pair: Pair
    commissioners: int
    providers: int


@dataclass(frozen=True)
class Arrangement:
    """The pairs of a cohort, those that ended apart."""

    cohort: Cohort
    running: tuple[Arranged, ...]
    ended: tuple[Pair, ...]


@dataclass(frozen=True)
class Parties:
    """Between whom a partnership can be proposed, and the partnerships that stand already."""

    authorities: tuple[Organisation, ...]
    providers: tuple[Organisation, ...]
    standing: tuple[Partnership, ...]


def arrangement(session: Session, cohort_id: int, *, actor: Actor) -> Arrangement:
    """The pairs of a cohort that the actor runs, in five statements."""
    cohort = cohort_service.find(session, cohort_id, actor=actor)
    pairs = cohorts.pairs(session, cohort_id, ended=True)
    seated = cohort_counts.seats(session, cohort_id)
    running = tuple(
        Arranged(pair, seated.get((pair.id, Side.COMMISSIONER), 0), seated.get((pair.id, Side.PROVIDER), 0))
        for pair in pairs
        if pair.ended_at is None
    )
    return Arrangement(cohort, running, tuple(pair for pair in pairs if pair.ended_at))


def parties(session: Session, *, actor: Actor, without: Sequence[Arranged] = ()) -> Parties:
    """What a trainer chooses from, in two statements; `without` are the pairs that are there already."""
    require(Permission.RUN_COHORTS, actor)
    there = {arranged.pair.partnership.id for arranged in without}
    organisations = people.organisations(session)
    every = partnerships.every(session, actor=actor)
    return Parties(
        tuple(o for o in organisations if o.kind == OrganisationKind.AUTHORITY),
        tuple(o for o in organisations if o.kind == OrganisationKind.PROVIDER),
        tuple(p for p in every if p.state is not PartnershipState.ENDED and p.id not in there),
    )
