"""Taking a quiz, on both databases: whatever a page was told is kept is there afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from goodpartners.domain.errors import Closed, NotAllowed, NotFound
from goodpartners.domain.people import Role
from goodpartners.domain.quiz.attempts import AnswerClash, Answered, Checked, Started
from goodpartners.domain.quiz.drawn import Drawn
from goodpartners.domain.quiz.responses import Chosen, Matched, Ordered, Response, Written
from goodpartners.services import attempts
from goodpartners.store.attempts import AttemptEvent, AttemptRow
from goodpartners.store.database import Database
from tests.conftest import Clock
from tests.domain.quiz.examples import quiz
from tests.garden import COURSE, SECOND, SECTIONS, Learner, garden, learner

SATURDAY, SUNDAY = Chosen(options=("b",)), Chosen(options=("c",))


@pytest.fixture
def amara(database: Database, clock: Clock) -> Learner:
    """Takes the garden's knowledge check of all eight kinds."""
    return learner(database, clock)


def with_quiz(who: Learner, **changes: Any) -> Learner:
    """The same person before another quiz."""
    return replace(who, catalogue=garden(quiz(**changes)))


def count(who: Learner, table: type[Any]) -> int:
    """Rows of a table."""
    return who.read(lambda s: s.scalar(sa.select(sa.func.count()).select_from(table))) or 0


def test_a_start_draws_a_paper_and_writes_it_down(amara: Learner) -> None:
    attempt = amara.start(seed=5)
    opened = amara.open(attempt)
    (started,) = amara.events(attempt)
    assert started == opened.attempt.paper == Started(amara.clock(), 5, started.items, started.orders)
    assert sorted(started.items) == sorted(item.id for item in quiz().items)
    assert opened.answered == frozenset()


def test_a_second_start_goes_on_with_the_first(amara: Learner) -> None:
    assert amara.start(seed=1) == amara.start(seed=2)
    assert count(amara, AttemptRow) == 1


def test_after_hand_in_a_start_begins_anew(amara: Learner) -> None:
    first = amara.take()
    assert amara.start() != first


def test_two_people_have_each_their_own(amara: Learner, database: Database, clock: Clock) -> None:
    assert amara.start() != learner(database, clock, "Rowan Ashby").start()


def test_another_try_brings_what_was_not_seen_before(amara: Learner) -> None:
    amara = with_quiz(amara, draw=4)
    first, second = amara.take(), amara.take()
    papers = [set(amara.open(attempt).attempt.paper.items) for attempt in (first, second)]
    assert not papers[0] & papers[1]


def test_when_all_tries_are_used_no_other_begins(amara: Learner) -> None:
    amara = with_quiz(amara, tries=2)
    amara.take()
    running = amara.start()
    assert amara.start() == running
    amara.hand_in(running)
    with pytest.raises(Closed, match="all 2 tries"):
        amara.start()


@pytest.mark.parametrize("key_", ["shared-garden/none", "none/none", "none", "", "shared-garden/think"])
def test_only_a_knowledge_check_can_be_taken(amara: Learner, key_: str) -> None:
    with pytest.raises(NotFound):
        amara.start(key_)


def test_a_course_for_cohorts_is_open_to_trainers_only(amara: Learner, database: Database, clock: Clock) -> None:
    closed = garden(open=False)
    with pytest.raises(NotAllowed):
        replace(amara, catalogue=closed).start()
    assert learner(database, clock, "Moira Tennant", catalogue=closed, roles=[Role.TRAINER]).start()


def test_the_knowledge_check_of_a_locked_module_waits_too(amara: Learner) -> None:
    amara = replace(amara, catalogue=garden(modules=2, order="locked"))
    with pytest.raises(Closed, match="opens when"):
        amara.start(f"{COURSE}/{SECOND}")
    for section in SECTIONS:
        amara.finish(section)
    amara.take()
    assert amara.start(f"{COURSE}/{SECOND}")


