"""What is on record about people: the try that counts, in two statements for any number of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from goodpartners.domain.progress import QuizRecord
from goodpartners.services.records import quiz_record, records
from goodpartners.store.attempts import AttemptRow
from goodpartners.store.database import Database
from tests.conftest import Clock
from tests.domain.quiz.examples import quiz
from tests.factories import START
from tests.garden import COURSE, MODULE, QUIZ, SECTIONS, Learner, garden, learner
from tests.statements import statements


def row(number: int, percent: int | None, passed: bool | None = None) -> AttemptRow:
    """A try; without percent it is under way."""
    return AttemptRow(
        id=number,
        started_at=START,
        ended_at=None if percent is None else START + timedelta(days=number),
        thousandths=None if percent is None else percent * 80,
        maximum=8,
        percent=percent,
        passed=passed if passed is not None or percent is None else percent >= 70,
    )


@pytest.mark.parametrize(
    ("counts", "percents", "counted"),
    [
        ("best", [50, 90, 70], 2),
        ("best", [90, 50, 90], 1),
        ("first", [50, 90, 70], 1),
        ("last", [50, 90, 60], 3),
        ("last", [50], 1),
    ],
)
def test_the_try_that_counts_follows_the_rule_of_the_quiz(counts: str, percents: list[int], counted: int) -> None:
    tries = [row(number, percent) for number, percent in enumerate(percents, 1)]
    for order in (tries, tries[::-1]):
        found = quiz_record(order, quiz(counts=counts))
        assert (found.counted_id, found.tries) == (counted, len(percents))
        assert found.passed == (percents[counted - 1] >= 70)
        assert found.at == START + timedelta(days=counted)


def test_a_pass_counts_above_more_marks_that_did_not_pass() -> None:
    """The pass mark may have been raised between two tries."""
    assert quiz_record([row(1, 75, True), row(2, 80, False)], quiz()).counted_id == 1


def test_a_try_under_way_is_named_and_does_not_count() -> None:
    assert quiz_record([row(1, None)], quiz()) == QuizRecord(running_id=1, last_at=START)
    found = quiz_record([row(1, 90), row(2, None)], quiz(counts="last"))
    assert (found.counted_id, found.running_id, found.tries) == (1, 2, 1)


def test_marks_are_said_in_words() -> None:
    assert quiz_record([row(1, 81)], quiz()).marks == "6.48 of 8"


def test_a_quiz_that_is_gone_still_has_its_best_try() -> None:
    assert quiz_record([row(1, 90), row(2, 50)], None).counted_id == 1


@pytest.fixture
def amara(database: Database, clock: Clock) -> Learner:
    """Learns in the garden."""
    return learner(database, clock)


def test_what_somebody_did_is_on_record_and_of_others_nothing(amara: Learner, database: Database, clock: Clock) -> None:
    rowan = learner(database, clock, "Rowan Ashby")
    amara.finish(SECTIONS[0])
    attempt = amara.take()
    people = [amara.actor.person_id, rowan.actor.person_id]
    found = amara.read(lambda s: records(s, amara.catalogue, people))
    assert found[people[0]].sections == {(COURSE, MODULE, SECTIONS[0]): clock()}
    assert found[people[0]].quizzes[QUIZ].counted_id == attempt
    assert (found[people[1]].sections, found[people[1]].quizzes) == ({}, {})


@pytest.mark.parametrize("count", [1, 5])
def test_records_take_two_statements_for_any_number_of_people_and_tries(
    amara: Learner, database: Database, clock: Clock, count: int
) -> None:
    people = [learner(database, clock, f"Person {n}") for n in range(count)]
    for who in people:
        who.finish(SECTIONS[0])
        for _ in range(count):
            who.take(right=False)
    with statements(database) as sent:
        found = amara.read(lambda s: records(s, amara.catalogue, [who.actor.person_id for who in people]))
    assert len(sent) == 2
    assert all(record.quizzes[QUIZ].tries == count for record in found.values())


def test_the_rule_of_the_quiz_as_it_is_now_says_which_try_counts(amara: Learner) -> None:
    first = amara.take()
    second = amara.take(right=False)
    for counts, counted in (("best", first), ("first", first), ("last", second)):
        catalogue = garden(quiz(counts=counts))
        (record,) = replace(amara, catalogue=catalogue).read(
            lambda s, c=catalogue: records(s, c, [amara.actor.person_id]).values()  # type: ignore[misc]
        )
        assert record.quizzes[QUIZ].counted_id == counted
