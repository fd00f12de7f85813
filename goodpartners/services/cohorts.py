"""Cohorts as their trainers make and change them: dates, courses, pairs, trainers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.cohorts import Cohort, Pair
from goodpartners.domain.errors import Closed, FieldProblem, Invalid, NotFound
from goodpartners.domain.partnerships import PartnershipState
from goodpartners.domain.people import Actor, Role
from goodpartners.domain.policy import Permission, Subject, require
from goodpartners.store import audit, cohorts, joining, partnerships, people, seats
from goodpartners.store.cohorts import CohortCourseRow, CohortPartnershipRow, CohortRow, CohortTrainer

LONGEST_NAME = 120


@dataclass(frozen=True)
class Plan:
    """What a trainer decides about a cohort; `courses` are (course, due) in order."""

    name: str
    begins: date | None
    ends: date | None
    courses: tuple[tuple[str, date | None], ...]


def create(session: Session, catalogue: Catalogue, plan: Plan, *, actor: Actor, now: datetime) -> int:
    """Make a cohort that the actor runs. Raises Invalid."""
    require(Permission.RUN_COHORTS, actor)
    name, begins, ends = _checked(catalogue, plan)
    row = CohortRow(name=name, begins=begins, ends=ends, created_at=now)
    session.add(row)
    session.flush()
    session.add(CohortTrainer(cohort_id=row.id, person_id=actor.person_id, since=now))
    _write_courses(session, row.id, plan)
    audit.note(session, "cohort made", cohort_id=row.id, actor=actor, now=now)
    return row.id


def change(session: Session, catalogue: Catalogue, cohort_id: int, plan: Plan, *, actor: Actor, now: datetime) -> None:
    """Change a cohort's name, dates and courses. Raises Invalid."""
    row = open_row(session, cohort_id, actor=actor)
    row.name, row.begins, row.ends = _checked(catalogue, plan)
    cohorts.drop_courses(session, cohort_id)
    _write_courses(session, cohort_id, plan)
    audit.note(session, "cohort changed", cohort_id=cohort_id, actor=actor, now=now)


def close(session: Session, cohort_id: int, *, actor: Actor, now: datetime) -> None:
    """End a cohort: it can be read and no longer changes, and nobody is reminded any more."""
    row = find_row(session, cohort_id, actor=actor)
    if row.closed_at is None:
        row.closed_at = now
        audit.note(session, "cohort closed", cohort_id=cohort_id, actor=actor, now=now)


