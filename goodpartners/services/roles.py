"""Giving and taking roles. There is always one admin left who can do it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from goodpartners.domain.errors import Closed, FieldProblem, Invalid, NotFound
from goodpartners.domain.people import ROLES_WITHIN_AN_ORGANISATION, Actor, Role
from goodpartners.domain.policy import Permission, require
from goodpartners.store import audit, people
from goodpartners.store.people import Person, RoleGrant


def give(
    session: Session, person: Person, role: Role, organisation_id: int | None, *, actor: Actor, now: datetime
) -> None:
    """Give a role, in an organisation if it is one of those; a second time changes nothing. Raises Invalid."""
    require(Permission.MANAGE_PEOPLE, actor)
    within = organisation_id if role in ROLES_WITHIN_AN_ORGANISATION else None
    if role in ROLES_WITHIN_AN_ORGANISATION and (within is None or people.organisation(session, within) is None):
        raise Invalid([FieldProblem("organisation", f"Choose the organisation in which this person is {role}.")])
    if any(row.role == role and row.organisation_id == within for row in people.role_rows(session, person.id)):
        return
    session.add(RoleGrant(person_id=person.id, role=role, organisation_id=within, granted_at=now))
    _note(session, "role given", person, role, within, actor=actor, now=now)


def take(session: Session, person: Person, grant_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a role away. Raises NotFound, or Closed when nobody could manage people any more."""
    require(Permission.MANAGE_PEOPLE, actor)
    row = next((row for row in people.role_rows(session, person.id) if row.id == grant_id), None)
    if row is None:
        raise NotFound("This role was taken away already.")
    if row.role == Role.ADMIN:
        refuse_last_admin(session, person)
    session.delete(row)
    _note(session, "role taken", person, Role(row.role), row.organisation_id, actor=actor, now=now)


def end_within(session: Session, person_id: int, organisation_id: int, *, actor: Actor, now: datetime) -> None:
    """End the roles of somebody in an organisation that they leave. Who may do this the caller has asked."""
    for row in people.role_rows(session, person_id):
        if row.organisation_id == organisation_id:
            session.delete(row)
            person = session.get_one(Person, person_id)
            _note(session, "role taken", person, Role(row.role), organisation_id, actor=actor, now=now)


def held(session: Session, person: Person) -> Sequence[RoleGrant]:
    """The roles of a person, the oldest first."""
    return people.role_rows(session, person.id)


def refuse_last_admin(session: Session, person: Person) -> None:
    """Raise Closed when this person is the only admin who can sign in. Locks the admins until the transaction ends."""
    if people.admins(session, lock=True) == [person.id]:
        raise Closed("This is the only admin. Make somebody else an admin first.")


def _note(
    session: Session, act: str, person: Person, role: Role, within: int | None, *, actor: Actor, now: datetime
) -> None:
    session.flush()
    audit.add(
        session,
        act,
        at=now,
        actor_id=actor.person_id or None,
        person_id=person.id,
        role=str(role),
        **({"organisation_id": within} if within else {}),
    )
    session.flush()
