"""Pairs as those who sit in them, lead a side of them or manage its people see them; a trainer may look as one of them.

What a viewer sees is decided in domain.pair_views by the table of who sees what. Reading costs the same number of
statements for one pair and for several.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.allowances import AllowanceKind
from goodpartners.domain.board import courses_for
from goodpartners.domain.cohorts import Cohort, JointDate, Pair
from goodpartners.domain.errors import NotFound
from goodpartners.domain.pair_views import PairState, PairView, Standpoint, state_of, view
from goodpartners.domain.people import Actor, Side
from goodpartners.domain.policy import Permission, Subject, allows, require
from goodpartners.domain.visibility import Viewer
from goodpartners.services import allowances, boards, round_standings, standings
from goodpartners.services import cohorts as cohort_service
from goodpartners.store import cohorts, pairs
from goodpartners.store.pairs import Sat

SEEN_BY = {
    "commissioner-learner": (Side.COMMISSIONER, Viewer.COLLEAGUE),
    "provider-learner": (Side.PROVIDER, Viewer.COLLEAGUE),
    "commissioner-lead": (Side.COMMISSIONER, Viewer.SIDE_LEAD),
    "provider-lead": (Side.PROVIDER, Viewer.SIDE_LEAD),
    "commissioner-manager": (Side.COMMISSIONER, Viewer.ORGANISATION_MANAGER),
    "provider-manager": (Side.PROVIDER, Viewer.ORGANISATION_MANAGER),
}
"""Whom a trainer may look as: the side they belong to, and how they stand to its people."""


@dataclass(frozen=True)
class Due:
    """When a course is due for one person."""

    on: date
    cohort: str
    moved: bool
    """Whether it is a later date, given to this person."""


@dataclass(frozen=True)
class Together:
    """What the home page shows of pairs and cohorts; `earlier` are pairs that ended or whose cohort is closed."""

    views: tuple[tuple[PairView, Side], ...]
    earlier: tuple[tuple[Pair, Cohort], ...]
    cohorts: tuple[Cohort, ...]
    due: Mapping[str, Due]


@dataclass(frozen=True)
class PairPage:
    """One pair for one viewer; `own` is the side from which they look."""

    view: PairView
    own: Side
    sits: bool
    """Whether the viewer has a seat in it."""
    organisation_id: int | None
    """The viewer's organisation, when they may decide about the partnership for it."""


def together(session: Session, catalogue: Catalogue, *, actor: Actor, now: datetime) -> Together:
    """The actor's pairs and cohorts and their due dates: two statements without any, eight with them, however many."""
    require(Permission.LEARN, actor)
    sat = pairs.of_person(session, actor.person_id)
    found = pairs.cohorts_of(session, actor.person_id, {s.pair.cohort_id for s in sat})
    over = {s.pair.id for s in sat if state_of(s.pair) is PairState.ENDED or found[s.pair.cohort_id].closed_at}
    open_ = [s for s in sat if s.pair.id not in over]
    views = _views(session, catalogue, open_, found, now=now)
    running = tuple(c for c in found.values() if c.closed_at is None)
    return Together(
        tuple((views[s.pair.id], s.side) for s in open_),
        tuple((s.pair, found[s.pair.cohort_id]) for s in sat if s.pair.id in over),
        running,
        _due(session, catalogue, running, open_, actor=actor),
    )


def due_of(session: Session, catalogue: Catalogue, course_id: str, *, actor: Actor) -> Due | None:
    """When a course is due for the actor in the cohorts they take part in."""
    running = tuple(c for c in pairs.cohorts_of(session, actor.person_id).values() if c.closed_at is None)
    if not any(x.course == course_id for c in running for x in c.courses):
        return None
    sat = pairs.of_person(session, actor.person_id)
    return _due(session, catalogue, running, sat, actor=actor).get(course_id)


def page(session: Session, catalogue: Catalogue, pair_id: int, *, actor: Actor, now: datetime) -> PairPage:
    """A pair for one who sits in it, leads a side of it or manages its people; NotFound for anybody else."""
    place = next((s for s in pairs.of_person(session, actor.person_id) if s.pair.id == pair_id), None)
    pair = place.pair if place else cohorts.pair(session, pair_id)
    if pair is None:
        raise NotFound("There is no such pair.")
    stands = _stands(pair, place, actor)
    subject = Subject(people=frozenset({actor.person_id}) if stands else frozenset())
    require(Permission.IN_COHORT, actor, subject)
    own = place.side if place else next(side for side in Side if stands[side] - {Viewer.OTHER_SIDE})
    found = pairs.cohorts_of(session, actor.person_id, {pair.cohort_id})
    seen = _views(session, catalogue, [Sat(pair, own)], found, {pair.id: stands}, now=now)[pair.id]
    organisation_id = pair.partnership.organisation_id(own)
    speaks = allows(Permission.SPEAK_FOR_ORGANISATION, actor, Subject(organisation_id=organisation_id))
    return PairPage(seen, own, place is not None, organisation_id if speaks else None)


