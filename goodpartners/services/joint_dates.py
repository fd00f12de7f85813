"""Days on which both sides of a cohort's pairs meet, as its trainers add, hold and drop them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from goodpartners.domain.cohorts import JointDate
from goodpartners.domain.errors import FieldProblem, Invalid, NotFound
from goodpartners.domain.people import Actor
from goodpartners.services import cohorts as service
from goodpartners.store import audit, cohorts
from goodpartners.store.cohorts import JointDateRow

LONGEST_TITLE = 120
LONGEST_PLACE = 200


@dataclass(frozen=True)
class Meeting:
    """A joint date as it is typed; without `pair_id` it is every pair's."""

    title: str
    on: date | None
    begins: time | None = None
    ends: time | None = None
    place: str = ""
    pair_id: int | None = None


def add(session: Session, cohort_id: int, meeting: Meeting, *, actor: Actor, now: datetime) -> None:
    """Add a joint date. Raises Invalid."""
    service.open_row(session, cohort_id, actor=actor)
    title, found = " ".join(meeting.title.split()), []
    if not title:
        found.append(FieldProblem("title", "Say what happens, such as: first workshop."))
    elif len(title) > LONGEST_TITLE:
        found.append(FieldProblem("title", f"Use at most {LONGEST_TITLE} characters."))
    if meeting.on is None:
        found.append(FieldProblem("on", "Enter the day."))
    if meeting.ends and (meeting.begins is None or meeting.ends <= meeting.begins):
        found.append(
            FieldProblem("ends", "The end comes after the beginning. Enter both times, or leave the end empty.")
        )
    if len(meeting.place) > LONGEST_PLACE:
        found.append(FieldProblem("place", f"Use at most {LONGEST_PLACE} characters for the place."))
    if meeting.pair_id and meeting.pair_id not in {p.id for p in cohorts.pairs(session, cohort_id)}:
        found.append(FieldProblem("pair_id", "Choose a pair from the list."))
    if found:
        raise Invalid(found)
    session.add(
        JointDateRow(
            cohort_id=cohort_id,
            pair_id=meeting.pair_id,
            title=title,
            on=meeting.on,
            begins=meeting.begins,
            ends=meeting.ends,
            place=" ".join(meeting.place.split()) or None,
        )
    )
    audit.note(session, "joint date added", cohort_id=cohort_id, actor=actor, now=now, title=title, on=str(meeting.on))


def of_cohort(session: Session, cohort_id: int, *, actor: Actor) -> list[JointDate]:
    """The joint dates of a cohort that the actor runs, the earliest first."""
    service.find(session, cohort_id, actor=actor)
    return cohorts.joint_dates(session, cohort_id)


def hold(session: Session, cohort_id: int, joint_date_id: int, *, actor: Actor, now: datetime) -> None:
    """Note that a joint date was held; a second time changes nothing."""
    row = _found(session, cohort_id, joint_date_id, actor=actor)
    if row.held_at is None:
        row.held_at = now
        audit.note(session, "joint date held", cohort_id=cohort_id, actor=actor, now=now, title=row.title)


def drop(session: Session, cohort_id: int, joint_date_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a joint date off the list."""
    row = _found(session, cohort_id, joint_date_id, actor=actor)
    session.delete(row)
    audit.note(session, "joint date dropped", cohort_id=cohort_id, actor=actor, now=now, title=row.title)


def _found(session: Session, cohort_id: int, joint_date_id: int, *, actor: Actor) -> JointDateRow:
    service.open_row(session, cohort_id, actor=actor)
    row = session.get(JointDateRow, joint_date_id)
    if row is None or row.cohort_id != cohort_id:
        raise NotFound("There is no such date.")
    return row
