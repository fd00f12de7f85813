"""Many answers at once, on both databases: none is lost and no lock is ever anybody's problem."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from goodpartners.domain.errors import Clash
from goodpartners.domain.quiz.attempts import AnswerClash, HandedIn
from goodpartners.domain.quiz.drawn import Drawn
from goodpartners.domain.quiz.responses import Chosen, Written
from goodpartners.services import attempts
from goodpartners.store.attempts import AttemptRow
from goodpartners.store.database import Database
from tests.conftest import Clock
from tests.domain.quiz.examples import quiz
from tests.garden import QUIZ, Learner, garden, learner
from tests.threads import overlapping, together

PEOPLE, ANSWERS = 8, 50


@pytest.fixture
def amara(database: Database, clock: Clock) -> Learner:
    """Takes a quiz of two items."""
    return learner(database, clock, catalogue=garden(quiz("straw", "day")))


def typing(who: Learner, attempt: int, name: str) -> Callable[[], list[str]]:
    """Sends 50 answers, one after the other, and gives what was accepted."""

    def act() -> list[str]:
        sent = [f"{name}-{n}" for n in range(ANSWERS)]
        for text in sent:
            who.answer(attempt, "straw", Written(text=text), key=text)
        return sent

    return act


def texts(who: Learner, attempt: int) -> list[str]:
    """All answers on record, in order."""
    return [event.response.text for event in who.events(attempt)[1:]]


def test_eight_people_who_answer_at_once_lose_nothing(database: Database, clock: Clock, amara: Learner) -> None:
    people = [learner(database, clock, f"Person {n}", catalogue=amara.catalogue) for n in range(PEOPLE)]
    papers = [(who, who.start()) for who in people]
    sent = together(*(typing(who, attempt, f"p{attempt}") for who, attempt in papers))
    assert [texts(who, attempt) for who, attempt in papers] == sent
    assert all(who.row(attempt).events == ANSWERS + 1 for who, attempt in papers)


def test_eight_windows_that_answer_the_same_item_at_once_lose_nothing(amara: Learner) -> None:
    attempt = amara.start()
    sent = together(*(typing(amara, attempt, f"w{n}") for n in range(PEOPLE)))
    kept = texts(amara, attempt)
    assert len(kept) == PEOPLE * ANSWERS == amara.row(attempt).events - 1
    for window in sent:
        assert isinstance(window, list), window
        mine = set(window)
        assert [text for text in kept if text in mine] == window


def test_two_windows_that_press_start_at_once_have_one_attempt(amara: Learner) -> None:
    got = together(*(lambda seed=seed: amara.start(seed=seed) for seed in range(4)))
    assert len({one for one in got if isinstance(one, int)}) == 1
    assert all(isinstance(one, int | Clash) for one in got)
    assert amara.read(lambda s: s.scalar(sa.select(sa.func.count(AttemptRow.id)))) == 1


def test_a_start_that_runs_into_another_makes_no_second_attempt(database: Database, amara: Learner) -> None:
    def start(session: Session) -> int:
        return attempts.start(session, amara.catalogue, QUIZ, actor=amara.actor, seed=1, now=amara.clock())

    first, second = overlapping(database, start, start)
    assert second == first or isinstance(second, Clash)
    assert amara.start() == first


def test_of_two_first_answers_at_once_one_stands_and_the_other_is_given_back(amara: Learner) -> None:
    attempt = amara.start()
    choices = [Chosen(options=(letter,)) for letter in "ab"]
    got = together(*(lambda c=c: amara.answer(attempt, "day", c, drawn=Drawn()) for c in choices))
    stands = amara.open(attempt).attempt.held("day").response
    (clash,) = (one for one in got if isinstance(one, Exception))
    assert isinstance(clash, AnswerClash)
    assert {clash.mine, clash.standing.response} == set(choices)
    assert clash.standing.response == stands


def test_a_paper_handed_in_by_two_windows_at_once_is_handed_in_once(amara: Learner) -> None:
    attempt = amara.start()
    got = together(*(lambda: amara.hand_in(attempt) for _ in range(4)))
    assert not [one for one in got if isinstance(one, Exception)]
    assert [type(event) for event in amara.events(attempt)].count(HandedIn) == 1


def test_drafts_and_answers_at_once_break_nothing(amara: Learner) -> None:
    attempt = amara.start()

    def drafting() -> None:
        for n in range(ANSWERS):
            amara.draft(attempt, "straw", Written(text=f"draft {n}"))

    got = together(drafting, typing(amara, attempt, "w"), drafting)
    assert not [one for one in got if isinstance(one, Exception)]
    assert len(texts(amara, attempt)) == ANSWERS


def test_reading_is_never_kept_waiting_by_a_transaction_that_writes(database: Database, amara: Learner) -> None:
    attempt = amara.start()
    with database.writing() as session:
        opened = amara.locked(session, attempt)
        assert amara.open(attempt).attempt == opened.attempt
        assert amara.row(attempt).events == 1
