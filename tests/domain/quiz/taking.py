"""An attempt as its events leave it, one act at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from goodpartners.domain.quiz.attempts import (
    Attempt,
    Started,
)
from goodpartners.domain.quiz.quiz import Quiz
from goodpartners.domain.quiz.responses import Response
from goodpartners.domain.quiz.selection import draw

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def started(made: Quiz, seed: int = 1) -> Attempt:
    """A try that has just begun."""
    paper = draw(made, seed)
    return Attempt(1, made, Started(NOON, seed, paper.items, paper.orders))


def later(attempt: Attempt) -> datetime:
    """A minute for every event."""
    return NOON + timedelta(minutes=attempt.last)


def answered(attempt: Attempt, item: str, response: Response | None) -> Attempt:
    """The attempt after an answer on a form that was drawn just now."""
    event = attempt.answer(item, response, version=attempt.held(item).version, at=later(attempt))
    return attempt.after(attempt.last + 1, event) if event else attempt


def checked(attempt: Attempt, item: str) -> Attempt:
    """The attempt after an item was checked."""
    event = attempt.check(item, at=later(attempt))
    return attempt.after(attempt.last + 1, event) if event else attempt


def handed_in(attempt: Attempt) -> Attempt:
    """The attempt after it was handed in."""
    event = attempt.hand_in(at=later(attempt))
    return attempt.after(attempt.last + 1, event) if event else attempt
