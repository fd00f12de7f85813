"""Somebody about whom everything is on record."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from goodpartners.domain.allowances import AllowanceKind
from goodpartners.domain.partnership import snapshots
from goodpartners.domain.partnership.questionnaire import Question
from goodpartners.domain.partnership.sheets import Answer
from goodpartners.domain.partnership.snapshots import Mode, Snapshot
from goodpartners.domain.people import Actor, Role, Side
from goodpartners.domain.quiz.drawn import Drawn
from goodpartners.domain.quiz.responses import Written
from goodpartners.services import (
    accounts,
    answering,
    attempts,
    demo,
    drafts,
    email_changes,
    rate_limits,
    reports,
    resets,
    waves,
)
from goodpartners.services.demo.cast import CAST
from goodpartners.services.house import House
from goodpartners.services.library import Library
from goodpartners.services.passwords import Passwords
from goodpartners.settings import Settings
from goodpartners.store import joining, learning, people
from goodpartners.store.allowances import Allowance
from goodpartners.store.cohorts import JoinCode
from goodpartners.store.database import Database
from goodpartners.store.joining import CohortInvitation, JoinRequest
from goodpartners.store.people import Person, RoleGrant
from goodpartners.store.reminders import Reminder
from goodpartners.store.snapshots import SnapshotRow, SnapshotView
from goodpartners.store.waves import Wave
from tests import cohorts
from tests.conftest import put_in_place
from tests.factories import START, make_actor
from tests.partnership import readiness_quiz
from tests.services.on_record import BASE, EMAIL, REPORT, TEXTS

ROWAN, TRAINER = "Rowan Ashby", "Moira Tennant"
"""The rest of the demo would only take time."""
EMPTY = Snapshot("readiness", 1, dict.fromkeys(Side, Mode.POOLED), dict.fromkeys(Side, 5), {})


@pytest.fixture(scope="session")
def demo_sqlite(
    tmp_path_factory: pytest.TempPathFactory, filled_sqlite: Path, published: Library
) -> tuple[Path, list[dict[str, str]]]:
    """A SQLite file with the whole demo in it, to be copied, and the accounts that were printed."""
    file = tmp_path_factory.mktemp("demo") / "demo.sqlite"
    shutil.copyfile(filled_sqlite, file)
    database = Database(f"sqlite:///{file}")
    made = Settings(mode="local", data_dir=file.parent, argon2_memory_kib=8, public_url="http://localhost")
    accounts = demo.fill(House(made, database, published, Passwords(memory_kib=8), lambda: START, "test"))
    with database.engine.connect() as connection:
        connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return file, accounts


@pytest.fixture
def demo_address(demo_sqlite: tuple[Path, list[dict[str, str]]], sqlite_file: Path) -> str:
    """The address of a database of one's own with the demo in it."""
    return put_in_place(demo_sqlite[0], sqlite_file)


@pytest.fixture
def rowan(house: House) -> Actor:
    """Somebody with at least one row in every table that can hold one."""
    demo.fill(house, [part for part in CAST if part.name in (ROWAN, TRAINER)])
    now = house.clock()
    catalogue = house.library.current(today=now.date())
    with house.database.writing() as session:
        person = session.scalars(sa.select(Person).where(Person.email == EMAIL)).one()
        session.add(RoleGrant(person_id=person.id, role=Role.AUTHOR, granted_at=now))
        session.flush()
        actor = make_actor(session, person, now)
        course = {"course": "good-supplier", "module": "who-is-the-customer"}
        session.add(learning.Note(person_id=person.id, **course, activity="roles", text=TEXTS["note"], saved_at=now))
        learning.save_spot_answer(
            session, person.id, "good-supplier/b2-think", "one", {"form": "chosen", "options": ["a"]}, now
        )
        heads = {name: TEXTS[name] for name in ("learned", "impact", "peer")}
        session.add(learning.Reflection(person_id=person.id, course="good-supplier", saved_at=now, **heads))
        running = attempts.start(
            session, catalogue, "good-supplier/close-the-gaps", actor=actor, seed=3, now=now - timedelta(days=1)
        )
        opened = attempts.open_attempt(session, running, actor=actor)
        first = opened.attempt.items[0].id
        drafts.save_draft(session, opened, first, Written(text=TEXTS["draft"]), drawn=Drawn(), now=now)
        reports.report(session, running, first, REPORT, actor=actor, now=now)
        resets.ask(session, EMAIL, base=BASE, now=now)
        email_changes.ask(session, "rowan@new.example", base=BASE, actor=actor, now=now)
        accounts.change_name(session, "Rowan Ashby-Mensah", actor=actor, now=now)
        accounts.change_name(session, "Rowan Ashby", actor=actor, now=now)
        _in_cohorts(session, person, now)
    rate_limits.count(house.database, (rate_limits.LINK_FOR_ACCOUNT, EMAIL), now=now)
    return actor


def _in_cohorts(session: Session, person: Person, now: datetime) -> None:
    """A row in every table of cohorts: run one, sit in it, be invited and ask to join, be reminded and excepted."""
    partnership = cohorts.make_pair(session)
    number, [pair] = cohorts.make_cohort(session, person, partnerships=[partnership])
    cohorts.seat(session, person, pair, Side.COMMISSIONER)
    place = {"cohort_id": number, "organisation_id": people.organisations(session)[0].id, "sent_at": now}
    invitation = CohortInvitation(person_id=person.id, **place)
    code = JoinCode(pair_id=pair, side=Side.COMMISSIONER, code="A2B3C4", made_at=now)
    session.add_all([invitation, code])
    session.flush()
    joining.set_pairs(session, invitation.id, frozenset({pair}))
    session.add_all(
        [
            JoinRequest(code_id=code.id, person_id=person.id, name=person.name, email=EMAIL, asked_at=now),
            Allowance(person_id=person.id, kind=AllowanceKind.EXTRA_TIME, percent=125, reason="Reading", given_at=now),
            Reminder(person_id=person.id, cohort_id=number, text="Your next step is waiting.", at=now),
        ]
    )
    session.flush()
    _in_rounds(session, person, pair, now)


def _in_rounds(session: Session, person: Person, pair: int, now: datetime) -> None:
    """A row in every table of answers: a sheet with one statement and one box, handed in, and a look at results."""
    version = waves.freeze(session, readiness_quiz(), now=now)
    asked = {"version_id": version.id, "questionnaire": version.questionnaire, "number": 1}
    wave = Wave(pair_id=pair, **asked, opens=now.date(), closes=now.date(), created_at=now)
    session.add(wave)
    session.flush()
    actor = make_actor(session, person, now)
    answering.begin(session, wave.id, agrees=True, key="0123456789abcdef", actor=actor, now=now)
    opened = answering.open_sheet(session, wave.id, actor=actor, now=now)
    given = {(Question.NOW, "a1"): Answer(4), (Question.WANT, "a1"): Answer(5)}
    answering.save(session, opened, opened.pages[0], given, revision=0, now=now)
    words = {"well": answering.Written(TEXTS["well"], "sides", TEXTS["said"])}
    answering.save_words(session, opened, words, revision=0, now=now)
    answering.hand_in(session, answering.open_sheet(session, wave.id, actor=actor, now=now), now=now)
    shot = SnapshotRow(wave_id=wave.id, number=1, released_at=now, body=snapshots.to_json(EMPTY), basis=None)
    session.add(shot)
    session.flush()
    session.add(SnapshotView(snapshot_id=shot.id, person_id=person.id, at=now))
    session.flush()