def test_every_kind_of_answer_is_kept_as_it_was_given(amara: Learner) -> None:
    given: dict[str, Response] = {
        "day": SUNDAY,
        "shares": Chosen(options=("a", "c")),
        "long": Chosen(options=("true",)),
        "sun": Matched(pairs=(("a", "none"), ("c", "noon"))),
        "steps": Ordered(places=(("1", 2), ("2", 1), ("3", 3), ("4", 4))),
        "litres": Written(text=" −1,400 £ "),
        "straw": Written(text="mulch – “or” straw\n\t\\ 🌱 é"),
        "mood": Chosen(options=("3",)),
    }
    attempt = amara.start()
    for item, response in given.items():
        amara.answer(attempt, item, response)
    kept = amara.open(attempt).attempt
    assert {item: held.response for item, held in kept.answers.items()} == given


def test_an_answer_can_be_changed_and_the_first_stays_on_record(amara: Learner) -> None:
    attempt = amara.start()
    first = amara.answer(attempt, "day", SUNDAY)
    second = amara.answer(attempt, "day", SATURDAY)
    assert (first.version, second.version) == (2, 3)
    assert [e.response for e in amara.events(attempt)[1:]] == [SUNDAY, SATURDAY]


def test_the_same_answer_again_is_not_written_again(amara: Learner) -> None:
    attempt = amara.start()
    assert amara.answer(attempt, "day", SUNDAY) == amara.answer(attempt, "day", SUNDAY, drawn=Drawn())
    assert count(amara, AttemptEvent) == 2


def test_an_answer_sent_twice_with_the_same_key_changes_nothing(amara: Learner) -> None:
    attempt = amara.start()
    first = amara.answer(attempt, "day", SUNDAY, drawn=Drawn(), key="k1")
    assert amara.answer(attempt, "day", SUNDAY, drawn=Drawn(), key="k1") == first
    later = amara.answer(attempt, "day", SATURDAY, key="k2")
    assert amara.answer(attempt, "day", SUNDAY, drawn=Drawn(), key="k1") == later
    assert count(amara, AttemptEvent) == 3


def test_a_form_that_was_changed_before_it_was_sent_again_with_its_old_key_says_something_new(amara: Learner) -> None:
    attempt = amara.start()
    amara.answer(attempt, "day", SUNDAY, drawn=Drawn(), key="k1")  # and nobody heard the reply
    said = amara.answer(attempt, "day", SATURDAY, drawn=Drawn(), sent=[SUNDAY], key="k1")
    assert said.response == SATURDAY
    with pytest.raises(AnswerClash):
        amara.answer(attempt, "day", SUNDAY, drawn=Drawn(), key="k2")


def test_the_same_key_in_another_attempt_is_another_answer(amara: Learner, database: Database, clock: Clock) -> None:
    rowan = learner(database, clock, "Rowan Ashby")
    for who in (amara, rowan):
        assert who.answer(who.start(), "day", SUNDAY, key="k1").response == SUNDAY


def test_an_answer_on_an_old_page_clashes_and_both_are_kept(amara: Learner) -> None:
    attempt = amara.start()
    amara.answer(attempt, "day", SUNDAY)
    with pytest.raises(AnswerClash) as caught:
        amara.answer(attempt, "day", SATURDAY, drawn=Drawn())
    assert (caught.value.mine, caught.value.standing.response) == (SATURDAY, SUNDAY)
    amara.keep_beside(attempt, "day", SATURDAY, drawn=Drawn())
    opened = amara.open(attempt)
    assert opened.clashes("day")
    assert (opened.typed("day"), opened.attempt.held("day").response) == (SATURDAY, SUNDAY)


def test_after_hand_in_nothing_is_taken_any_more(amara: Learner) -> None:
    attempt = amara.take()
    with pytest.raises(Closed):
        amara.answer(attempt, "day", SUNDAY)
    with pytest.raises(Closed):
        amara.draft(attempt, "day", SUNDAY)
    with pytest.raises(Closed):
        amara.answer_page(attempt, {"day": (SUNDAY, Drawn(2))})


