"""Signing in, staying signed in and signing out."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from goodpartners.domain.people import Actor, Grant, Membership, OrganisationKind, Role, Side
from goodpartners.store import people, sessions
from goodpartners.store.sessions import Found, SignIn

SEEN_EVERY = timedelta(minutes=10)


@dataclass(frozen=True)
class Present:
    """Who is there; `stale` when the visit should be noted."""

    actor: Actor
    stale: bool


def hashed(secret: str) -> str:
    """What is stored of a random secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def begin(session: Session, person: people.Person, *, device: str, now: datetime) -> str:
    """Write a new sign-in and give its random name, which only the cookie will know."""
    name = secrets.token_urlsafe(32)
    session.add(SignIn(person_id=person.id, name_hash=hashed(name), device=device[:120], created_at=now, seen_at=now))
    person.signed_in_at = now
    session.flush()
    return name


def find(session: Session, name: str, *, idle_minutes: int, days: int, now: datetime) -> Present | None:
    """Who holds this sign-in: one statement, whatever the number of roles and memberships."""
    rows = sessions.find(session, hashed(name))
    if not rows:
        return None
    found = rows[0]
    if _over(found, idle_minutes=idle_minutes, days=days, now=now):
        return None
    if found.closed_at or found.erased_at:
        return None
    return Present(_actor(rows, now.date()), stale=found.seen_at < now - SEEN_EVERY)


def touch(session: Session, sign_in_id: int, *, now: datetime) -> None:
    """Note a visit."""
    sessions.touch(session, sign_in_id, now)


def end(session: Session, *, actor: Actor, sign_in_id: int | None = None) -> bool:
    """End one sign-in of the person, this one unless told; False when there is none."""
    return sessions.end(session, sign_in_id or actor.session_id, actor.person_id)


def end_everywhere(session: Session, *, actor: Actor, but_here: bool) -> int:
    """End all sign-ins of the person; how many."""
    return sessions.end_all(session, actor.person_id, but=actor.session_id if but_here else None)


def end_all_of(session: Session, person_id: int) -> int:
    """End all sign-ins of a person whose account is closed or erased; how many."""
    return sessions.end_all(session, person_id)


def everywhere(session: Session, *, actor: Actor, idle_minutes: int, days: int, now: datetime) -> Sequence[SignIn]:
    """Where the person is signed in, the latest first; a sign-in past its limits is not shown, deleted or not."""
    return [
        row
        for row in sessions.of_person(session, actor.person_id)
        if not _over(row, idle_minutes=idle_minutes, days=days, now=now)
    ]


def _over(row: SignIn | Found, *, idle_minutes: int, days: int, now: datetime) -> bool:
    return row.seen_at < now - timedelta(minutes=idle_minutes) or row.created_at < now - timedelta(days=days)


def _actor(rows: Sequence[Found], today: date) -> Actor:
    first = rows[0]
    grants = {Grant(Role(row.role), row.role_within) for row in rows if row.role}
    places = {row.membership_id: _membership(row) for row in rows if row.membership_id}
    return Actor(
        person_id=first.person_id,
        name=first.name,
        email=first.email or "",
        grants=frozenset(grants),
        memberships=tuple(m for m in places.values() if m.runs(today)),
        theme=first.theme,
        session_id=first.id,
        demo=first.demo,
    )


def _membership(row: Found) -> Membership:
    return Membership(
        organisation_id=row.organisation_id,
        organisation=row.organisation,
        kind=OrganisationKind(row.kind),
        side=Side(row.side) if row.side else None,
        job_family=row.job_family,
        begins=row.begins,
        ends=row.ends,
    )
