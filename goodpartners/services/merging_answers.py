"""Answers to questionnaires, when two accounts of one person become one: one person, one voice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from goodpartners.services import results
from goodpartners.services import waves as rounds
from goodpartners.store import audit, sheets, snapshots, waves
from goodpartners.store.people import Person
from goodpartners.store.sheets import Respondent, SheetRow
from goodpartners.store.waves import Wave


def join(session: Session, gone: Person, kept: Person, now: datetime) -> None:
    """Let the account that stays hold what was answered under both.

    Of two sheets in one round the one handed in last stands; the other is deleted as when its person asks for it. Of
    two that nobody has handed in, answers that are missing on the one are taken from the other.
    """
    theirs, own = (list(sheets.keys_of(session, each.id)) for each in (kept, gone))
    waves.lock(session, {holder.pair_id for holder in (*theirs, *own)})
    for holder in own:
        twin = next((t for t in theirs if (t.pair_id, t.side) == (holder.pair_id, holder.side)), None)
        keys = [each.key for each in theirs if each.pair_id == holder.pair_id]
        for wave in waves.of_pairs(session, [holder.pair_id]):
            mine = sheets.find(session, wave.id, holder.key)
            found = [row for key in keys if (row := sheets.find(session, wave.id, key))]
            if mine is not None and found:
                mine = _one_of(session, wave, (mine, gone), (found[0], kept), now)
            if mine is not None and twin is not None:
                sheets.change_key(session, wave.id, holder.key, twin.key)
                snapshots.change_key(session, wave.id, holder.key, twin.key)
        session.flush()
        session.expire_all()
        _hold(session, holder, twin, kept)


def _one_of(
    session: Session, wave: Wave, mine: tuple[SheetRow, Person], theirs: tuple[SheetRow, Person], now: datetime
) -> SheetRow | None:
    """Leave one of two sheets of one round; the first, if it is that."""
    done = {person.id: sheets.own_completions(session, person.id).get(wave.id) for _, person in (mine, theirs)}

    def handed_in(entry: tuple[SheetRow, Person]) -> tuple[bool, float]:
        completion = done[entry[1].id]
        at = completion.handed_in_at if completion else None
        return entry[0].handed_in, at.timestamp() if at else 0.0

    stays, goes = (mine, theirs) if handed_in(mine) > handed_in(theirs) else (theirs, mine)
    if not stays[0].handed_in:
        sheets.fill(session, wave.id, goes[0].key, stays[0].key)
    results.withdraw_sheet(session, wave, goes[0].key)
    title = rounds.questionnaires(session, [wave])[wave.version_id].title
    audit.add(session, "answers joined", at=now, actor_id=None, person_id=theirs[1].id, title=title, number=wave.number)
    return mine[0] if stays is mine else None


def _hold(session: Session, holder: Respondent, twin: Respondent | None, kept: Person) -> None:
    if twin is None:
        holder.person_id = kept.id
    else:
        session.delete(holder)
    session.flush()
