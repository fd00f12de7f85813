"""What the jobs do with rounds by the day: close those that are over, and write that others have opened.

Each round is a transaction of its own. One that breaks is logged and does not stop the others.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from goodpartners.domain import reminders as rules
from goodpartners.domain.times import local_time
from goodpartners.services import results, round_letters
from goodpartners.store import waves
from goodpartners.store.database import Database
from goodpartners.store.waves import Wave

LOG = logging.getLogger("goodpartners.jobs")


@dataclass(frozen=True)
class Stepped:
    """Rounds that were closed, rounds that both sides were written to about, and what broke."""

    closed: int = 0
    opened: int = 0
    failed: int = 0


def step(database: Database, *, base: str, now: datetime, may_go_on: Callable[[], bool] = lambda: True) -> Stepped:
    """Do what is due today."""
    today = local_time(now).date()
    with database.reading() as session:
        over = [wave.id for wave in waves.to_close(session, today)]
        new = [wave.id for wave in waves.to_invite(session, today)] if rules.in_hours(now) else []

    def close(session: Session, wave: Wave) -> None:
        if wave.closes < today:  # its trainer may have moved it meanwhile
            results.close(session, wave, base=base, now=now)

    def invite(session: Session, wave: Wave) -> None:
        if wave.invited_at is None and wave.opens <= today <= wave.closes:
            round_letters.invite(session, wave, base=base, now=now)

    closed, unclosed = _each(database, over, close, may_go_on)
    opened, unopened = _each(database, new, invite, may_go_on)
    return Stepped(closed, opened, unclosed + unopened)


def _each(
    database: Database, wave_ids: Sequence[int], act: Callable[[Session, Wave], None], may_go_on: Callable[[], bool]
) -> tuple[int, int]:
    done = broken = 0
    for wave_id in wave_ids:
        if not may_go_on():
            break
        try:
            with database.writing() as session:
                wave = waves.find(session, wave_id, lock=True)
                if wave is not None and wave.closed_at is None:
                    act(session, wave)
                    done += 1
        except Exception:
            LOG.exception("round %s could not be closed or opened; a later run tries again", wave_id)
            broken += 1
    return done, broken
