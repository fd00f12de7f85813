"""Who may do what: one table of permissions, each any-of all-of predicates over values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from goodpartners.domain.errors import NotAllowed, NotFound, NotSignedIn
from goodpartners.domain.people import Actor, Role


@dataclass(frozen=True)
class Subject:
    """What is acted on: whose it is, in which organisation, and whether a course is open to everybody."""

    person_id: int | None = None
    organisation_id: int | None = None
    open: bool = False


Predicate = Callable[[Actor, Subject], bool]


def anybody(actor: Actor, subject: Subject) -> bool:
    """Every signed-in person."""
    return True


def owner(actor: Actor, subject: Subject) -> bool:
    """The person whose thing it is."""
    return subject.person_id == actor.person_id


def open_to_all(actor: Actor, subject: Subject) -> bool:
    """The thing is open to people without a cohort."""
    return subject.open


def trainer(actor: Actor, subject: Subject) -> bool:
    """A trainer."""
    return actor.holds(Role.TRAINER)


def author(actor: Actor, subject: Subject) -> bool:
    """An author."""
    return actor.holds(Role.AUTHOR)


def admin(actor: Actor, subject: Subject) -> bool:
    """An admin."""
    return actor.holds(Role.ADMIN)


class Permission(StrEnum):
    """Everything a route or a service may ask for."""

    PUBLIC = "look at a public page"
    LEARN = "use the learner's pages"
    TAKE_COURSE = "take a course"
    OWN_ATTEMPT = "work on or read an attempt"
    OWN_NOTES = "read and write notes"
    OWN_CERTIFICATE = "read a certificate"
    OWN_ACCOUNT = "change an account"
    READ_QUESTION_REPORTS = "read reports about questions"
    MANAGE_PEOPLE = "invite people and change what they may do"
    REVOKE_CERTIFICATE = "revoke a certificate"


PERMISSIONS: dict[Permission, tuple[tuple[Predicate, ...], ...]] = {
    Permission.PUBLIC: ((anybody,),),
    Permission.LEARN: ((anybody,),),
    Permission.TAKE_COURSE: ((open_to_all,), (trainer,), (author,)),
    Permission.OWN_ATTEMPT: ((owner,),),
    Permission.OWN_NOTES: ((owner,),),
    Permission.OWN_CERTIFICATE: ((owner,),),
    Permission.OWN_ACCOUNT: ((owner,),),
    Permission.READ_QUESTION_REPORTS: ((author,), (trainer,), (admin,)),
    Permission.MANAGE_PEOPLE: ((admin,),),
    Permission.REVOKE_CERTIFICATE: ((admin,),),
}

ABOUT_ONES_OWN = frozenset(
    {Permission.OWN_ATTEMPT, Permission.OWN_NOTES, Permission.OWN_CERTIFICATE, Permission.OWN_ACCOUNT}
)
WITHOUT_SIGNING_IN = frozenset({Permission.PUBLIC})


def allows(permission: Permission, actor: Actor, subject: Subject | None = None) -> bool:
    """Whether the table lets this person do that."""
    about = subject or Subject()
    return any(all(holds(actor, about) for holds in every) for every in PERMISSIONS[permission])


def require(permission: Permission, actor: Actor | None, subject: Subject | None = None) -> None:
    """Raise NotSignedIn, NotFound for somebody else's thing, or NotAllowed for a role one does not hold."""
    if actor is None:
        if permission not in WITHOUT_SIGNING_IN:
            raise NotSignedIn
        return
    if not allows(permission, actor, subject):
        raise NotFound if permission in ABOUT_ONES_OWN else NotAllowed
