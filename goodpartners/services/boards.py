"""The trainer's board: read in a fixed number of statements, however many people there are, and folded by the domain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.board import (
    Learner,
    PairStanding,
    SideStanding,
    courses_for,
    flags_of,
    side_standing,
)
from goodpartners.domain.cohorts import Cohort, JointDate, Pair
from goodpartners.domain.course import Course
from goodpartners.domain.milestones import Milestone, milestones
from goodpartners.domain.people import Actor, Side
from goodpartners.domain.progress import Record, course_progress
from goodpartners.domain.seats import counts_from
from goodpartners.domain.standing import Standing, standing_of
from goodpartners.domain.times import local_time
from goodpartners.services import cohorts as cohort_service
from goodpartners.services import standings
from goodpartners.services.standings import Standings
from goodpartners.store import allowances, cohorts, joining, seats
from goodpartners.store import standings as stored
from goodpartners.store.seats import Participant

NOTHING = Record({}, {})


@dataclass(frozen=True)
class Invited:
    """Somebody who was asked to join and has not answered."""

    invitation_id: int
    person_id: int
    organisation_id: int
    side: Side | None
    pair_ids: frozenset[int]
    sent_at: datetime


@dataclass(frozen=True)
class Board:
    """A cohort as its trainer sees it now."""

    cohort: Cohort
    courses: tuple[Course, ...]
    pairs: tuple[PairStanding, ...]
    learners: tuple[Learner, ...]
    invited: tuple[Invited, ...]
    requests: int
    dates: tuple[JointDate, ...]
    now: datetime

    @property
    def today(self) -> date:
        """London's day."""
        return local_time(self.now).date()

    @property
    def calling(self) -> tuple[PairStanding, ...]:
        """Pairs that need somebody, by the day of their next milestone, then by name."""
        return tuple(p for p in self.pairs if p.flags)

    @property
    def to_plan(self) -> tuple[PairStanding, ...]:
        """The others, in the same order."""
        return tuple(p for p in self.pairs if not p.flags)

    @property
    def without_pair(self) -> tuple[Learner, ...]:
        """People of the cohort who sit in no pair."""
        return tuple(x for x in self.learners if not x.seats)

    def pair(self, pair_id: int) -> PairStanding | None:
        """One row."""
        return next((p for p in self.pairs if p.pair.id == pair_id), None)

    def learner(self, person_id: int) -> Learner | None:
        """One person."""
        return next((x for x in self.learners if x.person_id == person_id), None)


def board(session: Session, catalogue: Catalogue, cohort_id: int, *, actor: Actor, now: datetime) -> Board:
    """The board of a cohort that the actor runs: about a dozen statements, whatever the number of people or pairs."""
    cohort = cohort_service.find(session, cohort_id, actor=actor)
    return read(session, catalogue, cohort, now=now)


def read(session: Session, catalogue: Catalogue, cohort: Cohort, *, now: datetime) -> Board:
    """The same for a caller who has asked already who may see it, and shows only what they may."""
    participants = seats.participants(session, cohort.id)
    people = list(dict.fromkeys(p.person_id for p in participants))
    known = standings.of_cohort(session, catalogue, cohort.id, people)
    active = stored.latest_drafts(session, cohort.id)
    later = {
        (a.person_id, a.about or ""): a.until for a in reversed(allowances.dates_in(session, cohort.id)) if a.until
    }
    learners = _Learners(cohort, catalogue, known, active, later).all(participants)
    invited = _invited(session, cohort.id)
    dates = tuple(cohorts.joint_dates(session, cohort.id))
    courses = tuple(c for c in (catalogue.course(x.course) for x in cohort.courses) if c)
    by_pair: dict[int, list[Learner]] = {}
    for learner in learners:
        for pair_id, _ in learner.seats:
            by_pair.setdefault(pair_id, []).append(learner)
    rows = [
        _pair_standing(cohort, courses, pair, by_pair.get(pair.id, []), invited, dates, now)
        for pair in cohorts.pairs(session, cohort.id)
    ]
    rows.sort(key=lambda row: (row.next.on or date.max if row.next else date.max, row.pair.name))
    requests = len(joining.waiting(session, cohort.id))
    return Board(cohort, courses, tuple(rows), tuple(learners), invited, requests, dates, now)


