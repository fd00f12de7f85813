"""A person's own account: signing in with a password, and changing name, password and appearance.

Passwords are checked and hashed before the transaction that writes begins, because each takes a tenth of a second. So
what does that takes the database, or no session at all, and gives a value for the act that follows to use.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from goodpartners.domain import emails
from goodpartners.domain.errors import Clash, FieldProblem, Invalid, NotFound
from goodpartners.domain.people import Actor
from goodpartners.domain.policy import Permission, Subject, require
from goodpartners.services import allowances, letters, mail, passwords, rate_limits, sign_ins, tokens
from goodpartners.services.passwords import Passwords
from goodpartners.services.tokens import Purpose
from goodpartners.store import audit, people
from goodpartners.store.database import Database
from goodpartners.store.people import Person
from goodpartners.store.sessions import SignIn

LONGEST_NAME = 200
FRESH = timedelta(minutes=15)
THEMES = ("system", "light", "dark")
WRONG = "The email address or the password is not right."


@dataclass(frozen=True)
class Entered:
    """A new sign-in: the random name that only the cookie will know, and who it is."""

    name: str
    actor: Actor


@dataclass(frozen=True)
class Proven:
    """Somebody who gave the right password; `renewed` is a hash with the present parameters, if the old one ages."""

    person_id: int
    stored: str
    renewed: str | None


def prove(database: Database, hasher: Passwords, *, email: str, password: str) -> Proven:
    """Check an address and a password; the answer and the time are the same for an account that does not exist."""
    with database.reading() as session:
        person = people.by_email(session, emails.folded(email))
        stored = person.password_hash if person and not person.closed_at else None
        person_id = person.id if person else 0
    if not hasher.verify(stored, password[: passwords.LONGEST]) or stored is None:
        raise Invalid([FieldProblem("email", WRONG)])
    return Proven(person_id, stored, hasher.hash(password) if hasher.ages(stored) else None)


def sign_in(session: Session, proven: Proven, *, device: str, now: datetime) -> Entered:
    """Begin a sign-in for somebody who was proven a moment ago."""
    person = people.by_id(session, proven.person_id)
    if person is None or person.password_hash != proven.stored:
        raise Invalid([FieldProblem("email", WRONG)])
    if proven.renewed:
        person.password_hash = proven.renewed
    rate_limits.forgive(session, rate_limits.PASSWORD_FOR_ACCOUNT, person.email or "")
    return enter(session, person, device=device, now=now)


def enter(session: Session, person: Person, *, device: str, now: datetime) -> Entered:
    """Begin a sign-in for somebody whose proof has been checked."""
    name = sign_ins.begin(session, person, device=device, now=now)
    present = sign_ins.find(session, name, idle_minutes=1, days=1, now=now)
    if present is None:
        raise NotFound("This account is closed.")
    return Entered(name, present.actor)


def own(session: Session, *, actor: Actor) -> Person:
    """The actor's row."""
    require(Permission.OWN_ACCOUNT, actor, Subject(person_id=actor.person_id))
    person = people.by_id(session, actor.person_id)
    if person is None or person.erased_at:
        raise NotFound
    return person


@dataclass(frozen=True)
class Standing:
    """What the account's own pages need to know; `fresh` is a sign-in that was begun just now."""

    has_password: bool
    fresh: bool
    extra_time_percent: int


def standing(session: Session, *, actor: Actor, now: datetime) -> Standing:
    """How the person can prove that it is they who sit at the keyboard."""
    person = own(session, actor=actor)
    here = session.get(SignIn, actor.session_id)
    fresh = here is not None and here.created_at > now - FRESH
    return Standing(person.password_hash is not None, fresh, allowances.time_percent(session, person.id))


def confirm(database: Database, hasher: Passwords, password: str, *, actor: Actor, now: datetime) -> None:
    """Ask for the password, or for those without one for a fresh sign-in. Raises Invalid."""
    rate_limits.count(database, (rate_limits.PASSWORD_FOR_ACCOUNT, actor.email), now=now)
    with database.reading() as session:
        stored = own(session, actor=actor).password_hash
        known = standing(session, actor=actor, now=now)
    if stored is None and not known.fresh:
        sentence = "You signed in some time ago. Sign out, sign in again with a link, and come back within 15 minutes."
        raise Invalid([FieldProblem("password", sentence)])
    if stored is not None and not hasher.verify(stored, password[: passwords.LONGEST]):
        sentence = "This is not your present password." if password else "Enter your present password."
        raise Invalid([FieldProblem("password", sentence)])
    with database.writing() as session:
        rate_limits.forgive(session, rate_limits.PASSWORD_FOR_ACCOUNT, actor.email)


def new_hash(hasher: Passwords, password: str, *, about: str, field: str = "password") -> str:
    """The hash of a password somebody chose. Raises Invalid."""
    if found := passwords.faults(password, about=about):
        raise Invalid([FieldProblem(field, problem.sentence) for problem in found])
    return hasher.hash(password)


def change_password(session: Session, password_hash: str, *, base: str, actor: Actor, now: datetime) -> int:
    """Set a password, end all other sign-ins and links, tell the person by mail; how many sign-ins ended."""
    person = own(session, actor=actor)
    person.password_hash = password_hash
    tokens.withdraw(session, person.id, Purpose.RESET, Purpose.SIGN_IN)
    ended = sign_ins.end_everywhere(session, actor=actor, but_here=True)
    audit.add(session, "password changed", at=now, actor_id=actor.person_id, person_id=person.id)
    mail.post(session, actor.email, letters.password_changed(person.name, base=base), person_id=person.id, now=now)
    return ended


def change_name(session: Session, name: str, *, actor: Actor, now: datetime) -> None:
    """Change what the person is called; certificates keep the old name until they are written anew."""
    person = own(session, actor=actor)
    wanted = checked_name(name)
    if wanted != person.name:
        person.name = wanted
        audit.add(session, "name changed", at=now, actor_id=actor.person_id, person_id=person.id)
        session.flush()


def checked_name(name: str, field: str = "name") -> str:
    """A name as it is stored. Raises Invalid."""
    plain = " ".join("".join(c for c in name if c.isprintable() or c.isspace()).split())
    if not plain:
        raise Invalid([FieldProblem(field, "Enter a name.")])
    if len(plain) > LONGEST_NAME:
        raise Invalid([FieldProblem(field, f"Use at most {LONGEST_NAME} characters for the name.")])
    return plain


def choose_theme(session: Session, theme: str, *, actor: Actor) -> None:
    """Remember light, dark or the system's choice. Raises Invalid."""
    if theme not in THEMES:
        raise Invalid([FieldProblem("theme", "Choose light, dark, or the same as your device.")])
    own(session, actor=actor).theme = theme
    session.flush()


def taken(session: Session, email: str, *, but: int | None = None) -> bool:
    """Whether an address belongs to somebody else."""
    holder = people.by_email(session, email)
    return holder is not None and holder.id != but


def clash_of_emails() -> Clash:
    """What to say when two acts wanted the same address at once."""
    return Clash("This email address was taken by another account a moment ago.")
