"""People and organisations as an admin sees and changes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from goodpartners.domain.errors import Closed, FieldProblem, Invalid, NotFound
from goodpartners.domain.people import Actor, Grant, Membership, OrganisationKind
from goodpartners.domain.policy import Permission, require
from goodpartners.services import letters, mail, roles, sign_ins, tokens
from goodpartners.services.invitations import is_pending
from goodpartners.store import audit, people
from goodpartners.store.people import Organisation, Person

A_PAGE = 50
LONGEST_ORGANISATION = 200


@dataclass(frozen=True)
class Listed:
    """A person in the list, with where they belong and what they may do."""

    person: Person
    memberships: tuple[Membership, ...]
    grants: frozenset[Grant]

    @property
    def standing(self) -> str:
        """'invited', 'active' or 'closed'."""
        if self.person.closed_at:
            return "closed"
        return "invited" if is_pending(self.person) else "active"


@dataclass(frozen=True)
class Page:
    """One page of a list; `count` is of all pages."""

    people: tuple[Listed, ...]
    count: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.count // A_PAGE))


def page(session: Session, *, search: str = "", number: int = 1, actor: Actor) -> Page:
    """People by name, or those whose name, address or organisation has the words; four statements for any number."""
    require(Permission.MANAGE_PEOPLE, actor)
    words = search.split()[:8]
    count = people.count_matching(session, words)
    number = max(1, min(number, max(1, -(-count // A_PAGE))))
    rows = people.matching(session, words, limit=A_PAGE, offset=(number - 1) * A_PAGE)
    ids = [row.id for row in rows]
    places, grants = people.memberships_of(session, ids), people.grants_of(session, ids)
    listed = tuple(Listed(row, places.get(row.id, ()), grants.get(row.id, frozenset())) for row in rows)
    return Page(listed, count, number)


def one(session: Session, person_id: int, *, actor: Actor) -> Listed:
    """One person. Raises NotFound for nobody and for an erased account."""
    person = find(session, person_id, actor=actor)
    places, grants = people.memberships_of(session, [person.id]), people.grants_of(session, [person.id])
    return Listed(person, places.get(person.id, ()), grants.get(person.id, frozenset()))


def by_email(session: Session, email: str, *, actor: Actor) -> Person:
    """The person with a folded address. Raises NotFound."""
    require(Permission.MANAGE_PEOPLE, actor)
    person = people.by_email(session, email)
    if person is None:
        raise NotFound("There is no account with this address.")
    return person


def close(session: Session, person_id: int, *, base: str, actor: Actor, now: datetime) -> None:
    """Close an account: no more signing in, everything kept. Raises Closed for the last admin and for oneself."""
    person = find(session, person_id, actor=actor)
    if person.closed_at:
        return
    if person.id == actor.person_id:
        raise Closed("You cannot close your own account here. Ask another admin.")
    if is_pending(person):
        raise Closed("This person has not come yet. Withdraw the invitation instead.")
    roles.refuse_last_admin(session, person)
    person.closed_at = now
    tokens.withdraw(session, person.id)
    sign_ins.end_all_of(session, person.id)
    mail.post(session, person.email or "", letters.closed(person.name, base=base), person_id=person.id, now=now)
    _note(session, "account closed", person, actor=actor, now=now)


def reopen(session: Session, person_id: int, *, actor: Actor, now: datetime) -> None:
    """Let somebody sign in again."""
    person = find(session, person_id, actor=actor)
    if person.closed_at:
        person.closed_at = None
        _note(session, "account reopened", person, actor=actor, now=now)


def organisations(session: Session, *, actor: Actor) -> Sequence[Organisation]:
    """All organisations by name."""
    require(Permission.MANAGE_PEOPLE, actor)
    return people.organisations(session)


def people_by_organisation(session: Session, *, actor: Actor) -> dict[int, int]:
    """How many people belong to each organisation."""
    require(Permission.MANAGE_PEOPLE, actor)
    return people.count_by_organisation(session)


def add_organisation(session: Session, name: str, kind: str, *, actor: Actor, now: datetime) -> Organisation:
    """Add an organisation. Raises Invalid."""
    require(Permission.MANAGE_PEOPLE, actor)
    plain, found = " ".join(name.split()), []
    if not plain:
        found.append(FieldProblem("name", "Enter the organisation's name."))
    elif len(plain) > LONGEST_ORGANISATION:
        found.append(FieldProblem("name", f"Use at most {LONGEST_ORGANISATION} characters for the name."))
    elif people.organisation_named(session, plain):
        found.append(FieldProblem("name", "There is an organisation of this name already."))
    if kind not in tuple(OrganisationKind):
        found.append(FieldProblem("kind", "Choose what the organisation is."))
    if found:
        raise Invalid(found)
    made = Organisation(name=plain, kind=kind, created_at=now)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError as taken:
        raise Invalid([FieldProblem("name", "There is an organisation of this name already.")]) from taken
    audit.note(session, "organisation added", actor=actor, now=now, organisation_id=made.id)
    return made


def organisation_of(session: Session, name: str | None, kind: str | None, *, actor: Actor, now: datetime) -> int | None:
    """The number of a named organisation, added if `kind` says what it is; None without a name. Raises NotFound."""
    require(Permission.MANAGE_PEOPLE, actor)
    if not name:
        return None
    found = people.organisation_named(session, name)
    if found is None and kind is None:
        raise NotFound(f"There is no organisation called “{name}”. Add it with --kind.")
    return found.id if found else add_organisation(session, name, kind or "", actor=actor, now=now).id


def find(session: Session, person_id: int, *, actor: Actor) -> Person:
    """A person's row, for an admin. Raises NotFound for nobody and for an erased account."""
    require(Permission.MANAGE_PEOPLE, actor)
    person = people.by_id(session, person_id)
    if person is None or person.erased_at:
        raise NotFound("There is no such person.")
    return person


def _note(session: Session, act: str, person: Person, *, actor: Actor, now: datetime, **detail: int) -> None:
    audit.note(session, act, actor=actor, now=now, person_id=person.id, **detail)
