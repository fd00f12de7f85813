"""One organisation as an admin sees and corrects it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from goodpartners.domain.errors import Closed, FieldProblem, Invalid, NotFound
from goodpartners.domain.partnerships import Partnership
from goodpartners.domain.people import Actor, OrganisationKind, Side
from goodpartners.domain.policy import Permission, require
from goodpartners.services.people import LONGEST_ORGANISATION
from goodpartners.store import audit, memberships, merging, partnerships, people
from goodpartners.store.people import Organisation

MOST_PEOPLE = 200


@dataclass(frozen=True)
class Belonging:
    """Somebody who belongs to an organisation now."""

    person_id: int
    name: str
    side: Side | None
    job_family: str | None
    closed: bool


@dataclass(frozen=True)
class Record:
    """An organisation with its people and partnerships; `in_use` when its kind can no longer change."""

    organisation: Organisation
    people: tuple[Belonging, ...]
    partnerships: tuple[Partnership, ...]
    in_use: bool


def one(session: Session, organisation_id: int, *, actor: Actor) -> Record:
    """An organisation, its first 200 people by name and its partnerships. Raises NotFound."""
    found = find(session, organisation_id, actor=actor)
    rows = memberships.people_of(session, found.id, limit=MOST_PEOPLE)
    belonging = (
        Belonging(p.id, p.name, Side(m.side) if m.side else None, m.job_family, p.closed_at is not None)
        for m, p in rows
    )
    theirs = partnerships.of_organisations(session, [found.id])
    in_use = merging.anything_hangs_on(session, found.id)
    return Record(found, tuple(belonging), tuple(theirs), in_use)


def change(
    session: Session, organisation_id: int, name: str, kind: str, *, actor: Actor, now: datetime
) -> Organisation:
    """Rename an organisation; say anew what it is while nothing hangs on it. Raises Invalid, Closed, NotFound."""
    found = find(session, organisation_id, actor=actor)
    plain, faults = " ".join(name.split()), []
    if not plain:
        faults.append(FieldProblem("name", "Enter the organisation's name."))
    elif len(plain) > LONGEST_ORGANISATION:
        faults.append(FieldProblem("name", f"Use at most {LONGEST_ORGANISATION} characters for the name."))
    if kind not in tuple(OrganisationKind):
        faults.append(FieldProblem("kind", "Choose what the organisation is."))
    if faults:
        raise Invalid(faults)
    if kind != found.kind and merging.anything_hangs_on(session, found.id):
        raise Closed(f"People, roles or partnerships hang on {found.name}, so it stays a {found.kind}.")
    if (plain, kind) == (found.name, found.kind):
        return found
    old = found.name
    try:
        with session.begin_nested():
            found.name, found.kind = plain, kind
            session.flush()
    except IntegrityError as taken:
        session.refresh(found)
        sentence = "There is an organisation of this name already. If both are one, merge them."
        raise Invalid([FieldProblem("name", sentence)]) from taken
    detail: dict[str, Any] = {"organisation_id": found.id, "organisation": plain, "old": old}
    audit.note(session, "organisation changed", actor=actor, now=now, **detail)
    return found


def find(session: Session, organisation_id: int, *, actor: Actor) -> Organisation:
    """An organisation's row, for an admin. Raises NotFound."""
    require(Permission.MANAGE_PEOPLE, actor)
    found = people.organisation(session, organisation_id)
    if found is None:
        raise NotFound("There is no such organisation.")
    return found
