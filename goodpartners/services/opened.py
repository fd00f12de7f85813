"""An attempt as a page needs it: its row, what its events leave, and what was typed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from goodpartners.domain.quiz.attempts import Attempt
from goodpartners.domain.quiz.responses import Response
from goodpartners.store.attempts import AttemptRow


@dataclass(frozen=True)
class Draft:
    """What was typed and not yet made an answer; `version` is that of the answer it was begun from."""

    response: Response | None
    version: int
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

    def typed(self, item_id: str) -> Response | None:
        """What the form shows: the draft when it is newer than the answer, else the answer."""
        draft = self.drafts.get(item_id)
        held = self.attempt.held(item_id)
        return draft.response if draft and draft.saved_at >= held.at else held.response

    def clashes(self, item_id: str) -> bool:
        """Whether a draft was begun from an answer that has been replaced since."""
        draft, held = self.drafts.get(item_id), self.attempt.held(item_id)
        return draft is not None and draft.version != held.version and draft.response != held.response

    @property
    def answered(self) -> frozenset[str]:
        """Items with something typed or answered."""
        return frozenset(i for i in self.attempt.paper.items if self.typed(i) is not None)
