"""Deleting what one has answered oneself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from goodpartners.domain.errors import FieldProblem, Invalid, NotFound
from goodpartners.domain.people import Actor
from goodpartners.domain.policy import Permission, Subject, require
from goodpartners.services import results
from goodpartners.services import waves as rounds
from goodpartners.store import audit, sheets, waves


def delete(session: Session, wave_id: int, *, sure: bool, actor: Actor, now: datetime) -> None:
    """Delete the actor's own answers of a round, with the released figures from which the others' could be told.

    The shared answer of an organisation stays. Raises Invalid unless they are sure, NotFound when there is nothing.
    """
    require(Permission.IN_COHORT, actor, Subject(people=frozenset({actor.person_id})))
    wave = waves.find(session, wave_id, lock=True)
    held = [each for each in sheets.keys_of(session, actor.person_id) if wave and each.pair_id == wave.pair_id]
    if wave is None or not any(sheets.find(session, wave_id, each.key) for each in held):
        raise NotFound("There are no answers of yours in this round.")
    if not sure:
        raise Invalid([FieldProblem("sure", "Tick the box to say that you mean it. This cannot be undone.")])
    for each in held:
        results.withdraw_sheet(session, wave, each.key)
        if not sheets.is_used(session, each.key):
            session.delete(each)
    sheets.delete_completion(session, actor.person_id, wave_id)
    title = rounds.questionnaires(session, [wave])[wave.version_id].title
    place = {"actor_id": actor.person_id, "person_id": actor.person_id}
    audit.add(session, "answers deleted", at=now, **place, title=title, number=wave.number)
    session.flush()
