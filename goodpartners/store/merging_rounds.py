"""Rounds and ways of answering, when two pairs or two partnerships of the same organisations become one."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from goodpartners.store import sheets, snapshots, waves
from goodpartners.store.sheets import Respondent
from goodpartners.store.waves import SideMode


def join_rounds(session: Session, gone: int, kept: int) -> None:
    """Let a pair's rounds be another's, with all answers and results.

    Where both have a round of the same number, one that nobody has begun goes; of two that were begun, that of the
    pair that goes becomes the next one.
    """
    keys = _join_keys(session, gone, kept)
    for wave in waves.of_pairs(session, [gone]):
        for old, new in keys.items():
            sheets.change_key(session, wave.id, old, new)
            snapshots.change_key(session, wave.id, old, new)
        mine = [w for w in waves.of_pairs(session, [kept]) if w.questionnaire == wave.questionnaire]
        twin = next((other for other in mine if other.number == wave.number), None)
        if twin is not None and not sheets.begun(session, wave.id):
            session.delete(wave)
            session.flush()
            continue
        if twin is not None and sheets.begun(session, twin.id):
            wave.number = max(other.number for other in (*mine, wave)) + 1
        elif twin is not None:
            session.delete(twin)
            session.flush()
        wave.pair_id = kept
        session.flush()


def _join_keys(session: Session, gone: int, kept: int) -> dict[str, str]:
    """Let those who answered in a pair have answered in the other; keys of people who have one in both, old to new."""
    mine = {(row.person_id, row.side): row.key for row in _holders(session, kept)}
    doubled: dict[str, str] = {}
    for row in _holders(session, gone):
        if (row.person_id, row.side) in mine:
            doubled[row.key] = mine[row.person_id, row.side]
            session.delete(row)
        else:
            row.pair_id = kept
    session.flush()
    return doubled


def _holders(session: Session, pair_id: int) -> list[Respondent]:
    return list(session.scalars(sa.select(Respondent).where(Respondent.pair_id == pair_id).order_by(Respondent.key)))


def join_side_modes(session: Session, gone: int, kept: int) -> None:
    """Let a partnership's ways of answering be another's, where that one has settled none."""
    settled = set(session.scalars(sa.select(SideMode.side).where(SideMode.partnership_id == kept)))
    session.execute(
        sa.update(SideMode)
        .where(SideMode.partnership_id == gone, SideMode.side.not_in(settled))
        .values(partnership_id=kept)
    )
