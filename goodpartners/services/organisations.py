"""One organisation as those who speak for it see it: its own people's completion, and its partnerships."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.errors import NotFound
from goodpartners.domain.partnerships import Act, Partnership
from goodpartners.domain.people import ROLES_WITHIN_AN_ORGANISATION, Actor, Side
from goodpartners.domain.policy import Permission, Subject, allows, require
from goodpartners.domain.times import local_time
from goodpartners.services import activity, partnerships, side_modes, standings
from goodpartners.services.side_modes import Answering
from goodpartners.services.standings import Standings
from goodpartners.store import audit, pairs, people, staff
from goodpartners.store.certificates import Certificate
from goodpartners.store.people import Organisation
from goodpartners.store.staff import Employed

A_PAGE = 50
LATEST = 30


@dataclass(frozen=True)
class Colleague:
    """One of the organisation's people: `courses` are (title, modules done, of how many, complete)."""

    name: str
    job_family: str | None
    courses: tuple[tuple[str, int, int, bool], ...]
    certificates: tuple[Certificate, ...]

    @property
    def done(self) -> int:
        """Courses that are complete."""
        return sum(complete for *_, complete in self.courses)


@dataclass(frozen=True)
class Staff:
    """One page of the organisation's people; `count` is of all pages."""

    people: tuple[Colleague, ...]
    count: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.count // A_PAGE))


@dataclass(frozen=True)
class Agreement:
    """A partnership of the organisation: what it may decide now, and its pairs as (pair, the cohort's name)."""

    partnership: Partnership
    side: Side
    acts: tuple[Act, ...]
    pairs: tuple[tuple[int, str], ...]
    answering: Answering


@dataclass(frozen=True)
class Overview:
    """Everything that the organisation's page needs; `staff` is None for a side lead, who manages nobody."""

    organisation: Organisation
    staff: Staff | None
    agreements: tuple[Agreement, ...]
    log: tuple[tuple[datetime, str], ...]
    others: tuple[tuple[int, str], ...]
    """Other organisations for which the actor speaks."""


def spoken_for(actor: Actor) -> tuple[int, ...]:
    """The organisations in which somebody is a side lead or a manager."""
    within = {g.organisation_id for g in actor.grants if g.role in ROLES_WITHIN_AN_ORGANISATION and g.organisation_id}
    return tuple(sorted(within))


def overview(
    session: Session, catalogue: Catalogue, organisation_id: int, *, number: int = 1, actor: Actor, now: datetime
) -> Overview:
    """An organisation for which the actor speaks, in a fixed number of statements; NotFound for any other."""
    subject = Subject(organisation_id=organisation_id)
    require(Permission.SPEAK_FOR_ORGANISATION, actor, subject)
    found = people.organisation(session, organisation_id)
    if found is None:
        raise NotFound("There is no such organisation.")
    manages = allows(Permission.MANAGE_STAFF, actor, subject)
    agreed = partnerships.of_organisation(session, organisation_id, actor=actor)
    also = [other for other in spoken_for(actor) if other != organisation_id]
    named = [(o.id, o.name) for o in people.organisations(session) if o.id in also] if also else []
    return Overview(
        found,
        own_people(session, catalogue, organisation_id, number=number, actor=actor, now=now) if manages else None,
        _agreements(session, agreed, organisation_id),
        _log(session, agreed),
        tuple(named),
    )


def own_people(
    session: Session, catalogue: Catalogue, organisation_id: int, *, number: int, actor: Actor, now: datetime
) -> Staff:
    """The organisation's people with what they completed: no marks, no answers; five statements for any number."""
    require(Permission.MANAGE_STAFF, actor, Subject(organisation_id=organisation_id))
    today = local_time(now).date()
    count = staff.count(session, organisation_id, today)
    number = max(1, min(number, max(1, -(-count // A_PAGE))))
    rows = staff.people(session, organisation_id, today, limit=A_PAGE, offset=(number - 1) * A_PAGE)
    ids = [row.person_id for row in rows]
    taken = staff.courses(session, organisation_id, ids)
    known = standings.of_people(session, catalogue, ids)
    held = staff.certificates(session, ids)
    listed = (
        Colleague(
            row.name,
            row.job_family,
            _courses(catalogue, row, taken.get(row.person_id, ()), known),
            held.get(row.person_id, ()),
        )
        for row in rows
    )
    return Staff(tuple(listed), count, number)


def _courses(
    catalogue: Catalogue, row: Employed, taken: Sequence[str], known: Standings
) -> tuple[tuple[str, int, int, bool], ...]:
    """Of the courses that somebody's cohorts take, those that their side takes."""
    side = Side(row.side) if row.side else None
    every = {c.id: c for c in catalogue.courses}
    found = []
    for course in (every[c] for c in taken if c in every):
        if side is not None and course.file.side.value not in (side.value, "joint"):
            continue
        standing = known.get((row.person_id, course.id))
        done = sum(m.complete for m in standing.modules) if standing else 0
        title = f"Course {course.file.letter}, {course.file.title}"
        complete = standing is not None and standing.complete_at is not None
        found.append((title, done, len(course.modules), complete))
    return tuple(found)


def _agreements(session: Session, agreed: Sequence[Partnership], organisation_id: int) -> tuple[Agreement, ...]:
    running: dict[int, list[tuple[int, str]]] = {}
    for pair_id, partnership_id, cohort in pairs.in_partnerships(session, [p.id for p in agreed]):
        running.setdefault(partnership_id, []).append((pair_id, cohort))
    answering = side_modes.of_partnerships(session, [p.id for p in agreed])
    found = []
    for partnership in agreed:
        side = partnership.side_of(organisation_id)
        if side is not None:
            acts = partnership.acts(side)
            own = answering.get((partnership.id, side), Answering())
            found.append(Agreement(partnership, side, acts, tuple(running.get(partnership.id, ())), own))
    return tuple(found)


def _log(session: Session, agreed: Sequence[Partnership]) -> tuple[tuple[datetime, str], ...]:
    """What was decided about the partnerships, the latest first; for which organisation, never by whom."""
    rows = audit.about_partnerships(session, [p.id for p in agreed], limit=LATEST)
    return tuple((row.at, activity.sentence(row.act, row.detail, {})) for row in rows)
