"""Receipts for answers: given when an answer is kept, and looked up later by whoever holds the code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from goodpartners.domain.people import Actor
from goodpartners.domain.quiz import receipts
from goodpartners.domain.quiz.items import Item
from goodpartners.domain.quiz.receipts import Receipt
from goodpartners.domain.quiz.responses import Response
from goodpartners.services.opened import Opened, find_opened
from goodpartners.settings import Settings


class Fate(StrEnum):
    """What has become of an answer for which a receipt was given."""

    STANDS = "stands"
    KEPT = "is kept and not yet handed in"
    REPLACED = "was replaced by a later one of the same person"
    GONE = "was deleted with its try"


@dataclass(frozen=True)
class Looked:
    """A receipt and what has become of its answer; the item and the words only for whoever gave them."""

    receipt: Receipt
    fate: Fate
    changed_at: datetime | None = None
    """When the answer that stands now was taken, where that is another one."""
    item: Item | None = None
    response: Response | None = None


def issue(settings: Settings, opened: Opened, item: str, response: Response | None, *, at: datetime) -> str | None:
    """The receipt for an answer that is on record, or is in this transaction; None on a server without a secret."""
    if not settings.secret_key:
        return None
    key = receipts.key_of(settings.secret_key)
    number = opened.attempt.paper.items.index(item) + 1
    return receipts.issue(opened.row.id, number, response, at=at, key=key)


def look(session: Session, settings: Settings, code: str, *, actor: Actor | None) -> Looked:
    """What has become of the answer behind a code. Raises NotFound for a code that is not ours."""
    receipt = receipts.read(code, key=receipts.key_of(settings.secret_key))
    opened = find_opened(session, receipt.attempt)
    if opened is None or not 1 <= receipt.number <= len(opened.attempt.items):
        return Looked(receipt, Fate.GONE)
    item = opened.attempt.items[receipt.number - 1]
    held, draft = opened.attempt.held(item.id), opened.drafts.get(item.id)
    mine = actor is not None and actor.person_id == opened.row.person_id
    asked = item if mine else None
    if held.version and receipt.proves(held.response):
        return Looked(receipt, Fate.STANDS, item=asked, response=held.response if mine else None)
    if draft and receipt.proves(draft.response):
        return Looked(receipt, Fate.KEPT, item=asked, response=draft.response if mine else None)
    return Looked(receipt, Fate.REPLACED, draft.saved_at if draft else held.at, item=asked)
