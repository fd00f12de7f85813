"""Questions asked on the spot, on both databases: the last answer is kept and explained."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from goodpartners.domain.errors import Invalid, NotFound
from goodpartners.domain.quiz.items import Item
from goodpartners.domain.quiz.responses import from_fields, to_json
from goodpartners.domain.quiz.review import Standing
from goodpartners.services import learning
from goodpartners.services.learning import SectionPage
from goodpartners.store import learning as store
from goodpartners.store.database import Database
from goodpartners.store.learning import SpotAnswer
from tests.conftest import Clock
from tests.domain.quiz.examples import quiz
from tests.garden import (
    ASKING,
    COURSE,
    MODULE,
    QUESTION,
    QUIZ,
    THINK,
    Learner,
    learner,
)
from tests.threads import overlapping


@pytest.fixture
def amara(database: Database, clock: Clock) -> Learner:
    """Learns in the garden."""
    return learner(database, clock)


def look(who: Learner, section: str, module: str = MODULE, course: str = COURSE) -> SectionPage:
    """A section's page."""
    return who.read(lambda s: learning.section_page(s, who.catalogue, course, module, section, actor=who.actor))


def answering(who: Learner, *values: str, quiz: str = THINK, item: str = QUESTION) -> Callable[[Session], None]:
    """Answers a question on the spot."""
    return lambda session: learning.answer_on_the_spot(
        session, who.catalogue, quiz, item, {"answer": values}, actor=who.actor, now=who.clock()
    )


def test_a_question_on_the_spot_is_explained_and_the_last_answer_is_kept(amara: Learner) -> None:
    asked = look(amara, ASKING).questions[THINK, QUESTION]
    assert (asked.response, asked.review) == (None, None)
    for letter, standing in (("a", Standing.WRONG), ("b", Standing.RIGHT)):
        amara.write(answering(amara, letter))
        review = look(amara, ASKING).questions[THINK, QUESTION].review
        assert review
        assert review.lines[0].standing is standing
    assert amara.read(lambda s: s.scalar(sa.select(sa.func.count()).select_from(SpotAnswer))) == 1


def test_a_question_on_the_spot_counts_for_nothing(amara: Learner) -> None:
    before = look(amara, ASKING).progress
    amara.write(answering(amara, "b"))
    assert look(amara, ASKING).progress == before


@pytest.mark.parametrize("values", [(), ("",), ("none",)])
def test_an_empty_answer_on_the_spot_says_what_to_do(amara: Learner, values: tuple[str, ...]) -> None:
    with pytest.raises(Invalid) as caught:
        amara.write(answering(amara, *values))
    assert [p.field for p in caught.value.problems] == [f"{QUESTION}-answer"]


def test_only_a_practice_quiz_lends_its_questions(amara: Learner) -> None:
    for key, item in ((QUIZ, "day"), (THINK, "none"), ("none/none", "day")):
        with pytest.raises(NotFound):
            amara.write(answering(amara, "a", quiz=key, item=item))


def test_two_answers_on_the_spot_at_once_leave_one(database: Database, amara: Learner) -> None:
    got = overlapping(database, answering(amara, "a"), answering(amara, "b"))
    assert got == (None, None)
    kept = amara.read(lambda s: s.scalars(sa.select(SpotAnswer)).one())
    assert kept.response["options"] == ["b"]


def test_a_question_that_has_gone_from_the_quiz_is_left_out(amara: Learner) -> None:
    amara.write(answering(amara, "a"))
    quizzes = {key: quiz for key, quiz in amara.catalogue.quizzes.items() if key != THINK}
    amara = replace(amara, catalogue=replace(amara.catalogue, quizzes=quizzes))
    assert look(amara, ASKING).questions == {}


@pytest.mark.parametrize("values", [{"answer": ["a"]}, {"match-a": ["noon"]}, {"place-1": ["4"]}], ids=str)
@pytest.mark.parametrize("kind", ["single-choice", "matching", "ordering", "scale", "numeric", "true-false"])
def test_a_question_that_was_changed_since_it_was_answered_is_still_shown(
    amara: Learner, values: dict[str, list[str]], kind: str
) -> None:
    kinds = {one.kind: one for one in quiz().items}
    practice = amara.catalogue.quizzes[THINK]

    def asking(item: Item) -> Learner:
        changed = practice.model_copy(update={"items": [item.model_copy(update={"id": QUESTION})]})
        quizzes = {**amara.catalogue.quizzes, THINK: changed}
        return replace(amara, catalogue=replace(amara.catalogue, quizzes=quizzes))

    before = next(one for one in kinds.values() if from_fields(one, values) and one.kind != "scale")
    given = from_fields(before, values)
    assert given
    amara.write(
        lambda s: store.save_spot_answer(s, amara.actor.person_id, THINK, QUESTION, to_json(given), amara.clock())
    )
    asked = look(asking(kinds[kind]), ASKING).questions[THINK, QUESTION]
    assert asked.item.kind == kind
    assert asked.response is None or asked.review
