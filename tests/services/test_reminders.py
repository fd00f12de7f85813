"""Reminders: by the jobs, by a trainer, and stopped by whoever gets them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from goodpartners.domain import reminders as rules
from goodpartners.domain.errors import Closed, Invalid, NotAllowed, NotFound
from goodpartners.domain.people import Actor, Side
from goodpartners.domain.times import local_time
from goodpartners.outside.smtp import Message
from goodpartners.services import cohorts as cohort_service
from goodpartners.services import jobs, reminders, seats, tokens, trainer_letters
from goodpartners.services.house import House
from goodpartners.services.tokens import LinkOver
from goodpartners.store.cohorts import CohortRow
from goodpartners.store.people import Person
from goodpartners.store.reminders import Reminder
from goodpartners.store.seats import Enrolment
from tests.cohorts import actor_of, make_cohort, make_pair, seat
from tests.conftest import Clock
from tests.factories import START, mails, make_person, rows
from tests.profiles import examples
from tests.statements import statements
from tests.threads import overlapping, together

LONG_AGO = START - timedelta(days=30)
BASE = "http://localhost"
STOP = re.compile(r"/reminders/stop/(\S+)")


class Scene:
    """One trainer, two cohorts under way and three people; the second sits in both cohorts."""

    def __init__(self, house: House, name: str = "") -> None:
        self.house, self.name = house, name
        with house.database.writing() as session:
            trainer = make_person(session, f"Moira Tennant{name}", at=LONG_AGO)
            pair = make_pair(session, f"Quillby{name}", f"Tessaly{name}", at=LONG_AGO)
            begins = LONG_AGO.date()
            self.cohorts = []
            self.people = [
                make_person(session, f"{first}{name}", at=LONG_AGO)
                for first in ("Amara Osei", "Ben Ekwueme", "Cy Lowe")
            ]
            for title, members in (("Autumn", self.people[:2]), ("Second", self.people[1:])):
                courses = ["good-supplier", "working-together"]
                number, pairs = make_cohort(session, trainer, courses, [pair], begins=begins, name=title, at=LONG_AGO)
                self.cohorts.append(number)
                for person in members:
                    seat(session, person, pairs, Side.PROVIDER, at=LONG_AGO)
            self.trainer = actor_of(session, trainer)

    def run(self, now: datetime | None = None) -> int:
        """What the jobs do."""
        now = now or self.house.clock()
        catalogue = self.house.library.current(today=now.date())
        return reminders.send_due(self.house.database, catalogue, base=BASE, now=now)

    def write(self, people: Sequence[int], text: str = "Shall we talk?", cohort: int = 0, **options: object) -> int:
        """What a trainer does."""
        now = self.house.clock()
        catalogue = self.house.library.current(today=now.date())
        to = [self.people[number].id for number in people]
        with self.house.database.writing() as session:
            number = self.cohorts[cohort]
            return trainer_letters.send(session, catalogue, number, to, text, base=BASE, actor=self.trainer, now=now)

    def reminded(self) -> dict[int, list[datetime]]:
        """When each of them was or will be written to."""
        with self.house.database.reading() as session:
            found = session.scalars(sa.select(Reminder).order_by(Reminder.at))
            ids = {person.id: [] for person in self.people}
            for row in found:
                if row.person_id in ids:
                    ids[row.person_id].append(row.at)
            return ids

    def set(self, number: int, **columns: object) -> None:
        with self.house.database.writing() as session:
            session.execute(sa.update(Person).where(Person.id == self.people[number].id).values(**columns))


@pytest.fixture
def scene(house: House) -> Scene:
    """Everybody is behind, and nobody was reminded."""
    return Scene(house)


def test_everybody_with_something_due_gets_one_letter_whatever_the_number_of_their_cohorts(
    scene: Scene, house: House
) -> None:
    assert scene.run() == 3
    letters = mails(house)
    assert sorted(m.to_address for m in letters) == sorted(p.email for p in scene.people if p.email)
    of_two = next(m for m in letters if m.to_address == "ben.ekwueme@tessaly.example")
    assert of_two.subject == "What is due next in your cohorts"
    assert "Due in “Autumn”:" in of_two.body
    assert "Due in “Second”:" in of_two.body
    assert of_two.body.count("There is something left for you") == 1
    assert len(STOP.findall(of_two.body)) == 1
    assert scene.run() == 0


def test_a_letter_says_what_is_due_where_to_go_on_and_how_to_stop_and_names_nobody_else(
    scene: Scene, house: House
) -> None:
    scene.run()
    letter = next(m for m in mails(house) if m.to_address == "amara.osei@tessaly.example")
    assert letter.subject == "What is due next: Autumn"
    assert letter.body.startswith(
        "Hello Amara,\n\nThere is something left for you in “The good supplier” and “Working together”."
    )
    assert "- B, The good supplier: by 17 January 2027\n" in letter.body
    assert "Go on here:\nhttp://localhost/home\n" in letter.body
    for other in ("Ben", "Ekwueme", "Cy", "Lowe", "Moira", "others"):
        assert other not in letter.body
    assert not re.search(r"\d+ (people|person)", letter.body)


def test_a_week_passes_between_two_letters_and_a_trainers_counts_as_one(
    scene: Scene, house: House, clock: Clock
) -> None:
    assert scene.write([0]) == 1
    assert scene.run() == 2
    clock.advance(days=6, hours=23)
    assert scene.run() == 0
    assert scene.write([0, 1]) == 0
    clock.advance(hours=1)
    assert scene.write([1]) == 1
    assert scene.run() == 2


def test_whoever_opted_out_is_closed_has_left_or_never_came_gets_nothing(scene: Scene, house: House) -> None:
    scene.set(0, reminders_off_at=START)
    scene.set(1, closed_at=START)
    with house.database.writing() as session:
        make_person(session, "Dee Invited", signed_in_at=None)
        person = scene.people[2]
        enrolment = session.scalars(sa.select(Enrolment).where(Enrolment.cohort_id == scene.cohorts[1])).all()[-1]
        seats.leave(session, enrolment, person.id, actor=scene.trainer, now=START)
    assert scene.run() == 0
    assert scene.write([0]) == 0
    assert mails(house) == []


def test_an_invitation_that_nobody_accepted_reminds_nobody(house: House) -> None:
    scene = Scene(house)
    scene.set(0, signed_in_at=None)
    assert scene.run() == 2


def test_cohorts_that_are_closed_over_to_come_or_silent_remind_nobody(scene: Scene, house: House) -> None:
    with house.database.writing() as session:
        cohort_service.close(session, scene.cohorts[0], actor=scene.trainer, now=START)
        reminders.set_up(session, scene.cohorts[1], reminds=False, text="", actor=scene.trainer, now=START)
    assert scene.run() == 0
    with pytest.raises(Closed):
        scene.write([0])


@pytest.mark.parametrize("moment", ["2026-11-24T07:59", "2026-11-24T18:00", "2026-11-28T12:00", "2026-11-29T12:00"])
def test_the_jobs_write_on_weekdays_from_eight_to_six_only(scene: Scene, moment: str) -> None:
    assert scene.run(datetime.fromisoformat(moment).replace(tzinfo=UTC)) == 0


def test_a_trainers_letter_written_in_the_evening_leaves_in_the_morning(
    scene: Scene, house: House, clock: Clock
) -> None:
    clock.advance(days=3, hours=12)  # Friday evening
    assert scene.write([0]) == 1
    monday = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
    assert mails(house)[0].next_try_at == monday
    assert scene.reminded()[scene.people[0].id] == [monday]
    clock.now = monday
    assert scene.run() == 2


def test_a_cohorts_own_words_stand_in_its_letters(scene: Scene, house: House) -> None:
    text = "Dear {first_name},\r\n{courses} until {due}: {link}"
    with house.database.writing() as session:
        reminders.set_up(session, scene.cohorts[0], reminds=True, text=text, actor=scene.trainer, now=START)
    scene.run()
    body = next(m.body for m in mails(house) if m.to_address == "amara.osei@tessaly.example")
    words = "“The good supplier” and “Working together” until 17 January 2027: http://localhost/home"
    assert f"Hello Amara,\n\nDear Amara,\n{words}\n\n" in body
    assert "\nGo on here:\n" in body
    [row] = [r for r in rows(house, "reminder") if r.person_id == scene.people[0].id]
    assert row.text == f"Dear Amara,\n{words}"


def test_one_letter_about_two_cohorts_shows_the_trainers_of_one_no_word_of_the_other(
    scene: Scene, house: House
) -> None:
    with house.database.writing() as session:
        for number, text in zip(scene.cohorts, ("Autumn says {due}", "Second says hello"), strict=True):
            reminders.set_up(session, number, reminds=True, text=text, actor=scene.trainer, now=START)
    scene.run()
    body = next(m.body for m in mails(house) if m.to_address == "ben.ekwueme@tessaly.example")
    assert "Autumn says" in body
    assert "Second says" in body
    [row] = [r for r in rows(house, "reminder") if r.person_id == scene.people[1].id]
    assert row.cohort_id == scene.cohorts[0]
    assert row.text == "Autumn says 17 January 2027"


def test_unknown_words_in_braces_are_refused_and_nothing_is_kept(scene: Scene, house: House) -> None:
    with pytest.raises(Invalid, match=r"Nothing stands for \{name\}"), house.database.writing() as session:
        reminders.set_up(session, scene.cohorts[0], reminds=True, text="{name}", actor=scene.trainer, now=START)
    assert rows(house, "cohort", id=scene.cohorts[0])[0].reminder_text is None


def test_a_trainers_letter_is_signed_and_answers_go_to_them(scene: Scene, house: House) -> None:
    scene.write([0, 1], "Would Tuesday suit you, {first_name}?")
    first, second = mails(house)
    assert first.subject == "A word from your trainer: Autumn"
    assert "Would Tuesday suit you, Amara?\n\nMoira Tennant, moira.tennant@tessaly.example\n" in first.body
    assert "Would Tuesday suit you, Ben?" in second.body
    acts = [(r.act, r.person_id, r.actor_id, r.cohort_id) for r in rows(house, "audit_entry", act="letter written")]
    expected = [("letter written", p.id, scene.trainer.person_id, scene.cohorts[0]) for p in scene.people[:2]]
    assert acts == expected


def test_a_trainer_sees_who_gets_the_letter_who_does_not_and_when_again(scene: Scene, house: House) -> None:
    scene.write([0])
    scene.set(1, reminders_off_at=START)
    with house.database.reading() as session:
        catalogue = house.library.current(today=START.date())
        ids = [p.id for p in scene.people]
        draft = trainer_letters.draft(session, catalogue, scene.cohorts[0], ids, actor=scene.trainer, now=START)
        with pytest.raises(NotFound):
            trainer_letters.draft(session, catalogue, scene.cohorts[0], ids[2:], actor=scene.trainer, now=START)
    assert draft.getting_it == ()
    assert [(r.learner.name, r.wants_none) for r in draft.not_now] == [("Amara Osei", False), ("Ben Ekwueme", True)]
    assert draft.not_now[0].free_from == START + timedelta(days=7)
    assert draft.left == 1
    assert draft.reason == "stuck"


def test_only_a_trainer_of_the_cohort_writes(scene: Scene, house: House) -> None:
    with house.database.writing() as session:
        make_cohort(session, other := make_person(session, "Ines Vale"), ["good-supplier"], name="Other")
        nobody: list[Actor] = [actor_of(session, other), actor_of(session, scene.people[0])]
    catalogue = house.library.current(today=START.date())
    ids = [scene.people[0].id]
    for actor in nobody:
        with pytest.raises((NotFound, NotAllowed)), house.database.writing() as session:
            trainer_letters.send(session, catalogue, scene.cohorts[0], ids, "x", base=BASE, actor=actor, now=START)
    assert mails(house) == []


def test_the_link_in_a_letter_stops_reminders_for_a_year_as_often_as_it_is_used(
    scene: Scene, house: House, clock: Clock
) -> None:
    scene.run()
    secret = STOP.findall(mails(house)[0].body)[0]
    clock.advance(days=364)
    for _ in range(2):
        with house.database.writing() as session:
            reminders.stop(session, secret, now=clock())
    assert len(rows(house, "audit_entry", act="reminders stopped")) == 1
    clock.advance(days=1)
    with pytest.raises(LinkOver), house.database.reading() as session:
        reminders.asked_to_stop(session, secret, now=clock())


def test_a_new_password_leaves_the_link_in_a_letter_alone(scene: Scene, house: House) -> None:
    scene.run()
    with house.database.writing() as session:
        tokens.withdraw(session, scene.people[0].id)
    secret = STOP.findall(mails(house)[0].body)[0]
    with house.database.reading() as session:
        assert not reminders.asked_to_stop(session, secret, now=START)


def test_of_two_trainers_at_once_only_one_writes(scene: Scene, house: House) -> None:
    catalogue = house.library.current(today=START.date())
    ids = [p.id for p in scene.people]

    def trainer(session: Session) -> int:
        number = scene.cohorts[0]
        return trainer_letters.send(session, catalogue, number, ids, "x", base=BASE, actor=scene.trainer, now=START)

    assert overlapping(house.database, trainer, trainer) == (2, 0)
    assert sorted(map(len, scene.reminded().values())) == [0, 1, 1]


def test_of_the_jobs_and_a_trainer_at_once_only_one_writes(scene: Scene, house: House) -> None:
    scene.run(START - timedelta(hours=12))  # the courses are read before the race begins
    results = together(scene.run, scene.run, lambda: scene.write([0, 1]), lambda: scene.write([0, 1]))
    assert sum(result for result in results if isinstance(result, int)) == 3
    assert [len(at) for at in scene.reminded().values()] == [1, 1, 1]
    assert len(mails(house)) == 3


class Pigeons:
    """A way out."""

    def __init__(self) -> None:
        self.carried: list[Message] = []

    def send(self, message: Message) -> None:
        self.carried.append(message)


def test_the_jobs_look_once_an_hour_and_a_mail_program_is_told_how_to_stop(
    scene: Scene, house: House, clock: Clock
) -> None:
    pigeons = Pigeons()

    def run() -> int:
        done = jobs.run_due(house.database, pigeons, house.settings, holder="a", clock=clock, library=house.library)
        assert done
        return done.reminded

    assert [run(), run()] == [3, 0]
    assert len(pigeons.carried) == 3
    for message in pigeons.carried:
        assert message.unsubscribe.startswith("http://localhost/reminders/stop/")
        assert message.unsubscribe in message.body
    assert "/reminders/stop/…" in mails(house)[0].body
    scene.set(0, reminders_off_at=START)
    clock.advance(days=7, minutes=-1)
    assert run() == 0
    clock.advance(minutes=59)
    assert run() == 0
    clock.advance(minutes=1)
    assert run() == 2


def test_the_jobs_take_the_same_statements_whatever_the_number_of_people(house: House) -> None:
    def count(number: int) -> int:
        with house.database.writing() as session:
            trainer = make_person(session, f"Moira {number}", at=LONG_AGO)
            pair = make_pair(session, f"Quillby {number}", f"Tessaly {number}", at=LONG_AGO)
            _, pairs = make_cohort(
                session, trainer, ["good-supplier"], [pair], begins=LONG_AGO.date(), name=f"C{number}", at=LONG_AGO
            )
            for n in range(number):
                seat(session, make_person(session, f"Person {number} {n}", at=LONG_AGO), pairs, at=LONG_AGO)
        scene_run = house.library.current(today=START.date())
        with statements(house.database) as sent:
            assert reminders.send_due(house.database, scene_run, base=BASE, now=START) == number
        with house.database.writing() as session:
            session.execute(sa.update(CohortRow).values(closed_at=START))
        return len(sent)

    assert count(3) == count(60)


def test_whoever_wants_none_says_so_once(scene: Scene, house: House) -> None:
    with house.database.writing() as session:
        amara = actor_of(session, scene.people[0])
        for wants in (False, False, True, True):
            reminders.choose(session, wants, actor=amara, now=START)
            assert reminders.wanted(session, actor=amara) is wants
    assert [r.act for r in rows(house, "audit_entry", actor_id=amara.person_id)][-2:] == [
        "reminders stopped",
        "reminders resumed",
    ]


def test_whatever_happens_in_whatever_order_nobody_gets_two_letters_within_a_week(house: House, clock: Clock) -> None:
    count = iter(range(1000))

    class Weeks(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            clock.now = START
            self.scene = Scene(house, f" {next(count)}")
            self.off: dict[int, datetime] = {}
            self.letters_while_off = 0

        @rule(hours=st.integers(0, 200), minutes=st.integers(0, 59))
        def time_passes(self, hours: int, minutes: int) -> None:
            clock.advance(hours=hours, minutes=minutes)

        @rule()
        def the_jobs_run(self) -> None:
            self.scene.run()

        @rule(people=st.lists(st.integers(0, 2), min_size=1, max_size=3), cohort=st.integers(0, 1))
        def a_trainer_writes(self, people: list[int], cohort: int) -> None:
            try:
                self.scene.write(people, cohort=cohort)
            except NotFound:
                assert not {0: {0, 1}, 1: {1, 2}}[cohort] & set(people)

        @rule(number=st.integers(0, 2), off=st.booleans())
        def somebody_chooses(self, number: int, off: bool) -> None:
            self.scene.set(number, reminders_off_at=clock() if off else None)

        @invariant()
        def a_week_lies_between_two_letters(self) -> None:
            for times in self.scene.reminded().values():
                for one, other in pairwise(times):
                    assert other - one >= rules.REST
                for at in times:
                    assert local_time(at).weekday() < 5
                    assert 8 <= local_time(at).hour < 18

        @invariant()
        def each_letter_is_on_record(self) -> None:
            ids = [p.id for p in self.scene.people]
            written = [m for m in mails(house) if m.person_id in ids]
            assert len(written) == sum(map(len, self.scene.reminded().values()))

        def teardown(self) -> None:
            with house.database.writing() as session:
                closed = sa.update(CohortRow).where(CohortRow.id.in_(self.scene.cohorts))
                session.execute(closed.values(closed_at=START))

    few = settings(
        max_examples=examples(7, 100),
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Weeks, settings=few)
