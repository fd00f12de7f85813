"""Rounds as trainers plan them: which questionnaire, for which pairs, from which day to which."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.errors import Closed, FieldProblem, Invalid, NotFound
from goodpartners.domain.partnership.questionnaire import Questionnaire
from goodpartners.domain.partnership.wording import canonical, changed, digest, restored
from goodpartners.domain.people import Actor
from goodpartners.domain.times import local_time
from goodpartners.services import cohorts as cohort_service
from goodpartners.store import audit, cohorts, sheets, waves
from goodpartners.store.waves import QuestionnaireVersion, Wave

ROUNDS = (1, 2, 3)
ROUND_NAMES = {1: "at the start", 2: "after six months", 3: "after twelve months"}


@dataclass(frozen=True)
class RoundPlan:
    """What a trainer decides about a round; `pair_ids` are the pairs that are asked."""

    questionnaire: str
    number: int
    opens: date | None
    closes: date | None
    pair_ids: tuple[int, ...]


def plan(
    session: Session, catalogue: Catalogue, cohort_id: int, wanted: RoundPlan, *, actor: Actor, now: datetime
) -> int:
    """Plan a round for pairs of a cohort that the actor runs; those that have it already keep theirs.

    Gives how many pairs were added. Raises Invalid.
    """
    cohort_service.open_row(session, cohort_id, actor=actor)
    pairs = {pair.id for pair in cohorts.pairs(session, cohort_id) if pair.ended_at is None}
    found = catalogue.questionnaire(wanted.questionnaire)
    problems = [] if found else [FieldProblem("questionnaire", "Choose a questionnaire from the list.")]
    if wanted.number not in ROUNDS:
        problems.append(FieldProblem("number", "Choose the first, second or third round."))
    if not wanted.pair_ids or not set(wanted.pair_ids) <= pairs:
        problems.append(FieldProblem("pair_ids", "Choose at least one pair from the list."))
    problems += _wrong_days(wanted.opens, wanted.closes, now=now)
    if problems or found is None or wanted.opens is None or wanted.closes is None:
        raise Invalid(problems)
    version = freeze(session, found, now=now)
    planned = {w.pair_id for w in waves.of_pairs(session, pairs) if (w.questionnaire, w.number) == _which(wanted)}
    new = [pair_id for pair_id in wanted.pair_ids if pair_id not in planned]
    for pair_id in new:
        session.add(
            Wave(
                pair_id=pair_id,
                version_id=version.id,
                questionnaire=found.id,
                number=wanted.number,
                opens=wanted.opens,
                closes=wanted.closes,
                created_at=now,
            )
        )
    if new:
        detail = {"title": found.title, "number": wanted.number, "pairs": len(new)}
        audit.note(session, "round planned", cohort_id=cohort_id, actor=actor, now=now, **detail)
    return len(new)


def move(
    session: Session, wave_id: int, opens: date | None, closes: date | None, *, actor: Actor, now: datetime
) -> None:
    """Change a round's days while it is open or to come. Raises Invalid, and Closed once it is over."""
    wave, cohort_id = owned(session, wave_id, actor=actor)
    if wave.closed_at:
        raise Closed("This round is closed. Plan another one instead.")
    problems = _wrong_days(opens, closes, now=now)
    if problems or opens is None or closes is None:
        raise Invalid(problems)
    wave.opens, wave.closes = opens, closes
    if opens > local_time(now).date():
        wave.invited_at = None  # both sides are told again on the day it opens
    detail = {**_told(session, wave), "on": str(opens), "to": str(closes)}
    audit.note(session, "round moved", cohort_id=cohort_id, actor=actor, now=now, **detail)


def withdraw(session: Session, wave_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a round back that nobody has begun. Raises Closed otherwise: what was typed is never lost."""
    wave, cohort_id = owned(session, wave_id, actor=actor)
    if sheets.begun(session, wave.id):
        raise Closed("Somebody has begun this round, so it stays. You can let it close earlier.")
    told = _told(session, wave)
    session.delete(wave)
    audit.note(session, "round withdrawn", cohort_id=cohort_id, actor=actor, now=now, **told)


def owned(session: Session, wave_id: int, *, actor: Actor, lock: bool = True) -> tuple[Wave, int]:
    """A round of an open cohort that the actor runs, with the cohort's number; NotFound for any other."""
    wave = waves.find(session, wave_id, lock=lock)
    pair = cohorts.pair(session, wave.pair_id) if wave else None
    if wave is None or pair is None:
        raise NotFound("There is no such round.")
    cohort_service.open_row(session, pair.cohort_id, actor=actor)
    return wave, pair.cohort_id


def freeze(session: Session, questionnaire: Questionnaire, *, now: datetime) -> QuestionnaireVersion:
    """The kept form of a version, kept now if it was never used. Raises Invalid when its file was changed since."""
    kept = waves.version(session, questionnaire.id, questionnaire.version)
    if kept is None:
        kept = waves.keep(
            session,
            questionnaire=questionnaire.id,
            version=questionnaire.version,
            digest=digest(questionnaire),
            content=canonical(questionnaire),
            stored_at=now,
        )
    if told := changed({(kept.questionnaire, kept.version): kept.digest}, questionnaire):
        raise Invalid([FieldProblem("questionnaire", f"The file of “{questionnaire.title}” was changed: {told}.")])
    return kept


def frozen_digests(session: Session) -> dict[tuple[str, int], str]:
    """The digest of every version that a round has used, by id and version."""
    return {(each.questionnaire, each.version): each.digest for each in waves.frozen(session)}


def questionnaires(session: Session, found: Collection[Wave]) -> Mapping[int, Questionnaire]:
    """What rounds ask, in the wording they were frozen with, by the number of the version."""
    rows = waves.versions(session, {wave.version_id for wave in found}) if found else ()
    return {row.id: _restored(row.digest, row.content) for row in rows}


def restored_from(digest: str, content: str) -> Questionnaire:
    """A questionnaire from the form in which a version is kept."""
    return _restored(digest, content)


@lru_cache(maxsize=32)
def _restored(_digest: str, content: str) -> Questionnaire:
    return restored(content)


def _told(session: Session, wave: Wave) -> dict[str, str | int]:
    """A round as an entry about it names it."""
    pair = cohorts.pair(session, wave.pair_id)
    title = questionnaires(session, [wave])[wave.version_id].title
    return {"title": title, "number": wave.number, "pair": pair.partnership.name if pair else ""}


def _which(wanted: RoundPlan) -> tuple[str, int]:
    return wanted.questionnaire, wanted.number


def _wrong_days(opens: date | None, closes: date | None, *, now: datetime) -> list[FieldProblem]:
    problems = [] if opens else [FieldProblem("opens", "Enter the first day.")]
    if closes is None:
        problems.append(FieldProblem("closes", "Enter the last day."))
    elif opens and closes < opens:
        problems.append(FieldProblem("closes", "The last day comes after the first."))
    elif closes < local_time(now).date():
        problems.append(FieldProblem("closes", "Choose a last day that has not passed."))
    return problems


def is_open(wave: Wave, today: date) -> bool:
    """Whether a round takes answers on a day."""
    return wave.closed_at is None and wave.opens <= today <= wave.closes
