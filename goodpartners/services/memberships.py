"""Where people belong, as an admin adds, corrects and ends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from goodpartners.domain.errors import Closed, FieldProblem, Invalid, NotFound
from goodpartners.domain.people import Actor, OrganisationKind, Side
from goodpartners.domain.policy import Permission, require
from goodpartners.domain.times import local_time
from goodpartners.services import seats
from goodpartners.services.invitations import LONGEST_JOB, USUAL_SIDE
from goodpartners.store import audit, joining, memberships, people
from goodpartners.store.people import MembershipRow, Organisation


@dataclass(frozen=True)
class Wanted:
    """A place in an organisation as it is typed; `side` counts only where the organisation has none of its own."""

    organisation_id: int | None
    side: Side | None = None
    job_family: str = ""
    agency: bool = False


@dataclass(frozen=True)
class Held:
    """A place that somebody has or had; that they came through an agency, only admins and the person see."""

    id: int
    organisation_id: int
    organisation: str
    side: Side | None
    job_family: str | None
    agency: bool
    begins: date
    ends: date | None


def of_person(session: Session, person_id: int, *, actor: Actor) -> Sequence[Held]:
    """A person's places, those that run first."""
    require(Permission.MANAGE_PEOPLE, actor)
    return [_held(row, organisation) for row, organisation in memberships.of_person(session, person_id)]


def add(session: Session, person_id: int, wanted: Wanted, *, actor: Actor, now: datetime) -> None:
    """Add a place that begins today. Raises Invalid."""
    require(Permission.MANAGE_PEOPLE, actor)
    if people.by_id(session, person_id) is None:
        raise NotFound("There is no such person.")
    organisation = people.organisation(session, wanted.organisation_id) if wanted.organisation_id else None
    found = _job_faults(wanted.job_family)
    if organisation is None:
        raise Invalid([FieldProblem("membership_organisation", "Choose an organisation from the list."), *found])
    if people.membership_in(session, person_id, organisation.id):
        sentence = f"This person belongs to {organisation.name} already."
        found.append(FieldProblem("membership_organisation", sentence))
    if found:
        raise Invalid(found)
    row = MembershipRow(
        person_id=person_id,
        organisation_id=organisation.id,
        side=USUAL_SIDE.get(OrganisationKind(organisation.kind), wanted.side),
        job_family=" ".join(wanted.job_family.split()) or None,
        agency=wanted.agency,
        begins=local_time(now).date(),
    )
    session.add(row)
    _note(session, "membership added", row, actor=actor, now=now)


def correct(
    session: Session, person_id: int, membership_id: int, job_family: str, agency: bool, *, actor: Actor, now: datetime
) -> None:
    """Correct the kind of work, and whether somebody comes through an agency. Raises Invalid, Closed, NotFound."""
    row = _running(session, person_id, membership_id, actor=actor)
    if found := _job_faults(job_family, f"job_family-{membership_id}"):
        raise Invalid(found)
    wanted = " ".join(job_family.split()) or None
    if (row.job_family, row.agency) != (wanted, agency):
        row.job_family, row.agency = wanted, agency
        _note(session, "membership changed", row, actor=actor, now=now)


def end(session: Session, person_id: int, membership_id: int, *, actor: Actor, now: datetime) -> None:
    """End a place today, with its places in cohorts and pairs, open invitations and roles within the organisation."""
    row = _running(session, person_id, membership_id, actor=actor)
    seats.end_membership(session, row, actor=actor, now=now)
    for invitation in joining.open_for(session, person_id):
        if invitation.organisation_id == row.organisation_id:
            invitation.withdrawn_at = now
    _note(session, "membership ended", row, actor=actor, now=now)


def _running(session: Session, person_id: int, membership_id: int, *, actor: Actor) -> MembershipRow:
    require(Permission.MANAGE_PEOPLE, actor)
    row = memberships.find(session, membership_id)
    if row is None or row.person_id != person_id:
        raise NotFound("There is no such place.")
    if row.ends is not None:
        raise Closed("This place has ended already.")
    return row


def _held(row: MembershipRow, organisation: Organisation) -> Held:
    side = Side(row.side) if row.side else None
    place = row.id, organisation.id, organisation.name, side, row.job_family, row.agency, row.begins, row.ends
    return Held(*place)


def _job_faults(job_family: str, field: str = "job_family") -> list[FieldProblem]:
    if len(job_family.strip()) <= LONGEST_JOB:
        return []
    return [FieldProblem(field, f"Use at most {LONGEST_JOB} characters for the kind of work.")]


def _note(session: Session, act: str, row: MembershipRow, *, actor: Actor, now: datetime) -> None:
    session.flush()
    detail: dict[str, Any] = {"organisation_id": row.organisation_id}
    audit.note(session, act, actor=actor, now=now, person_id=row.person_id, **detail)
