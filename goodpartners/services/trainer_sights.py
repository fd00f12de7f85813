"""What a cohort's trainer sees about one person, for that person: the very value that the trainer's page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.board import FlagKind, Learner
from goodpartners.domain.cohorts import Cohort
from goodpartners.domain.errors import NotFound
from goodpartners.domain.people import Actor
from goodpartners.domain.policy import Permission, Subject, require
from goodpartners.domain.times import local_time
from goodpartners.services import boards, participants
from goodpartners.services.participants import Participant
from goodpartners.store import cohorts, people


@dataclass(frozen=True)
class Sight:
    """One person as their trainers see them; `flags` are (kind, reason) of those that are about this person alone."""

    trainers: tuple[str, ...]
    found: Participant
    flags: tuple[tuple[FlagKind, str], ...]


def sight(session: Session, catalogue: Catalogue, cohort_id: int, *, actor: Actor, now: datetime) -> Sight:
    """What the trainers see about the actor; NotFound for whoever is not in the cohort."""
    cohort = cohorts.find_value(session, cohort_id)
    if cohort is None:
        raise NotFound("There is no such cohort.")
    board = boards.read(session, catalogue, cohort, now=now)
    learner = board.learner(actor.person_id)
    require(Permission.IN_COHORT, actor, Subject(people=frozenset({learner.person_id} if learner else ())))
    if learner is None:
        raise NotFound("There is no such cohort.")
    names = people.names(session, cohort.trainer_ids)
    found = participants.about(session, catalogue, board, learner)
    return Sight(tuple(sorted(names.values())), found, _flags(learner, cohort, now))


def _flags(learner: Learner, cohort: Cohort, now: datetime) -> tuple[tuple[FlagKind, str], ...]:
    """The reasons on the board are about a side and count others; here stands only what comes from this person."""
    found = []
    if learner.stuck(cohort.begins, now, local_time(now).date()):
        found.append((FlagKind.STUCK, f"No step from you for {learner.idle_days(now)} days, with a step due."))
    found += [
        (FlagKind.HELP, f"You have tried a question {s.failed} times without getting it right.")
        for s in learner.struggles
    ]
    return tuple(found)
