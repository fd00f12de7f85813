"""What is typed and not yet an answer: one draft an item, and never one over another that its writer has not seen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from goodpartners.domain.errors import Closed
from goodpartners.domain.quiz.attempts import Attempt, State
from goodpartners.domain.quiz.drawn import Drawn
from goodpartners.domain.quiz.responses import Response
from goodpartners.services.opened import Draft, Opened
from goodpartners.store import attempts as store


def save_draft(
    session: Session,
    opened: Opened,
    item: str,
    response: Response | None,
    *,
    drawn: Drawn,
    sent: Collection[Response | None] = (),
    now: datetime,
) -> Opened:
    """Keep what is being typed; what stands already is not written again.

    `opened` was opened with its lock, `drawn` and `sent` are what the window knows: see Opened.require_known. Raises
    Closed once the attempt or the item takes no more answers, AnswerClash when something else has come since.
    """
    require_unsettled(opened.attempt, item, now=now)
    opened.require_known(item, response, drawn, sent)
    if response == opened.typed(item):
        return opened
    return _written(session, opened, item, response, version=opened.attempt.held(item).version, now=now)


def keep_beside(
    session: Session, opened: Opened, item: str, response: Response | None, *, drawn: Drawn, now: datetime
) -> Opened:
    """Keep what stands on a page that asks again or is left, whatever has come from elsewhere since it was drawn.

    Where that is another draft, it becomes the answer that stands, and this one the draft beside it: the person meets
    both and chooses. An item that takes no more answers, and a page that says nothing new, change nothing.
    """
    attempt = opened.attempt
    says_nothing = response == opened.typed(item) or (response is None and drawn == Drawn())
    may_change = attempt.behaviour.may_change(checked=item in attempt.checked)
    if says_nothing or not may_change or attempt.state is not State.RUNNING:
        return opened
    if item in opened.drafts and not opened.knows(item, drawn):
        other = attempt.answer(item, opened.typed(item), version=attempt.held(item).version, at=now)
        if other:
            attempt = attempt.after(store.append(session, opened.row, other), other)
            opened.row.answered = len(attempt.answered)
    return _written(session, replace(opened, attempt=attempt), item, response, version=drawn.answer, now=now)


def require_unsettled(attempt: Attempt, item: str, *, now: datetime) -> None:
    """Raise NotFound for an item that is not on the paper, Closed once it takes no more answers."""
    attempt.item(item)
    attempt.must_run(now)
    if not attempt.behaviour.may_change(checked=item in attempt.checked):
        raise Closed("You have checked this question. Its answer stands.")


def _written(
    session: Session, opened: Opened, item: str, response: Response | None, *, version: int, now: datetime
) -> Opened:
    revision = opened.drawn(item).draft + 1
    store.save_draft(session, opened.row.id, item, response, version=version, revision=revision, at=now)
    return replace(opened, drafts={**opened.drafts, item: Draft(response, version, revision, now)})
