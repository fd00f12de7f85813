"""The pair's room: what is open, what both sides wait for, and the results, the same for both sides at once."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from goodpartners.domain.cohorts import Pair
from goodpartners.domain.errors import NotFound
from goodpartners.domain.partnership import locks, measuring, sheets, snapshots
from goodpartners.domain.partnership.disclosure import DETAIL_FLOOR, Status
from goodpartners.domain.partnership.gaps import survey as gaps
from goodpartners.domain.partnership.locks import Lock, LockKind, Standing
from goodpartners.domain.partnership.opening import Opening, opening
from goodpartners.domain.partnership.questionnaire import Questionnaire, QuestionnaireKind
from goodpartners.domain.partnership.readiness import quiz as readiness
from goodpartners.domain.partnership.results import Names, Result
from goodpartners.domain.partnership.snapshots import Mode, Snapshot
from goodpartners.domain.people import Actor, Role, Side
from goodpartners.domain.policy import Permission, Subject, require
from goodpartners.domain.times import local_time
from goodpartners.services import cohorts as cohort_service
from goodpartners.services import waves as rounds
from goodpartners.store import cohorts, pairs, waves
from goodpartners.store import sheets as sheet_store
from goodpartners.store import snapshots as store
from goodpartners.store.database import Database
from goodpartners.store.sheets import SheetRow
from goodpartners.store.snapshots import SnapshotRow
from goodpartners.store.waves import Seated, Wave

LOG = logging.getLogger("goodpartners.rooms")
LOOKED_AGAIN = timedelta(hours=12)
"""Looks by the same person within this time are one."""


@dataclass(frozen=True)
class Mine:
    """How far the viewer's own sheet of a round is; nobody else's."""

    begun: bool
    handed_in: bool
    done: int
    pages: int


@dataclass(frozen=True)
class RoundView:
    """One round as the viewer may know it; `lock` says why there are no results, None when there are."""

    wave: Wave
    questionnaire: Questionnaire
    open: bool
    mine: Mine | None
    lock: Lock | None
    row: SnapshotRow | None


@dataclass(frozen=True)
class Shown:
    """The results of one round."""

    of: RoundView
    snapshot: Snapshot
    results: tuple[Result, ...]
    opening: Opening

    @property
    def early(self) -> bool:
        """Whether a side has only three or four people."""
        modes, people = self.snapshot.modes, self.snapshot.people
        return any(modes[side] is Mode.POOLED and people[side] < DETAIL_FLOOR for side in Side)


@dataclass(frozen=True)
class Room:
    """The room for one viewer; `own` is the side they sit on, None for the trainer.

    `between` is what keeps every round shut; `suggested` how somebody suggested that a side could answer.
    """

    pair: Pair
    names: Names
    own: Side | None
    rounds: tuple[RoundView, ...]
    shown: Shown | None
    between: Lock | None
    modes: Mapping[Side, Mode]
    suggested: Mapping[Side, Mode]
    seated: tuple[Seated, ...]
    looked: tuple[tuple[str, datetime], ...]
    today: date

    @property
    def locked(self) -> tuple[RoundView, ...]:
        """The rounds whose locks are told: those under way or over first, one that is to come only by itself."""
        shut = [view for view in self.rounds if view.lock]
        begun = [view for view in shut if view.lock and view.lock.kind is not LockKind.PLANNED]
        return tuple(begun or (shut[:1] if self.shown is None else ()))


def room(session: Session, pair_id: int, *, actor: Actor, now: datetime, wave_id: int | None = None) -> Room:
    """The room of a pair for one who sits in it, or for a trainer who runs its cohort; NotFound for anybody else.

    Shows the results of one round: that of `wave_id`, or the latest that is open; none while they are locked. A fixed
    number of statements.
    """
    seat = next((s for s in pairs.of_person(session, actor.person_id) if s.pair.id == pair_id), None)
    pair = seat.pair if seat else _run(session, pair_id, actor=actor)
    own = seat.side if seat else None
    require(Permission.IN_COHORT, actor, Subject(people=frozenset({actor.person_id})))
    found = waves.of_pairs(session, [pair_id])
    today = local_time(now).date()
    modes = waves.modes(session, [pair.partnership.id])[pair.partnership.id]
    seated = waves.seated(session, [pair_id])
    if wave_id is not None and all(wave.id != wave_id for wave in found):
        raise NotFound("There is no such round.")
    views = _views(session, pair, own, found, modes, seated, actor=actor, today=today)
    names = Names(pair.partnership.authority, pair.partnership.provider)
    shown = _shown(names, own, views, wave_id)
    looked = store.looked(session, [v.row.id for v in views if v.row]) if shown else []
    kept_shut = views[0].lock if views else locks.between(_standing(pair, modes, seated), _organisations(pair))
    if any(view.lock is None or view.lock.kind not in locks.BETWEEN for view in views):
        kept_shut = None
    suggested = waves.suggested(session, pair.partnership.id)
    return Room(pair, names, own, tuple(views), shown, kept_shut, modes, suggested, tuple(seated), tuple(looked), today)


def look(database: Database, seen: Room, *, actor: Actor, now: datetime) -> None:
    """Note that somebody looked at results, once in half a day; the pair can read who did. Never fails the page."""
    row = seen.shown.of.row if seen.shown else None
    if row is None:
        return
    try:
        with database.reading() as session:
            if store.has_looked(session, row.id, actor.person_id, now - LOOKED_AGAIN):
                return
        with database.writing() as session:
            store.look(session, row.id, actor.person_id, now)
    except SQLAlchemyError:
        LOG.exception("a look at results could not be noted", extra={"snapshot": row.id})


def results_of(
    questionnaire: Questionnaire,
    snapshot: Snapshot,
    names: Names,
    reader: Side | None,
    before: tuple[Questionnaire, Snapshot] | None = None,
) -> tuple[Result, ...]:
    """What a snapshot says, in the reader's words; what is one side's alone is left out for whoever has none."""
    if questionnaire.kind is QuestionnaireKind.GAPS:
        return gaps.results(questionnaire, snapshot, names, reader)
    found = readiness.results(questionnaire, snapshot, names, reader or Side.COMMISSIONER, before)
    return tuple(result for result in found if reader or not isinstance(result.picture, readiness.Ladder))


def _run(session: Session, pair_id: int, *, actor: Actor) -> Pair:
    """The pair for a trainer who runs its cohort."""
    pair = cohorts.pair(session, pair_id)
    if pair is None or not actor.holds(Role.TRAINER):
        raise NotFound("There is no such pair.")
    cohort_service.find(session, pair.cohort_id, actor=actor)
    return pair


def _views(
    session: Session,
    pair: Pair,
    own: Side | None,
    found: Sequence[Wave],
    modes: Mapping[Side, Mode],
    seated: Sequence[Seated],
    *,
    actor: Actor,
    today: date,
) -> list[RoundView]:
    if not found:
        return []
    ids = [wave.id for wave in found]
    asked, released = rounds.questionnaires(session, found), store.latest(session, ids)
    counts, mine = sheet_store.counts(session, ids), _mine(session, pair, own, found, asked, modes, actor=actor)
    views = []
    for wave in found:
        row = released.get(wave.id)
        standing = replace(
            _standing(pair, modes, seated),
            opens=wave.opens,
            closes=wave.closes,
            closed=wave.closed_at is not None or wave.closes < today,
            released=row is not None,
            withdrawn=row is not None and _withdrawn(row),
            enough={side: _enough(counts, wave, side, modes) for side in Side},
        )
        shut = locks.lock(standing, own, _organisations(pair), today=today)
        views.append(RoundView(wave, asked[wave.version_id], rounds.is_open(wave, today), mine.get(wave.id), shut, row))
    return views


def _standing(pair: Pair, modes: Mapping[Side, Mode], seated: Sequence[Seated]) -> Standing:
    """What stands between the two sides whatever the round."""
    partnership = pair.partnership
    return Standing(
        opens=date.max,
        closes=date.max,
        closed=False,
        released=False,
        withdrawn=False,
        agreed=all(partnership.accepted_at(side) for side in Side),
        procurement=partnership.procurement_since is not None,
        modes=modes,
        enough=dict.fromkeys(Side, False),
        seated={side: sum(s.side is side for s in seated) for side in Side},
        paused=partnership.paused_at is not None,
    )


def _organisations(pair: Pair) -> dict[Side, str]:
    return {side: pair.partnership.organisation(side) for side in Side}


def _withdrawn(row: SnapshotRow) -> bool:
    """Whether nothing is left of a release since somebody was erased."""
    figures = snapshots.from_json(row.body).figures.values()
    return any(f.status is Status.WITHDRAWN for f in figures) and not any(f.shown for f in figures)


def _enough(counts: Mapping[tuple[int, Side, bool], int], wave: Wave, side: Side, modes: Mapping[Side, Mode]) -> bool:
    shared = modes[side] is Mode.ORGANISATION
    people = {other: counts.get((wave.id, side, shared), 0) if other is side else 3 for other in Side}
    return measuring.ready(people, {other: modes[other] if other is side else Mode.POOLED for other in Side})


def _mine(
    session: Session,
    pair: Pair,
    own: Side | None,
    found: Sequence[Wave],
    asked: Mapping[int, Questionnaire],
    modes: Mapping[Side, Mode],
    *,
    actor: Actor,
) -> dict[int, Mine]:
    if own is None:
        return {}
    key = sheet_store.key_of(session, actor.person_id, pair.id, own)
    shared = modes[own] is Mode.ORGANISATION
    rows = sheet_store.of_side(session, [wave.id for wave in found], own, key, shared=shared)
    given = sheet_store.answers_of(session, list(rows), {row.key for row in rows.values()})
    return {wave.id: _progress(wave, asked[wave.version_id], own, rows.get(wave.id), given) for wave in found}


def _progress(
    wave: Wave,
    questionnaire: Questionnaire,
    own: Side,
    row: SheetRow | None,
    given: Mapping[tuple[int, str], sheets.Answers],
) -> Mine:
    needed = [
        page
        for page in sheets.pages(questionnaire, own, number=wave.number, seed=row.key if row else "")
        if not page.part.optional
    ]
    if row is None:
        return Mine(begun=False, handed_in=False, done=0, pages=len(needed))
    answers = given.get((wave.id, row.key), {})
    done = sum(sheets.answered(questionnaire, page, answers) for page in needed)
    return Mine(begun=True, handed_in=row.handed_in, done=done, pages=len(needed))


def _shown(names: Names, reader: Side | None, views: Sequence[RoundView], wave_id: int | None) -> Shown | None:
    ready = [(view, view.row) for view in views if view.row and view.lock is None]
    wanted = [(view, row) for view, row in ready if wave_id in (None, view.wave.id)]
    if not wanted:
        return None
    view, row = max(wanted, key=lambda each: each[1].released_at)
    snapshot = snapshots.from_json(row.body)
    earlier = [
        (other.questionnaire, snapshots.from_json(released.body))
        for other, released in ready
        if other.wave.questionnaire == view.wave.questionnaire and other.wave.number < view.wave.number
    ]
    found = results_of(view.questionnaire, snapshot, names, reader, earlier[-1] if earlier else None)
    return Shown(view, snapshot, found, opening(view.questionnaire, snapshot, names, found))
