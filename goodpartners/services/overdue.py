"""The end of a try whose time has run out: seen by whoever looks, written by the next act or by the jobs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.quiz.attempts import Attempt, Event
from goodpartners.services import certificates, standings
from goodpartners.services.opened import Opened, find_opened
from goodpartners.store import attempts as store

AT_ONCE = 100


def seen(opened: Opened, *, now: datetime) -> Opened:
    """The attempt as the clock leaves it, whether that is on record or not; writes nothing."""
    events = _due(opened, now)
    if not events:
        return opened
    attempt = opened.attempt
    for event in events:
        attempt = attempt.after(attempt.last + 1, event)
    return Opened(opened.row, attempt, {})


def settle(session: Session, catalogue: Catalogue, opened: Opened, *, now: datetime) -> Opened:
    """Write what the clock has done to an attempt that was opened with its lock; nothing before its time is over."""
    events = _due(opened, now)
    if not events:
        return opened
    attempt = opened.attempt
    for event in events:
        attempt = attempt.after(store.append(session, opened.row, event), event)
    end(session, catalogue, opened, attempt)
    return replace(opened, attempt=attempt, drafts={})


def end(session: Session, catalogue: Catalogue, opened: Opened, attempt: Attempt) -> None:
    """Write the result of an attempt that has just ended, by hand or by the clock, and everything that follows."""
    row = opened.row
    assert attempt.ended_at is not None
    row.answered = len(attempt.answered)
    store.close(row, at=attempt.ended_at, score=None if attempt.abandoned else attempt.score())
    if opened.drafts:
        store.drop_drafts(session, row.id)
    session.flush()
    if not attempt.abandoned:
        first = store.first_of(session, row.person_id, row.quiz) == row.id
        standings.note_items(session, attempt, person_id=row.person_id, quiz=row.quiz, first=first)
    progress = standings.renew(session, catalogue, row.quiz.split("/")[0], person_id=row.person_id)
    if progress and progress.complete:
        holder = certificates.holder(session, row.person_id, at=attempt.ended_at)
        certificates.issue_if_complete(session, progress, actor=holder, now=attempt.ended_at)


def settle_due(session: Session, catalogue: Catalogue, *, now: datetime) -> int:
    """Write the end of tries whose time has run out, a bundle at a time; how many there were."""
    found = store.past_closing(session, now, limit=AT_ONCE)
    for attempt_id in found:
        opened = find_opened(session, attempt_id, lock=True)
        if opened is not None:
            settle(session, catalogue, opened, now=now)
    return len(found)


def give_time(session: Session, person_id: int, percent: int, *, now: datetime) -> int:
    """Move the end of a person's tries that are under way, for so many percent of the usual time; how many moved.

    An end never comes nearer, and a try whose time is over stays over.
    """
    moved = 0
    for attempt_id in store.running_with_limit(session, person_id):
        opened = find_opened(session, attempt_id, lock=True)
        if opened is None:
            continue
        wanted = opened.attempt.quiz.ends_at(opened.row.started_at, percent)
        event = opened.attempt.extend(wanted, at=now) if wanted else None
        if event:
            attempt = opened.attempt.after(store.append(session, opened.row, event), event)
            opened.row.closes_at = attempt.closes_at
            moved += 1
    return moved


def _due(opened: Opened, now: datetime) -> tuple[Event, ...]:
    typed = {item: (draft.response, draft.saved_at) for item, draft in opened.drafts.items()}
    return opened.attempt.overdue(typed, now=now)
