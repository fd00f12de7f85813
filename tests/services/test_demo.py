"""The invented cast comes through the same services as everybody, and can be taken out whole."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from flask.testing import FlaskClient
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from goodpartners.domain.board import FlagKind, PairStanding
from goodpartners.domain.partnerships import PartnershipState
from goodpartners.domain.people import Role, Side
from goodpartners.services import boards, demo
from goodpartners.services.boards import Board
from goodpartners.services.demo.cast import CAST, ORGANISATIONS
from goodpartners.services.demo.work import WORK, Work
from goodpartners.services.house import House
from goodpartners.services.library import Library
from goodpartners.services.passwords import Passwords
from goodpartners.settings import Settings
from goodpartners.store import cohorts
from goodpartners.store.database import Database
from goodpartners.store.people import Person
from tests.factories import START, make_actor, make_person, rows, send
from tests.profiles import examples

QUILLBY, ORRENSHIRE = "Quillby Borough Council", "Orrenshire County Council"
TESSALY, LINDLEWICK, MARROWFEN = "Tessaly Care", "Lindlewick Trust", "Marrowfen Homes"
STUCK, UNEQUAL, HELP = (QUILLBY, LINDLEWICK), (ORRENSHIRE, MARROWFEN), (ORRENSHIRE, LINDLEWICK)
DAYS = st.datetimes(datetime(2026, 11, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def boards_of(house: House, session: Session) -> list[Board]:
    """The boards of all cohorts as their trainer sees them on first sight, the first cohort first."""
    now = house.clock()
    moira = session.query(Person).filter_by(name="Moira Tennant").one()
    actor, catalogue = make_actor(session, moira, now), house.library.current(today=now.date())
    numbers = sorted(row.id for row in cohorts.every(session))
    return [boards.board(session, catalogue, number, actor=actor, now=now) for number in numbers]


@pytest.fixture
def database_address(demo_address: str) -> str:
    """What the demo shows is the same on both databases; that it can be filled on both, the tests of upgrades show."""
    return demo_address


@pytest.fixture
def filled(house: House) -> Iterator[list[Board]]:
    with house.database.writing() as session:
        yield boards_of(house, session)


@contextmanager
def standing_at(library: Library, tables: Path, now: datetime) -> Iterator[House]:
    """A house whose first day is the one given."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "demo.sqlite"
        shutil.copyfile(tables, file)
        database = Database(f"sqlite:///{file}")
        made = Settings(mode="local", data_dir=Path(folder), argon2_memory_kib=8, public_url="http://localhost")
        yield House(made, database, library, Passwords(memory_kib=8), lambda: now, "test")
        database.close()


def pair_of(board: Board, names: tuple[str, str]) -> PairStanding:
    return next(p for p in board.pairs if (p.pair.partnership.authority, p.pair.partnership.provider) == names)


def flags(pair: PairStanding) -> list[FlagKind]:
    return [flag.kind for flag in pair.flags]


def shows_what_is_promised(board: Board) -> None:
    assert len(board.learners) == 26
    assert all(x.came for x in board.learners)
    assert flags(pair_of(board, STUCK)) == [FlagKind.STUCK]
    assert flags(pair_of(board, UNEQUAL)) == [FlagKind.IMBALANCE]
    assert flags(pair_of(board, HELP)) == [FlagKind.HELP]
    for names in ((QUILLBY, TESSALY), (ORRENSHIRE, TESSALY)):
        assert flags(pair_of(board, names)) == []
    for pair in board.pairs:
        assert all(side.percent is not None for side in pair.sides)
        assert pair.next is not None
    held = [d for d in board.dates if d.held]
    assert 0 < len(held) < len(board.dates)
    assert all((d.on < board.today) == d.held and d.on.weekday() < 5 for d in board.dates)
    assert board.cohort.runs(board.today)
    assert [len(board.invited), board.requests] == [1, 1]


def test_everybody_in_the_demo_can_sign_in_with_the_password_that_is_printed(
    demo_sqlite: tuple[Path, list[dict[str, str]]], client: FlaskClient
) -> None:
    _, accounts = demo_sqlite
    assert len(accounts) == 6
    assert len({account["password"] for account in accounts}) == len(accounts)
    for account in accounts:
        answer = send(client, "/sign-in", {"email": account["email"], "password": account["password"]})
        assert answer.status_code == 303, account["email"]
        send(client, "/sign-out")


def test_the_demo_shows_people_at_different_points(house: House) -> None:
    assert rows(house, "certificate"), "somebody has completed a course"
    assert any(row.ended_at is None for row in rows(house, "attempt")), "somebody is in the middle of a quiz"
    assert any(row.passed is False for row in rows(house, "attempt")), "somebody has failed a try"
    assert rows(house, "note")


def test_the_first_board_shows_one_pair_of_each_kind(filled: list[Board]) -> None:
    shows_what_is_promised(filled[0])


def test_whoever_needs_help_failed_the_same_question_on_four_papers(filled: list[Board]) -> None:
    found = [(x.name, struggle.failed) for x in filled[0].learners for struggle in x.struggles]
    assert found == [("Tamsin Okoro", 4)]


def test_four_partnerships_are_agreed_and_one_is_proposed_by_one_side(filled: list[Board]) -> None:
    found = {(p.pair.partnership.authority, p.pair.partnership.provider): p.pair.partnership for p in filled[0].pairs}
    assert [p.state for p in found.values()].count(PartnershipState.ACCEPTED) == 4
    waiting = found[HELP]
    assert [waiting.accepted_at(side) is None for side in Side] == [True, False]


