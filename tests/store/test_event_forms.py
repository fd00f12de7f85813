"""Papers and events written by earlier versions are read for ever: one file in event_forms for every form there was.

Never edit a file there. A version that writes another form adds a file and still reads the old ones.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from goodpartners.domain.quiz.responses import from_json
from goodpartners.domain.quiz.selection import FORM_VERSION, canonical, from_canonical, revision
from goodpartners.services import attempts
from goodpartners.store.attempts import EVENT_FORM, AttemptEvent, AttemptRow, QuizRevision
from goodpartners.store.database import Database
from tests.conftest import Clock
from tests.garden import Learner, learner

FORMS = sorted((Path(__file__).parent / "event_forms").glob("*.json"), key=lambda file: int(file.stem))


@pytest.fixture(params=FORMS, ids=lambda file: f"form {file.stem}")
def sample(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A paper, its events as a version of that form wrote them, and what they leave behind."""
    found: dict[str, Any] = json.loads(request.param.read_text("utf-8"))
    return found


@pytest.fixture
def amara(database: Database, clock: Clock) -> Learner:
    """Whose attempt it is."""
    return learner(database, clock)


def stored(who: Learner, sample: dict[str, Any]) -> int:
    """The attempt as rows in the database."""
    with who.database.writing() as session:
        at = datetime.fromisoformat(sample["events"][0]["at"])
        session.add(QuizRevision(**sample["revision"], stored_at=at))
        session.flush()
        row = AttemptRow(
            person_id=who.actor.person_id,
            quiz=sample["revision"]["quiz"],
            revision=sample["revision"]["hash"],
            started_at=at,
            ended_at=at,
            events=len(sample["events"]),
        )
        session.add(row)
        session.flush()
        for event in sample["events"]:
            moment = datetime.fromisoformat(event["at"])
            session.add(AttemptEvent(**{**event, "at": moment}, attempt_id=row.id))
        return row.id


def test_there_is_a_sample_of_every_form_up_to_the_present_one() -> None:
    assert [int(file.stem) for file in FORMS] == list(range(1, EVENT_FORM + 1))


def test_a_sample_holds_every_kind_of_event_and_every_kind_of_answer(sample: dict[str, Any]) -> None:
    events = sample["events"]
    assert {e["kind"] for e in events} == {"started", "answered", "checked", "handed-in"}
    answers = [e["data"]["response"] for e in events if e["kind"] == "answered"]
    assert None in answers
    assert {a["form"] for a in answers if a} == {"chosen", "matched", "ordered", "written"}


def test_an_attempt_of_an_earlier_version_is_read_as_it_was(amara: Learner, sample: dict[str, Any]) -> None:
    attempt = amara.open(stored(amara, sample)).attempt
    leaves, score = sample["leaves"], attempt.score()
    assert {i: held.response for i, held in attempt.answers.items()} == {
        i: from_json(answer) for i, answer in leaves["answers"].items()
    }
    assert {i: held.version for i, held in attempt.answers.items()} == leaves["versions"]
    assert list(attempt.checked) == leaves["checked"]
    assert attempt.ended_at == datetime.fromisoformat(sample["events"][-1]["at"])
    assert {i: str(mark.marks) for i, mark in score.by_item.items()} == leaves["marks"]
    assert (score.maximum, score.percent, score.passed) == (leaves["maximum"], leaves["percent"], leaves["passed"])


def test_a_paper_of_an_earlier_version_keeps_its_name(sample: dict[str, Any]) -> None:
    content = sample["revision"]["content"]
    assert revision(content) == sample["revision"]["hash"]
    if json.loads(content)["form"] == FORM_VERSION:
        assert canonical(from_canonical(content)) == content


@pytest.mark.parametrize("change", [{"form": EVENT_FORM + 1}, {"kind": "cheered"}])
def test_an_event_that_this_version_does_not_know_is_not_guessed_at(amara: Learner, change: dict[str, Any]) -> None:
    attempt = stored(amara, json.loads(FORMS[-1].read_text("utf-8")))
    amara.write(lambda s: s.execute(sa.update(AttemptEvent).where(AttemptEvent.number == 2).values(**change)))
    with pytest.raises(ValueError, match="event of"), amara.database.reading() as session:
        attempts.open_attempt(session, attempt, actor=amara.actor)
