"""What a cohort's pairs have in common, made of released results only: three statements, however many pairs."""

from __future__ import annotations

from sqlalchemy.orm import Session

from goodpartners.domain.partnership import snapshots
from goodpartners.domain.partnership.gaps.cohort_strip import Strip, strip
from goodpartners.domain.partnership.questionnaire import QuestionnaireKind
from goodpartners.services.rooms import Room
from goodpartners.store import cohorts, waves
from goodpartners.store import snapshots as store


def of_room(session: Session, room: Room) -> Strip | None:
    """The strip that belongs to the round a room shows; None until that round is closed for every pair that had it.

    Pairs of which nothing may cross between the sides now, such as in a tender, take no part.
    """
    shown = room.shown
    if shown is None or shown.of.questionnaire.kind is not QuestionnaireKind.GAPS:
        return None
    wave = shown.of.wave
    same = [
        each
        for each in waves.of_cohort(session, room.pair.cohort_id)
        if (each.version_id, each.number) == (wave.version_id, wave.number)
    ]
    if any(each.closed_at is None for each in same):
        return None
    open_ = {pair.id for pair in cohorts.pairs(session, room.pair.cohort_id) if pair.partnership.open_between_sides}
    released = store.latest(session, [each.id for each in same if each.pair_id in open_])
    every = [snapshots.from_json(row.body) for row in released.values()]
    return strip(shown.of.questionnaire, shown.snapshot if room.pair.id in open_ else None, every)
