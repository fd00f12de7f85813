"""People in bulk: one goes through everything by the services, the others are given copies of that record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy.orm import Session

from goodpartners.cli.benchmarks.content import LAYOUTS
from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.people import Actor, OrganisationKind, Side
from goodpartners.services import attempts, learning, sign_ins
from goodpartners.store.attempts import AttemptEvent, AttemptRow
from goodpartners.store.database import Base
from goodpartners.store.learning import Note, SectionDone, mark_done
from goodpartners.store.people import MembershipRow, Organisation, Person
from goodpartners.store.standings import ItemResult

TRIES, TRIES_AT_COPIES = 3, 1
"""At the knowledge checks of our own modules, and of those that the content was stretched by."""
NOTES = "What we agreed, with whom, and by when.\n" * 20
JOB = "home manager"
AUTHORITIES, PROVIDERS = 20, 10
SIDES = (Side.COMMISSIONER, Side.PROVIDER)


def enrol(session: Session, number: int, *, now: datetime) -> list[Person]:
    """Write people who belong to organisations: every other one to an authority, the others to a provider."""
    kinds = (OrganisationKind.AUTHORITY, AUTHORITIES), (OrganisationKind.PROVIDER, PROVIDERS)
    where = [
        [Organisation(name=f"Benchmark {kind} {n}", kind=kind.value, created_at=now) for n in range(count)]
        for kind, count in kinds
    ]
    people = [
        Person(name=f"Learner {n}", email=f"learner-{n}@benchmark.example", created_at=now) for n in range(number)
    ]
    for person in people:
        person.signed_in_at = now
    session.add_all([*where[0], *where[1], *people])
    session.flush()
    begins = (now - timedelta(days=60)).date()
    places = []
    for n, person in enumerate(people):
        own = where[n % 2]
        place = {"person_id": person.id, "organisation_id": own[n // 2 % len(own)].id, "side": SIDES[n % 2].value}
        places.append({**place, "job_family": JOB, "begins": begins, "agency": False})
    session.execute(sa.insert(MembershipRow), places)
    return people


def learn(session: Session, catalogue: Catalogue, people: Sequence[Person], *, now: datetime) -> None:
    """Put sections done, notes and failed tries at every knowledge check on everybody's record."""
    model = people[0]
    actor = Actor(model.id, model.name, model.email or "")
    at = now - timedelta(days=20)
    for course in catalogue.courses:
        for module in course.modules:
            for section in module.sections[:-1]:
                mark_done(session, model.id, course.id, module.id, section.id, at)
            for activity in (a for s in module.sections for a in s.activities):
                place = (course.id, module.id, activity.id)
                learning.save_note(session, catalogue, *place, NOTES, version=0, actor=actor, now=at)
    for key, quiz in catalogue.quizzes.items():
        if quiz.purpose == "knowledge-check" and key.split("/")[1] not in LAYOUTS:
            for seed in range(TRIES_AT_COPIES if key[-1].isdigit() else TRIES):
                _fail(session, catalogue, key, actor, seed=seed, at=at)
    session.flush()
    copy(session, model.id, [person.id for person in people[1:]])


def sign_in(session: Session, people: Iterable[Person], secret_key: str, *, now: datetime) -> list[str]:
    """Sign people in without their password; the cookie each browser would then hold, as name=value."""
    app = Flask("cookies")
    app.secret_key = secret_key
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    names = [sign_ins.begin(session, person, device="benchmark", now=now) for person in people]
    return [f"goodpartners={signer.dumps({'_user_id': name, '_fresh': True, '_permanent': True})}" for name in names]


def copy(session: Session, model: int, others: Sequence[int]) -> None:
    """Give `others` the rows that `model` has."""
    for table in (SectionDone, Note):
        rows = _rows(session, table, table.person_id == model)
        _insert(session, table, [{**row, "person_id": person} for person in others for row in rows])
    for attempt in _rows(session, AttemptRow, AttemptRow.person_id == model):
        of_model = attempt.pop("id")
        events = _rows(session, AttemptEvent, AttemptEvent.attempt_id == of_model)
        results = _rows(session, ItemResult, ItemResult.attempt_id == of_model)
        insertion = sa.insert(AttemptRow).returning(AttemptRow.id, sort_by_parameter_order=True)
        numbers = session.scalars(insertion, [{**attempt, "person_id": person} for person in others]).all()
        _insert(session, AttemptEvent, [{**event, "attempt_id": number} for number in numbers for event in events])
        of_whom = list(zip(numbers, others, strict=True))
        _insert(session, ItemResult, [{**r, "attempt_id": n, "person_id": p} for n, p in of_whom for r in results])


def _rows(session: Session, table: type[Base], which: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    return [dict(row) for row in session.execute(sa.select(table.__table__).where(which)).mappings()]


def _insert(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        session.execute(sa.insert(table), rows)


def _fail(session: Session, catalogue: Catalogue, key: str, actor: Actor, *, seed: int, at: datetime) -> None:
    """Hand in a try without an answer."""
    number = attempts.start(session, catalogue, key, actor=actor, seed=seed, now=at)
    opened = attempts.open_attempt(session, number, actor=actor)
    attempts.hand_in(session, catalogue, opened, now=at + timedelta(minutes=5))
