"""The trainer's board: read in a fixed number of statements, however many people there are, then folded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.board import Learner, PairStanding, courses_for
from goodpartners.domain.cohorts import Cohort, JointDate, Pair
from goodpartners.domain.course import Course
from goodpartners.domain.people import Actor, Side
from goodpartners.domain.progress import Record, course_progress
from goodpartners.domain.rounds import RoundStanding
from goodpartners.domain.seats import counts_from
from goodpartners.domain.standing import standing_of
from goodpartners.domain.times import local_time
from goodpartners.services import cohorts as cohort_service
from goodpartners.services import round_standings, standings
from goodpartners.services.pair_standings import Invited, PairStandings
from goodpartners.services.standings import Standings
from goodpartners.store import allowances, cohorts, joining, seats
from goodpartners.store import standings as stored
from goodpartners.store.seats import Participant

NOTHING = Record({}, {})
SIDES = {side.value: side for side in Side}


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
    pairs = cohorts.pairs(session, cohort.id)
    rounds = round_standings.of_cohort(session, catalogue, cohort.id, pairs, _seats(learners))
    folded = PairStandings(cohort, courses, learners, invited, dates, now=now, rounds=rounds)
    rows = [folded.of(pair) for pair in pairs]
    rows.sort(key=_by_next_date)
    requests = len(joining.waiting(session, cohort.id))
    return Board(cohort, courses, tuple(rows), tuple(learners), invited, requests, dates, now)


def of_pairs(
    catalogue: Catalogue,
    cohort: Cohort,
    pairs: Iterable[Pair],
    participants: Iterable[Participant],
    known: Standings,
    dates: tuple[JointDate, ...],
    rounds: Mapping[int, tuple[RoundStanding, ...]],
    *,
    now: datetime,
) -> dict[int, PairStanding]:
    """Some pairs of a cohort from rows that a caller has read for them alone, so that it need not read the rest.

    Invitations, drafts and later dates are left out: the caller shows nothing that hangs on them.
    """
    learners = _Learners(cohort, catalogue, known, {}, {}).all(participants)
    courses = tuple(c for c in (catalogue.course(x.course) for x in cohort.courses) if c)
    folded = PairStandings(cohort, courses, learners, (), dates, now=now, rounds=rounds)
    return {pair.id: folded.of(pair) for pair in pairs}


def _seats(learners: Iterable[Learner]) -> dict[tuple[int, Side], list[tuple[int, str]]]:
    found: dict[tuple[int, Side], list[tuple[int, str]]] = {}
    for learner in learners:
        for seat in learner.seats:
            found.setdefault(seat, []).append((learner.person_id, learner.name))
    return found


def _by_next_date(row: PairStanding) -> tuple[date, str]:
    following = row.next
    return (following.on if following else None) or date.max, row.pair.name


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
        self._taken = {side: tuple(c.id for c in courses_for(cohort, courses, side)) for side in (*Side, None)}
        every = self._taken[None]
        self._nothing = {course: standing_of(course_progress(courses[course], NOTHING)) for course in every}
        self._due = {side: tuple(cohort.due(course) for course in taken) for side, taken in self._taken.items()}

    def all(self, rows: Iterable[Participant]) -> list[Learner]:
        """Each person once, with all their seats; by name, as the rows are."""
        people: dict[int, list[Participant]] = {}
        for row in rows:
            people.setdefault(row.person_id, []).append(row)
        return [self._learner(places) for places in people.values()]

    def _learner(self, places: list[Participant]) -> Learner:
        row = places[0]
        seats = tuple([(p.pair_id, SIDES[p.side]) for p in places if p.pair_id is not None and p.side])
        sides = {side for _, side in seats} or {SIDES[p.membership_side] for p in places if p.membership_side}
        side = seats[0][1] if seats else min(sides, default=None)
        takes = side if len(sides) == 1 else None
        taken, due = self._taken[takes], self._due[takes]
        person_id, known, active_at = row.person_id, self._known, self._active.get(row.person_id)
        had = tuple([known.get((person_id, course)) or self._nothing[course] for course in taken])
        for standing in had:
            if standing.last_at and (active_at is None or standing.last_at > active_at):
                active_at = standing.last_at
        if self._later:
            due = tuple([self._later.get((person_id, course), day) for course, day in zip(taken, due, strict=True)])
        return Learner(
            person_id=person_id,
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
            active_at=active_at,
            seats=seats,
        )


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
