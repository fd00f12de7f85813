"""Single-use links by mail: an invitation, a sign-in, a reset, a new address.

Only the hash of a secret is stored. Looking at a link changes nothing, since mail scanners open links; `use` is what a
button does.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from goodpartners.domain.errors import Refused
from goodpartners.services.sign_ins import hashed
from goodpartners.store import people, tokens
from goodpartners.store.people import Person
from goodpartners.store.tokens import Token


class Purpose(StrEnum):
    """What a link is for."""

    INVITATION = "invitation"
    SIGN_IN = "sign-in"
    RESET = "reset"
    EMAIL = "email"
    REMINDERS = "reminders"


LIVES = {
    Purpose.INVITATION: timedelta(days=14),
    Purpose.SIGN_IN: timedelta(minutes=30),
    Purpose.RESET: timedelta(hours=1),
    Purpose.EMAIL: timedelta(days=1),
    Purpose.REMINDERS: timedelta(days=365),
}
OPEN_DOORS = frozenset(Purpose) - {Purpose.REMINDERS}
"""Links that let somebody in or change an account; the other only stops reminders, and may be used again."""


class LinkOver(Refused):
    """The link was used, withdrawn, replaced by a newer one, or has run out."""

    def __init__(self, purpose: Purpose) -> None:
        super().__init__("This link has been used already, or its time has run out.")
        self.purpose = purpose


@dataclass(frozen=True)
class Issued:
    """A new link: its secret, which is in the mail and nowhere else, and when it runs out."""

    secret: str
    until: datetime


@dataclass(frozen=True)
class Found:
    """A link that still works and whom it is for."""

    token: Token
    person: Person


def issue(session: Session, person_id: int, purpose: Purpose, *, email: str, now: datetime) -> Issued:
    """Write a new link for a person, to be sent to `email`."""
    return issue_all(session, {person_id: email}, purpose, now=now)[person_id]


def issue_all(session: Session, emails: Mapping[int, str], purpose: Purpose, *, now: datetime) -> dict[int, Issued]:
    """Write a new link for each of several people; `emails` are by person."""
    issued = {person_id: Issued(secrets.token_urlsafe(32), now + LIVES[purpose]) for person_id in emails}
    session.flush()
    session.bulk_save_objects(
        Token(
            purpose=purpose,
            hash=hashed(made.secret),
            person_id=person_id,
            email=emails[person_id],
            created_at=now,
            expires_at=made.until,
        )
        for person_id, made in issued.items()
    )
    return issued


def find(session: Session, purpose: Purpose, secret: str, *, now: datetime) -> Found:
    """What a link is for, using nothing up. Raises LinkOver."""
    token = tokens.live(session, purpose, hashed(secret), now)
    person = people.by_id(session, token.person_id) if token else None
    if token is None or person is None or person.closed_at or person.erased_at:
        raise LinkOver(purpose)
    return Found(token, person)


def use(session: Session, purpose: Purpose, secret: str, *, now: datetime) -> Found:
    """Use a link up; of two at once only one gets it. Raises LinkOver."""
    found = find(session, purpose, secret, now=now)
    if not tokens.consume(session, found.token.id, now):
        raise LinkOver(purpose)
    return found


def withdraw(session: Session, person_id: int, *purposes: Purpose) -> None:
    """Let a person's unused links of these purposes, or all that are open doors, end now."""
    for purpose in purposes or sorted(OPEN_DOORS):
        tokens.withdraw(session, person_id, purpose)
