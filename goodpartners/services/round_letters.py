"""What people are told of a round: that it opened, and that its results are open; round_reminders has the rest.

No letter holds a figure, says how many have answered, or who has not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from goodpartners.domain import reminders as rules
from goodpartners.domain.partnership.questionnaire import Questionnaire
from goodpartners.domain.partnership.snapshots import Mode
from goodpartners.domain.times import day, local_time
from goodpartners.services import addresses, mail
from goodpartners.services import waves as rounds
from goodpartners.services.letters import Letter, compose
from goodpartners.store import cohorts, waves
from goodpartners.store.waves import Wave


def invite_due(session: Session, *, base: str, now: datetime, may_go_on: Callable[[], bool] = lambda: True) -> int:
    """Write to both sides of every pair whose round has opened; gives how many rounds."""
    count = 0
    for wave in waves.to_invite(session, local_time(now).date()) if rules.in_hours(now) else ():
        if not may_go_on():
            break
        invite(session, wave, base=base, now=now)
        count += 1
    return count


def invite(session: Session, wave: Wave, *, base: str, now: datetime) -> None:
    """Write to both sides of a pair that its round has opened; a side that chose a workshop is left out."""
    pair = cohorts.pair(session, wave.pair_id)
    if pair is None:
        raise LookupError(f"round {wave.id} has no pair")
    asked = rounds.questionnaires(session, [wave])[wave.version_id]
    modes = waves.modes(session, [pair.partnership.id])[pair.partnership.id]
    name = pair.partnership.name
    letters = []
    for person in waves.seated(session, [wave.pair_id]):
        mode = modes[person.side]
        if person.email and mode is not Mode.WORKSHOP:
            shared = pair.partnership.organisation(person.side) if mode is Mode.ORGANISATION else ""
            letter = _opened(person.name, name, wave, asked, shared=shared, base=base)
            letters.append((person.email, letter, person.person_id))
    mail.post_all(session, letters, now=now)
    wave.invited_at = now
    session.flush()


def released(session: Session, wave: Wave, questionnaire: Questionnaire, *, base: str, now: datetime) -> None:
    """Tell both sides at once that results are open."""
    name = _pair_name(session, wave)
    letters = [
        (p.email, _results(p.name, name, wave, questionnaire, base=base), p.person_id)
        for p in waves.seated(session, [wave.pair_id])
        if p.email
    ]
    mail.post_all(session, letters, now=now)


def _opened(name: str, pair: str, wave: Wave, asked: Questionnaire, *, shared: str, base: str) -> Letter:
    own = "Nobody else sees your answers. Before the first statement the page says what is shown, and when."
    one = f"Your side gives one answer together. It is shown openly as the answer of {shared}."
    return compose(
        f"{asked.short}: a round has opened for {pair}",
        name,
        f"“{asked.title}” is open for both sides of {pair}, until {day(wave.closes)}. It takes about {asked.minutes} "
        "minutes. You can stop and go on at any time, on another device too.",
        one if shared else own,
        f"Answer here:\n{base}{addresses.ROUNDS}{wave.id}",
    )


def _results(name: str, pair: str, wave: Wave, asked: Questionnaire, *, base: str) -> Letter:
    return compose(
        f"{asked.short}: the results of {pair} are open",
        name,
        f"The results of “{asked.title}” are open to both sides of {pair}, to both at once.",
        f"Look at them here, and bring them to your next joint date:\n{base}{addresses.ROOMS}{wave.pair_id}/room",
        "They are for learning only: not for scoring a tender, and not for monitoring a contract.",
    )


def _pair_name(session: Session, wave: Wave) -> str:
    pair = cohorts.pair(session, wave.pair_id)
    return pair.partnership.name if pair else ""
