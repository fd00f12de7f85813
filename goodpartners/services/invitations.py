"""Inviting people, and accepting an invitation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from goodpartners.domain import emails
from goodpartners.domain.errors import Closed, FieldProblem, Invalid, NotFound
from goodpartners.domain.people import ROLES_WITHIN_AN_ORGANISATION, Actor, OrganisationKind, Role, Side
from goodpartners.domain.policy import Permission, require
from goodpartners.services import accounts, addresses, joining, letters, mail, roles, tokens
from goodpartners.services.accounts import Entered
from goodpartners.services.joining import Offer
from goodpartners.services.tokens import Issued, Purpose
from goodpartners.store import audit, people
from goodpartners.store.people import MembershipRow, Organisation, Person

USUAL_SIDE = {OrganisationKind.AUTHORITY: Side.COMMISSIONER, OrganisationKind.PROVIDER: Side.PROVIDER}
LONGEST_JOB = 80


@dataclass(frozen=True)
class Wanted:
    """Who is to be invited, as what and where; without `side` it is the organisation's usual one."""

    email: str
    name: str
    organisation_id: int | None = None
    side: Side | None = None
    job_family: str = ""
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True)
class Invited:
    """An invitation that went out."""

    person_id: int
    issued: Issued


@dataclass(frozen=True)
class Invitation:
    """What the page behind the link shows."""

    name: str
    email: str
    organisation: str | None
    side: Side | None
    until: datetime
    offers: tuple[Offer, ...] = ()
    """Places in cohorts that accepting takes and declining leaves."""


def invite(session: Session, wanted: Wanted, *, base: str, support: str, actor: Actor, now: datetime) -> Invited:
    """Invite somebody new, or somebody who has not come yet once more. Raises Invalid."""
    require(Permission.MANAGE_PEOPLE, actor)
    organisation = _checked(session, wanted)
    email = emails.folded(wanted.email)
    person = people.by_email(session, email)
    if person is None:
        person = Person(name=accounts.checked_name(wanted.name), email=email, created_at=now)
        session.add(person)
        try:
            session.flush()
        except IntegrityError as taken:
            raise accounts.clash_of_emails() from taken
    elif not is_pending(person):
        raise Invalid([FieldProblem("email", "There is an account with this address already.")])
    else:
        person.name = accounts.checked_name(wanted.name)
    if organisation:
        _join(session, person, organisation, wanted, now=now)
    for role in sorted(wanted.roles):
        roles.give(session, person, role, wanted.organisation_id, actor=actor, now=now)
    return _send(session, person, organisation, base=base, support=support, actor=actor, now=now)


def resend(session: Session, person_id: int, *, base: str, support: str, actor: Actor, now: datetime) -> Invited:
    """Send a new link to somebody who has not come yet; the old one ends. Raises Closed."""
    person = _pending(session, person_id, actor=actor)
    places = people.memberships_of(session, [person.id]).get(person.id, ())
    organisation = people.organisation(session, places[0].organisation_id) if places else None
    return _send(session, person, organisation, base=base, support=support, actor=actor, now=now)


def withdraw(session: Session, person_id: int, *, actor: Actor, now: datetime) -> None:
    """Take an invitation back: nothing is kept about somebody who never came. Raises Closed."""
    person = _pending(session, person_id, actor=actor)
    session.delete(person)
    audit.note(session, "invitation withdrawn", actor=actor, now=now)


def look(session: Session, secret: str, *, now: datetime) -> Invitation:
    """What an invitation says, using nothing up. Raises LinkOver."""
    found = tokens.find(session, Purpose.INVITATION, secret, now=now)
    places = people.memberships_of(session, [found.person.id]).get(found.person.id, ())
    return Invitation(
        name=found.person.name,
        email=found.person.email or "",
        organisation=places[0].organisation if places else None,
        side=places[0].side if places else None,
        until=found.token.expires_at,
        offers=joining.offers_to(session, found.person.id),
    )


