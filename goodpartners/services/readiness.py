"""Whether this server can serve: database, content, background work and mail, each with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from goodpartners.domain.counts import counted
from goodpartners.domain.errors import Refused
from goodpartners.services.house import House
from goodpartners.services.jobs import LEASE
from goodpartners.store import jobs, mail, upgrade

JOBS_LATE = timedelta(hours=1)


@dataclass(frozen=True)
class Check:
    """One part: whether it is in order, and a sentence about it."""

    part: str
    ok: bool
    reason: str


def checks(house: House, *, now: datetime) -> list[Check]:
    """All parts, each looked at although another has failed."""
    return [_guarded(part, look, house, now) for part, look in PARTS.items()]


def _guarded(part: str, look: Callable[[House, datetime], tuple[bool, str]], house: House, now: datetime) -> Check:
    try:
        return Check(part, *look(house, now))
    except SQLAlchemyError as failure:
        return Check(part, False, f"The database does not answer: {type(failure).__name__}.")
    except (Refused, OSError) as failure:
        return Check(part, False, str(failure))


def _database(house: House, now: datetime) -> tuple[bool, str]:
    present, newest = upgrade.present(house.database), upgrade.newest()
    if present == newest:
        return True, f"Reachable, at migration {present}."
    return False, f"At migration {present or 'none'}, not at {newest}. Run: goodpartners db upgrade"


def _content(house: House, now: datetime) -> tuple[bool, str]:
    if not house.library.published():
        return False, "No content has been published yet. Run: goodpartners content publish"
    courses = house.library.current(today=now.date()).courses
    if not courses:
        return False, "The content has no courses."
    return True, f"{counted(len(courses), 'course')}."


def _jobs(house: House, now: datetime) -> tuple[bool, str]:
    with house.database.reading() as session:
        last = jobs.last_run(session, LEASE)
    local = house.settings.mode == "local"
    if last is None:
        return local, "The jobs have never run. Run: goodpartners jobs run-due"
    age = now - last
    if age > JOBS_LATE:
        return local, f"The jobs last ran {_minutes(age)} ago. Run: goodpartners jobs run-due"
    return True, f"The jobs last ran {_minutes(age)} ago."


def _mail(house: House, now: datetime) -> tuple[bool, str]:
    """Never fails: one address that does not exist must not take the service away from everybody."""
    with house.database.reading() as session:
        waiting, given_up = mail.waiting(session), mail.given_up(session)
    return True, f"{waiting} waiting, {given_up} given up."


def _minutes(age: timedelta) -> str:
    minutes = max(0, int(age.total_seconds() // 60))
    return counted(minutes, "minute")


PARTS: dict[str, Callable[[House, datetime], tuple[bool, str]]] = {
    "database": _database,
    "content": _content,
    "jobs": _jobs,
    "mail": _mail,
}
