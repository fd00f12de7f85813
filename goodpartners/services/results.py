"""Releasing results: frozen, to both sides at once, when a round closes or its trainer opens it earlier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from goodpartners.domain.errors import Closed
from goodpartners.domain.partnership import bases, measuring, snapshots
from goodpartners.domain.partnership.figures import Basis
from goodpartners.domain.partnership.questionnaire import Questionnaire
from goodpartners.domain.partnership.sheets import Sheet
from goodpartners.domain.partnership.snapshots import Mode
from goodpartners.domain.partnerships import Partnership
from goodpartners.domain.people import Actor, Side
from goodpartners.services import round_letters
from goodpartners.services import waves as rounds
from goodpartners.store import audit, cohorts, sheets, waves
from goodpartners.store import snapshots as store
from goodpartners.store.database import LOCKED
from goodpartners.store.snapshots import SnapshotRow
from goodpartners.store.waves import Wave

NOT_YET = "Results open when both sides have enough answers. Both sides then see them at once."
TOO_LITTLE_CHANGED = "Too few answers have changed since the results were opened, so a new picture could tell whose."


def release_now(session: Session, wave_id: int, *, base: str, actor: Actor, now: datetime) -> None:
    """Open a round's results before it closes, for a trainer who runs it. Raises Closed when they may not be."""
    wave, _cohort_id = rounds.owned(session, wave_id, actor=actor)
    if wave.closed_at:
        raise Closed("This round is closed. What it shows stays as it is.")
    partnership = _partnership(session, wave)
    if not partnership.open_between_sides:
        raise Closed("The two organisations have not both agreed, or are in a tender. Nothing is shown between them.")
    again = bool(store.of_wave(session, wave_id))
    if not _release(session, wave, partnership, base=base, by=actor.person_id, now=now):
        raise Closed(TOO_LITTLE_CHANGED if again else NOT_YET)


def close(session: Session, wave: Wave, *, base: str, now: datetime) -> None:
    """Close one round, release it if both sides have enough answers, and forget whose answers it rests on.

    A round that is closed already stays as it is. That of a pair in a tender, or not agreed by both, is closed as well:
    its results open when nothing stands between the two any more, as they were worked out on the day it closed.
    """
    session.refresh(wave, with_for_update=LOCKED)  # whoever is saving a page finishes first, and is counted
    if wave.closed_at:
        return
    _release(session, wave, _partnership(session, wave), base=base, by=None, now=now)
    wave.closed_at = now
    store.drop_basis(session, wave.id)
    session.flush()


def withdraw_person(session: Session, person_id: int) -> None:
    """Delete a person's answers, and take back the released figures from which the others' could be told."""
    held = sheets.keys_of(session, person_id)
    waves.lock(session, {holder.pair_id for holder in held})  # a release under way would miss what is deleted here
    for holder in held:
        for wave in waves.of_pairs(session, [holder.pair_id]):
            withdraw_sheet(session, wave, holder.key)
        session.delete(holder)
    session.flush()


def withdraw_sheet(session: Session, wave: Wave, key: str) -> bool:
    """Do the same for one key in one round; whether there was anything."""
    row = sheets.find(session, wave.id, key)
    if row is None:
        return False
    if row.handed_in:
        _withdraw(session, wave, Side(row.side), key)
    sheets.delete(session, wave.id, key)
    session.flush()
    return True


def _release(
    session: Session, wave: Wave, partnership: Partnership, *, base: str, by: int | None, now: datetime
) -> bool:
    earlier = store.of_wave(session, wave.id)
    if any(row.basis is None for row in earlier):
        return False  # somebody was erased since: without their answers nothing can be compared
    modes = waves.modes(session, [partnership.id])[partnership.id]
    questionnaire = rounds.questionnaires(session, [wave])[wave.version_id]
    previous = waves.before(session, wave)
    handed_in = sheets.handed_in(session, [wave.id, *([previous.id] if previous else [])])
    found = _measured(
        questionnaire,
        handed_in[wave.id],
        modes,
        [bases.from_json(row.basis or {}) for row in earlier],
        _compared(session, previous, handed_in[previous.id]) if previous else (),
        sheets.shared_words(session, wave.id),
    )
    if found is None:
        return False
    snapshot, basis = found
    if earlier and earlier[-1].body == snapshots.to_json(snapshot):
        return False
    row = SnapshotRow(
        wave_id=wave.id,
        number=len(earlier) + 1,
        released_at=now,
        released_by_id=by,
        body=snapshots.to_json(snapshot),
        basis=bases.to_json(basis),
    )
    session.add(row)
    cohort_id = _cohort_id(session, wave)
    detail = {"title": questionnaire.title, "number": wave.number, "pair": partnership.name}
    about: dict[str, Any] = {"cohort_id": cohort_id, "partnership_id": partnership.id, **detail}
    audit.add(session, "results released", at=now, actor_id=by, **about)
    session.flush()
    if partnership.open_between_sides:
        round_letters.released(session, wave, questionnaire, base=base, now=now)
    return True


def _compared(session: Session, previous: Wave, handed_in: Sequence[Sheet]) -> Sequence[Sheet]:
    """The sheets of the round before, if a change since may be worked out.

    Answers that were changed after its release are in no figure of it, so a change would tell them.
    """
    released = [snapshots.from_json(row.body) for row in store.of_wave(session, previous.id)]
    if previous.closed_at is None or not measuring.comparable(released, handed_in):
        return ()
    asked = rounds.questionnaires(session, [previous])[previous.version_id]
    return handed_in if measuring.unchanged(asked, released[0], handed_in) else ()


def _measured(
    questionnaire: Questionnaire,
    handed_in: Sequence[Sheet],
    modes: Mapping[Side, Mode],
    released: Sequence[Basis],
    before: Sequence[Sheet],
    words: Mapping[Side, Sequence[str]],
) -> tuple[snapshots.Snapshot, Basis] | None:
    return measuring.measure(questionnaire, handed_in, modes, released=released, before=before, words=words)


def _withdraw(session: Session, wave: Wave, side: Side, key: str) -> None:
    """Figures of few people on that side go, and nothing is released after them in this round.

    What was released before those answers were handed in does not rest on them.
    """
    for row in store.of_wave(session, wave.id):
        if row.basis is not None and key not in bases.from_json(row.basis).sheets.get(side, {}):
            continue
        snapshot = snapshots.from_json(row.body)
        if snapshot.modes[side] is not Mode.POOLED:
            continue  # it rests on the answer of the organisation
        measured = [of for of in snapshot.figures if of.side is side]
        if shown := snapshot.words.get(side):
            left = _words_of_others(session, wave, key, shown)
            snapshot = replace(snapshot, words={**snapshot.words, side: left})
        row.body = snapshots.to_json(snapshot.without(side, measured))
        row.basis = None


def _words_of_others(session: Session, wave: Wave, key: str, shown: Sequence[str]) -> tuple[str, ...]:
    """What is left of shared words without one writer's; none where theirs were changed since and cannot be told."""
    left = list(shown)
    for box in sheets.words(session, wave.id, key).values():
        if box.reader == "sides" and box.shared.strip() in left:
            left.remove(box.shared.strip())
        elif box.revision > 1 or box.reader == "sides":
            return ()
    return tuple(left)


def _partnership(session: Session, wave: Wave) -> Partnership:
    pair = cohorts.pair(session, wave.pair_id)
    if pair is None:
        raise LookupError(f"round {wave.id} has no pair")
    return pair.partnership


def _cohort_id(session: Session, wave: Wave) -> int | None:
    pair = cohorts.pair(session, wave.pair_id)
    return pair.cohort_id if pair else None