def seen_by(
    session: Session, catalogue: Catalogue, pair_id: int, viewer: str, *, actor: Actor, now: datetime
) -> PairPage:
    """The same page as somebody else would see it, for a trainer who runs the cohort; NotFound for anybody else."""
    pair = cohorts.pair(session, pair_id)
    if pair is None or viewer not in SEEN_BY:
        raise NotFound("There is no such page.")
    cohort = cohort_service.find(session, pair.cohort_id, actor=actor)
    own, stands = SEEN_BY[viewer]
    as_seen = _views(
        session, catalogue, [Sat(pair, own)], {cohort.id: cohort}, {pair.id: _standpoint(own, stands)}, now=now
    )
    sits = stands is Viewer.COLLEAGUE
    return PairPage(as_seen[pair.id], own, sits, None if sits else pair.partnership.organisation_id(own))


def _standpoint(own: Side, viewer: Viewer) -> dict[Side, frozenset[Viewer]]:
    """A learner and a side lead look across to the other side; a manager sees only the people of its own."""
    across = frozenset() if viewer is Viewer.ORGANISATION_MANAGER else frozenset({Viewer.OTHER_SIDE})
    return {side: frozenset({viewer}) if side is own else across for side in Side}


def _stands(pair: Pair, place: Sat | None, actor: Actor) -> dict[Side, frozenset[Viewer]]:
    """Every way in which somebody stands to both sides; nothing for a stranger."""
    ways = [_standpoint(place.side, Viewer.COLLEAGUE)] if place else []
    for side in Side:
        within = pair.partnership.organisation_id(side)
        if allows(Permission.LEAD_SIDE, actor, Subject(organisation_id=within)):
            ways.append(_standpoint(side, Viewer.SIDE_LEAD))
        if allows(Permission.MANAGE_STAFF, actor, Subject(organisation_id=within)):
            ways.append(_standpoint(side, Viewer.ORGANISATION_MANAGER))
    return {side: frozenset().union(*(way[side] for way in ways)) for side in Side} if ways else {}


def _views(
    session: Session,
    catalogue: Catalogue,
    sat: Sequence[Sat],
    found: Mapping[int, Cohort],
    stands: Mapping[int, Standpoint] | None = None,
    *,
    now: datetime,
) -> dict[int, PairView]:
    """Pairs by number, each as seen from its side."""
    if not sat:
        return {}
    there = pairs.participants(session, [s.pair.id for s in sat])
    people = list(dict.fromkeys(p.person_id for rows in there.values() for p in rows))
    known = standings.of_people(session, catalogue, people)
    dates = pairs.joint_dates(session, {s.pair.cohort_id for s in sat})
    rounds = round_standings.known_to_both(session, catalogue, [s.pair for s in sat])
    titles = {c.id: f"Course {c.file.letter}, {c.file.title}" for c in catalogue.courses}
    views = {}
    for number in {s.pair.cohort_id for s in sat}:
        cohort, days = found[number], dates.get(number, ())
        mine = [s for s in sat if s.pair.cohort_id == number]
        own = [s.pair for s in mine]
        rows = boards.of_pairs(catalogue, cohort, own, there.get(number, ()), known, days, rounds, now=now)
        for place in mine:
            seen_from = (stands or {}).get(place.pair.id) or _standpoint(place.side, Viewer.COLLEAGUE)
            views[place.pair.id] = view(rows[place.pair.id], cohort, titles, _shown(days, place.pair), seen_from)
    return views


def _shown(days: tuple[JointDate, ...], pair: Pair) -> tuple[JointDate, ...]:
    return tuple(d for d in days if d.concerns(pair.id))


def _due(
    session: Session, catalogue: Catalogue, running: Collection[Cohort], sat: Sequence[Sat], *, actor: Actor
) -> dict[str, Due]:
    """By course, the earliest day among the actor's cohorts; a later date given to them counts in its cohort."""
    if not running:
        return {}
    later = {
        (row.cohort_id, row.about): row.until
        for row in reversed(allowances.own(session, actor=actor))
        if row.kind == AllowanceKind.LATER_DATE and row.until and row.taken_back_at is None
    }
    courses = {c.id: c for c in catalogue.courses}
    due: dict[str, Due] = {}
    for cohort in running:
        sides = {s.side for s in sat if s.pair.cohort_id == cohort.id}
        sides = sides or {m.side for m in actor.memberships if m.side}
        for course in courses_for(cohort, courses, next(iter(sides)) if len(sides) == 1 else None):
            moved = later.get((cohort.id, course.id))
            on = moved or cohort.due(course.id)
            if course.id not in due or on < due[course.id].on:
                due[course.id] = Due(on, cohort.name, moved is not None)
    return due
