"""Knowledge-check results of a cohort, read from what was handed in."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from goodpartners.domain.errors import NotAllowed, NotFound
from goodpartners.domain.people import Actor, Side
from goodpartners.domain.quiz.marking import key
from goodpartners.domain.quiz.responses import Chosen
from goodpartners.services import question_results
from goodpartners.services.question_results import Answers, Overview
from goodpartners.store.cohorts import CohortPartnershipRow
from goodpartners.store.database import Database
from goodpartners.store.people import Person
from tests.cohorts import actor_of, make_cohort, make_pair, make_trainer, seat
from tests.conftest import Clock
from tests.domain.quiz.examples import quiz as example
from tests.factories import make_person
from tests.garden import QUIZ, Learner, garden, learner
from tests.statements import statements

WRONG = Chosen(options=("a",))


@dataclass
class Class:
    """A trainer with a cohort of one pair."""

    database: Database
    clock: Clock
    trainer: Actor
    stranger: Actor
    cohort: int
    pair: int
    people: list[Learner] = field(default_factory=list)

    def join(self, side: Side, count: int = 1) -> list[Learner]:
        """More people on a side."""
        made = []
        for _ in range(count):
            one = learner(self.database, self.clock, f"Person {len(self.people)}")
            with self.database.writing() as session:
                seat(session, session.get_one(Person, one.actor.person_id), self.pair, side)
            self.people.append(one)
            made.append(one)
        return made

    def overview(self, actor: Actor | None = None) -> Overview:
        with self.database.reading() as session:
            return question_results.overview(session, garden(), self.cohort, actor=actor or self.trainer)

    def answers(self, quiz: str = QUIZ, **changes: object) -> Answers:
        catalogue = changes.get("catalogue") or garden()
        with self.database.reading() as session:
            return question_results.answers(session, catalogue, self.cohort, quiz, actor=self.trainer)  # type: ignore[arg-type]


@pytest.fixture
def room(database: Database, clock: Clock) -> Class:
    with database.writing() as session:
        trainer, stranger = make_person(session, "Lena Hart"), make_trainer(session, make_person(session, "Joss Reed"))
        cohort, [pair] = make_cohort(session, trainer, partnerships=[make_pair(session)])
        actors = actor_of(session, trainer), actor_of(session, stranger)
    return Class(database, clock, *actors, cohort, pair)


def wrong_on(who: Learner, item: str) -> None:
    """Take the quiz with everything right but one item."""
    attempt = who.start()
    for asked in who.open(attempt).attempt.items:
        who.answer(attempt, asked.id, WRONG if asked.id == item else key(asked))
    who.hand_in(attempt)


def test_first_papers_are_counted_by_side_and_later_tries_are_not(room: Class) -> None:
    for who in room.join(Side.COMMISSIONER, 3):
        who.take()
    for who in room.join(Side.PROVIDER, 3):
        wrong_on(who, "day")
        who.take()
    room.join(Side.PROVIDER)
    [check] = room.overview().checks
    found = check.result
    assert (found.people_of(Side.COMMISSIONER), found.people_of(Side.PROVIDER), found.people_of(None)) == (3, 4, 7)
    assert (found.papers(Side.COMMISSIONER), found.papers(Side.PROVIDER)) == (3, 3)
    assert found.mean(Side.COMMISSIONER) == 100
    assert (found.mean(Side.PROVIDER) or 0) < 100
    day = room.answers().item("day")
    assert day
    assert (day.share(), day.share(Side.COMMISSIONER), day.share(Side.PROVIDER)) == (50, 100, 0)
    assert room.answers().items[0].item.id == "day"


def test_a_small_side_is_counted_and_not_shown_apart(room: Class) -> None:
    for who in room.join(Side.COMMISSIONER, 4):
        who.take()
    for who in room.join(Side.PROVIDER, 2):
        wrong_on(who, "day")
    found = room.overview().checks[0].result
    assert [found.papers(s) for s in (*Side, None)] == [4, 2, 6]
    assert [found.mean(s) is None for s in (*Side, None)] == [True, True, False]


def test_people_who_are_not_in_the_cohort_do_not_count(room: Class) -> None:
    learner(room.database, room.clock, "Somebody Else").take()
    room.join(Side.PROVIDER, 1)
    found = room.overview().checks[0].result
    assert (found.papers(None), found.people_of(None)) == (0, 1)
    assert all(i.shown.total == 0 for i in room.answers().items)


def test_papers_under_way_do_not_count(room: Class) -> None:
    [who] = room.join(Side.PROVIDER)
    who.start()
    assert room.overview().checks[0].result.papers(None) == 0


def test_a_person_on_two_sides_counts_once_and_on_neither(room: Class) -> None:
    with room.database.writing() as session:
        another = make_pair(session, provider="Birchwood")
        person = make_person(session, "Both Sides", "both@elsewhere.example")
        row = CohortPartnershipRow(cohort_id=room.cohort, partnership_id=another, added_at=room.clock())
        session.add(row)
        session.flush()
        seat(session, person, room.pair, Side.PROVIDER, organisation="Regional consortium")
        seat(session, person, row.id, Side.COMMISSIONER, organisation="Second consortium")
    found = room.overview().checks[0].result
    assert [found.people_of(s) for s in (*Side, None)] == [0, 0, 1]


def test_an_item_that_is_gone_keeps_its_last_wording(room: Class) -> None:
    for who in room.join(Side.PROVIDER, 3):
        who.take()
    shorter = garden(example("day", "long"))
    found = {i.item.id: i for i in room.answers(catalogue=shorter).items}
    assert found["straw"].item.stem == "What is straw on the soil called?"
    assert not found["straw"].asked
    assert found["day"].asked


def test_other_trainers_and_learners_are_told_nothing(room: Class) -> None:
    [who] = room.join(Side.PROVIDER)
    for actor in (room.stranger, who.actor):
        with pytest.raises((NotFound, NotAllowed)):
            room.overview(actor)


@pytest.mark.parametrize("quiz", ["shared-garden/gone", "good-customer/you-are-the-customer", "shared-garden/think"])
def test_only_the_cohorts_own_knowledge_checks_are_found(room: Class, quiz: str) -> None:
    with pytest.raises(NotFound):
        room.answers(quiz)


def test_the_statements_are_few_however_many_people_there_are(room: Class) -> None:
    sent = []
    for _ in range(2):
        for who in room.join(Side.PROVIDER, 3):
            who.take()
        with statements(room.database) as overview:
            room.overview()
        with statements(room.database) as answers:
            room.answers()
        sent.append((len(overview), len(answers)))
    assert sent == [(5, 6), (5, 6)]


def test_a_course_of_one_side_counts_that_side_only(room: Class) -> None:
    [*ours, theirs] = [*room.join(Side.PROVIDER, 3), *room.join(Side.COMMISSIONER)]
    for who in (*ours, theirs):
        who.take()
    providers = garden(side="provider")
    with room.database.reading() as session:
        [check] = question_results.overview(session, providers, room.cohort, actor=room.trainer).checks
    assert check.sides == (Side.PROVIDER,)
    assert (check.result.people_of(None), check.result.papers(None)) == (3, 3)
    assert check.result.mean(Side.PROVIDER) == 100
    assert all(i.papers(None) == 3 for i in room.answers(catalogue=providers).items)
