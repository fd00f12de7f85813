"""Rounds put together for boards and lists: two statements for a trainer, one for what both sides of a pair know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.cohorts import Pair
from goodpartners.domain.partnership.snapshots import Mode
from goodpartners.domain.people import Side
from goodpartners.domain.rounds import AskedSide, RoundStanding
from goodpartners.store import round_states as store
from goodpartners.store.round_states import HandedIn, RoundRow

Seats = Mapping[tuple[int, Side], Sequence[tuple[int, str]]]
"""(number, name) of who sits where, by pair and side."""
Standings = dict[int, tuple[RoundStanding, ...]]
NOBODY = HandedIn({}, {})


def of_cohort(session: Session, catalogue: Catalogue, cohort_id: int, pairs: Iterable[Pair], seats: Seats) -> Standings:
    """The rounds of a cohort's pairs by pair, with who has handed in: for its trainers."""
    rows = store.of_cohort(session, cohort_id)
    done = store.handed_in(session, [row.id for row in rows]) if rows else NOBODY
    return _by_pair(catalogue, rows, pairs, seats, done)


def known_to_both(session: Session, catalogue: Catalogue, pairs: Sequence[Pair]) -> Standings:
    """The rounds of pairs by pair, with nothing that tells how far either side is."""
    return _by_pair(catalogue, store.of_pairs(session, [pair.id for pair in pairs]), pairs, {}, NOBODY)


def short_of(catalogue: Catalogue, questionnaire: str) -> str:
    """What a questionnaire is called in narrow places; its id once its file is gone."""
    found = catalogue.questionnaire(questionnaire)
    return found.short if found else questionnaire.replace("-", " ").capitalize()


def _by_pair(
    catalogue: Catalogue, rows: Iterable[RoundRow], pairs: Iterable[Pair], seats: Seats, done: HandedIn
) -> Standings:
    known = {pair.id: pair for pair in pairs}
    found: dict[int, list[RoundStanding]] = {}
    for row in rows:
        if row.pair_id in known:
            standing = _standing(row, short_of(catalogue, row.questionnaire), known[row.pair_id], seats, done)
            found.setdefault(row.pair_id, []).append(standing)
    return {pair_id: tuple(rounds) for pair_id, rounds in found.items()}


def _standing(row: RoundRow, short: str, pair: Pair, seats: Seats, done: HandedIn) -> RoundStanding:
    modes = {Side.COMMISSIONER: row.commissioner, Side.PROVIDER: row.provider}
    sides = []
    for side in Side:
        mode = Mode(modes[side] or Mode.POOLED)
        sides.append(
            AskedSide(
                side,
                pair.partnership.organisation(side),
                mode,
                tuple(seats.get((pair.id, side), ())),
                done.people.get(row.id, frozenset()),
                done.sheets.get((row.id, side, mode is Mode.ORGANISATION), 0),
            )
        )
    days = row.opens, row.closes, row.closed, bool(row.released)
    return RoundStanding(row.id, pair, row.questionnaire, short, row.number, *days, sides[0], sides[1])
