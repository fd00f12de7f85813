"""A cohort's days for somebody's own calendar: what is theirs of them, or all of them for a trainer of the cohort."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.cohorts import Cohort, JointDate
from goodpartners.domain.errors import NotFound
from goodpartners.domain.people import Actor
from goodpartners.domain.policy import Permission, Subject, allows, require
from goodpartners.domain.rounds import RoundStanding
from goodpartners.exporters.calendar import Event, as_ics
from goodpartners.services import boards
from goodpartners.services.boards import Board
from goodpartners.services.reminder_letters import title_of
from goodpartners.store import cohorts


@dataclass(frozen=True)
class Calendar:
    """A file to import, and a cohort's name for it."""

    cohort: Cohort
    content: bytes


def calendar(
    session: Session, catalogue: Catalogue, cohort_id: int, *, base: str, actor: Actor, now: datetime
) -> Calendar:
    """The days of a cohort for one of its people or trainers; NotFound for anybody else."""
    cohort = cohorts.find_value(session, cohort_id)
    if cohort is None:
        raise NotFound("There is no such cohort.")
    board = boards.read(session, catalogue, cohort, now=now)
    runs_it = allows(Permission.RUN_COHORT, actor, Subject(trainer_ids=cohort.trainer_ids))
    if not runs_it:
        require(Permission.IN_COHORT, actor, Subject(people=frozenset(x.person_id for x in board.learners)))
    names = {pair.id: pair.name for pair in cohorts.pairs(session, cohort_id, ended=True)}
    days = _Days(cohort, host=urlsplit(base).hostname or "localhost", base=base)
    events = [
        days.whole_day("begins", f"{cohort.name}: first day", cohort.begins),
        *(days.due(course, title, on) for course, title, on in _courses(board, None if runs_it else actor.person_id)),
        *(days.joint(found, names) for found in _dates(board, None if runs_it else actor.person_id)),
        *(event for each in _rounds(board, None if runs_it else actor.person_id) for event in days.round(each)),
        days.whole_day("ends", f"{cohort.name}: last day", cohort.ends),
    ]
    return Calendar(cohort, as_ics(cohort.name, events, now=now))


def _courses(board: Board, person_id: int | None) -> list[tuple[str, str, date]]:
    """(course, title, day): a person's own with the exceptions made for them, or the cohort's."""
    titles = {course.id: title_of(course) for course in board.courses}
    learner = board.learner(person_id) if person_id else None
    if learner is None:
        return [(course.id, titles[course.id], board.cohort.due(course.id)) for course in board.courses]
    taken = zip(learner.standings, learner.due, strict=True)
    return [(standing.course, titles[standing.course], on) for standing, on in taken]


def _dates(board: Board, person_id: int | None) -> Sequence[JointDate]:
    """Dates of a person's pairs and of all pairs, or all there are."""
    learner = board.learner(person_id) if person_id else None
    if learner is None:
        return board.dates
    pairs = {pair_id for pair_id, _ in learner.seats}
    return [found for found in board.dates if found.pair_id is None or found.pair_id in pairs]


def _rounds(board: Board, person_id: int | None) -> list[RoundStanding]:
    """Rounds of a person's pairs, or all there are."""
    learner = board.learner(person_id) if person_id else None
    own = {pair_id for pair_id, _ in learner.seats} if learner else None
    return [each for row in board.pairs if own is None or row.pair.id in own for each in row.rounds]


@dataclass(frozen=True)
class _Days:
    """Puts events together; their names stay the same, so that a calendar knows them when they come again."""

    cohort: Cohort
    host: str
    base: str

    def whole_day(self, name: str, title: str, on: date) -> Event:
        return Event(self._uid(name), title, on, None, None, self._about(), None)

    def due(self, course: str, title: str, on: date) -> Event:
        return self.whole_day(f"due-{course}", f"Due: course {title}", on)

    def joint(self, found: JointDate, pair_names: Mapping[int, str]) -> Event:
        pair = pair_names.get(found.pair_id or 0)
        title = f"{found.title} ({pair})" if pair else found.title
        uid = self._uid(f"date-{found.id}")
        return Event(uid, title, found.on, found.begins, found.ends, self._about(), found.place)

    def round(self, found: RoundStanding) -> list[Event]:
        named = f"({found.pair.name})"
        return [
            self.whole_day(f"round-{found.id}-opens", f"{found.name}: opens {named}", found.opens),
            self.whole_day(f"round-{found.id}-closes", f"{found.name}: last day {named}", found.closes),
        ]

    def _uid(self, name: str) -> str:
        return f"cohort-{self.cohort.id}-{name}@{self.host}"

    def _about(self) -> str:
        return f"Cohort: {self.cohort.name}\n{self.base}"
