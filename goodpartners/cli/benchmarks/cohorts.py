"""Cohorts in bulk: a large one, a small one to compare with, and one with two hundred pairs, all run by one trainer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import sqlalchemy as sa
from sqlalchemy.orm import Session

from goodpartners.cli.benchmarks.people import AUTHORITIES, PROVIDERS, SIDES
from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.course import Course
from goodpartners.domain.people import OrganisationKind, Role
from goodpartners.domain.standing import (
    ModuleStanding,
    Standing,
    Struggle,
    modules_to_text,
    outline,
    struggles_to_text,
)
from goodpartners.services import standings
from goodpartners.store import standings as stored
from goodpartners.store.attempts import AttemptEvent, AttemptRow
from goodpartners.store.cohorts import CohortCourseRow, CohortPartnershipRow, CohortRow, CohortTrainer
from goodpartners.store.database import table_of
from goodpartners.store.partnerships import PartnershipRow
from goodpartners.store.people import MembershipRow, Organisation, Person, RoleGrant
from goodpartners.store.seats import Enrolment, SeatRow
from goodpartners.store.standings import ItemResult, StandingRow

FEW = 10
"""People in the small cohort."""
DAYS = (-35, 49)
STUCK_EVERY = 50
Place = tuple[int, int]
"""An authority and a provider by their places in the list."""


@dataclass(frozen=True)
class Cohort:
    """A cohort and one of its pairs."""

    id: int
    people: int
    pairs: int
    pair_id: int


@dataclass(frozen=True)
class Cohorts:
    """The large one has all people in twenty pairs, the wide one has them in two hundred."""

    trainer: Person
    large: Cohort
    small: Cohort
    wide: Cohort


def fill(session: Session, catalogue: Catalogue, people: Sequence[Person], *, now: datetime) -> Cohorts:
    """Write the cohorts of people who belong to organisations already."""
    trainer = Person(name="Trainer", email="trainer@benchmark.example", created_at=now, signed_in_at=now)
    session.add(trainer)
    session.flush()
    session.add(RoleGrant(person_id=trainer.id, role=Role.TRAINER, granted_at=now))
    _standings(session, catalogue, people, now=now)
    near = [(n, n % PROVIDERS) for n in range(AUTHORITIES)]
    every = [(a, p) for a in range(AUTHORITIES) for p in range(PROVIDERS)]
    partnerships = _partnerships(session, every, now=now)
    made = []
    for name, places, who in (("large", near, people), ("small", near, people[:FEW]), ("wide", every, people)):
        number = _cohort(session, catalogue, name, trainer, now=now)
        pairs = _pairs(session, number, {place: partnerships[place] for place in places}, now=now)
        _seats(session, number, pairs, who, now=now)
        made.append(Cohort(number, len(who), len(pairs), pairs[0, 0]))
    return Cohorts(trainer, *made)


def grow(session: Session, times: int) -> None:
    """Let everybody have handed in so many times as many papers, with all their events and results."""
    last = session.scalar(sa.select(sa.func.max(AttemptRow.id))) or 0
    ended = sa.select(AttemptRow.id).where(AttemptRow.ended_at.is_not(None), AttemptRow.id <= last)
    for mapped, key in ((AttemptRow, "id"), (AttemptEvent, "attempt_id"), (ItemResult, "attempt_id")):
        columns = table_of(mapped).c
        for more in range(1, times):
            given = {key: columns[key] + last * more, "first": sa.false()}
            copied = [given.get(column.key, column) for column in columns]
            rows = sa.select(*copied).where(columns[key].in_(ended))
            session.execute(sa.insert(table_of(mapped)).from_select([c.key for c in columns], rows))
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            sa.text("SELECT setval(pg_get_serial_sequence('attempt', 'id'), (SELECT max(id) FROM attempt))")
        )


def _standings(session: Session, catalogue: Catalogue, people: Sequence[Person], *, now: datetime) -> None:
    """The model's standings by the service; everybody else's at random, so that no two texts need be the same."""
    standings.recount(session, catalogue, [people[0].id])
    rows = []
    for number, person in enumerate(people[1:], 1):
        chance = Random(number)
        last_at = now - timedelta(days=chance.randint(11, 20) if number % STUCK_EVERY == 0 else chance.randint(0, 9))
        for course in catalogue.courses:
            rows.append(_row(person.id, course, chance, last_at, struggling=number % STUCK_EVERY == 1))
    stored.save(session, rows)


def _row(person_id: int, course: Course, chance: Random, last_at: datetime, *, struggling: bool) -> StandingRow:
    modules = []
    for module in course.modules:
        steps = len(module.sections) + 1
        done = chance.randint(0, steps)
        modules.append(ModuleStanding(done, steps, chance.randint(30, 100) if done else None, done > 0))
    check = course.modules[0].header.knowledge_check or ""
    struggles = (Struggle(check, "item", 4),) if struggling else ()
    standing = Standing(course.id, tuple(modules), struggles, last_at)
    texts = modules_to_text(standing), struggles_to_text(standing)
    return StandingRow(person_id, course.id, outline(course), *texts, last_at, None)


def _partnerships(session: Session, places: Sequence[Place], *, now: datetime) -> dict[Place, int]:
    kinds = OrganisationKind.AUTHORITY, OrganisationKind.PROVIDER
    authorities, providers = (
        session.scalars(sa.select(Organisation.id).where(Organisation.kind == kind).order_by(Organisation.id)).all()
        for kind in kinds
    )
    rows = [
        PartnershipRow(
            authority_id=authorities[a],
            provider_id=providers[p],
            proposed_at=now,
            authority_accepted_at=now,
            provider_accepted_at=now,
        )
        for a, p in places
    ]
    session.add_all(rows)
    session.flush()
    return {place: row.id for place, row in zip(places, rows, strict=True)}


def _cohort(session: Session, catalogue: Catalogue, name: str, trainer: Person, *, now: datetime) -> int:
    begins, ends = ((now + timedelta(days=days)).date() for days in DAYS)
    row = CohortRow(name=name, begins=begins, ends=ends, created_at=now)
    session.add(row)
    session.flush()
    session.add(CohortTrainer(cohort_id=row.id, person_id=trainer.id, since=now))
    session.add_all(
        CohortCourseRow(cohort_id=row.id, course=course.id, number=n, due=ends)
        for n, course in enumerate(catalogue.courses)
    )
    session.flush()
    return row.id


def _pairs(session: Session, cohort: int, partnerships: Mapping[Place, int], *, now: datetime) -> dict[Place, int]:
    rows = [CohortPartnershipRow(cohort_id=cohort, partnership_id=p, added_at=now) for p in partnerships.values()]
    session.add_all(rows)
    session.flush()
    return {place: row.id for place, row in zip(partnerships, rows, strict=True)}


def _seats(
    session: Session, cohort: int, pairs: Mapping[Place, int], people: Sequence[Person], *, now: datetime
) -> None:
    """One seat a person; an organisation's people take turns at its pairs."""
    wanted = sa.select(MembershipRow.person_id, MembershipRow.id)
    memberships = dict(session.execute(wanted.where(MembershipRow.person_id.in_([p.id for p in people]))).all())
    begins = now - timedelta(days=DAYS[1])
    insertion = sa.insert(Enrolment).returning(Enrolment.id, sort_by_parameter_order=True)
    place = {"cohort_id": cohort, "begins_at": begins}
    enrolments = session.scalars(insertion, [{**place, "membership_id": memberships[p.id]} for p in people]).all()
    theirs: dict[tuple[int, int], list[int]] = {}
    for (authority, provider), pair in pairs.items():
        theirs.setdefault((0, authority), []).append(pair)
        theirs.setdefault((1, provider), []).append(pair)
    rows = []
    for n, enrolment in enumerate(enrolments):
        side, number = n % 2, n // 2
        organisations = (AUTHORITIES, PROVIDERS)[side]
        own = theirs[side, number % organisations]
        pair = own[number // organisations % len(own)]
        seat = {"enrolment_id": enrolment, "pair_id": pair, "side": SIDES[side].value}
        rows.append({**seat, "begins_at": begins})
    session.execute(sa.insert(SeatRow), rows)
