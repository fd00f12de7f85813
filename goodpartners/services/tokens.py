"""Single-use links by mail: an invitation, a sign-in, a reset, a new address.

Only the hash of a secret is stored. Looking at a link changes nothing, since mail scanners open links; `use` is what a
button does.
"""

from __future__ import annotations

import secrets
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


LIVES = {
    Purpose.INVITATION: timedelta(days=14),
    Purpose.SIGN_IN: timedelta(minutes=30),
    Purpose.RESET: timedelta(hours=1),
    Purpose.EMAIL: timedelta(days=1),
}


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
    issued = Issued(secrets.token_urlsafe(32), now + LIVES[purpose])
    session.add(
        Token(
            purpose=purpose,
            hash=hashed(issued.secret),
            person_id=person_id,
            email=email,
            created_at=now,
            expires_at=issued.until,
        )
    )
    session.flush()
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
    """Let a person's unused links of these purposes, or all of them, end now."""
    for purpose in purposes or tuple(Purpose):
        tokens.withdraw(session, person_id, purpose)
