"""How a side answers: pooled, by one answer that its organisation gives openly, or not at all but in a workshop.

Anybody in a pair may suggest another way than the pooled one; whoever speaks for that side's organisation decides.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from goodpartners.domain.errors import Closed, FieldProblem, Invalid, NotFound
from goodpartners.domain.partnership.snapshots import Mode
from goodpartners.domain.people import Actor, Side
from goodpartners.domain.policy import Permission, Subject, require
from goodpartners.store import audit, pairs, partnerships, waves

WORDS = {
    Mode.POOLED: "everybody answers, and averages are shown from three people up",
    Mode.ORGANISATION: "one shared answer, shown openly",
    Mode.WORKSHOP: "a workshop without scores",
}


@dataclass(frozen=True)
class Answering:
    """How a side answers, and what somebody in the pair suggested instead."""

    mode: Mode = Mode.POOLED
    suggested: Mode | None = None


def of_partnerships(session: Session, partnership_ids: Collection[int]) -> dict[tuple[int, Side], Answering]:
    """The same by partnership and side, in one statement; a side that is not there answers as usual."""
    rows = waves.side_modes(session, partnership_ids)
    return {of: Answering(Mode(r.mode), Mode(r.suggested) if r.suggested else None) for of, r in rows.items()}


def suggest(session: Session, pair_id: int, side: Side, mode: Mode, *, actor: Actor, now: datetime) -> None:
    """Suggest how a side could answer, for somebody who sits in the pair; the latest suggestion stands."""
    seat = next((s for s in pairs.of_person(session, actor.person_id) if s.pair.id == pair_id), None)
    if seat is None or seat.pair.ended_at:
        raise NotFound("There is no such pair.")
    row = waves.side_mode(session, seat.pair.partnership.id, side)
    if row.mode == mode.value:
        raise Invalid([FieldProblem("mode", f"This side answers like that already: {WORDS[mode]}.")])
    row.suggested, row.suggested_at = mode.value, now
    about = {"cohort_id": seat.pair.cohort_id, "partnership_id": seat.pair.partnership.id}
    organisation = seat.pair.partnership.organisation(side)
    audit.note(session, "way of answering suggested", actor=actor, now=now, **about, of=organisation, way=WORDS[mode])


def choose(
    session: Session, partnership_id: int, mode: str, *, organisation_id: int, actor: Actor, now: datetime
) -> Mode:
    """Choose how an organisation's own side answers; gives the way. Raises Invalid for a way that is none."""
    partnership = partnerships.find_value(session, partnership_id)
    side = partnership.side_of(organisation_id) if partnership else None
    if side is None:
        raise NotFound("There is no such partnership.")
    require(Permission.SPEAK_FOR_ORGANISATION, actor, Subject(organisation_id=organisation_id))
    if mode not in set(Mode):
        raise Invalid([FieldProblem("mode", "Choose how your side answers.")])
    decide(session, partnership_id, side, Mode(mode), actor=actor, now=now)
    return Mode(mode)


def decide(session: Session, partnership_id: int, side: Side, mode: Mode, *, actor: Actor, now: datetime) -> None:
    """Choose how a side answers, for its organisation; rounds that are released stay as they are."""
    partnership = partnerships.find_value(session, partnership_id)
    if partnership is None:
        raise NotFound("There is no such partnership.")
    organisation_id = partnership.organisation_id(side)
    require(Permission.SPEAK_FOR_ORGANISATION, actor, Subject(organisation_id=organisation_id))
    if partnership.ended_at:
        raise Closed("This partnership has ended.")
    row = waves.side_mode(session, partnership_id, side)
    row.suggested = row.suggested_at = None
    if row.mode == mode.value:
        return
    row.mode, row.since = mode.value, now
    organisation = partnership.organisation(side)
    about = {"partnership_id": partnership_id, "of": organisation, "way": WORDS[mode]}
    audit.note(session, "way of answering chosen", actor=actor, now=now, **about)
