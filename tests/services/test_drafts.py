"""What is typed and not yet sent, on both databases: shown again, and handed in with the paper."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from goodpartners.domain.quiz.attempts import AnswerClash
from goodpartners.domain.quiz.drawn import Drawn
from goodpartners.domain.quiz.marking import key
from goodpartners.domain.quiz.responses import Chosen, Response, Written
from goodpartners.store.database import Database
from tests.conftest import Clock
from tests.domain.quiz.examples import quiz
from tests.garden import Learner, garden, learner

SATURDAY, SUNDAY = Chosen(options=("b",)), Chosen(options=("c",))


@pytest.fixture
def amara(database: Database, clock: Clock) -> Learner:
    """Takes the garden's knowledge check of all eight kinds."""
    return learner(database, clock)


def with_quiz(who: Learner, **changes: Any) -> Learner:
    """The same person before another quiz."""
    return replace(who, catalogue=garden(quiz(**changes)))


def test_a_draft_is_shown_but_is_no_answer_yet(amara: Learner) -> None:
    attempt = amara.start()
    amara.draft(attempt, "straw", Written(text="mul"))
    amara.draft(attempt, "straw", Written(text="mulch"))
    opened = amara.open(attempt)
    assert opened.typed("straw") == Written(text="mulch")
    assert opened.answered == {"straw"}
    assert opened.attempt.answered == frozenset()
    assert not opened.clashes("straw")


def test_an_answer_takes_the_place_of_its_draft(amara: Learner) -> None:
    attempt = amara.start()
    amara.draft(attempt, "straw", Written(text="mul"))
    amara.draft(attempt, "litres", Written(text="14"))
    amara.answer(attempt, "straw", Written(text="mulch"))
    opened = amara.open(attempt)
    assert list(opened.drafts) == ["litres"]
    assert opened.typed("straw") == Written(text="mulch")


def test_drafts_become_answers_at_hand_in(amara: Learner) -> None:
    attempt = amara.start()
    amara.answer(attempt, "day", SUNDAY)
    amara.clock.advance(minutes=1)
    amara.draft(attempt, "day", SATURDAY)
    amara.draft(attempt, "straw", Written(text="mulch"))
    done = amara.hand_in(attempt)
    assert (done.held("day").response, done.held("straw").response) == (SATURDAY, Written(text="mulch"))
    assert amara.open(attempt).drafts == {}


@pytest.mark.parametrize("cleared", [None, Written(text="m")])
def test_what_the_check_page_shows_is_what_is_handed_in(amara: Learner, cleared: Response | None) -> None:
    attempt = amara.start()
    for item in amara.open(attempt).attempt.items:
        amara.answer(attempt, item.id, key(item))
    amara.clock.advance(minutes=1)
    amara.draft(attempt, "straw", cleared)
    shown = {item: amara.open(attempt).typed(item) for item in amara.open(attempt).attempt.paper.items}
    done = amara.hand_in(attempt)
    assert {item: done.held(item).response for item in shown} == shown


def test_a_draft_that_arrives_after_the_answer_it_became_does_not_take_its_place(amara: Learner) -> None:
    attempt = amara.start()
    amara.answer(attempt, "straw", Written(text="mulch"))
    with pytest.raises(AnswerClash):  # the request with the draft began earlier and took longer
        amara.draft(attempt, "straw", Written(text="mul"), drawn=Drawn())
    assert amara.open(attempt).typed("straw") == Written(text="mulch")
    amara.clock.advance(minutes=1)
    assert amara.hand_in(attempt).held("straw").response == Written(text="mulch")