def test_a_pair_has_two_provider_staff_and_people_of_both_sides_sit_in_two_pairs(filled: list[Board]) -> None:
    board = filled[0]
    assert len(pair_of(board, UNEQUAL).provider.learners) == 2
    in_two = [x for x in board.learners if len(x.seats) == 2]
    assert {"Tunde Bakare", "Amara Osei", "Hester Quayle"} <= {x.name for x in in_two}
    assert {x.side for x in in_two} == set(Side)


def test_agency_staff_in_their_second_week_are_named_and_not_counted(filled: list[Board]) -> None:
    side = pair_of(filled[0], STUCK).provider
    assert {x.name for x in side.learners} - {x.name for x in side.counted} == {"Saskia Dunmore"}


def test_an_exception_has_a_reason_and_a_reminder_is_on_record(house: House, filled: list[Board]) -> None:
    given = rows(house, "allowance")
    assert [(row.kind, bool(row.reason)) for row in given] == [("later date", True)]
    assert len(rows(house, "reminder")) == 1
    assert next(x for x in filled[0].learners if x.name == "Callum Strand").due[0] == given[0].until


def test_the_second_cohort_has_one_side_only(filled: list[Board]) -> None:
    board = filled[1]
    assert {x.side for x in board.learners} == {Side.COMMISSIONER}
    assert all(pair.one_sided for pair in board.pairs)


def test_each_side_has_a_manager_and_a_side_lead() -> None:
    for side in Side:
        held = {role for part in CAST if part.side is side for role in part.roles}
        assert {Role.ORGANISATION_MANAGER, Role.SIDE_LEAD} <= held


def test_every_name_is_invented_once() -> None:
    assert len({part.name.split()[0] for part in CAST}) == len(CAST)


def test_only_those_who_were_invited_have_not_been_here(house: House) -> None:
    people = rows(house, "person")
    assert [row.name for row in people if row.signed_in_at is None] == ["Soraya Iqbal"]
    assert all(row.signed_in_at <= house.clock() for row in people if row.signed_in_at)


def test_the_log_of_the_demo_reads_in_the_order_in_which_things_happened(house: House) -> None:
    times = [row.at for row in sorted(rows(house, "audit_entry"), key=lambda row: row.id)]
    assert times == sorted(times)
    assert times[-1] <= house.clock()


def test_no_letter_of_the_demo_waits_to_be_sent(house: House) -> None:
    assert all(row.next_try_at is None and row.sent_at for row in rows(house, "outbox_mail"))


@pytest.mark.deep
@settings(max_examples=examples(2, 20), deadline=None)
@given(now=DAYS)
@example(now=datetime(2027, 3, 28, 0, 30, tzinfo=UTC))
@example(now=datetime(2027, 10, 31, 0, 59, tzinfo=UTC))
@example(now=datetime(2027, 7, 3, 23, 30, tzinfo=UTC))
def test_the_first_board_shows_the_same_on_whatever_day_it_is_first_seen(
    published: Library, filled_sqlite: Path, now: datetime
) -> None:
    with standing_at(published, filled_sqlite, now) as house:
        demo.fill(house)
        with house.database.writing() as session:
            joint, alone = boards_of(house, session)
            shows_what_is_promised(joint)
            assert len(alone.learners) == 3


EVERYTHING = (
    "person",
    "organisation",
    "membership",
    "partnership",
    "cohort",
    "cohort_partnership",
    "enrolment",
    "seat",
    "cohort_invitation",
    "join_code",
    "join_request",
    "joint_date",
    "attempt",
    "attempt_event",
    "section_done",
    "note",
    "certificate",
    "reflection",
    "course_standing",
    "item_result",
    "allowance",
    "reminder",
    "audit_entry",
    "outbox_mail",
    "token",
    "questionnaire_version",
    "wave",
    "respondent",
    "sheet",
    "sheet_answer",
    "sheet_words",
    "completion",
    "snapshot",
    "snapshot_view",
)


def test_removing_the_demo_leaves_nothing_of_it(house: House) -> None:
    with house.database.writing() as session:
        assert demo.present(session)
        assert demo.remove(session) == len(CAST)
    assert {table: rows(house, table) for table in EVERYTHING if rows(house, table)} == {}


def test_what_somebody_else_uses_outlives_the_demo(house: House) -> None:
    with house.database.writing() as session:
        make_person(session, "Real Person", organisation=TESSALY, at=START)
        demo.remove(session)
    assert [row.name for row in rows(house, "organisation")] == [TESSALY]
    assert rows(house, "cohort") == []


def test_a_second_demo_can_follow_a_removed_one(house: House) -> None:
    with house.database.writing() as session:
        demo.remove(session)
    demo.fill(house)
    assert {row.name for row in rows(house, "organisation")} == set(ORGANISATIONS)


def test_the_demo_can_be_filled_when_a_module_is_missing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = (Work("good-supplier/no-such-module", 3), Work("no-such-course/module", 2))
    for part in CAST:
        monkeypatch.setitem(WORK, part.name, missing)
    with house.database.writing() as session:
        demo.remove(session)
    assert demo.fill(house)


def test_the_days_of_the_demo_stay_in_the_past(house: House) -> None:
    for table, column in (("section_done", "at"), ("attempt", "started_at"), ("enrolment", "begins_at")):
        times = [getattr(row, column) for row in rows(house, table)]
        assert max(times) <= house.clock()
        assert min(times) >= house.clock() - timedelta(weeks=9)
