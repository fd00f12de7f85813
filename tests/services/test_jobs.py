"""Work that nobody waits for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from goodpartners.outside.smtp import Message, Post, Undelivered
from goodpartners.services import jobs, mail, rate_limits, round_steps, sign_ins, tokens
from goodpartners.services.house import House
from goodpartners.services.jobs import Done
from goodpartners.services.letters import Letter
from goodpartners.services.mail import Delivered
from goodpartners.services.round_steps import Stepped
from goodpartners.services.tokens import Purpose
from goodpartners.settings import Settings
from goodpartners.store import snapshots
from goodpartners.store.database import Database
from goodpartners.store.learning import SectionDone
from goodpartners.store.limits import Counter
from goodpartners.store.mail import OutboxMail
from goodpartners.store.sessions import SignIn
from goodpartners.store.tokens import Token
from goodpartners.store.waves import QuestionnaireVersion, Wave
from tests.asked import Asked, C, P
from tests.conftest import Clock
from tests.factories import START, make_account, make_person

LINK = "http://localhost/sign-in/link/" + "s" * 43


class Pigeons:
    """A way out that a test can cut."""

    def __init__(self) -> None:
        self.carried: list[Message] = []
        self.cut: str | None = None
        self.before: Callable[[], None] = lambda: None

    def send(self, message: Message) -> None:
        self.before()
        if self.cut:
            raise Undelivered(self.cut)
        self.carried.append(message)


@pytest.fixture
def pigeons() -> Pigeons:
    """A way out."""
    return Pigeons()


@pytest.fixture
def run(database: Database, settings: Settings, clock: Clock, pigeons: Pigeons) -> Callable[[], Done | None]:
    """One run of the jobs."""
    holder = jobs.new_holder()
    return lambda: jobs.run_due(database, pigeons, settings, holder=holder, clock=clock)


def write(
    database: Database, clock: Clock, body: str = f"Hello\n{LINK}\nBye", to: str = "amara@tessaly.example"
) -> None:
    with database.writing() as session:
        mail.post(session, to, Letter("Your link", body), person_id=None, now=clock())


def outbox(database: Database) -> list[OutboxMail]:
    with database.reading() as session:
        return list(session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id)))


def test_mail_is_sent_once_and_its_link_is_blotted_out(
    database: Database, clock: Clock, pigeons: Pigeons, run: Callable[[], Done | None]
) -> None:
    write(database, clock)
    first, second = run(), run()
    assert first is not None
    assert first.mail == Delivered(sent=1)
    assert second is not None
    assert second.mail == Delivered()
    [message] = pigeons.carried
    assert LINK in message.body
    assert message.sender == "no-reply@localhost"
    [row] = outbox(database)
    assert row.sent_at == clock()
    assert row.body == "Hello\nhttp://localhost/sign-in/link/…\nBye"


def test_mail_that_does_not_leave_is_tried_five_times_more_and_then_given_up(
    database: Database, clock: Clock, pigeons: Pigeons, run: Callable[[], Done | None]
) -> None:
    pigeons.cut = "The mail server is away"
    write(database, clock)
    waits = []
    for _try in range(6):
        done = run()
        assert done is not None
        assert done.mail == Delivered(failed=1)
        [row] = outbox(database)
        assert row.last_error == "The mail server is away"
        if row.next_try_at:
            waits.append(row.next_try_at - clock())
            assert LINK in row.body
            assert run() == Done(Delivered(), 0, 0, 0, 0)
            clock.now = row.next_try_at
    assert waits == [timedelta(minutes=m) for m in (1, 5, 30, 120, 720)]
    assert jobs.outbox_counts(database) == (0, 1)
    assert LINK not in outbox(database)[0].body
    pigeons.cut = None
    clock.advance(days=1)
    run()
    assert pigeons.carried == []


def test_one_bad_message_does_not_hold_up_the_others(
    database: Database, clock: Clock, pigeons: Pigeons, run: Callable[[], Done | None]
) -> None:
    write(database, clock, to="first@tessaly.example")
    write(database, clock, to="second@tessaly.example")

    def cut_the_first() -> None:
        pigeons.cut = "refused" if pigeons.cut is None and not pigeons.carried else None

    pigeons.before = cut_the_first
    run()
    assert [message.to for message in pigeons.carried] == ["second@tessaly.example"]


def test_nothing_is_lost_when_the_process_dies_between_sending_and_noting(
    database: Database, clock: Clock, pigeons: Pigeons, settings: Settings
) -> None:
    write(database, clock)

    class Dies(BaseException):
        """As if the power went."""

    class Dying(Pigeons):
        def send(self, message: Message) -> None:
            super().send(message)
            raise Dies

    dying = Dying()
    with pytest.raises(Dies):
        jobs.run_due(database, dying, settings, holder="first", clock=clock)
    clock.advance(minutes=6)
    jobs.run_due(database, pigeons, settings, holder="second", clock=clock)
    assert [m.name for m in dying.carried] == [m.name for m in pigeons.carried]


def test_no_transaction_is_open_while_a_message_leaves(
    database: Database, clock: Clock, pigeons: Pigeons, run: Callable[[], Done | None]
) -> None:
    write(database, clock)
    pigeons.before = lambda: write(database, clock, body="written meanwhile")  # would wait for the lock and fail
    run()
    assert len(outbox(database)) == 2


def test_one_process_at_a_time_does_the_work(database: Database, clock: Clock, settings: Settings) -> None:
    write(database, clock)
    sending, go_on = threading.Event(), threading.Event()
    slow, quick = Pigeons(), Pigeons()

    def wait() -> None:
        sending.set()
        go_on.wait(10)

    slow.before = wait
    results: list[Done | None] = []

    def first() -> None:
        results.append(jobs.run_due(database, slow, settings, holder="first", clock=clock))

    thread = threading.Thread(target=first)
    thread.start()
    assert sending.wait(10)
    assert jobs.run_due(database, quick, settings, holder="second", clock=clock) is None
    go_on.set()
    thread.join()
    assert results[0] is not None
    assert results[0].mail.sent == 1
    assert quick.carried == []
    assert jobs.run_due(database, quick, settings, holder="second", clock=clock) is not None


def test_a_process_that_lost_its_lease_sends_nothing_again_that_another_has_sent(
    database: Database, clock: Clock, settings: Settings, pigeons: Pigeons
) -> None:
    write(database, clock, to="first@tessaly.example")
    write(database, clock, to="second@tessaly.example")
    other = Pigeons()

    def another_takes_over() -> None:
        if not other.carried:
            clock.advance(minutes=6)
            jobs.run_due(database, other, settings, holder="second", clock=clock)

    pigeons.before = another_takes_over
    jobs.run_due(database, pigeons, settings, holder="first", clock=clock)
    assert [message.to for message in other.carried] == ["first@tessaly.example", "second@tessaly.example"]
    assert [message.to for message in pigeons.carried] == ["first@tessaly.example"]


def test_a_process_that_is_told_to_stop_does_so_between_two_messages(
    database: Database, clock: Clock, settings: Settings, pigeons: Pigeons
) -> None:
    write(database, clock, to="first@tessaly.example")
    write(database, clock, to="second@tessaly.example")
    stopping = threading.Event()
    pigeons.before = stopping.set
    jobs.run_due(database, pigeons, settings, holder="a", clock=clock, stopping=stopping.is_set)
    assert [message.to for message in pigeons.carried] == ["first@tessaly.example"]


def test_what_has_had_its_time_is_deleted(
    database: Database, clock: Clock, settings: Settings, run: Callable[[], Done | None]
) -> None:
    with database.writing() as session:
        person = make_person(session)
        sign_ins.begin(session, person, device="Firefox", now=clock())
        tokens.issue(session, person.id, Purpose.SIGN_IN, email="amara@tessaly.example", now=clock())
    rate_limits.count(database, (rate_limits.LINK_FOR_ACCOUNT, "amara@tessaly.example"), now=clock())
    write(database, clock)
    done = run()
    assert done == Done(Delivered(sent=1), 0, 0, 0, 0)
    clock.advance(minutes=settings.session_idle_minutes + 1)
    assert run() == Done(Delivered(), 1, 0, 0, 0)
    clock.advance(days=2)
    assert run() == Done(Delivered(), 0, 1, 1, 0)
    clock.advance(days=30)
    assert run() == Done(Delivered(), 0, 0, 0, 1)
    with database.reading() as session:
        for table in (SignIn, Token, Counter, OutboxMail):
            assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0


def test_a_run_that_breaks_does_not_end_the_watch() -> None:
    turns = iter((False, False, True))
    runs = []

    def run() -> None:
        runs.append(1)
        raise RuntimeError("broken")

    jobs.watch(run, wait=lambda: next(turns))
    assert len(runs) == 3


def test_a_server_without_a_mail_server_loses_no_mail_and_writes_no_link(
    database: Database, clock: Clock, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    write(database, clock)
    way_out: Post = mail.post_of(settings)
    jobs.run_due(database, way_out, settings, holder="a", clock=clock)
    assert jobs.outbox_counts(database) == (1, 0)
    assert LINK not in caplog.text


def test_a_local_machine_without_a_mail_server_writes_the_link_to_the_log(
    database: Database, clock: Clock, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    write(database, clock)
    local = settings.model_copy(update={"mode": "local"})
    jobs.run_due(database, mail.post_of(local), local, holder="a", clock=clock)
    assert jobs.outbox_counts(database) == (0, 0)
    assert LINK in caplog.text


def test_standings_that_a_publication_left_behind_are_counted_again(house: House, pigeons: Pigeons) -> None:
    amara = make_account(house)
    with house.database.writing() as session:
        session.add(SectionDone(person_id=amara.id, course="good-customer", module="m", section="s", at=house.clock()))
    done = jobs.run_due(house.database, pigeons, house.settings, holder="a", clock=house.clock, library=house.library)
    assert done
    assert done.standings_counted == 1


# --- Rounds ----------------------------------------------------------------------------------------------------------


def at_work(house: House, pigeons: Pigeons) -> Done:
    done = jobs.run_due(house.database, pigeons, house.settings, holder="a", clock=house.clock, library=house.library)
    assert done
    return done


def days(count: int) -> date:
    return (START + timedelta(days=count)).date()


def test_a_run_opens_and_closes_rounds_and_both_sides_get_their_results(house: House, pigeons: Pigeons) -> None:
    asked = Asked(house, ((3, 3), (3, 3)))
    over = asked.round(0, opens=days(-9), closes=days(-1))
    unready = asked.round(1, opens=days(-9), closes=days(-1))
    new = asked.round(0, number=2, opens=days(0), closes=days(20))
    for side in (C, P):
        asked.answer(over, side, 3, at=START - timedelta(days=3))
    asked.answer(unready, C, 3, pair=1, at=START - timedelta(days=3))
    done = at_work(house, pigeons)
    assert done.rounds == Stepped(closed=2, opened=1)
    with house.database.reading() as session:
        assert snapshots.released(session, [over, unready, new]) == {over}
        assert all(session.get_one(Wave, number).closed_at for number in (over, unready))
        assert all(row.basis is None for row in snapshots.of_wave(session, over))
    subjects = sorted(message.subject for message in outbox(house.database))
    assert [s for s in subjects if "results" in s] == [
        "Readiness quiz: the results of Quillby 0 and Tessaly 0 are open"
    ] * 6
    assert at_work(house, pigeons).rounds == Stepped()


def test_a_round_that_breaks_is_logged_and_does_not_stop_the_others(
    house: House, pigeons: Pigeons, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    asked = Asked(house, ((3, 3), (3, 3)))
    broken, whole = (asked.round(pair, opens=days(-9), closes=days(-1)) for pair in (0, 1))
    for pair, wave in enumerate((broken, whole)):
        for side in (C, P):
            asked.hand_in(wave, side, 3, pair)
    with house.database.writing() as session:  # a second wording that cannot be read back
        kept = session.get_one(QuestionnaireVersion, session.get_one(Wave, broken).version_id)
        bad = QuestionnaireVersion(questionnaire="gaps", version=1, digest="d", content="{}", stored_at=kept.stored_at)
        session.add(bad)
        session.flush()
        session.get_one(Wave, broken).version_id = bad.id
    done = at_work(house, pigeons)
    assert done.rounds == Stepped(closed=1, failed=1)
    assert f"round {broken} could not be closed" in caplog.text
    with house.database.reading() as session:
        assert session.get_one(Wave, broken).closed_at is None
        assert session.get_one(Wave, whole).closed_at == clock()
    assert at_work(house, pigeons).rounds == Stepped()
    clock.advance(hours=1)
    assert at_work(house, pigeons).rounds == Stepped(failed=1)


def test_rounds_are_reminded_of_before_courses_and_once_a_week_in_all(house: House, pigeons: Pigeons) -> None:
    asked = Asked(house, ((1, 1),))
    wave = asked.round(opens=days(-9), closes=days(3))
    with house.database.writing() as session:
        session.get_one(Wave, wave).invited_at = START - timedelta(days=9)
    done = at_work(house, pigeons)
    assert (done.rounds_reminded, done.reminded) == (2, 0)


def test_a_process_that_is_told_to_stop_closes_no_further_round(house: House, pigeons: Pigeons) -> None:
    asked = Asked(house, ((0, 0),) * 3)
    for pair in range(3):
        asked.round(pair, opens=days(-9), closes=days(-1))
    turns = iter((True, True, False))
    assert round_steps.step(house.database, base="", now=START, may_go_on=lambda: next(turns)).closed == 2
