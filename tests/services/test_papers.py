"""A paper in hand and its summary, on both databases: neither changes with the quiz, and both follow the events."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from goodpartners.domain.quiz.attempts import Answered, HandedIn, Started, replay
from goodpartners.domain.quiz.drawn import Drawn
from goodpartners.domain.quiz.marking import key
from goodpartners.domain.quiz.responses import Chosen, Matched, Written
from goodpartners.domain.quiz.selection import from_canonical
from goodpartners.services.library import Library
from goodpartners.store import attempts as store
from goodpartners.store.attempts import QuizRevision
from goodpartners.store.database import Database
from tests.conftest import Clock
from tests.domain.quiz.examples import quiz
from tests.garden import QUIZ, ROOT, Learner, garden, learner

SATURDAY = Chosen(options=("b",))


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
        lambda: amara.answer_page(attempt, {"litres": (Written(text="140"), Drawn()), "mood": (SATURDAY, Drawn())}),
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


def test_answers_that_were_replaced_need_not_be_read_to_know_how_an_attempt_stands(amara: Learner) -> None:
    attempt = amara.start()
    opened = amara.open(attempt).attempt
    for words in ("hay", "mulch", "straw"):
        amara.answer(attempt, "straw", Written(text=words))
        amara.answer(attempt, "day", SATURDAY if words == "hay" else None)
    everything = amara.read(lambda s: store.events(s, attempt))
    standing = amara.read(lambda s: store.standing_events(s, attempt))
    assert [(number, type(event)) for number, event in standing] == [(1, Started), (5, Answered), (6, Answered)]
    assert len(everything) == 6
    assert replay(attempt, opened.quiz, standing) == replay(attempt, opened.quiz, everything)


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
