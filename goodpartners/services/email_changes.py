"""Changing one's address: confirmed by a link to the new one, with a word to the old one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from goodpartners.domain import emails
from goodpartners.domain.errors import FieldProblem, Invalid
from goodpartners.domain.people import Actor
from goodpartners.services import accounts, addresses, letters, mail, tokens
from goodpartners.services.tokens import Found, Purpose
from goodpartners.store import audit


def checked(email: str, *, actor: Actor) -> str:
    """A new address as it is stored. Raises Invalid."""
    if found := emails.faults(email):
        raise Invalid(found)
    if emails.folded(email) == actor.email:
        raise Invalid([FieldProblem("email", "This is your address already.")])
    return emails.folded(email)


def ask(session: Session, email: str, *, base: str, actor: Actor, now: datetime) -> None:
    """Mail a link to a checked new address; if another account has it, say so there and not on the page."""
    person = accounts.own(session, actor=actor)
    tokens.withdraw(session, person.id, Purpose.EMAIL)
    if accounts.taken(session, email, but=person.id):
        mail.post(session, email, letters.email_taken(base=base), person_id=None, now=now)
        return
    issued = tokens.issue(session, person.id, Purpose.EMAIL, email=email, now=now)
    address = addresses.link(base, addresses.CONFIRM_EMAIL, issued.secret)
    mail.post(
        session, email, letters.confirm_email(person.name, address, until=issued.until), person_id=person.id, now=now
    )


def find(session: Session, secret: str, *, now: datetime) -> Found:
    """The change that a link would make. Raises LinkOver."""
    return tokens.find(session, Purpose.EMAIL, secret, now=now)


def confirm(session: Session, secret: str, *, base: str, now: datetime) -> str:
    """Use a link up and give the new address. Raises LinkOver, or Clash when it was taken meanwhile."""
    found = tokens.use(session, Purpose.EMAIL, secret, now=now)
    person, old, new = found.person, found.person.email or "", found.token.email or ""
    if accounts.taken(session, new, but=person.id):
        raise accounts.clash_of_emails()
    person.email = new
    try:
        session.flush()
    except IntegrityError as taken:
        raise accounts.clash_of_emails() from taken
    tokens.withdraw(session, person.id)
    audit.add(session, "email changed", at=now, actor_id=person.id, person_id=person.id, old=old, new=new)
    mail.post(session, old, letters.email_changed(person.name, base=base), person_id=person.id, now=now)
    return new
