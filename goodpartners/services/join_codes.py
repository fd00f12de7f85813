"""Codes to join by: one for each side of each pair, made, renewed and withdrawn by the trainer.

A code is no secret, for it hangs on a wall: it says what it leads to, and whoever uses it waits for the trainer.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from goodpartners.domain.cohorts import Cohort, Pair
from goodpartners.domain.errors import NotFound
from goodpartners.domain.people import Actor, Side
from goodpartners.services import cohorts as service
from goodpartners.services.cohort_invitations import described, open_cohort
from goodpartners.services.joining import is_open
from goodpartners.store import audit, cohorts, joining
from goodpartners.store.cohorts import JoinCode

LETTERS = "CDFHJKMNPRTVWXY3479"
"""What cannot be taken for something else, read aloud or in handwriting, and spells no word."""
LENGTH = 8


@dataclass(frozen=True)
class Code:
    """A side of a pair and the code that works for it, if any."""

    pair: Pair
    side: Side
    text: str | None

    @property
    def shown(self) -> str:
        """The code in two halves."""
        return in_halves(self.text or "")

    @property
    def organisation(self) -> str:
        """For whom one joins with it."""
        return self.pair.partnership.organisation(self.side)


@dataclass(frozen=True)
class Entrance:
    """What a code leads to."""

    code_id: int
    text: str
    cohort_id: int
    cohort: str
    begins: date
    ends: date
    trainers: tuple[str, ...]
    pair: Pair
    side: Side

    @property
    def organisation_id(self) -> int:
        """The organisation for which one joins."""
        return self.pair.partnership.organisation_id(self.side)

    @property
    def organisation(self) -> str:
        """Its name."""
        return self.pair.partnership.organisation(self.side)

    @property
    def place(self) -> str:
        """What one joins, in words."""
        return described(self.organisation, self.side, [self.pair])


def plain(typed: str) -> str:
    """A code as it is stored: capitals without what stands between them."""
    return "".join(c for c in typed.upper()[:40] if c.isalnum())[:20]


def in_halves(code: str) -> str:
    """A code as it is shown."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}" if code else ""


def all_of(session: Session, cohort: Cohort) -> list[Code]:
    """Both sides of every pair that takes people, in two statements."""
    held = {(row.pair_id, row.side): row.code for row in cohorts.codes(session, cohort.id)}
    pairs = (pair for pair in cohorts.pairs(session, cohort.id) if is_open(pair))
    return [Code(pair, side, held.get((pair.id, side))) for pair in pairs for side in Side]


def renew(session: Session, cohort_id: int, pair_id: int, side: Side, *, actor: Actor, now: datetime) -> str:
    """Make a code; the one there was works no more, and requests made with it wait on."""
    open_cohort(session, cohort_id, actor=actor)
    pair = open_pair(session, cohort_id, pair_id)
    _end(session, cohort_id, pair_id, side, now)
    text = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    session.add(JoinCode(pair_id=pair_id, side=side, code=text, made_at=now))
    audit.note(session, "join code made", cohort_id=cohort_id, actor=actor, now=now, pair=pair.name, side=str(side))
    return text


def withdraw(session: Session, cohort_id: int, pair_id: int, side: Side, *, actor: Actor, now: datetime) -> None:
    """Let a code end; a second time changes nothing."""
    service.find_row(session, cohort_id, actor=actor)
    pair = open_pair(session, cohort_id, pair_id)
    if _end(session, cohort_id, pair_id, side, now):
        audit.note(
            session, "join code withdrawn", cohort_id=cohort_id, actor=actor, now=now, pair=pair.name, side=str(side)
        )


def entrance(session: Session, typed: str) -> Entrance:
    """What a code leads to, for anybody who has it. Raises NotFound for one that does not work."""
    row = cohorts.code(session, plain(typed)) if plain(typed) else None
    pair = cohorts.pair(session, row.pair_id) if row else None
    cohort = cohorts.find(session, pair.cohort_id) if pair else None
    if row is None or pair is None or cohort is None or cohort.closed_at or not is_open(pair):
        raise NotFound("No code of these letters works. Check it, or ask the trainer for the new one.")
    trainers = joining.trainers_of(session, [cohort.id]).get(cohort.id, ())
    where = cohort.id, cohort.name, cohort.begins, cohort.ends
    return Entrance(row.id, row.code, *where, trainers, pair, Side(row.side))


def open_pair(session: Session, cohort_id: int, pair_id: int) -> Pair:
    """A pair of a cohort that takes people. Raises NotFound."""
    pair = cohorts.pair(session, pair_id)
    if pair is None or pair.cohort_id != cohort_id or not is_open(pair):
        raise NotFound("This pair takes nobody any more.")
    return pair


def _end(session: Session, cohort_id: int, pair_id: int, side: Side, now: datetime) -> bool:
    ending = [row for row in cohorts.codes(session, cohort_id) if row.pair_id == pair_id and row.side == side]
    for row in ending:
        row.withdrawn_at = now
    session.flush()
    return bool(ending)