def test_a_draft_of_another_window_is_never_overwritten_unseen(amara: Learner) -> None:
    attempt = amara.start()
    amara.draft(attempt, "straw", Written(text="hay"), drawn=Drawn())
    with pytest.raises(AnswerClash) as caught:
        amara.draft(attempt, "straw", Written(text="mulch"), drawn=Drawn())
    assert (caught.value.mine, caught.value.standing.response) == (Written(text="mulch"), Written(text="hay"))
    with pytest.raises(AnswerClash):
        amara.answer(attempt, "straw", Written(text="mulch"), drawn=Drawn())
    assert amara.open(attempt).typed("straw") == Written(text="hay")
    assert amara.draft(attempt, "straw", Written(text="mulch"), drawn=Drawn(0, 1)) == Drawn(0, 2)


def test_what_is_sent_again_is_written_once(amara: Learner) -> None:
    attempt = amara.start()
    numbers = [amara.draft(attempt, "straw", Written(text="hay"), drawn=Drawn()) for _ in range(3)]
    assert numbers == [Drawn(0, 1)] * 3


def test_a_window_that_never_heard_back_does_not_clash_with_itself(amara: Learner) -> None:
    attempt = amara.start()
    hay, mulch, straw = (Written(text=text) for text in ("hay", "mulch", "straw"))
    amara.draft(attempt, "straw", hay, drawn=Drawn())
    assert amara.draft(attempt, "straw", mulch, drawn=Drawn(), sent=[hay]) == Drawn(0, 2)
    assert amara.answer(attempt, "straw", straw, drawn=Drawn(), sent=[hay, mulch]).response == straw
    assert amara.draft(attempt, "straw", hay, drawn=Drawn(), sent=[mulch, straw]) == Drawn(2, 1)


def test_two_drafts_of_a_page_that_is_left_are_both_kept_to_choose_from(amara: Learner) -> None:
    attempt = amara.start()
    amara.draft(attempt, "straw", Written(text="hay"), drawn=Drawn())
    amara.keep_beside(attempt, "straw", Written(text="mulch"), drawn=Drawn())
    opened = amara.open(attempt)
    assert opened.clashes("straw")
    assert (opened.attempt.held("straw").response, opened.typed("straw")) == (
        Written(text="hay"),
        Written(text="mulch"),
    )


def test_a_draft_taken_back_to_the_answer_is_no_other_answer(amara: Learner) -> None:
    attempt = amara.start()
    amara.answer(attempt, "day", SUNDAY)
    for response in (SATURDAY, SUNDAY):
        amara.draft(attempt, "day", response)
    assert amara.draft(attempt, "day", SATURDAY, drawn=Drawn(2)) == Drawn(2, 3)


def test_a_page_of_answers_leaves_the_drafts_it_does_not_speak_of(amara: Learner) -> None:
    amara = with_quiz(amara, layout="one-page")
    attempt = amara.start()
    amara.draft(attempt, "straw", Written(text="hay"))
    amara.answer_page(attempt, {"day": (SUNDAY, Drawn()), "straw": (None, Drawn())})
    assert amara.open(attempt).answered == {"day", "straw"}


def test_a_paper_with_an_unsettled_clash_can_be_handed_in_and_what_was_shown_counts(amara: Learner) -> None:
    attempt = amara.start()
    amara.answer(attempt, "straw", Written(text="hay"))
    amara.clock.advance(minutes=1)
    amara.keep_beside(attempt, "straw", Written(text="mulch"), drawn=Drawn())
    assert amara.open(attempt).clashes("straw")
    shown = amara.open(attempt).typed("straw")
    assert amara.hand_in(attempt).held("straw").response == shown == Written(text="mulch")
    assert [e.response.text for e in amara.events(attempt)[1:-1]] == ["hay", "mulch"]


def test_a_draft_of_a_checked_item_does_not_change_it_at_hand_in(amara: Learner) -> None:
    amara = with_quiz(amara, behaviour="immediate")
    attempt = amara.start()
    amara.draft(attempt, "straw", Written(text="mul"))
    amara.answer(attempt, "day", SUNDAY, check=True)
    done = amara.hand_in(attempt)
    assert (done.held("day").response, done.held("straw").response) == (SUNDAY, Written(text="mul"))
