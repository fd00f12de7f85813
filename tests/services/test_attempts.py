"""Taking a quiz, on both databases: whatever a page was told is kept is there afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from goodpartners.domain.errors import Closed, NotAllowed, NotFound
from goodpartners.domain.people import Role
from goodpartners.domain.quiz.attempts import AnswerClash, Answered, Checked, HandedIn, Started, replay
from goodpartners.domain.quiz.marking import key
from goodpartners.domain.quiz.responses import Chosen, Matched, Ordered, Response, Written
from goodpartners.domain.quiz.selection import from_canonical
from goodpartners.services import attempts
from goodpartners.services.library import Library
from goodpartners.store.attempts import AttemptEvent, AttemptRow, QuizRevision
from goodpartners.store.database import Database
from tests.conftest import Clock
from tests.domain.quiz.examples import quiz
from tests.garden import COURSE, QUIZ, ROOT, SECOND, SECTIONS, Learner, garden, learner

FRIDAY, SATURDAY, SUNDAY = (Chosen(options=(letter,)) for letter in "abc")


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
    assert amara.answer(attempt, "day", SUNDAY) == amara.answer(attempt, "day", SUNDAY, version=0)
    assert count(amara, AttemptEvent) == 2


def test_an_answer_sent_twice_with_the_same_key_changes_nothing(amara: Learner) -> None:
    attempt = amara.start()
    first = amara.answer(attempt, "day", SUNDAY, version=0, key="k1")
    assert amara.answer(attempt, "day", SUNDAY, version=0, key="k1") == first
    later = amara.answer(attempt, "day", SATURDAY, key="k2")
    assert amara.answer(attempt, "day", SUNDAY, version=0, key="k1") == later
    assert count(amara, AttemptEvent) == 3


def test_the_same_key_in_another_attempt_is_another_answer(amara: Learner, database: Database, clock: Clock) -> None:
    rowan = learner(database, clock, "Rowan Ashby")
    for who in (amara, rowan):
        assert who.answer(who.start(), "day", SUNDAY, key="k1").response == SUNDAY


def test_an_answer_on_an_old_page_clashes_and_both_are_kept(amara: Learner) -> None:
    attempt = amara.start()
    amara.answer(attempt, "day", SUNDAY)
    with pytest.raises(AnswerClash) as caught:
        amara.answer(attempt, "day", SATURDAY, version=0)
    assert (caught.value.mine, caught.value.standing.response) == (SATURDAY, SUNDAY)
    amara.draft(attempt, "day", SATURDAY, version=0)
    opened = amara.open(attempt)
    assert opened.clashes("day")
    assert (opened.typed("day"), opened.attempt.held("day").response) == (SATURDAY, SUNDAY)


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
    amara.draft(attempt, "day", SATURDAY, version=2)
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
    amara.draft(attempt, "straw", cleared, version=amara.open(attempt).attempt.held("straw").version)
    shown = {item: amara.open(attempt).typed(item) for item in amara.open(attempt).attempt.paper.items}
    done = amara.hand_in(attempt)
    assert {item: done.held(item).response for item in shown} == shown


def test_a_draft_that_arrives_after_the_answer_it_became_does_not_take_its_place(amara: Learner) -> None:
    attempt = amara.start()
    amara.clock.advance(seconds=2)
    amara.answer(attempt, "straw", Written(text="mulch"))
    amara.clock.advance(seconds=-1)  # the request with the draft began earlier and took longer
    amara.draft(attempt, "straw", Written(text="mul"))
    assert amara.open(attempt).typed("straw") == Written(text="mulch")
    amara.clock.advance(minutes=1)
    assert amara.hand_in(attempt).held("straw").response == Written(text="mulch")


def test_a_paper_with_an_unsettled_clash_can_be_handed_in_and_what_was_shown_counts(amara: Learner) -> None:
    attempt = amara.start()
    amara.answer(attempt, "straw", Written(text="hay"))
    amara.clock.advance(minutes=1)
    amara.draft(attempt, "straw", Written(text="mulch"), version=0)
    assert amara.open(attempt).clashes("straw")
    shown = amara.open(attempt).typed("straw")
    assert amara.hand_in(attempt).held("straw").response == shown == Written(text="mulch")
    assert [e.response.text for e in amara.events(attempt)[1:-1]] == ["hay", "mulch"]


def test_after_hand_in_nothing_is_taken_any_more(amara: Learner) -> None:
    attempt = amara.take()
    with pytest.raises(Closed):
        amara.answer(attempt, "day", SUNDAY)
    with pytest.raises(Closed):
        amara.draft(attempt, "day", SUNDAY)
    with pytest.raises(Closed):
        amara.answer_page(attempt, {"day": (SUNDAY, 2)})


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
    amara.answer(attempt, "day", SUNDAY, version=0, key="k1", check=True)
    with pytest.raises(Closed):
        amara.answer(attempt, "day", SATURDAY)
    with pytest.raises(Closed):
        amara.draft(attempt, "day", SATURDAY)
    assert count(amara, AttemptEvent) == 3


def test_a_draft_of_a_checked_item_does_not_change_it_at_hand_in(amara: Learner) -> None:
    amara = with_quiz(amara, behaviour="immediate")
    attempt = amara.start()
    amara.draft(attempt, "straw", Written(text="mul"))
    amara.answer(attempt, "day", SUNDAY, check=True)
    done = amara.hand_in(attempt)
    assert (done.held("day").response, done.held("straw").response) == (SUNDAY, Written(text="mul"))


def test_a_page_of_answers_is_taken_whole(amara: Learner) -> None:
    amara = with_quiz(amara, layout="one-page")
    attempt = amara.start()
    opened = amara.answer_page(attempt, {"day": (SUNDAY, 0), "straw": (Written(text="hay"), 0), "sun": (None, 0)})
    assert opened.attempt.answered == {"day", "straw"}
    amara.answer_page(attempt, {"day": (None, 2), "straw": (Written(text="hay"), 0)})
    assert amara.open(attempt).attempt.answered == {"straw"}
    assert count(amara, AttemptEvent) == 4
    assert amara.row(attempt).answered == 1


def test_a_page_on_which_one_answer_clashes_is_not_taken_at_all(amara: Learner) -> None:
    amara = with_quiz(amara, layout="one-page")
    attempt = amara.start()
    amara.answer_page(attempt, {"straw": (Written(text="hay"), 0)})
    with pytest.raises(AnswerClash):
        amara.answer_page(attempt, {"day": (SUNDAY, 0), "straw": (Written(text="mulch"), 0)})
    assert amara.open(attempt).attempt.answered == {"straw"}
    assert amara.row(attempt).events == count(amara, AttemptEvent) == 2


def test_a_page_that_clashes_writes_nothing_even_if_its_transaction_goes_on(amara: Learner) -> None:
    amara = with_quiz(amara, layout="one-page")
    attempt = amara.start()
    amara.answer_page(attempt, {"straw": (Written(text="hay"), 0)})

    def act(session: Any) -> None:
        opened = amara.locked(session, attempt)
        with pytest.raises(AnswerClash):
            attempts.answer_page(
                session, opened, {"day": (SUNDAY, 0), "straw": (Written(text="mulch"), 0)}, now=amara.clock()
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


def assert_row_tells_the_events(who: Learner, attempt: int) -> None:
    """The summary says what a replay says."""
    row, opened = who.row(attempt), who.open(attempt)
    assert (row.events, row.answered) == (opened.attempt.last, len(opened.attempt.answered))
    assert row.events == len(who.events(attempt))
    assert row.ended_at == opened.attempt.ended_at
    score = opened.attempt.score()
    expected = (round(score.marks * 1000), score.maximum, score.percent, score.passed) if row.ended_at else (None,) * 4
    assert (row.thousandths, row.maximum, row.percent, row.passed) == expected


@pytest.mark.parametrize("behaviour", ["deferred", "immediate"])
def test_the_summary_equals_a_replay_after_every_event(amara: Learner, behaviour: str) -> None:
    amara = with_quiz(amara, behaviour=behaviour)
    attempt = amara.start()
    check = behaviour == "immediate"
    acts: list[Callable[[], Any]] = [
        lambda: amara.answer(attempt, "day", SATURDAY, check=check),
        lambda: amara.answer(attempt, "straw", Written(text="hay")),
        lambda: amara.answer(attempt, "straw", Written(text="mulch")),
        lambda: amara.answer(attempt, "straw", None),
        lambda: amara.answer(attempt, "sun", Matched(pairs=(("a", "all-day"),)), check=check),
        lambda: amara.draft(attempt, "shares", Chosen(options=("a",))),
        lambda: amara.answer_page(attempt, {"litres": (Written(text="140"), 0), "mood": (SATURDAY, 0)}),
        lambda: amara.draft(attempt, "long", Chosen(options=("false",))),
        lambda: amara.hand_in(attempt),
        lambda: amara.hand_in(attempt),
    ]
    assert_row_tells_the_events(amara, attempt)
    for act in acts:
        act()
        assert_row_tells_the_events(amara, attempt)


def test_the_stored_paper_and_events_alone_give_the_attempt(amara: Learner) -> None:
    attempt = amara.take()
    content = amara.read(lambda s: s.scalar(sa.select(QuizRevision.content)))
    assert content
    events = list(enumerate(amara.events(attempt), 1))
    assert replay(attempt, from_canonical(content), events) == amara.open(attempt).attempt


def test_people_who_take_the_same_quiz_share_one_revision(amara: Learner, database: Database, clock: Clock) -> None:
    amara.start()
    learner(database, clock, "Rowan Ashby").start()
    assert count(amara, QuizRevision) == 1


def test_a_quiz_edited_on_disk_leaves_the_paper_in_hand_untouched(amara: Learner, tmp_path: Path) -> None:
    shutil.copytree(ROOT, tmp_path / "content")
    library = Library(tmp_path / "content", tmp_path, live=True)
    file = tmp_path / "content" / "quizzes" / f"{QUIZ}.yaml"
    amara = replace(amara, catalogue=library.current(today=date(2026, 11, 24)))
    attempt = amara.start()
    before = amara.open(attempt).attempt
    amara.answer(attempt, before.items[0].id, key(before.items[0]))

    text = file.read_text("utf-8")
    text = text.replace("draw: 4\n", "").replace("id: litres", "id: buckets").replace("pass_mark: 70", "pass_mark: 100")
    file.write_text(text.replace("right: true", "right: false").replace("stem: ", "stem: New. "), "utf-8")
    file.touch()
    amara = replace(amara, catalogue=library.current(today=date(2026, 11, 24)))

    now = amara.open(attempt).attempt
    assert (now.quiz, now.paper) == (before.quiz, before.paper)
    for item in now.items[1:]:
        amara.answer(attempt, item.id, key(item))
    done = amara.hand_in(attempt)
    assert done.score().passed
    assert amara.row(attempt).percent == 100


def test_a_try_after_an_edit_is_made_of_the_new_quiz(amara: Learner) -> None:
    first = amara.take()
    amara = with_quiz(amara, title="The garden, edited")
    second = amara.start()
    assert [amara.open(a).attempt.quiz.title for a in (first, second)] == ["The garden", "The garden, edited"]
    assert count(amara, QuizRevision) == 2


def test_a_running_attempt_is_handed_in_even_when_its_quiz_is_gone(amara: Learner) -> None:
    attempt = amara.start()
    without = garden()
    amara = replace(amara, catalogue=replace(without, quizzes={}, courses=()))
    assert isinstance(amara.hand_in(attempt).ended_at, type(amara.clock()))
    assert isinstance(amara.events(attempt)[-1], HandedIn)
