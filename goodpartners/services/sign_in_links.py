"""Signing in with a link by mail, for those who want no password."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from goodpartners.domain import emails
from goodpartners.services import accounts, addresses, letters, mail, tokens
from goodpartners.services.accounts import Entered
from goodpartners.services.tokens import Purpose
from goodpartners.store import limits, people
from goodpartners.store.people import Person

NOBODY = "asked-for-nobody"


def ask(session: Session, email: str, *, base: str, onward: str = "", now: datetime) -> None:
    """Mail a link if the address has an account. Nobody can tell whether it has: something is written either way."""
    person = holder(session, email, now=now)
    if person is None or person.email is None:
        return
    issued = tokens.issue(session, person.id, Purpose.SIGN_IN, email=person.email, now=now)
    address = addresses.link(base, addresses.SIGN_IN_LINK, issued.secret, onward=onward)
    letter = letters.sign_in(person.name, address, until=issued.until)
    mail.post(session, person.email, letter, person_id=person.id, now=now)


def use(session: Session, secret: str, *, device: str, now: datetime) -> Entered:
    """Use a link up and sign in. Raises LinkOver."""
    person = tokens.use(session, Purpose.SIGN_IN, secret, now=now).person
    tokens.withdraw(session, person.id, Purpose.SIGN_IN, Purpose.INVITATION)
    return accounts.enter(session, person, device=device, now=now)


def holder(session: Session, email: str, *, now: datetime) -> Person | None:
    """Who may be sent a link; for nobody a counter is written, so that both answers take a write."""
    person = people.by_email(session, emails.folded(email))
    if person is None or person.closed_at or person.erased_at:
        limits.count_up(session, NOBODY, now.replace(minute=0, second=0, microsecond=0))
        return None
    return person
