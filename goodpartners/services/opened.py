"""An attempt as a page needs it: its row, what its events leave, and what was typed since."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from goodpartners.domain.quiz import selection
from goodpartners.domain.quiz.attempts import AnswerClash, Attempt, Held, replay
from goodpartners.domain.quiz.drawn import Drawn
from goodpartners.domain.quiz.responses import Response
from goodpartners.store import attempts as store
from goodpartners.store.attempts import AttemptRow


@dataclass(frozen=True)
class Draft:
    """What was typed and not yet made an answer.

    `version` is that of the answer it was begun from, `revision` counts how often it was written.
    """

    response: Response | None
    version: int
    revision: int
    saved_at: datetime


@dataclass(frozen=True)
class Opened:
    """An attempt as a page needs it."""

    row: AttemptRow
    attempt: Attempt
    drafts: Mapping[str, Draft]

    @property
    def quiz_key(self) -> str:
        """'course/quiz'."""
        return self.row.quiz

    def standing(self, item_id: str) -> Held:
        """What the form shows, and since when: the draft when it is newer than the answer, else the answer."""
        draft, held = self.drafts.get(item_id), self.attempt.held(item_id)
        return Held(draft.response, held.version, draft.saved_at) if draft and draft.saved_at >= held.at else held

    def typed(self, item_id: str) -> Response | None:
        """The words of what stands."""
        return self.standing(item_id).response

    def drawn(self, item_id: str) -> Drawn:
        """What a form that is drawn now carries."""
        draft = self.drafts.get(item_id)
        return Drawn(self.attempt.held(item_id).version, draft.revision if draft else 0)

    def knows(self, item_id: str, drawn: Drawn) -> bool:
        """Whether a form that was drawn with these numbers showed what stands now."""
        held = self.attempt.held(item_id)
        as_answered = drawn.answer == held.version and self.typed(item_id) == held.response
        return as_answered or drawn == self.drawn(item_id)

    def require_known(
        self, item_id: str, response: Response | None, drawn: Drawn, sent: Collection[Response | None]
    ) -> None:
        """Raise AnswerClash with both when something else was written since a form was drawn.

        A window that sent something and never heard back does not know the new numbers; it says what it `sent`, and
        when that is what stands, nobody else has written since.
        """
        standing = self.standing(item_id)
        if standing.response not in (response, *sent) and not self.knows(item_id, drawn):
            raise AnswerClash(item_id, response, standing)

    def clashes(self, item_id: str) -> bool:
        """Whether a draft was begun from an answer that has been replaced since."""
        draft, held = self.drafts.get(item_id), self.attempt.held(item_id)
        return draft is not None and draft.version != held.version and draft.response != held.response

    @property
    def answered(self) -> frozenset[str]:
        """Items with something typed or answered."""
        return frozenset(i for i in self.attempt.paper.items if self.typed(i) is not None)


def find_opened(session: Session, attempt_id: int, *, lock: bool = False) -> Opened | None:
    """An attempt, replayed, whosever it is; with `lock` nobody else writes to it until the transaction ends."""
    found = store.find(session, attempt_id, lock=lock)
    if found is None:
        return None
    row, content = found
    attempt = replay(row.id, selection.from_canonical(content), store.standing_events(session, row.id))
    kept = store.drafts(session, row.id) if row.ended_at is None else {}
    return Opened(row, attempt, {item: Draft(*draft) for item, draft in kept.items()})
