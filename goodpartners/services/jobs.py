"""Work nobody waits for: mail, rounds, deleting what has had its time. One process at a time does it, under a lease."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from goodpartners.outside.smtp import Post
from goodpartners.services import (
    addresses,
    mail,
    overdue,
    reminders,
    retention,
    round_reminders,
    round_steps,
    standings,
)
from goodpartners.services.house import Clock
from goodpartners.services.library import Library
from goodpartners.services.mail import Delivered
from goodpartners.services.retention import Applied
from goodpartners.services.round_steps import Stepped
from goodpartners.settings import Settings
from goodpartners.store import jobs, limits, sessions, tokens
from goodpartners.store import mail as outbox
from goodpartners.store.database import Database

LOG = logging.getLogger("goodpartners.jobs")
LEASE = "jobs"
LEASED_FOR = timedelta(minutes=5)
REMINDERS = "reminders"
REMINDERS_EVERY = timedelta(hours=1)
ROUNDS = "rounds"
ROUNDS_AGAIN = timedelta(hours=1)
"""How long rounds wait after one of them broke, so that it is not logged again and again."""
COUNTERS_KEPT = timedelta(days=1)
LINKS_KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Done:
    """What one run did, as counts."""

    mail: Delivered
    sign_ins_ended: int
    links_deleted: int
    counters_deleted: int
    mail_deleted: int
    standings_counted: int = 0
    kept: Applied = field(default_factory=Applied)
    reminded: int = 0
    rounds: Stepped = field(default_factory=Stepped)
    rounds_reminded: int = 0


def new_holder() -> str:
    """A name for a process that may take the lease."""
    return secrets.token_hex(8)


def run_due(
    database: Database,
    way_out: Post,
    settings: Settings,
    *,
    holder: str,
    clock: Clock,
    library: Library | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> Done | None:
    """Do what is due; None when another process is at it.

    The lease is renewed before each message, since a slow mail server may take longer than it runs. `stopping` is asked
    then too, so that a process that was told to end does so after the message it is at. Without `library` what needs
    the courses waits for a run that has it.
    """

    def may_go_on() -> bool:
        if stopping():
            return False
        now = clock()
        with database.writing() as session:
            return jobs.take(session, LEASE, holder, now=now, until=now + LEASED_FOR)

    if not may_go_on():
        return None
    try:
        counted = _with_courses(database, library, now=clock()) if library and library.published() else 0
        delivered = mail.deliver(database, way_out, sender=mail.sender_of(settings), may_go_on=may_go_on, clock=clock)
        with database.writing() as session:
            done = _tidy(session, settings, delivered, counted, now=clock())
            jobs.ran(session, LEASE, clock())
        stepped = _step(database, settings, holder=holder, now=clock(), may_go_on=may_go_on)
        reminded, of_rounds = _remind(database, library, settings, holder=holder, now=clock(), may_go_on=may_go_on)
        done = replace(done, rounds=stepped, reminded=reminded, rounds_reminded=of_rounds)
    finally:
        with database.writing() as session:
            jobs.release(session, LEASE, holder, now=clock())
    if delivered.failed:
        LOG.warning("%s of %s messages did not leave", delivered.failed, delivered.failed + delivered.sent)
    return done


def outbox_counts(database: Database) -> tuple[int, int]:
    """Messages that wait, and messages that were given up."""
    with database.reading() as session:
        return outbox.waiting(session), outbox.given_up(session)


def watch(run: Callable[[], Done | None], *, wait: Callable[[], bool]) -> None:
    """Run again and again until `wait` says that it is time to stop; a run that breaks is logged and tried again."""
    while True:
        try:
            run()
        except Exception:
            LOG.exception("a run of the jobs failed; the next one tries again")
        if wait():
            return


def _with_courses(database: Database, library: Library, *, now: datetime) -> int:
    """What needs to know the courses: tries whose time has run out, and standings that were left behind."""
    catalogue = library.current(today=now.date())
    with database.writing() as session:
        overdue.settle_due(session, catalogue, now=now)
        return standings.catch_up(session, catalogue)


def _remind(
    database: Database,
    library: Library | None,
    settings: Settings,
    *,
    holder: str,
    now: datetime,
    may_go_on: Callable[[], bool],
) -> tuple[int, int]:
    """Look once an hour who has something due: (letters about courses, about rounds); they leave with the next run.

    Rounds come first, for they close.
    """
    if not (library and library.published()) or _ran_lately(database, REMINDERS, REMINDERS_EVERY, now):
        return 0, 0
    catalogue, base = library.current(today=now.date()), addresses.base(settings)
    of_rounds, _broken = round_reminders.send_due(database, base=base, now=now, may_go_on=may_go_on)
    written = reminders.send_due(database, catalogue, base=base, now=now, may_go_on=may_go_on)
    _note_run(database, REMINDERS, holder, now)
    return written, of_rounds


def _step(
    database: Database, settings: Settings, *, holder: str, now: datetime, may_go_on: Callable[[], bool]
) -> Stepped:
    """Close and open rounds; once one broke, nothing of the kind for an hour."""
    if _ran_lately(database, ROUNDS, ROUNDS_AGAIN, now):
        return Stepped()
    stepped = round_steps.step(database, base=addresses.base(settings), now=now, may_go_on=may_go_on)
    if stepped.failed:
        _note_run(database, ROUNDS, holder, now)
    return stepped


def _ran_lately(database: Database, name: str, within: timedelta, now: datetime) -> bool:
    with database.reading() as session:
        last = jobs.last_run(session, name)
    return last is not None and now - last < within


def _note_run(database: Database, name: str, holder: str, now: datetime) -> None:
    with database.writing() as session:
        jobs.take(session, name, holder, now=now, until=now)
        jobs.ran(session, name, now)


def _tidy(session: Session, settings: Settings, delivered: Delivered, counted: int, *, now: datetime) -> Done:
    return Done(
        mail=delivered,
        standings_counted=counted,
        sign_ins_ended=sessions.end_stale(
            session,
            idle_since=now - timedelta(minutes=settings.session_idle_minutes),
            created_before=now - timedelta(days=settings.session_days),
        ),
        links_deleted=tokens.delete_expired(session, now - LINKS_KEPT),
        counters_deleted=limits.delete_old(session, now - COUNTERS_KEPT),
        mail_deleted=outbox.delete_sent(session, now - mail.KEPT),
        kept=retention.apply(session, base=addresses.base(settings), now=now),
    )
