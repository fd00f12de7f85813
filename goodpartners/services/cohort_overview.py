"""All cohorts as an admin sees them: names, dates and trainers, nobody's progress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from goodpartners.domain.people import Actor, Role
from goodpartners.domain.policy import Permission, require
from goodpartners.store import cohorts, people
from goodpartners.store.cohorts import CohortRow
from goodpartners.store.people import Person


@dataclass(frozen=True)
class Listed:
    """A cohort with the names of those who run it; `lost` when none of them can sign in and is a trainer still."""

    cohort: CohortRow
    trainers: tuple[str, ...]
    lost: bool


def every(session: Session, *, actor: Actor) -> list[Listed]:
    """All cohorts, the latest first; three statements for any number."""
    require(Permission.MANAGE_PEOPLE, actor)
    running, able = cohorts.trainers(session), {person.id for person in people.with_role(session, Role.TRAINER)}
    found = []
    for row in cohorts.every(session):
        held = running.get(row.id, [])
        lost = row.closed_at is None and not any(person.id in able for person in held)
        found.append(Listed(row, tuple(person.name for person in held), lost))
    return found


def trainers(session: Session, *, actor: Actor) -> Sequence[Person]:
    """Everybody who is a trainer and can sign in, by name."""
    require(Permission.MANAGE_PEOPLE, actor)
    return people.with_role(session, Role.TRAINER)
