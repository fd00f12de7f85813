"""The invented pair of the instruments paper, section D8: its answers are those of the demo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache

import yaml
from sqlalchemy.orm import Session

from goodpartners.domain.partnership.measuring import measure
from goodpartners.domain.partnership.questionnaire import Question, Questionnaire, Skip
from goodpartners.domain.partnership.results import Names
from goodpartners.domain.partnership.sheets import Answer, Answers, Sheet
from goodpartners.domain.partnership.snapshots import Mode, Snapshot
from goodpartners.domain.people import Side
from goodpartners.services import answering, waves
from goodpartners.services.demo import answers
from goodpartners.settings import REPOSITORY
from goodpartners.store.people import Person
from goodpartners.store.waves import Wave
from tests.cohorts import actor_of
from tests.factories import START

NAMES = Names("Orrenshire County Council", "Tessaly Care")
POOLED: Mapping[Side, Mode] = dict.fromkeys(Side, Mode.POOLED)


@cache
def gap_survey() -> Questionnaire:
    """The gap survey as it is asked."""
    text = (REPOSITORY / "quizzes" / "partnership" / "gaps.yaml").read_text(encoding="utf-8")
    return Questionnaire.model_validate(yaml.safe_load(text))


def gap_sheets(*, return_leg: bool = False) -> list[Sheet]:
    """What the eleven people answered."""
    return answers.gap_sheets(gap_survey(), return_leg=return_leg)


def gap_snapshot(sheets: Sequence[Sheet] | None = None, modes: Mapping[Side, Mode] = POOLED) -> Snapshot:
    """What is released of them."""
    measured = measure(gap_survey(), gap_sheets() if sheets is None else sheets, modes)
    assert measured is not None
    return measured[0]


# --- The readiness quiz ----------------------------------------------------------------------------------------------


@cache
def readiness_quiz() -> Questionnaire:
    """The readiness quiz as it is asked."""
    text = (REPOSITORY / "quizzes" / "partnership" / "readiness.yaml").read_text(encoding="utf-8")
    return Questionnaire.model_validate(yaml.safe_load(text))


def readiness_answers(
    now: Mapping[str, Sequence[int | None]],
    want: Mapping[str, Sequence[int | None]],
    mirror: Mapping[str, int] | None = None,
) -> dict[tuple[Question, str], Answer]:
    """One person's answers: a number for each statement of a dimension, None for “cannot say”."""
    found = {
        (question, f"{dimension}{n}"): Answer(value, None if value is not None else Skip.CANNOT_SAY)
        for question, given in ((Question.NOW, now), (Question.WANT, want))
        for dimension, values in given.items()
        for n, value in enumerate(values, start=1)
    }
    return {**found, **{(Question.MIRROR, d): Answer(value) for d, value in (mirror or {}).items()}}


def readiness_sheets(
    people: Mapping[Side, int] = answers.PEOPLE,
    levels: Mapping[Side, Mapping[Question, Sequence[float]]] = answers.LEVELS,
) -> list[Sheet]:
    """What a pair's people answered, as near to their side's levels as whole answers come."""
    return answers.readiness_sheets(readiness_quiz(), people, levels)


def readiness_snapshot(
    sheets: Sequence[Sheet] | None = None, modes: Mapping[Side, Mode] = POOLED, before: Sequence[Sheet] = ()
) -> Snapshot:
    """What is released of them."""
    measured = measure(readiness_quiz(), readiness_sheets() if sheets is None else sheets, modes, before=before)
    assert measured is not None
    return measured[0]


def reworded(old: str, new: str) -> Questionnaire:
    """The readiness quiz in its next version, in which one statement was written anew."""
    data = readiness_quiz().model_dump(mode="json")
    data["version"] = 2
    for statement in data["statements"]:
        statement["id"] = new if statement["id"] == old else statement["id"]
    return Questionnaire.model_validate(data)


# --- In a database ---------------------------------------------------------------------------------------------------


def make_round(
    session: Session,
    pair: int,
    questionnaire: Questionnaire,
    *,
    number: int = 1,
    opens: date | None = None,
    closes: date | None = None,
    at: datetime = START,
) -> int:
    """A round of a pair, open for three weeks from today unless told; its number."""
    first = opens or at.date()
    row = Wave(
        pair_id=pair,
        version_id=waves.freeze(session, questionnaire, now=at).id,
        questionnaire=questionnaire.id,
        number=number,
        opens=first,
        closes=closes or first + timedelta(weeks=3),
        created_at=at,
    )
    session.add(row)
    session.flush()
    return row.id


def answer_round(
    session: Session, wave: int, person: Person, given: Answers, *, hand_in: bool = True, at: datetime = START
) -> None:
    """Somebody's answers in a round, page by page through the services' own doors, handed in unless told."""
    actor = actor_of(session, person, at=at)
    answering.begin(session, wave, agrees=True, key=f"{person.id:016x}{wave:016x}", actor=actor, now=at)
    opened = answering.open_sheet(session, wave, actor=actor, now=at)
    for page in opened.pages:
        answering.save(session, opened, page, given, revision=opened.revision(page), now=at)
    if hand_in:
        answering.hand_in(session, answering.open_sheet(session, wave, actor=actor, now=at), now=at)
