"""Who runs a cohort."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from goodpartners.domain import emails
from goodpartners.domain.cohorts import Cohort
from goodpartners.domain.errors import FieldProblem, Invalid
from goodpartners.domain.people import Actor, Role
from goodpartners.domain.policy import Permission, Subject, require
from goodpartners.services import cohorts
from goodpartners.store import people


def names(session: Session, cohort: Cohort, *, actor: Actor) -> list[str]:
    """The trainers of a cohort by name."""
    require(Permission.RUN_COHORT, actor, Subject(trainer_ids=cohort.trainer_ids))
    return sorted(people.names(session, cohort.trainer_ids).values())


def add(session: Session, cohort_id: int, email: str, *, actor: Actor, now: datetime) -> str:
    """Let the trainer with an address run a cohort too; their name. Raises Invalid."""
    cohorts.find_row(session, cohort_id, actor=actor)
    person = people.by_email(session, emails.folded(email)) if email.strip() else None
    grants = people.grants_of(session, [person.id]).get(person.id, frozenset()) if person else frozenset()
    if person is None or person.closed_at or Role.TRAINER not in {grant.role for grant in grants}:
        sentence = "Enter the address of somebody who is a trainer here. An admin can make somebody a trainer."
        raise Invalid([FieldProblem("trainer", sentence)])
    cohorts.add_trainer(session, cohort_id, person.id, actor=actor, now=now)
    return person.name
