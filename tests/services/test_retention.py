"""What has had its time is deleted, and nobody’s account and no cohort without a letter 30 days before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from goodpartners.domain.errors import Invalid, NotAllowed, NotFound
from goodpartners.domain.people import Actor, Grant, Role, Side
from goodpartners.domain.retention import months_before
from goodpartners.outside.smtp import Nowhere
from goodpartners.services import jobs, retention, sign_ins
from goodpartners.services.retention import Applied
from goodpartners.settings import Settings
from goodpartners.store import learning
from goodpartners.store.audit import AuditEntry
from goodpartners.store.cohorts import CohortPartnershipRow, CohortRow, JoinCode
from goodpartners.store.database import Base, Database
from goodpartners.store.joining import CohortInvitation, JoinRequest
from goodpartners.store.learning import SectionDone
from goodpartners.store.mail import OutboxMail
from goodpartners.store.partnerships import PartnershipRow
from goodpartners.store.people import MembershipRow, Person
from goodpartners.store.seats import Enrolment, SeatRow
from goodpartners.store.sessions import SignIn
from tests.cohorts import make_cohort, make_pair, make_trainer, seat
from tests.conftest import Clock
from tests.factories import START, make_person

ADMIN = Actor(0, "Moira Tennant", "", frozenset({Grant(Role.ADMIN)}))
BASE = "http://localhost"
LONG = START + timedelta(days=25 * 31)


def run(database: Database, now: datetime) -> Applied:
    with database.writing() as session:
        return retention.apply(session, base=BASE, now=now)


def letters(database: Database) -> list[OutboxMail]:
    with database.reading() as session:
        return list(session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id)))


@pytest.fixture
def amara(database: Database) -> int:
    """Somebody who was here once, at START, and an admin who comes often."""
    with database.writing() as session:
        person = make_person(session)
        for name in ("Moira", "Second"):
            make_person(session, name, roles=[Role.ADMIN], at=LONG)
        learning.mark_done(session, person.id, "c", "m", "s", START)
        return person.id


def state(database: Database, person_id: int) -> tuple[datetime | None, datetime | None]:
    with database.reading() as session:
        person = session.get_one(Person, person_id)
        return person.warned_at, person.erased_at


def test_an_unused_account_is_told_and_erased_30_days_later(database: Database, amara: int) -> None:
    assert run(database, START + timedelta(days=700)) == Applied()
    assert run(database, LONG) == Applied(accounts_warned=1)
    assert run(database, LONG + timedelta(days=29)) == Applied()
    [letter] = letters(database)
    for words in (f"{BASE}/account/data", f"{BASE}/sign-in", "To keep it, sign in once before then"):
        assert words in letter.body
    assert run(database, LONG + timedelta(days=30)) == Applied(accounts_erased=1)
    assert state(database, amara) == (None, LONG + timedelta(days=30))
    with database.reading() as session:
        assert session.scalars(sa.select(SectionDone)).all() == []
        entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.person_id == amara)).all()
        assert [e.act for e in entry] == ["account erased"]
    assert letters(database) == []


@pytest.mark.parametrize("jobs_ran_meanwhile", [True, False])
def test_signing_in_keeps_the_account(database: Database, amara: int, jobs_ran_meanwhile: bool) -> None:
    run(database, LONG)
    back = LONG + timedelta(days=20)
    with database.writing() as session:
        sign_ins.begin(session, session.get_one(Person, amara), device="x", now=back)
    if jobs_ran_meanwhile:
        assert run(database, LONG + timedelta(days=31)) == Applied()
        assert state(database, amara) == (None, None)
    else:
        for name in ("Moira", "Second"):
            with database.writing() as session:
                row = session.scalars(sa.select(Person).where(Person.name == name)).one()
                row.signed_in_at = back + timedelta(days=800)
        with database.writing() as session:
            session.execute(sa.delete(SignIn))
        assert run(database, back + timedelta(days=800)).accounts_erased == 0
        assert state(database, amara)[1] is None


def test_a_visit_counts_though_the_sign_in_is_old(database: Database, amara: int) -> None:
    with database.writing() as session:
        sign_ins.begin(session, session.get_one(Person, amara), device="x", now=START)
        session.execute(sa.update(SignIn).values(seen_at=LONG))
    assert run(database, LONG) == Applied()


def test_the_last_admin_is_never_erased(database: Database) -> None:
    with database.writing() as session:
        only = make_person(session, "Moira", roles=[Role.ADMIN]).id
    for days in (0, 31, 62):
        assert run(database, LONG + timedelta(days=days)) == Applied()
    assert state(database, only) == (None, None)


def test_of_two_admins_who_never_come_one_stays(database: Database) -> None:
    with database.writing() as session:
        for name in ("Moira", "Second"):
            make_person(session, name, roles=[Role.ADMIN])
    for days in (0, 31, 62, 93):
        run(database, LONG + timedelta(days=days))
    with database.reading() as session:
        assert len(session.scalars(sa.select(Person).where(Person.erased_at.is_(None))).all()) == 1


def test_a_closed_account_is_told_what_fits_it(database: Database, amara: int) -> None:
    with database.writing() as session:
        session.get_one(Person, amara).closed_at = START + timedelta(days=90)
    assert run(database, LONG) == Applied()
    run(database, LONG + timedelta(days=90))
    [letter] = letters(database)
    assert "sign in once" not in letter.body
    assert f"{BASE}/help" in letter.body


def test_a_longer_period_takes_the_warning_back_and_never_deletes_nothing(database: Database, amara: int) -> None:
    run(database, LONG)
    with database.writing() as session:
        retention.set_period(session, "unused accounts", 60, actor=ADMIN, now=LONG)
    assert run(database, LONG + timedelta(days=60)) == Applied()
    assert state(database, amara) == (None, None)
    with database.writing() as session:
        retention.set_period(session, "unused accounts", None, actor=ADMIN, now=LONG)
    assert run(database, LONG + timedelta(days=9000)) == Applied()


def a_cohort(session: Session) -> tuple[int, Person]:
    trainer, learner = make_person(session, "Thea Lund", at=LONG), make_person(session, "Lena Ford", at=LONG)
    cohort, pairs = make_cohort(session, trainer, partnerships=[make_pair(session)], ends=date(2027, 1, 31))
    seat(session, learner, pairs[0], Side.PROVIDER)
    learning.mark_done(session, learner.id, "c", "m", "s", START)
    session.add(JoinCode(pair_id=pairs[0], side="provider", code="AAAA", made_at=START))
    session.flush()
    code = session.scalars(sa.select(JoinCode.id)).one()
    session.add(JoinRequest(code_id=code, name="Jo", email="jo@tessaly.example", asked_at=LONG))
    where = session.scalars(sa.select(MembershipRow.organisation_id)).first()
    session.add(CohortInvitation(cohort_id=cohort, person_id=learner.id, organisation_id=where, sent_at=START))
    session.flush()
    return cohort, trainer


def test_an_ended_cohort_is_told_and_deleted_30_days_later_and_what_people_learned_stays(database: Database) -> None:
    with database.writing() as session:
        cohort, trainer = a_cohort(session)
    over = datetime(2029, 2, 1, 12, tzinfo=UTC)
    assert run(database, over - timedelta(days=1)).cohorts_warned == 0
    assert run(database, over).cohorts_warned == 1
    told = letters(database)[-1]
    assert (told.to_address, told.person_id) == (trainer.email, trainer.id)
    assert f"{BASE}/train/cohorts/{cohort}" in told.body
    assert run(database, over + timedelta(days=29)).cohorts_deleted == 0
    assert run(database, over + timedelta(days=30)).cohorts_deleted == 1
    with database.reading() as session:
        deleted: list[type[Base]] = [CohortRow, CohortPartnershipRow, Enrolment, SeatRow, JoinCode, JoinRequest]
        deleted.append(CohortInvitation)
        for table in deleted:
            assert session.scalars(sa.select(table)).all() == [], table
        kept: list[type[Base]] = [SectionDone, MembershipRow, PartnershipRow]
        for table in kept:
            assert len(session.scalars(sa.select(table)).all()) == 1, table
        told_of = sa.select(AuditEntry.act).where(AuditEntry.act.startswith("cohort ")).order_by(AuditEntry.id)
        assert session.scalars(told_of).all() == ["cohort warned", "cohort deleted"]


def test_a_later_last_day_keeps_a_cohort_that_was_told(database: Database) -> None:
    with database.writing() as session:
        cohort, _ = a_cohort(session)
    over = datetime(2029, 2, 1, 12, tzinfo=UTC)
    run(database, over)
    with database.writing() as session:
        session.get_one(CohortRow, cohort).ends = date(2029, 3, 1)
    assert run(database, over + timedelta(days=31)).cohorts_deleted == 0
    with database.reading() as session:
        assert session.get_one(CohortRow, cohort).warned_at is None


def test_a_cohort_without_a_trainer_is_told_to_the_admins(database: Database) -> None:
    with database.writing() as session:
        _, trainer = a_cohort(session)
        trainer.closed_at = START
        moira = make_person(session, "Moira", roles=[Role.ADMIN], at=LONG)
    run(database, datetime(2029, 2, 1, 12, tzinfo=UTC))
    assert [m.to_address for m in letters(database) if "cohort" in m.subject] == [moira.email]


def test_the_jobs_apply_the_periods(database: Database, amara: int, settings: Settings, clock: Clock) -> None:
    for days, expected in ((0, Applied(accounts_warned=1)), (30, Applied(accounts_erased=1)), (31, Applied())):
        clock.now = LONG + timedelta(days=days)
        done = jobs.run_due(database, Nowhere(), settings, holder="a process", clock=clock)
        assert done is not None
        assert done.kept == expected


def test_requests_are_deleted_three_months_after_the_decision(database: Database) -> None:
    with database.writing() as session:
        a_cohort(session)
        request = session.scalars(sa.select(JoinRequest)).one()
        request.decided_at = START
    assert run(database, START + timedelta(days=90)).requests_deleted == 0
    assert run(database, START + timedelta(days=93)).requests_deleted == 1


def test_a_run_is_bounded_and_the_next_goes_on(database: Database) -> None:
    with database.writing() as session:
        make_person(session, "Moira", roles=[Role.ADMIN], at=LONG)
        for n in range(retention.AT_ONCE + 5):
            make_person(session, f"Person {n}")
        make_person(session, "Invented", demo=True)
    assert run(database, LONG).accounts_warned == retention.AT_ONCE
    assert run(database, LONG).accounts_warned == 5
    assert run(database, LONG + timedelta(days=30)).accounts_erased == retention.AT_ONCE
    assert run(database, LONG + timedelta(days=30)).accounts_erased == 5


def test_the_forecast_is_what_then_happens(database: Database, amara: int) -> None:
    with database.writing() as session:
        make_trainer(session, make_person(session, "Old Trainer", at=START + timedelta(days=25)))
        a_cohort(session)
        make_trainer(session, make_person(session, "Next Month", at=START + timedelta(days=60)))
    run(database, LONG)
    with database.reading() as session:
        expected = retention.forecast(session, actor=ADMIN, now=LONG)
    assert expected == Applied(accounts_warned=1, accounts_erased=2, cohorts_warned=1)
    assert run(database, LONG + timedelta(days=30)) == expected


@pytest.mark.parametrize("months", [0, -1, 121])
def test_a_period_is_1_to_120_months(database: Database, months: int) -> None:
    with database.writing() as session:
        with pytest.raises(Invalid):
            retention.set_period(session, "ended cohorts", months, actor=ADMIN, now=START)
        with pytest.raises(NotFound):
            retention.set_period(session, "children", 3, actor=ADMIN, now=START)
        with pytest.raises(NotAllowed):
            retention.set_period(session, "ended cohorts", 3, actor=Actor(1, "Sam", "s@s"), now=START)
        assert set(retention.periods(session, actor=ADMIN).values()) == {24, 3}
        assert session.scalars(sa.select(AuditEntry)).all() == []


moments = st.integers(0, 36_000).map(lambda days: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(days=days))


@given(moment=moments, months=st.integers(0, 240))
def test_months_before_keeps_the_day_or_takes_the_months_last(moment: datetime, months: int) -> None:
    found = months_before(moment, months)
    assert (moment.year * 12 + moment.month) - (found.year * 12 + found.month) == months
    assert found.day <= moment.day
    if found.day < moment.day:
        assert (found + timedelta(days=1)).day == 1