class _Learners:
    """Puts people together from their rows; what is the same for many is worked out once."""

    def __init__(
        self,
        cohort: Cohort,
        catalogue: Catalogue,
        known: Standings,
        active: Mapping[int, datetime],
        later: Mapping[tuple[int, str], date],
    ) -> None:
        self._cohort, self._known, self._active, self._later = cohort, known, active, later
        courses = {c.id: c for c in catalogue.courses}
        self._taken = {side: courses_for(cohort, courses, side) for side in (*Side, None)}
        self._nothing = {c.id: standing_of(course_progress(c, NOTHING)) for c in courses.values()}
        self._due = {side: tuple(cohort.due(c.id) for c in taken) for side, taken in self._taken.items()}

    def all(self, rows: Iterable[Participant]) -> list[Learner]:
        """Each person once, with all their seats; by name, as the rows are."""
        people: dict[int, list[Participant]] = {}
        for row in rows:
            people.setdefault(row.person_id, []).append(row)
        return [self._learner(places) for places in people.values()]

    def _learner(self, places: list[Participant]) -> Learner:
        row = places[0]
        seats = tuple((p.pair_id, Side(p.side)) for p in places if p.pair_id is not None and p.side)
        sides = {side for _, side in seats} or {Side(p.membership_side) for p in places if p.membership_side}
        side = seats[0][1] if seats else min(sides, default=None)
        takes = side if len(sides) == 1 else None
        taken, due = self._taken[takes], self._due[takes]
        had = tuple(self._known.get((row.person_id, c.id)) or self._nothing[c.id] for c in taken)
        if self._later:
            due = tuple(self._later.get((row.person_id, c.id), day) for c, day in zip(taken, due, strict=True))
        return Learner(
            person_id=row.person_id,
            enrolment_id=row.enrolment_id,
            name=row.name,
            email=row.email,
            organisation=row.organisation,
            job_family=row.job_family,
            side=side,
            enrolled_at=row.enrolled_at,
            counts_from=counts_from(row.membership_begins, row.enrolled_at.date(), agency=row.agency),
            came=row.signed_in_at is not None,
            standings=had,
            due=due,
            active_at=_latest(had, self._active.get(row.person_id)),
            seats=seats,
        )


def _latest(standings: Iterable[Standing], drafted: datetime | None) -> datetime | None:
    return max((t for t in (drafted, *(s.last_at for s in standings)) if t), default=None)


def _invited(session: Session, cohort_id: int) -> tuple[Invited, ...]:
    rows = joining.open_in(session, cohort_id)
    pairs = joining.pairs_of(session, [row.id for row in rows])
    return tuple(
        Invited(
            row.id,
            row.person_id,
            row.organisation_id,
            Side(row.side) if row.side else None,
            pairs.get(row.id, frozenset()),
            row.sent_at,
        )
        for row in rows
    )


def _pair_standing(
    cohort: Cohort,
    courses: tuple[Course, ...],
    pair: Pair,
    learners: list[Learner],
    invited: tuple[Invited, ...],
    dates: tuple[JointDate, ...],
    now: datetime,
) -> PairStanding:
    commissioner, provider = (
        _side(cohort, pair, side, learners, invited, local_time(now).date())
        for side in (Side.COMMISSIONER, Side.PROVIDER)
    )
    sides = (commissioner, provider)
    return PairStanding(
        pair,
        commissioner,
        provider,
        _milestones(cohort, courses, pair, sides, dates),
        flags_of(pair, sides, begins=cohort.begins, now=now),
    )


def _side(
    cohort: Cohort, pair: Pair, side: Side, learners: list[Learner], invited: tuple[Invited, ...], today: date
) -> SideStanding:
    there = [x for x in learners if (pair.id, side) in x.seats]
    organisation_id = pair.partnership.organisation_id(side)
    waiting = sum(
        1 for i in invited if pair.id in i.pair_ids and (i.organisation_id == organisation_id or i.side is side)
    )
    return side_standing(
        side, pair.partnership.organisation(side), there, begins=cohort.begins, today=today, invited=waiting
    )


def _milestones(
    cohort: Cohort,
    courses: tuple[Course, ...],
    pair: Pair,
    sides: tuple[SideStanding, SideStanding],
    dates: tuple[JointDate, ...],
) -> tuple[Milestone, ...]:
    by_day: dict[date, list[Course]] = {}
    for course in courses:
        by_day.setdefault(cohort.due(course.id), []).append(course)
    due = [(day, _title(given), _both_done(given, sides)) for day, given in sorted(by_day.items())]
    begun = all(side.learners and not side.not_begun for side in sides)
    own = (d for d in dates if d.concerns(pair.id))
    return milestones(pair.partnership, both_begun=begun, begins=cohort.begins, courses=due, dates=own)


def _title(courses: list[Course]) -> str:
    names = [f"{c.file.letter}, {c.file.title}" for c in courses]
    return f"Course {names[0]}, complete" if len(names) == 1 else "Courses " + "; ".join(names) + ", complete"


def _both_done(courses: list[Course], sides: tuple[SideStanding, SideStanding]) -> bool:
    ids = {c.id for c in courses}
    taken = [[s for s in x.standings if s.course in ids] for side in sides for x in side.learners]
    return all(side.learners for side in sides) and all(s.complete_at for given in taken for s in given)
