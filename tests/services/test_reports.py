"""What people say about questions, on both databases: kept with the question's revision until somebody settles it."""

from __future__ import annotations

import pytest

from goodpartners.domain.errors import Invalid, NotAllowed, NotFound
from goodpartners.domain.people import Role
from goodpartners.services import reports
from goodpartners.services.reports import LONGEST
from goodpartners.store.database import Database
from goodpartners.store.learning import QuestionReport
from tests.conftest import Clock
from tests.garden import QUIZ, Learner, learner


@pytest.fixture
def amara(database: Database, clock: Clock) -> Learner:
    """Takes the garden's knowledge check."""
    return learner(database, clock)


@pytest.fixture
def author(database: Database, clock: Clock) -> Learner:
    """Reads the reports."""
    return learner(database, clock, "Moira Tennant", roles=[Role.AUTHOR])


def report(who: Learner, attempt: int, text: str, item: str = "day") -> QuestionReport:
    """Report a problem with a question."""
    return who.write(lambda s: reports.report(s, attempt, item, text, actor=who.actor, now=who.clock()))


def unsettled(who: Learner) -> list[str]:
    """What waits for an answer."""
    return [row.text for row in who.read(lambda s: reports.unsettled(s, actor=who.actor))]


def test_a_report_names_the_question_as_the_person_saw_it(amara: Learner) -> None:
    attempt = amara.start()
    made = report(amara, attempt, "  Saturday is a working day here. ")
    assert made.text == "Saturday is a working day here."
    assert (made.quiz, made.item, made.revision) == (QUIZ, "day", amara.row(attempt).revision)
    assert made.person_id == amara.actor.person_id


def test_a_question_can_be_reported_after_hand_in(amara: Learner) -> None:
    assert report(amara, amara.take(), "The feedback names another day.").id


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (LONGEST + 1)])
def test_a_report_says_something_and_not_too_much(amara: Learner, text: str) -> None:
    with pytest.raises(Invalid):
        report(amara, amara.start(), text)


def test_any_character_can_be_reported(amara: Learner) -> None:
    assert report(amara, amara.start(), "🌱\x00 stands there.").text == "🌱 stands there."


def test_only_a_question_of_ones_own_paper_can_be_reported(amara: Learner, author: Learner) -> None:
    attempt = amara.start()
    with pytest.raises(NotFound):
        report(amara, attempt, "So.", item="none")
    with pytest.raises(NotFound):
        report(author, attempt, "So.")


def test_reports_wait_until_they_are_settled_the_latest_first(amara: Learner, author: Learner) -> None:
    attempt = amara.start()
    first, _second = (report(amara, attempt, text) for text in ("first", "second"))
    assert unsettled(author) == ["second", "first"]
    for _ in range(2):
        author.write(lambda s: reports.settle(s, first.id, actor=author.actor, now=author.clock()))
    assert unsettled(author) == ["second"]
    with pytest.raises(NotFound):
        author.write(lambda s: reports.settle(s, 99, actor=author.actor, now=author.clock()))


def test_reports_are_for_those_who_look_after_questions(amara: Learner) -> None:
    made = report(amara, amara.start(), "So.")
    with pytest.raises(NotAllowed):
        unsettled(amara)
    with pytest.raises(NotAllowed):
        amara.write(lambda s: reports.settle(s, made.id, actor=amara.actor, now=amara.clock()))
