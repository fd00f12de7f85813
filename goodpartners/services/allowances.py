"""Giving somebody more than the rule: extra time, another try, a later date. Dated rows, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from goodpartners.domain.allowances import AllowanceKind
from goodpartners.domain.errors import FieldProblem, Invalid, NotFound
from goodpartners.domain.people import Actor
from goodpartners.domain.policy import Permission, Subject, allows, require
from goodpartners.domain.times import local_time
from goodpartners.services import overdue
from goodpartners.store import allowances, audit, cohorts
from goodpartners.store.allowances import Allowance

USUAL_TIME = 100
MOST_TIME = 400
LONGEST_REASON = 500


@dataclass(frozen=True)
class Wanted:
    """What is to be allowed; `about` is the quiz for another try and the course for a later date."""

    kind: AllowanceKind
    reason: str
    about: str | None = None
    percent: int | None = None
    until: date | None = None
    cohort_id: int | None = None
    title: str | None = None
    """What `about` is called, for the entry that the person reads."""


def give(session: Session, person_id: int, wanted: Wanted, *, actor: Actor, now: datetime) -> Allowance:
    """Allow one person something: an admin anybody, a trainer a person of a cohort they run. Raises Invalid.

    That the person is in the cohort, the caller has made sure of.
    """
    _may(session, wanted.cohort_id, actor=actor)
    reason = " ".join(wanted.reason.split())
    if found := _faults(wanted, reason, local_time(now).date()):
        raise Invalid(found)
    if wanted.kind is AllowanceKind.EXTRA_TIME:
        _take_back_all(session, person_id, now=now)
    row = Allowance(
        person_id=person_id,
        kind=wanted.kind.value,
        cohort_id=wanted.cohort_id,
        about=wanted.about,
        percent=wanted.percent,
        until=wanted.until,
        reason=reason,
        given_by_id=actor.person_id or None,
        given_at=now,
    )
    session.add(row)
    if wanted.kind is AllowanceKind.EXTRA_TIME:
        overdue.give_time(session, person_id, wanted.percent or USUAL_TIME, now=now)
    _note(session, "allowance given", row, wanted.title, actor=actor, now=now)
    return row


def take_back(session: Session, allowance_id: int, *, actor: Actor, now: datetime) -> Allowance:
    """End an allowance; a second time changes nothing. Raises NotFound."""
    row = allowances.find(session, allowance_id)
    if row is None:
        raise NotFound("There is no such exception.")
    _may(session, row.cohort_id, actor=actor)
    if row.taken_back_at is None:
        row.taken_back_at = now
        _note(session, "allowance taken back", row, None, actor=actor, now=now)
    return row


def own(session: Session, *, actor: Actor) -> Sequence[Allowance]:
    """What the actor was allowed, the latest first."""
    return allowances.of_people(session, [actor.person_id])


def time_percent(session: Session, person_id: int) -> int:
    """A person's share of the usual time in timed quizzes: 100 is the usual time, 125 a quarter more."""
    rows = allowances.standing(session, person_id, AllowanceKind.EXTRA_TIME)
    return rows[0].percent or USUAL_TIME if rows else USUAL_TIME


def tries(session: Session, usual: int | None, quiz: str, *, person_id: int) -> int | None:
    """How many tries a person has at a quiz; None for any number."""
    if usual is None:
        return None
    return usual + len(allowances.standing(session, person_id, AllowanceKind.ANOTHER_TRY, quiz))


def _may(session: Session, cohort_id: int | None, *, actor: Actor) -> None:
    if cohort_id is not None:
        require(Permission.RUN_COHORT, actor, Subject(trainer_ids=cohorts.trainer_ids(session, cohort_id)))
    elif not allows(Permission.MANAGE_PEOPLE, actor):
        require(Permission.MANAGE_PEOPLE, actor)


def _faults(wanted: Wanted, reason: str, today: date) -> list[FieldProblem]:
    found = []
    if wanted.kind is AllowanceKind.EXTRA_TIME and not USUAL_TIME <= (wanted.percent or 0) <= MOST_TIME:
        sentence = f"Enter a whole number from {USUAL_TIME} to {MOST_TIME}. 100 is the usual time, 125 a quarter more."
        found.append(FieldProblem("percent", sentence))
    if wanted.kind is AllowanceKind.LATER_DATE and (wanted.until is None or wanted.until < today):
        found.append(FieldProblem("until", "Enter a day that is still to come."))
    if wanted.kind is not AllowanceKind.EXTRA_TIME and not wanted.about:
        found.append(FieldProblem("about", "Choose what the exception is for."))
    if not reason:
        found.append(FieldProblem("reason", "Say why, in a few words. The person can read it."))
    elif len(reason) > LONGEST_REASON:
        found.append(FieldProblem("reason", f"Use at most {LONGEST_REASON} characters for the reason."))
    return found


def _take_back_all(session: Session, person_id: int, *, now: datetime) -> None:
    """One share of time holds at a time; the ones before stay on record."""
    for row in allowances.standing(session, person_id, AllowanceKind.EXTRA_TIME):
        row.taken_back_at = now


def _note(session: Session, act: str, row: Allowance, title: str | None, *, actor: Actor, now: datetime) -> None:
    about = title or row.about
    detail = {"kind": row.kind, "reason": row.reason, "about": about, "percent": row.percent}
    known: dict[str, Any] = {name: value for name, value in detail.items() if value is not None}
    if row.until:
        known["until"] = row.until.isoformat()
    audit.note(session, act, actor=actor, now=now, person_id=row.person_id, cohort_id=row.cohort_id, **known)