def test_handing_in_twice_changes_nothing(amara: Learner) -> None:
    attempt = amara.take()
    before = amara.events(attempt), amara.row(attempt).ended_at
    amara.clock.advance(hours=1)
    amara.hand_in(attempt)
    assert (amara.events(attempt), amara.row(attempt).ended_at) == before


def test_an_item_is_checked_with_its_answer_and_then_stands(amara: Learner) -> None:
    amara = with_quiz(amara, behaviour="immediate")
    attempt = amara.start()
    amara.answer(attempt, "day", SUNDAY, key="k1", check=True)
    assert [type(e) for e in amara.events(attempt)] == [Started, Answered, Checked]
    amara.answer(attempt, "day", SUNDAY, drawn=Drawn(), key="k1", check=True)
    with pytest.raises(Closed):
        amara.answer(attempt, "day", SATURDAY)
    with pytest.raises(Closed):
        amara.draft(attempt, "day", SATURDAY)
    assert count(amara, AttemptEvent) == 3


def test_a_page_of_answers_is_taken_whole(amara: Learner) -> None:
    amara = with_quiz(amara, layout="one-page")
    attempt = amara.start()
    hay = Written(text="hay"), Drawn()
    opened = amara.answer_page(attempt, {"day": (SUNDAY, Drawn()), "straw": hay, "sun": (None, Drawn())})
    assert opened.attempt.answered == {"day", "straw"}
    amara.answer_page(attempt, {"day": (None, Drawn(2)), "straw": hay})
    assert amara.open(attempt).attempt.answered == {"straw"}
    assert count(amara, AttemptEvent) == 4
    assert amara.row(attempt).answered == 1


def test_a_page_on_which_one_answer_clashes_is_not_taken_at_all(amara: Learner) -> None:
    amara = with_quiz(amara, layout="one-page")
    attempt = amara.start()
    amara.answer_page(attempt, {"straw": (Written(text="hay"), Drawn())})
    with pytest.raises(AnswerClash):
        amara.answer_page(attempt, {"day": (SUNDAY, Drawn()), "straw": (Written(text="mulch"), Drawn())})
    assert amara.open(attempt).attempt.answered == {"straw"}
    assert amara.row(attempt).events == count(amara, AttemptEvent) == 2


def test_a_page_that_clashes_writes_nothing_even_if_its_transaction_goes_on(amara: Learner) -> None:
    amara = with_quiz(amara, layout="one-page")
    attempt = amara.start()
    amara.answer_page(attempt, {"straw": (Written(text="hay"), Drawn())})

    def act(session: Any) -> None:
        opened = amara.locked(session, attempt)
        with pytest.raises(AnswerClash):
            attempts.answer_page(
                session,
                opened,
                {"day": (SUNDAY, Drawn()), "straw": (Written(text="mulch"), Drawn())},
                now=amara.clock(),
            )

    amara.write(act)
    assert amara.row(attempt).events == count(amara, AttemptEvent) == 2


def test_somebody_elses_attempt_is_not_found(amara: Learner, database: Database, clock: Clock) -> None:
    attempt = amara.start()
    moira = learner(database, clock, "Moira Tennant", roles=[Role.TRAINER, Role.AUTHOR, Role.ADMIN])
    for act in (lambda: moira.open(attempt), lambda: moira.hand_in(attempt), lambda: moira.open(attempt + 1)):
        with pytest.raises(NotFound):
            act()


def test_an_item_that_is_not_on_the_paper_is_not_found(amara: Learner) -> None:
    attempt = amara.start()
    for act in (lambda: amara.answer(attempt, "none", SUNDAY), lambda: amara.draft(attempt, "none", SUNDAY)):
        with pytest.raises(NotFound):
            act()
