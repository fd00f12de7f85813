"""Reminders by the jobs, how a cohort sets them up, and how whoever gets them stops them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import islice

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain import reminders as rules
from goodpartners.domain.board import courses_for
from goodpartners.domain.errors import Invalid
from goodpartners.domain.people import Actor, Side
from goodpartners.domain.times import local_time
from goodpartners.services import accounts, boards, tokens
from goodpartners.services import cohorts as cohort_service
from goodpartners.services.letters import Letter
from goodpartners.services.reminder_letters import Part, letter_of, part_of, write
from goodpartners.services.tokens import Purpose
from goodpartners.store import audit
from goodpartners.store import reminders as store
from goodpartners.store.database import Database

AT_ONCE = 200
"""Letters written in one transaction."""
EXAMPLE = "Amara Osei"


def send_due(
    database: Database, catalogue: Catalogue, *, base: str, now: datetime, may_go_on: Callable[[], bool] = lambda: True
) -> int:
    """Write to everybody who has something due and may be written to now; how many letters.

    A fixed number of statements a cohort, whatever the number of its people, and a few for each bundle of letters.
    """
    if not rules.in_hours(now):
        return 0
    with database.reading() as session:
        waiting = _waiting(session, catalogue, now)
    people, written = iter(sorted(waiting)), 0
    while (bundle := list(islice(people, AT_ONCE))) and may_go_on():
        with database.writing() as session:
            parts = {person: waiting[person] for person in bundle}
            written += len(write(session, parts, base=base, by=None, leaves=now, now=now))
    return written


def set_up(session: Session, cohort_id: int, *, reminds: bool, text: str, actor: Actor, now: datetime) -> None:
    """Say whether a cohort reminds its people, and in which words; the usual ones when empty. Raises Invalid."""
    row = cohort_service.open_row(session, cohort_id, actor=actor)
    words = rules.tidy(text)
    if faults := rules.text_faults(words, field="text", needed=False):
        raise Invalid(faults)
    kept = None if words in ("", rules.USUAL_TEXT) else words
    if (row.reminds, row.reminder_text) != (reminds, kept):
        row.reminds, row.reminder_text = reminds, kept
        act = "reminders set up" if reminds else "reminders switched off"
        audit.note(session, act, actor=actor, now=now, cohort_id=cohort_id)


def preview(session: Session, catalogue: Catalogue, cohort_id: int, text: str, *, base: str, actor: Actor) -> Letter:
    """A reminder of a cohort as an invented person would get it. Raises Invalid."""
    cohort = cohort_service.find(session, cohort_id, actor=actor)
    words = rules.tidy(text)
    if faults := rules.text_faults(words, field="text", needed=False):
        raise Invalid(faults)
    courses = {course.id: course for course in catalogue.courses}
    taken = courses_for(cohort, courses, Side.PROVIDER) or courses_for(cohort, courses, None)
    due = [rules.Due(course.id, cohort.due(course.id), overdue=False) for course in taken]
    first = tuple(sorted(due, key=lambda d: d.on)[:2])
    part = Part(cohort, courses, first, words or rules.USUAL_TEXT)
    return letter_of(EXAMPLE, [part], base=base, secret="…", by=None)


def wanted(session: Session, *, actor: Actor) -> bool:
    """Whether the actor wants reminders."""
    return accounts.own(session, actor=actor).reminders_off_at is None


def last_sent(session: Session, *, actor: Actor) -> datetime | None:
    """When the last letter to the actor left."""
    person = accounts.own(session, actor=actor)
    return store.latest(session, [person.id]).get(person.id)


def choose(session: Session, wants: bool, *, actor: Actor, now: datetime) -> None:
    """Stop or resume the actor's reminders."""
    person = accounts.own(session, actor=actor)
    if (person.reminders_off_at is None) != wants:
        person.reminders_off_at = None if wants else now
        act = "reminders resumed" if wants else "reminders stopped"
        audit.add(session, act, at=now, actor_id=actor.person_id, person_id=actor.person_id)
        session.flush()


def asked_to_stop(session: Session, secret: str, *, now: datetime) -> bool:
    """Whether the person behind a letter's link gets none already. Raises LinkOver."""
    return tokens.find(session, Purpose.REMINDERS, secret, now=now).person.reminders_off_at is not None


def stop(session: Session, secret: str, *, now: datetime) -> None:
    """Stop the reminders of the person behind a letter's link; a second time changes nothing. Raises LinkOver."""
    person = tokens.find(session, Purpose.REMINDERS, secret, now=now).person
    if person.reminders_off_at is None:
        person.reminders_off_at = now
        audit.add(session, "reminders stopped", at=now, actor_id=person.id, person_id=person.id)
        session.flush()


def _waiting(session: Session, catalogue: Catalogue, now: datetime) -> dict[int, list[Part]]:
    found: dict[int, list[Part]] = {}
    for cohort in store.cohorts_that_remind(session, local_time(now).date()):
        latest, off = store.latest_in(session, cohort.id), store.off_in(session, cohort.id)
        board = boards.read(session, catalogue, cohort, now=now)
        words = cohort.reminder_text or rules.USUAL_TEXT
        for learner in board.learners:
            free = rules.may_write(latest.get(learner.person_id), now) and learner.person_id not in off
            if free and rules.needs_word(learner, cohort, now):
                found.setdefault(learner.person_id, []).append(part_of(board, learner, words))
    return found
