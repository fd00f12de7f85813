"""Choosing a new password with a link by mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from goodpartners.domain.errors import Closed
from goodpartners.services import accounts, addresses, letters, mail, sign_ins, tokens
from goodpartners.services.accounts import Entered
from goodpartners.services.sign_in_links import holder
from goodpartners.services.tokens import Issued, Purpose
from goodpartners.store import audit
from goodpartners.store.people import Person


def ask(session: Session, email: str, *, base: str, now: datetime) -> None:
    """Mail a link if the address has an account; nobody can tell whether it has."""
    person = holder(session, email, now=now)
    if person is not None:
        offer(session, person, base=base, now=now)


def offer(session: Session, person: Person, *, base: str, now: datetime) -> Issued:
    """Write a link for a person and the mail that carries it. Raises Closed."""
    if person.closed_at:
        raise Closed("This account is closed. Open it again first.")
    issued = tokens.issue(session, person.id, Purpose.RESET, email=person.email or "", now=now)
    letter = letters.reset(person.name, addresses.link(base, addresses.RESET, issued.secret), until=issued.until)
    mail.post(session, person.email or "", letter, person_id=person.id, now=now)
    return issued


def about(session: Session, secret: str, *, now: datetime) -> str:
    """Whose password the link would change: the address. Raises LinkOver."""
    return tokens.find(session, Purpose.RESET, secret, now=now).person.email or ""


def reset(session: Session, secret: str, password_hash: str, *, base: str, device: str, now: datetime) -> Entered:
    """Use a link up, set the password, end every sign-in and link there was, and sign in here. Raises LinkOver."""
    person = tokens.use(session, Purpose.RESET, secret, now=now).person
    person.password_hash = password_hash
    tokens.withdraw(session, person.id)
    entered = accounts.enter(session, person, device=device, now=now)
    sign_ins.end_everywhere(session, actor=entered.actor, but_here=True)
    audit.add(session, "password reset", at=now, actor_id=person.id, person_id=person.id)
    letter = letters.password_changed(person.name, base=base)
    mail.post(session, person.email or "", letter, person_id=person.id, now=now)
    return entered
