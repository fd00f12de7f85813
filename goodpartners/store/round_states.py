"""How rounds stand, of many pairs at once and without any answer: one statement, and one more for who has handed in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from goodpartners.domain.people import Side
from goodpartners.store.cohorts import CohortPartnershipRow
from goodpartners.store.sheets import Completion, SheetRow
from goodpartners.store.snapshots import SnapshotRow
from goodpartners.store.waves import SideMode, Wave


class RoundRow(NamedTuple):
    """A round, whether something of it was released, and how the two sides answer; None for the usual way."""

    id: int
    pair_id: int
    questionnaire: str
    number: int
    opens: date
    closes: date
    closed: bool
    released: bool
    commissioner: str | None
    provider: str | None


@dataclass(frozen=True)
class HandedIn:
    """Who has handed in, and how many sheets, by round, side and whether the sheet is an organisation's."""

    people: dict[int, frozenset[int]]
    sheets: dict[tuple[int, Side, bool], int]


def of_cohort(session: Session, cohort_id: int) -> list[RoundRow]:
    """The rounds of a cohort's running pairs, in the order in which they open."""
    pair = CohortPartnershipRow
    return _rows(session, pair.cohort_id == cohort_id, pair.ended_at.is_(None))


def of_pairs(session: Session, pair_ids: Collection[int]) -> list[RoundRow]:
    """The rounds of some pairs, in the same order."""
    return _rows(session, CohortPartnershipRow.id.in_(pair_ids))


def _rows(session: Session, *which: sa.ColumnElement[bool]) -> list[RoundRow]:
    pair = CohortPartnershipRow
    modes = {side: aliased(SideMode) for side in Side}
    columns: list[Any] = [
        Wave.id,
        Wave.pair_id,
        Wave.questionnaire,
        Wave.number,
        Wave.opens,
        Wave.closes,
        Wave.closed_at.is_not(None),
        sa.exists().where(SnapshotRow.wave_id == Wave.id),
        *(modes[side].mode for side in Side),
    ]
    wanted = sa.select(*columns).join(pair, pair.id == Wave.pair_id).where(*which)
    for side, mode in modes.items():
        own = sa.and_(mode.partnership_id == pair.partnership_id, mode.side == side.value)
        wanted = wanted.outerjoin(mode, own)
    order = Wave.opens, Wave.questionnaire.desc(), Wave.number, Wave.id
    return [RoundRow._make(row) for row in session.execute(wanted.order_by(*order))]


def handed_in(session: Session, wave_ids: Collection[int]) -> HandedIn:
    """Who has handed in and how many sheets count, of some rounds."""
    nobody = sa.cast(sa.null(), sa.Integer)
    people = sa.select(Completion.wave_id, Completion.side, sa.false(), Completion.person_id, sa.literal(0)).where(
        Completion.wave_id.in_(wave_ids), Completion.handed_in_at.is_not(None)
    )
    counted = (
        sa.select(SheetRow.wave_id, SheetRow.side, SheetRow.organisation, nobody, sa.func.count())
        .where(SheetRow.wave_id.in_(wave_ids), SheetRow.handed_in.is_(True))
        .group_by(SheetRow.wave_id, SheetRow.side, SheetRow.organisation)
    )
    found: dict[int, set[int]] = {}
    sheets: dict[tuple[int, Side, bool], int] = {}
    rows: Any = session.execute(sa.union_all(people, counted))
    for wave_id, side, organisation, person_id, count in rows:
        if person_id is None:
            sheets[wave_id, Side(side), bool(organisation)] = count
        else:
            found.setdefault(wave_id, set()).add(person_id)
    return HandedIn({wave_id: frozenset(ids) for wave_id, ids in found.items()}, sheets)
