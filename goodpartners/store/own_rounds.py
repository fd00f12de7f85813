"""A person's own rounds: one statement, however many pairs they sit in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from goodpartners.domain.partnership.snapshots import Mode
from goodpartners.domain.people import Side
from goodpartners.store.cohorts import CohortPartnershipRow
from goodpartners.store.sheets import Completion, Respondent, SheetRow
from goodpartners.store.waves import QuestionnaireVersion, SideMode, Wave


class OwnRound(NamedTuple):
    """A round with how far the person's own sheet of it is, or their side's shared one; `key` is their own."""

    wave: Wave
    side: Side
    digest: str
    content: str
    key: str | None
    begun: bool
    handed_in: bool


def own_rounds(session: Session, person_id: int, sides: Mapping[int, Side], today: date) -> list[OwnRound]:
    """The rounds of pairs that are open or that the person handed in, those that close first before others.

    `sides` says on which side of each pair the person sits.
    """
    own, shared = aliased(SheetRow), aliased(SheetRow)
    rows = session.execute(
        sa.select(
            Wave,
            QuestionnaireVersion.digest,
            QuestionnaireVersion.content,
            own.key,
            own.handed_in,
            shared.handed_in,
            SideMode.mode,
            Completion.person_id,
        )
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Wave.version_id)
        .join(CohortPartnershipRow, CohortPartnershipRow.id == Wave.pair_id)
        .outerjoin(
            SideMode, (SideMode.partnership_id == CohortPartnershipRow.partnership_id) & _on(sides, SideMode.side)
        )
        .outerjoin(
            Respondent,
            (Respondent.person_id == person_id) & (Respondent.pair_id == Wave.pair_id) & _on(sides, Respondent.side),
        )
        .outerjoin(own, (own.wave_id == Wave.id) & (own.key == Respondent.key))
        .outerjoin(shared, (shared.wave_id == Wave.id) & shared.organisation.is_(True) & _on(sides, shared.side))
        .outerjoin(Completion, (Completion.wave_id == Wave.id) & (Completion.person_id == person_id))
        .where(Wave.pair_id.in_(sides), sa.or_(_is_open(today), own.handed_in.is_(True)))
        .order_by(Wave.closes, Wave.id)
    )
    return [_value(sides, *row) for row in rows]


def _on(sides: Mapping[int, Side], column: Any) -> sa.ColumnElement[bool]:
    """That a row is of the side on which the person sits in the wave's pair."""
    at = {side: [pair for pair, other in sides.items() if other is side] for side in Side}
    return sa.or_(*(sa.and_(column == side.value, Wave.pair_id.in_(pairs)) for side, pairs in at.items()))


def _is_open(today: date) -> sa.ColumnElement[bool]:
    return sa.and_(Wave.opens <= today, Wave.closes >= today, Wave.closed_at.is_(None))


def _value(
    sides: Mapping[int, Side],
    wave: Wave,
    digest: str,
    content: str,
    key: str | None,
    own: bool | None,
    shared: bool | None,
    mode: str | None,
    agreed: int | None,
) -> OwnRound:
    counts = shared if mode == Mode.ORGANISATION else own
    begun = agreed is not None and counts is not None
    answered_alone = key if own else None
    return OwnRound(wave, sides[wave.pair_id], digest, content, answered_alone, begun, bool(counts))
