"""Who may do what: one table of permissions, each any-of all-of predicates over values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from goodpartners.domain.errors import NotAllowed, NotFound, NotSignedIn
from goodpartners.domain.people import Actor, Role


@dataclass(frozen=True)
class Subject:
    """What is acted on: whose it is, in which organisation, who runs it, who takes part, and whether it is open."""

    person_id: int | None = None
    organisation_id: int | None = None
    open: bool = False
    trainer_ids: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()


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


def runs_it(actor: Actor, subject: Subject) -> bool:
    """One of the trainers who run the cohort."""
    return actor.person_id in subject.trainer_ids


def takes_part(actor: Actor, subject: Subject) -> bool:
    """Somebody whom the thing is about: a person in the pair or the cohort."""
    return actor.person_id in subject.people


def manages_staff(actor: Actor, subject: Subject) -> bool:
    """A manager of the organisation; of any, where none is named."""
    return _within(actor, Role.ORGANISATION_MANAGER, subject)


def leads_side(actor: Actor, subject: Subject) -> bool:
    """A side lead in the organisation; in any, where none is named."""
    return _within(actor, Role.SIDE_LEAD, subject)


def _within(actor: Actor, role: Role, subject: Subject) -> bool:
    if subject.organisation_id is None:
        return actor.holds(role)
    return actor.holds_in(role, subject.organisation_id)


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
    READ_GUIDES = "read facilitators’ guides"
    RUN_COHORTS = "run cohorts"
    RUN_COHORT = "run a cohort"
    IN_COHORT = "see a cohort or a pair that one belongs to"
    MANAGE_STAFF = "see what an organisation’s people have done"
    LEAD_SIDE = "see how far one’s own side has come"
    SPEAK_FOR_ORGANISATION = "decide about an organisation’s partnerships"


PERMISSIONS: dict[Permission, tuple[tuple[Predicate, ...], ...]] = {
    Permission.PUBLIC: ((anybody,),),
    Permission.LEARN: ((anybody,),),
    Permission.TAKE_COURSE: ((open_to_all,), (trainer,), (author,)),
    Permission.OWN_ATTEMPT: ((owner,),),
    Permission.OWN_NOTES: ((owner,),),
    Permission.OWN_CERTIFICATE: ((owner,),),
    Permission.OWN_ACCOUNT: ((owner,),),
    Permission.READ_QUESTION_REPORTS: ((author,), (trainer,), (admin,)),
    Permission.READ_GUIDES: ((trainer,), (author,)),
    Permission.MANAGE_PEOPLE: ((admin,),),
    Permission.REVOKE_CERTIFICATE: ((admin,),),
    Permission.RUN_COHORTS: ((trainer,),),
    Permission.RUN_COHORT: ((trainer, runs_it),),
    Permission.IN_COHORT: ((takes_part,),),
    Permission.MANAGE_STAFF: ((manages_staff,),),
    Permission.LEAD_SIDE: ((leads_side,),),
    Permission.SPEAK_FOR_ORGANISATION: ((manages_staff,), (leads_side,)),
}

BY_ROUTE: dict[Permission, Permission] = {
    Permission.OWN_ATTEMPT: Permission.LEARN,
    Permission.OWN_NOTES: Permission.LEARN,
    Permission.OWN_CERTIFICATE: Permission.LEARN,
    Permission.OWN_ACCOUNT: Permission.LEARN,
    Permission.TAKE_COURSE: Permission.LEARN,
    Permission.IN_COHORT: Permission.LEARN,
    Permission.RUN_COHORT: Permission.RUN_COHORTS,
}
"""The part of a permission that a route alone can ask for; the rest a service asks once it has found the thing.

Those that are not named are asked whole, of the role alone.
"""
ABOUT_A_THING = frozenset(
    {*BY_ROUTE, Permission.MANAGE_STAFF, Permission.LEAD_SIDE, Permission.SPEAK_FOR_ORGANISATION}
) - {Permission.TAKE_COURSE}
"""What somebody else's thing does not exist for: not found, rather than forbidden."""
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
        raise NotFound if permission in ABOUT_A_THING and subject else NotAllowed
