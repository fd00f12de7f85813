"""Partnerships in bulk with a round of the gap survey that everybody has handed in, six people a side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from goodpartners.cli.benchmarks.people import JOB, SIDES
from goodpartners.domain.partnership.consent import VERSION
from goodpartners.domain.partnership.questionnaire import ASKED_OF, WHOLE, Asked, Question, Questionnaire
from goodpartners.domain.people import OrganisationKind, Side
from goodpartners.services import waves as rounds
from goodpartners.store.cohorts import CohortPartnershipRow, CohortRow, CohortTrainer
from goodpartners.store.database import Base
from goodpartners.store.partnerships import PartnershipRow
from goodpartners.store.people import MembershipRow, Organisation, Person
from goodpartners.store.seats import Enrolment, SeatRow
from goodpartners.store.sheets import Completion, Respondent, SheetAnswer, SheetRow
from goodpartners.store.waves import Wave

A_SIDE = 6
LONG_AGO = timedelta(days=60)


@dataclass(frozen=True)
class Made:
    """Pairs of one cohort with everybody who sits in them: (person, pair, side)."""

    cohort_id: int
    pairs: tuple[int, ...]
    seated: tuple[tuple[int, int, Side], ...]


def fill(session: Session, name: str, number: int, *, trainer: int, now: datetime, a_side: int = A_SIDE) -> Made:
    """Write so many partnerships of one authority, all in one cohort, with people of their own."""
    begins, ends = (now - LONG_AGO).date(), (now + LONG_AGO).date()
    named = [{"name": f"{name} authority", "kind": OrganisationKind.AUTHORITY.value, "created_at": now}]
    provider = OrganisationKind.PROVIDER.value
    named += [{"name": f"{name} provider {n}", "kind": provider, "created_at": now} for n in range(number)]
    authority, *providers = _insert(session, Organisation, named)
    agreed = dict.fromkeys(("proposed_at", "authority_accepted_at", "provider_accepted_at"), now)
    rows = [{"authority_id": authority, "provider_id": each, **agreed} for each in providers]
    partnerships = _insert(session, PartnershipRow, rows)
    (cohort,) = _insert(session, CohortRow, [{"name": name, "begins": begins, "ends": ends, "created_at": now}])
    session.execute(sa.insert(CohortTrainer), [{"cohort_id": cohort, "person_id": trainer, "since": now}])
    rows = [{"cohort_id": cohort, "partnership_id": each, "added_at": now} for each in partnerships]
    pairs = _insert(session, CohortPartnershipRow, rows)
    places = [(pair, side, n) for pair in range(number) for side in SIDES for n in range(a_side)]
    written = [
        {"name": f"{name} {p} {side} {n}", "email": f"{name}-{p}-{side}-{n}@benchmark.example", "created_at": now}
        for p, side, n in places
    ]
    people = _insert(session, Person, written)
    where = [authority if side is Side.COMMISSIONER else providers[pair] for pair, side, _n in places]
    rows = [
        {"person_id": p, "organisation_id": o, "side": side, "job_family": JOB, "begins": begins, "agency": False}
        for p, o, (_pair, side, _n) in zip(people, where, places, strict=True)
    ]
    seated = tuple((person, pairs[pair], side) for person, (pair, side, _n) in zip(people, places, strict=True))
    seat(session, cohort, _insert(session, MembershipRow, rows), seated, now=now)
    return Made(cohort, tuple(pairs), seated)


def seat(
    session: Session,
    cohort: int,
    memberships: Sequence[int],
    seated: Sequence[tuple[int, int, Side]],
    *,
    now: datetime,
) -> None:
    """Enrol memberships and give each of these people a seat."""
    begins = now - LONG_AGO
    rows = [{"cohort_id": cohort, "membership_id": each, "begins_at": begins} for each in memberships]
    enrolments = _insert(session, Enrolment, rows)
    session.execute(
        sa.insert(SeatRow),
        [
            {"enrolment_id": enrolment, "pair_id": pair, "side": side.value, "begins_at": begins}
            for enrolment, (_person, pair, side) in zip(enrolments, seated, strict=True)
        ],
    )


def ask(session: Session, made: Made, asked: Questionnaire, closes: date, *, number: int, now: datetime) -> list[int]:
    """Plan a round of every pair and let everybody hand in; their numbers."""
    version = rounds.freeze(session, asked, now=now)
    planned = {"version_id": version.id, "questionnaire": asked.id, "number": number, "closes": closes}
    days = {"opens": closes - timedelta(days=20), "created_at": now, "invited_at": now}
    waves = _insert(session, Wave, [{"pair_id": pair, **planned, **days} for pair in made.pairs])
    of_pair = dict(zip(made.pairs, waves, strict=True))
    keys = {person: f"bench-{person}" for person, _pair, _side in made.seated}
    if number == 1:
        holders = [{"key": keys[p], "person_id": p, "pair_id": pair, "side": s.value} for p, pair, s in made.seated]
        session.execute(sa.insert(Respondent), holders)
    sheets, done, answers = [], [], []
    for person, pair, side in made.seated:
        of_sheet = {"wave_id": of_pair[pair], "key": keys[person]}
        sheets.append({**of_sheet, "side": side.value, "organisation": False, "handed_in": True})
        agreed = {"consent": VERSION, "consented_at": now, "handed_in_at": now}
        done.append({"person_id": person, "wave_id": of_pair[pair], "side": side.value, **agreed})
        chance = Random(f"{person} {number}")
        answers += [{**of_sheet, **answer, "revision": 1} for answer in _answers(asked, side, chance)]
    for table, rows in ((SheetRow, sheets), (Completion, done), (SheetAnswer, answers)):
        session.execute(sa.insert(table), rows)
    return waves


def _answers(asked: Questionnaire, side: Side, chance: Random) -> list[dict[str, Any]]:
    """Everything that a side is asked by statement or in points, at random."""
    found = []
    for question, (of, sides) in ASKED_OF[asked.kind].items():
        if side not in sides or asked.asks(question) is None:
            continue
        given: list[tuple[str, int]] = []
        if of is Asked.STATEMENTS:
            given = [(each.id, chance.randint(1, asked.highest(question))) for each in asked.statements]
        elif of is Asked.POINTS:
            given = _points([dimension.id for dimension in asked.dimensions], chance)
        found += [_answer(question, about, value) for about, value in given]
    return found


def _answer(question: Question, about: str, value: int) -> dict[str, Any]:
    return {"question": question.value, "about": about, "value": value, "skip": None}


def _points(dimensions: Sequence[str], chance: Random) -> list[tuple[str, int]]:
    cuts = sorted(chance.sample(range(1, WHOLE), len(dimensions) - 1))
    return list(zip(dimensions, (b - a for a, b in zip([0, *cuts], [*cuts, WHOLE], strict=True)), strict=True))


def _insert(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Write rows and give their numbers, in order."""
    number = table.__table__.c.id
    return list(session.scalars(sa.insert(table).returning(number, sort_by_parameter_order=True), rows).all())
