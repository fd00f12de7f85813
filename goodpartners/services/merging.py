"""Making two records of one organisation one: what would move, what stands in the way, and the move itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from goodpartners.domain.errors import Closed, FieldProblem, Invalid
from goodpartners.domain.partnerships import Partnership
from goodpartners.domain.people import Actor, OrganisationKind, Side
from goodpartners.services import organisation_records
from goodpartners.store import audit, merging, partnerships, people
from goodpartners.store.merging import Sitting
from goodpartners.store.partnerships import PartnershipRow
from goodpartners.store.people import Organisation


@dataclass(frozen=True)
class Plan:
    """What a merge would do, in the words of the page; `obstacles` say why it cannot be done."""

    gone: Organisation
    kept: Organisation
    people: tuple[str, ...]
    in_both: tuple[str, ...]
    roles: int
    partnerships: tuple[str, ...]
    doubled: tuple[str, ...]
    invitations: int
    obstacles: tuple[str, ...]


def candidates(session: Session, from_id: int, *, actor: Actor) -> list[Organisation]:
    """Organisations of the same kind, into which one can be merged."""
    gone = organisation_records.find(session, from_id, actor=actor)
    return [o for o in people.organisations(session) if o.kind == gone.kind and o.id != gone.id]


def plan_organisations(session: Session, from_id: int, into_id: int, *, actor: Actor) -> Plan:
    """What merging one organisation into another would move. Raises NotFound, and Invalid for the same or two kinds."""
    gone = organisation_records.find(session, from_id, actor=actor)
    kept = organisation_records.find(session, into_id, actor=actor)
    if gone.id == kept.id:
        raise Invalid([FieldProblem("into", "Choose another organisation.")])
    if gone.kind != kept.kind:
        sentence = f"{gone.name} is a {gone.kind} and {kept.name} a {kept.kind}. Only two of one kind can be merged."
        raise Invalid([FieldProblem("into", sentence.replace("a other", "another body"))])
    moving, there = merging.memberships_in(session, gone.id), merging.memberships_in(session, kept.id)
    running = {row.person_id for row in there if row.ends is None}
    names = people.names(session, {row.person_id for row in moving})
    both = {row.person_id for row in moving if row.ends is None and row.person_id in running}
    values = {p.id: p for p in partnerships.of_organisations(session, [gone.id, kept.id])}
    doubles = _doubles(session, gone, kept)
    sittings = merging.sittings(session, [p.id for double in doubles for p in double])
    obstacles = [o for older, newer in doubles for o in _obstacles(older, newer, values, sittings)]
    return Plan(
        gone=gone,
        kept=kept,
        people=tuple(sorted(set(names.values()))),
        in_both=tuple(sorted(names[person] for person in both)),
        roles=merging.roles_in(session, gone.id),
        partnerships=tuple(values[row.id].name for row in partnerships.rows_of(session, gone.id)),
        doubled=tuple(values[older.id].name for older, _newer in doubles),
        invitations=len(merging.invitations(session, organisation_id=gone.id)),
        obstacles=tuple(obstacles),
    )


def merge_organisations(session: Session, from_id: int, into_id: int, *, actor: Actor, now: datetime) -> Plan:
    """Move everything of one organisation to another and delete the first. Raises Invalid, Closed, NotFound."""
    plan = plan_organisations(session, from_id, into_id, actor=actor)
    if plan.obstacles:
        raise Closed(" ".join(plan.obstacles))
    gone, kept = plan.gone, plan.kept
    _merge_partnerships(session, gone, kept)
    running = {r.person_id: r for r in merging.memberships_in(session, kept.id) if r.ends is None}
    for row in merging.memberships_in(session, gone.id):
        twin = running.get(row.person_id)
        if row.ends is None and twin is not None:
            merging.join_memberships(session, row, twin, now)
        else:
            row.organisation_id = kept.id
    session.flush()
    merging.move_organisation(session, gone.id, kept.id)
    merging.move_invitations(session, "organisation_id", gone.id, kept.id, now)
    merging.delete_organisation(session, gone)
    detail: dict[str, Any] = {
        "organisation_id": kept.id,
        "organisation": kept.name,
        "gone": gone.name,
        "people": len(plan.people),
    }
    audit.note(session, "organisations merged", actor=actor, now=now, **detail)
    return plan


def _merge_partnerships(session: Session, gone: Organisation, kept: Organisation) -> None:
    for older, newer in _doubles(session, gone, kept):
        merging.join_partnerships(session, newer, older)
    column = "authority_id" if gone.kind == OrganisationKind.AUTHORITY else "provider_id"
    for row in partnerships.rows_of(session, gone.id):
        setattr(row, column, kept.id)
    session.flush()


def _doubles(session: Session, gone: Organisation, kept: Organisation) -> list[tuple[PartnershipRow, PartnershipRow]]:
    """Standing partnerships of both with the same partner, each time the older first."""
    own, other = ("authority_id", "provider_id")
    if gone.kind != OrganisationKind.AUTHORITY:
        own, other = other, own
    standing = [row for row in partnerships.rows_of(session, kept.id) if row.ended_at is None]
    held = {getattr(row, other): row for row in standing}
    found = []
    for row in partnerships.rows_of(session, gone.id):
        twin = held.get(getattr(row, other)) if row.ended_at is None else None
        if twin is not None:
            older, newer = sorted((row, twin), key=lambda r: (r.proposed_at, r.id))
            found.append((older, newer))
    return found


def _obstacles(
    older: PartnershipRow, newer: PartnershipRow, values: dict[int, Partnership], sittings: Iterable[Sitting]
) -> list[str]:
    """People who would sit on both sides of the partnership that two become, or twice in one of its pairs."""
    name, by_person = values[older.id].name, dict[int, list[Sitting]]()
    for seat in sittings:
        if seat.partnership_id in (older.id, newer.id):
            by_person.setdefault(seat.person_id, []).append(seat)
    found = []
    for held in by_person.values():
        cohorts = [seat.cohort_id for seat in held]
        if len({Side(seat.side) for seat in held}) > 1:
            found.append(f"{held[0].name} would sit on both sides of {name}. Let one of the two places end first.")
        elif len(cohorts) > len(set(cohorts)):
            found.append(f"{held[0].name} would sit twice in the pair of {name}. Let one of the two places end first.")
    return found
