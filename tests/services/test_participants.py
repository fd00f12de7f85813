"""One learner as the trainer of their cohort sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from goodpartners.domain.allowances import AllowanceKind
from goodpartners.domain.errors import Invalid, NotAllowed, NotFound
from goodpartners.domain.people import Actor, Side
from goodpartners.services import participants, seats
from goodpartners.services.allowances import Wanted
from goodpartners.services.participants import Paper, Participant
from goodpartners.store.allowances import Allowance
from goodpartners.store.database import Database
from goodpartners.store.people import Person
from goodpartners.store.seats import Enrolment
from tests.cohorts import actor_of, make_cohort, make_pair, make_trainer, seat
from tests.conftest import Clock
from tests.factories import START, make_person
from tests.garden import COURSE, QUIZ, SECTIONS, Learner, learner
from tests.statements import statements


@dataclass
class Room:
    """A trainer, their cohort with one pair, and Amara in it."""

    database: Database
    trainer: Actor
    other: Actor
    cohort: int
    pair: int
    enrolment: int
    amara: Learner

    def find(self, actor: Actor | None = None) -> Participant:
        with self.database.reading() as session:
            return participants.find(
                session,
                self.amara.catalogue,
                self.cohort,
                self.amara.actor.person_id,
                actor=actor or self.trainer,
                now=self.amara.clock(),
            )

    def paper(self, attempt: int, *, person: int | None = None, actor: Actor | None = None) -> Paper:
        with self.database.reading() as session:
            who = self.amara.actor.person_id if person is None else person
            return participants.paper(
                session, self.amara.catalogue, self.cohort, who, attempt, actor=actor or self.trainer
            )

    def allow(self, wanted: Wanted) -> None:
        self.amara.write(
            lambda s: participants.allow(
                s,
                self.amara.catalogue,
                self.cohort,
                self.amara.actor.person_id,
                wanted,
                actor=self.trainer,
                now=self.amara.clock(),
            )
        )


@pytest.fixture
def room(database: Database, clock: Clock) -> Room:
    """A cohort that begins today."""
    amara = learner(database, clock)
    with database.writing() as session:
        trainer, other = make_person(session, "Lena Hart"), make_trainer(session, make_person(session, "Joss Reed"))
        cohort, [pair] = make_cohort(session, trainer, partnerships=[make_pair(session)])
        person = session.get_one(Person, amara.actor.person_id)
        enrolment = seat(session, person, pair, Side.PROVIDER, job_family="Key worker").id
        actors = actor_of(session, trainer), actor_of(session, other)
    return Room(database, *actors, cohort, pair, enrolment, amara)


def test_the_trainer_sees_steps_tries_and_the_one_that_counts(room: Room) -> None:
    room.amara.finish(SECTIONS[0])
    first = room.amara.take(right=False)
    room.amara.clock.advance(hours=1)
    second = room.amara.take()
    found = room.find()
    [course] = found.courses
    module = course.modules[0]
    record = found.record(module)
    assert [t.id for t in found.tries[QUIZ]] == [first, second]
    assert record
    assert record.counted_id == second
    assert found.learner.done == sum(m.done_steps for m in course.modules)
    assert [(pair.pair.id, side) for pair, side in found.pairs] == [(room.pair, Side.PROVIDER)]
    assert [key for key, _ in found.checks] == [QUIZ]


def test_a_paper_is_read_with_every_answer_explained(room: Room) -> None:
    room.amara.take(right=False)
    attempt = room.amara.take()
    paper = room.paper(attempt)
    assert paper.number == 2
    assert len(paper.reviews) == len(paper.attempt.items)
    assert paper.attempt.score().passed
    words = [line.word for r in paper.reviews for line in r.lines]
    assert "Their answer, right" in words
    assert not any(word.casefold().startswith(("you", "not right: you")) for word in words)


def test_a_paper_under_way_is_nobodys_to_read(room: Room) -> None:
    with pytest.raises(NotFound):
        room.paper(room.amara.start())


def test_other_trainers_and_learners_find_nobody(room: Room) -> None:
    attempt = room.amara.take()
    for stranger, refusal in ((room.other, NotFound), (room.amara.actor, NotFound)):
        with pytest.raises((refusal, NotAllowed)):
            room.find(stranger)
        with pytest.raises((refusal, NotAllowed)):
            room.paper(attempt, actor=stranger)


def test_somebody_elses_paper_is_not_found_under_a_participants_name(room: Room) -> None:
    attempt = room.amara.take()
    somebody = learner(room.database, room.amara.clock, "Soraya Lind")
    theirs = somebody.take()
    with pytest.raises(NotFound):
        room.paper(theirs)
    with pytest.raises(NotFound):
        room.paper(theirs, person=somebody.actor.person_id)
    assert room.paper(attempt).person.id == room.amara.actor.person_id


def test_whoever_left_is_no_longer_shown(room: Room) -> None:
    attempt = room.amara.take()
    room.amara.write(
        lambda s: seats.leave(
            s, s.get_one(Enrolment, room.enrolment), room.amara.actor.person_id, actor=room.trainer, now=START
        )
    )
    with pytest.raises(NotFound):
        room.find()
    with pytest.raises(NotFound):
        room.paper(attempt)


def test_papers_of_courses_that_the_cohort_does_not_take_are_not_shown(room: Room, database: Database) -> None:
    attempt = room.amara.take()
    with database.writing() as session:
        trainer = session.get_one(Person, room.trainer.person_id)
        cohort, [pair] = make_cohort(session, trainer, ["good-customer"], [make_pair(session)], name="Another")
        seat(session, session.get_one(Person, room.amara.actor.person_id), pair, Side.PROVIDER)
    with database.reading() as session, pytest.raises(NotFound):
        participants.paper(
            session, room.amara.catalogue, cohort, room.amara.actor.person_id, attempt, actor=room.trainer
        )


def test_an_exception_is_given_with_its_reason_and_taken_back(room: Room) -> None:
    room.allow(Wanted(AllowanceKind.ANOTHER_TRY, "The line broke.", about=QUIZ, cohort_id=room.cohort))
    [given] = room.find().allowances
    assert (given.kind, given.about, given.reason) == ("another try", QUIZ, "The line broke.")
    person = room.amara.actor.person_id
    room.amara.write(
        lambda s: participants.take_back(s, room.cohort, person, given.id, actor=room.trainer, now=room.amara.clock())
    )
    [ended] = room.find().allowances
    assert ended.taken_back_at == room.amara.clock()
    assert [e.sentence.split(":")[0] for e in room.find().entries][:2] == [
        "An exception was taken back",
        "An exception was made",
    ]


def test_a_later_date_is_still_to_come_by_the_day_in_london(room: Room) -> None:
    room.amara.clock.now = datetime(2027, 3, 30, 23, 30, tzinfo=UTC)  # the 31st in London, whose clocks have changed
    gone = Wanted(AllowanceKind.LATER_DATE, "Ill", about=COURSE, until=date(2027, 3, 30), cohort_id=room.cohort)
    with pytest.raises(Invalid, match="still to come"):
        room.allow(gone)


def test_an_exception_is_only_for_the_cohorts_own_courses(room: Room) -> None:
    for kind, about in ((AllowanceKind.ANOTHER_TRY, "good-customer/x"), (AllowanceKind.LATER_DATE, "good-customer")):
        until = START.date()
        with pytest.raises(Invalid):
            room.allow(Wanted(kind, "Ill.", about=about, until=until, cohort_id=room.cohort))
    assert room.find().allowances == ()


def test_an_exception_from_elsewhere_cannot_be_taken_back_here(room: Room) -> None:
    person = room.amara.actor.person_id
    with room.database.writing() as session:
        row = Allowance(person_id=person, kind="extra time", percent=125, reason="Asked for it.", given_at=START)
        session.add(row)
        session.flush()
        elsewhere = row.id
    with pytest.raises(NotFound):
        room.amara.write(
            lambda s: participants.take_back(s, room.cohort, person, elsewhere, actor=room.trainer, now=START)
        )
    found = room.find()
    assert found.allowances == ()
    assert found.time_percent == 125


def test_a_person_takes_the_same_statements_whatever_is_on_record(room: Room, database: Database) -> None:
    with statements(database) as before:
        room.find()
    for section in SECTIONS:
        room.amara.finish(section)
    for _ in range(4):
        room.amara.take(right=False)
    with statements(database) as after:
        room.find()
    assert len(before) <= len(after) <= len(before) + 1
    assert room.find().learner.standings[0].course == COURSE