def reopen(session: Session, cohort_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a closed cohort up again."""
    row = find_row(session, cohort_id, actor=actor)
    if row.closed_at is not None:
        row.closed_at = None
        audit.note(session, "cohort reopened", cohort_id=cohort_id, actor=actor, now=now)


def find(session: Session, cohort_id: int, *, actor: Actor) -> Cohort:
    """A cohort that the actor runs, in three statements; NotFound for any other."""
    found = cohorts.find_value(session, cohort_id)
    if found is None:
        raise NotFound("There is no such cohort.")
    require(Permission.RUN_COHORT, actor, Subject(trainer_ids=found.trainer_ids))
    return found


def find_row(session: Session, cohort_id: int, *, actor: Actor) -> CohortRow:
    """The row of a cohort that the actor runs, to be changed."""
    row = cohorts.find(session, cohort_id, lock=True)
    if row is None:
        raise NotFound("There is no such cohort.")
    require(Permission.RUN_COHORT, actor, Subject(trainer_ids=cohorts.trainer_ids(session, cohort_id)))
    return row


def open_row(session: Session, cohort_id: int, *, actor: Actor) -> CohortRow:
    """The same of a cohort that still changes. Raises Closed."""
    row = find_row(session, cohort_id, actor=actor)
    if row.closed_at is not None:
        raise Closed("This cohort is closed. Open it again on its settings page to change it.")
    return row


def pairs(session: Session, cohort_id: int) -> list[Pair]:
    """The pairs that take part, by name."""
    return cohorts.pairs(session, cohort_id)


def add_pair(session: Session, cohort_id: int, partnership_id: int, *, actor: Actor, now: datetime) -> None:
    """Let a partnership take part; one that took part before comes back. Raises Closed for one that has ended."""
    open_row(session, cohort_id, actor=actor)
    partnership = partnerships.find_value(session, partnership_id)
    if partnership is None:
        raise NotFound("There is no such partnership.")
    if partnership.state is PartnershipState.ENDED:
        raise Closed(f"The partnership of {partnership.name} has ended.")
    row = cohorts.pair_row(session, cohort_id, partnership_id)
    if row is None:
        session.add(CohortPartnershipRow(cohort_id=cohort_id, partnership_id=partnership_id, added_at=now))
    elif row.ended_at is None:
        return
    else:
        row.ended_at = None
    audit.note(
        session,
        "pair added",
        cohort_id=cohort_id,
        actor=actor,
        now=now,
        partnership_id=partnership_id,
        pair=partnership.name,
    )


def end_pair(session: Session, cohort_id: int, pair_id: int, *, actor: Actor, now: datetime) -> None:
    """End a pair's part in a cohort, its seats, codes and places in invitations with it; a second time changes nothing.

    Who sat there stays in the cohort, and what they learned stays theirs.
    """
    open_row(session, cohort_id, actor=actor)
    row = session.get(CohortPartnershipRow, pair_id, with_for_update=True)
    pair = cohorts.pair(session, pair_id)
    if row is None or pair is None or row.cohort_id != cohort_id:
        raise NotFound("There is no such pair in this cohort.")
    partnerships.find(session, row.partnership_id, lock=True)
    if row.ended_at is not None:
        return
    for seat, person_id in seats.in_pair(session, pair_id):
        seat.ended_at = now
        about = {"actor_id": actor.person_id or None, "person_id": person_id, "cohort_id": cohort_id}
        audit.add(session, "seat ended", at=now, **about, pair=pair.name)
    cohorts.withdraw_codes(session, [pair_id], now)
    joining.forget_pairs(session, [pair_id])
    row.ended_at = now
    audit.note(
        session,
        "pair ended",
        cohort_id=cohort_id,
        actor=actor,
        now=now,
        partnership_id=row.partnership_id,
        pair=pair.name,
    )


def add_trainer(session: Session, cohort_id: int, person_id: int, *, actor: Actor, now: datetime) -> None:
    """Let another trainer run the cohort too; an admin may do so for a cohort that lost its trainer. Raises Invalid."""
    if Role.ADMIN in {grant.role for grant in actor.grants}:
        require(Permission.MANAGE_PEOPLE, actor)
    else:
        find_row(session, cohort_id, actor=actor)
    if cohorts.find(session, cohort_id) is None:
        raise NotFound("There is no such cohort.")
    grants = people.grants_of(session, [person_id]).get(person_id, frozenset())
    if Role.TRAINER not in {grant.role for grant in grants}:
        raise Invalid([FieldProblem("trainer", "Choose somebody who is a trainer.")])
    if person_id not in cohorts.trainer_ids(session, cohort_id):
        session.add(CohortTrainer(cohort_id=cohort_id, person_id=person_id, since=now))
        audit.note(session, "trainer added", actor=actor, now=now, person_id=person_id, cohort_id=cohort_id)


def _checked(catalogue: Catalogue, plan: Plan) -> tuple[str, date, date]:
    found = faults(catalogue, plan)
    if found or plan.begins is None or plan.ends is None:
        raise Invalid(found)
    return " ".join(plan.name.split()), plan.begins, plan.ends


def faults(catalogue: Catalogue, plan: Plan) -> list[FieldProblem]:
    """What is wrong with what a trainer decided."""
    name, found = " ".join(plan.name.split()), []
    if not name:
        found.append(FieldProblem("name", "Give the cohort a name, such as: autumn joint cohort."))
    elif len(name) > LONGEST_NAME:
        found.append(FieldProblem("name", f"Use at most {LONGEST_NAME} characters for the name."))
    if plan.begins is None:
        found.append(FieldProblem("begins", "Enter the first day."))
    if plan.ends is None:
        found.append(FieldProblem("ends", "Enter the last day."))
    elif plan.begins and plan.ends <= plan.begins:
        found.append(FieldProblem("ends", "The last day comes after the first."))
    if not plan.courses:
        found.append(FieldProblem("courses", "Choose at least one course."))
    for course, due in plan.courses:
        if catalogue.course(course) is None:
            found.append(FieldProblem("courses", "Choose courses from the list."))
        elif due and plan.begins and plan.ends and not plan.begins <= due <= plan.ends:
            found.append(FieldProblem(f"due-{course}", "Choose a day between the cohort’s first and last."))
    return found


def _write_courses(session: Session, cohort_id: int, plan: Plan) -> None:
    session.add_all(
        CohortCourseRow(cohort_id=cohort_id, course=course, number=number, due=due)
        for number, (course, due) in enumerate(plan.courses, 1)
    )
    session.flush()
