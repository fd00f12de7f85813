"""How long things are kept: the periods an admin sets, and the job that applies them, a bounded piece a run.

Nobody’s account and no cohort is deleted before a letter said so, 30 days before, with the way to a copy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from goodpartners.domain.errors import FieldProblem, Invalid, NotFound
from goodpartners.domain.people import Actor
from goodpartners.domain.policy import Permission, require
from goodpartners.domain.retention import LONGEST, NOTICE, RULES, Kept, limit
from goodpartners.domain.times import local_time
from goodpartners.services import addresses, cohort_letters, letters, mail, privacy
from goodpartners.store import audit, people
from goodpartners.store import retention as store
from goodpartners.store.cohorts import CohortRow
from goodpartners.store.people import Person

AT_ONCE = 50
"""Letters, accounts and cohorts a run; the next run goes on."""
MANY = 100_000
Periods = Mapping[Kept, int | None]


@dataclass(frozen=True)
class Applied:
    """What a run did, or would do, as counts."""

    accounts_warned: int = 0
    accounts_erased: int = 0
    cohorts_warned: int = 0
    cohorts_deleted: int = 0
    requests_deleted: int = 0


def periods(session: Session, *, actor: Actor) -> Periods:
    """Months by kind; None for never."""
    require(Permission.MANAGE_PEOPLE, actor)
    return _periods(session)


def promised(session: Session) -> Periods:
    """The same for everybody to read: the privacy page promises it."""
    return _periods(session)


def set_period(session: Session, kind: str, months: int | None, *, actor: Actor, now: datetime) -> None:
    """Keep a kind of thing for so many months, or for ever with None. Raises Invalid, NotFound."""
    require(Permission.MANAGE_PEOPLE, actor)
    if kind not in tuple(Kept):
        raise NotFound
    if months is not None and not 1 <= months <= LONGEST:
        field = f"months-{kind.replace(' ', '-')}"
        raise Invalid([FieldProblem(field, f"Enter a whole number of months from 1 to {LONGEST}, or choose never.")])
    old = _periods(session)[Kept(kind)]
    if old == months:
        return
    row = store.period(session, kind)
    by = actor.person_id or None
    if row is None:
        session.add(store.RetentionPeriod(kind=kind, months=months, changed_at=now, changed_by_id=by))
    else:
        row.months, row.changed_at, row.changed_by_id = months, now, by
    audit.add(session, "period changed", at=now, actor_id=by, kind=kind, old=old, months=months)
    session.flush()


def apply(session: Session, *, base: str, now: datetime) -> Applied:
    """Do what is due now: letters to those who will be concerned, and the deletions that were told in time."""
    kept = _periods(session)
    warned, erased = _accounts(session, limit(kept[Kept.ACCOUNTS], now), base=base, now=now)
    told, deleted = _cohorts(session, limit(kept[Kept.COHORTS], now), base=base, now=now)
    since = limit(kept[Kept.REQUESTS], now)
    requests = store.delete_decided_requests(session, since) if since else 0
    session.flush()
    return Applied(warned, erased, told, deleted, requests)


def forecast(session: Session, *, actor: Actor, now: datetime) -> Applied:
    """What the job will have done in 30 days if nobody comes, as counts: letters that go out, and deletions."""
    require(Permission.MANAGE_PEOPLE, actor)
    kept, then = _periods(session), now + NOTICE
    accounts, cohorts, requests = (limit(kept[kind], then) for kind in (Kept.ACCOUNTS, Kept.COHORTS, Kept.REQUESTS))
    spared = _spared(session)
    found = Applied(requests_deleted=store.decided_requests(session, requests) if requests else 0)
    if accounts:
        warn = store.accounts_to_warn(session, accounts, but=spared, limit=MANY)
        erase = store.accounts_to_erase(session, accounts, now, but=spared, limit=MANY)
        found = Applied(len(warn), len(erase), requests_deleted=found.requests_deleted)
    if not cohorts:
        return found
    day = local_time(cohorts).date()
    return Applied(
        found.accounts_warned,
        found.accounts_erased,
        len(store.cohorts_to_warn(session, cohorts, day, limit=MANY)),
        len(store.cohorts_to_delete(session, cohorts, day, now, limit=MANY)),
        found.requests_deleted,
    )


def _periods(session: Session) -> Periods:
    changed = store.periods(session)
    return {kind: changed.get(kind, rule.usual) for kind, rule in RULES.items()}


def _spared(session: Session) -> list[int]:
    """The only admin, if there is one alone: their account is never erased."""
    admins = people.admins(session)
    return admins if len(admins) == 1 else []


def _accounts(session: Session, since: datetime | None, *, base: str, now: datetime) -> tuple[int, int]:
    store.forget_account_warnings(session, since)
    session.expire_all()
    if since is None:
        return 0, 0
    told = now - NOTICE
    erased = 0
    for person in store.accounts_to_erase(session, since, told, but=_spared(session), limit=AT_ONCE):
        if person.id not in _spared(session):
            privacy.erase(session, actor=Actor(person.id, person.name, person.email or ""), now=now)
            erased += 1
    warned = store.accounts_to_warn(session, since, but=_spared(session), limit=AT_ONCE)
    for person in warned:
        _warn_person(session, person, base=base, now=now)
    return len(warned), erased


def _warn_person(session: Session, person: Person, *, base: str, now: datetime) -> None:
    until = now + NOTICE
    if person.closed_at:
        letter = letters.unused_closed_account(person.name, until=until, base=base)
    else:
        letter = letters.unused_account(person.name, until=until, base=base)
    person.warned_at = now
    mail.post(session, person.email or "", letter, person_id=person.id, now=now)
    audit.add(session, "account warned", at=now, actor_id=None, person_id=person.id)


def _cohorts(session: Session, since: datetime | None, *, base: str, now: datetime) -> tuple[int, int]:
    day = local_time(since or now).date()
    store.forget_cohort_warnings(session, since, day)
    session.expire_all()
    if since is None:
        return 0, 0
    old = store.cohorts_to_delete(session, since, day, now - NOTICE, limit=AT_ONCE)
    for cohort in old:
        audit.add(session, "cohort deleted", at=now, actor_id=None, cohort=cohort.name, ended=cohort.ends.isoformat())
        session.delete(cohort)
    session.flush()
    warned = store.cohorts_to_warn(session, since, day, limit=AT_ONCE)
    for cohort in warned:
        _warn_trainers(session, cohort, base=base, now=now)
    return len(warned), len(old)


def _warn_trainers(session: Session, cohort: CohortRow, *, base: str, now: datetime) -> None:
    """Write to those who run the cohort; to the admins when nobody does."""
    cohort.warned_at = now
    address = f"{base}{addresses.COHORTS_RUN}{cohort.id}"
    told = store.trainers_of(session, cohort.id) or [
        person for number in people.admins(session) if (person := people.by_id(session, number))
    ]
    for person in told:
        letter = cohort_letters.to_be_deleted(person.name, cohort.name, address, until=now + NOTICE)
        mail.post(session, person.email or "", letter, person_id=person.id, now=now)
    audit.add(session, "cohort warned", at=now, actor_id=None, cohort_id=cohort.id, cohort=cohort.name)
