"""All cohorts that a trainer runs on one page, in a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.people import Actor
from goodpartners.domain.policy import Permission, require
from goodpartners.domain.times import local_time
from goodpartners.store import cohort_counts, cohorts


class Stage(StrEnum):
    """Where a cohort stands in time."""

    UNDER_WAY = "Under way"
    TO_COME = "To come"
    OVER = "Closed or over"


@dataclass(frozen=True)
class Listed:
    """A cohort in the list; `next` is the next day on which something happens or is due, and what."""

    id: int
    name: str
    begins: date
    ends: date
    closed_at: datetime | None
    people: int
    pairs: int
    next: tuple[date, str] | None
    stage: Stage


def listed(session: Session, catalogue: Catalogue, *, actor: Actor, now: datetime) -> dict[Stage, list[Listed]]:
    """The actor's cohorts by stage, the latest first; five statements."""
    require(Permission.RUN_COHORTS, actor)
    today = local_time(now).date()
    rows = cohorts.of_trainer(session, actor.person_id)
    people = cohort_counts.people(session, actor.person_id)
    pairs = cohort_counts.pairs(session, actor.person_id)
    days = cohort_counts.joint_dates(session, actor.person_id, today)
    for cohort_id, course_id, due in cohort_counts.due_dates(session, actor.person_id, today):
        course = catalogue.course(course_id)
        title = f"Course {course.file.letter}, {course.file.title}, is due" if course else f"{course_id} is due"
        days.append((cohort_id, due, title))
    for row in rows:
        days += [(row.id, on, what) for on, what in ((row.begins, "First day"), (row.ends, "Last day")) if on >= today]
    first: dict[int, tuple[date, str]] = {}
    for cohort_id, on, title in sorted(days, key=lambda found: found[1]):
        first.setdefault(cohort_id, (on, title))
    found: dict[Stage, list[Listed]] = {stage: [] for stage in Stage}
    for row in rows:
        stage = _stage(row.begins, row.ends, row.closed_at, today)
        counts = people.get(row.id, 0), pairs.get(row.id, 0)
        coming = None if stage is Stage.OVER else first.get(row.id)
        found[stage].append(Listed(row.id, row.name, row.begins, row.ends, row.closed_at, *counts, coming, stage))
    return found


def _stage(begins: date, ends: date, closed_at: datetime | None, today: date) -> Stage:
    if closed_at or ends < today:
        return Stage.OVER
    return Stage.TO_COME if today < begins else Stage.UNDER_WAY