def accept(
    session: Session, secret: str, *, name: str, password_hash: str | None, device: str, now: datetime
) -> Entered:
    """Use an invitation up, keep the name and the password if one was chosen, take the places in cohorts, and sign in.

    Raises Invalid, LinkOver.
    """
    wanted = accounts.checked_name(name)
    person = tokens.use(session, Purpose.INVITATION, secret, now=now).person
    person.name, person.password_hash = wanted, password_hash or person.password_hash
    tokens.withdraw(session, person.id)
    audit.add(session, "invitation accepted", at=now, actor_id=person.id, person_id=person.id)
    entered = accounts.enter(session, person, device=device, now=now)
    joining.accept_all(session, actor=entered.actor, now=now)
    return entered


def decline(session: Session, secret: str, *, now: datetime) -> None:
    """Use an invitation up and say no to every cohort in it; no account is opened. Raises LinkOver."""
    person = tokens.use(session, Purpose.INVITATION, secret, now=now).person
    tokens.withdraw(session, person.id, Purpose.INVITATION)
    actor = Actor(person_id=person.id, name=person.name, email=person.email or "")
    for offer in joining.offers_to(session, person.id):
        joining.decline(session, offer.invitation_id, actor=actor, now=now)


def is_pending(person: Person) -> bool:
    """Whether somebody was invited and has not come yet."""
    return (
        person.signed_in_at is None
        and person.password_hash is None
        and person.closed_at is None
        and person.erased_at is None
    )


def _pending(session: Session, person_id: int, *, actor: Actor) -> Person:
    require(Permission.MANAGE_PEOPLE, actor)
    person = people.by_id(session, person_id)
    if person is None or person.erased_at:
        raise NotFound("There is no such person.")
    if not is_pending(person):
        raise Closed(f"{person.name} is here already and needs no invitation.")
    return person


def _checked(session: Session, wanted: Wanted) -> Organisation | None:
    found = emails.faults(wanted.email)
    try:
        accounts.checked_name(wanted.name)
    except Invalid as refusal:
        found += refusal.problems
    organisation = people.organisation(session, wanted.organisation_id) if wanted.organisation_id else None
    if wanted.organisation_id and organisation is None:
        found.append(FieldProblem("organisation", "Choose an organisation from the list."))
    if organisation is None and (bound := wanted.roles & ROLES_WITHIN_AN_ORGANISATION):
        names = " and ".join(sorted(bound))
        found.append(FieldProblem("organisation", f"Choose the organisation in which this person is {names}."))
    if len(wanted.job_family.strip()) > LONGEST_JOB:
        found.append(FieldProblem("job_family", f"Use at most {LONGEST_JOB} characters for the kind of work."))
    if found:
        raise Invalid(found)
    return organisation


def _join(session: Session, person: Person, organisation: Organisation, wanted: Wanted, *, now: datetime) -> None:
    side = wanted.side or USUAL_SIDE.get(OrganisationKind(organisation.kind))
    row = people.membership_in(session, person.id, organisation.id)
    if row is None:
        row = MembershipRow(person_id=person.id, organisation_id=organisation.id, begins=now.date())
        session.add(row)
    row.side, row.job_family = side, wanted.job_family.strip() or None
    session.flush()


def _send(
    session: Session,
    person: Person,
    organisation: Organisation | None,
    *,
    base: str,
    support: str,
    actor: Actor,
    now: datetime,
) -> Invited:
    tokens.withdraw(session, person.id, Purpose.INVITATION)
    email = person.email or ""
    issued = tokens.issue(session, person.id, Purpose.INVITATION, email=email, now=now)
    letter = letters.invitation(
        person.name,
        addresses.link(base, addresses.INVITATION, issued.secret),
        by=actor.name if actor.person_id else None,
        organisation=organisation.name if organisation else None,
        support=support,
        until=issued.until,
    )
    mail.post(session, email, letter, person_id=person.id, now=now)
    audit.note(session, "invited", actor=actor, now=now, person_id=person.id)
    return Invited(person.id, issued)
