"""How the pairs of a cohort stand, folded from people who were read before; what pairs share is worked out once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from goodpartners.domain.board import Learner, PairStanding, SideStanding, flags_of, side_standing
from goodpartners.domain.cohorts import Cohort, JointDate, Pair
from goodpartners.domain.course import Course
from goodpartners.domain.milestones import Milestone, milestones
from goodpartners.domain.people import Side
from goodpartners.domain.rounds import RoundStanding
from goodpartners.domain.times import local_time


@dataclass(frozen=True)
class Invited:
    """Somebody who was asked to join and has not answered."""

    invitation_id: int
    person_id: int
    organisation_id: int
    side: Side | None
    pair_ids: frozenset[int]
    sent_at: datetime


class PairStandings:
    """Gives the standing of one pair of a cohort after another."""

    def __init__(
        self,
        cohort: Cohort,
        courses: Sequence[Course],
        learners: Iterable[Learner],
        invited: Iterable[Invited],
        dates: Iterable[JointDate],
        *,
        now: datetime,
        rounds: Mapping[int, tuple[RoundStanding, ...]] | None = None,
    ) -> None:
        self._cohort, self._now, self._today = cohort, now, local_time(now).date()
        self._seated: dict[tuple[int, Side], list[Learner]] = {}
        for learner in learners:
            for seat in learner.seats:
                self._seated.setdefault(seat, []).append(learner)
        self._invited: dict[int, list[Invited]] = {}
        for one in invited:
            for pair_id in one.pair_ids:
                self._invited.setdefault(pair_id, []).append(one)
        self._dates: dict[int | None, list[JointDate]] = {}
        for joint in dates:
            self._dates.setdefault(joint.pair_id, []).append(joint)
        self._due = _due(cohort, courses)
        self._rounds = rounds or {}

    def of(self, pair: Pair) -> PairStanding:
        """One pair's row."""
        sides = self._side(pair, Side.COMMISSIONER), self._side(pair, Side.PROVIDER)
        rounds = self._rounds.get(pair.id, ())
        flags = flags_of(pair, sides, begins=self._cohort.begins, now=self._now, rounds=rounds)
        return PairStanding(pair, *sides, self._milestones(pair, sides), flags, rounds)

    def _side(self, pair: Pair, side: Side) -> SideStanding:
        organisation_id = pair.partnership.organisation_id(side)
        asked = self._invited.get(pair.id, ())
        return side_standing(
            side,
            pair.partnership.organisation(side),
            self._seated.get((pair.id, side), ()),
            begins=self._cohort.begins,
            today=self._today,
            invited=sum(1 for one in asked if one.organisation_id == organisation_id or one.side is side),
        )

    def _milestones(self, pair: Pair, sides: tuple[SideStanding, SideStanding]) -> tuple[Milestone, ...]:
        everybody = [x for side in sides for x in side.learners]
        both = all(side.learners for side in sides)
        begun = all(any(x.begun for x in side.learners) for side in sides)  # a late joiner does not undo it
        due = [(day, title, both and all(_is_done(x, ids) for x in everybody)) for day, title, ids in self._due]
        own = self._dates.get(pair.id, []) + self._dates.get(None, [])
        begins = self._cohort.begins
        rounds = self._rounds.get(pair.id, ())
        return milestones(pair.partnership, both_begun=begun, begins=begins, courses=due, dates=own, rounds=rounds)


def _due(cohort: Cohort, courses: Sequence[Course]) -> list[tuple[date, str, frozenset[str]]]:
    """(day, title, courses) for each day on which courses are due."""
    by_day: dict[date, list[Course]] = {}
    for course in courses:
        by_day.setdefault(cohort.due(course.id), []).append(course)
    return [(day, _title(given), frozenset(c.id for c in given)) for day, given in sorted(by_day.items())]


def _title(courses: Sequence[Course]) -> str:
    names = [f"{c.file.letter}, {c.file.title}" for c in courses]
    return f"Course {names[0]}, complete" if len(names) == 1 else "Courses " + "; ".join(names) + ", complete"


def _is_done(learner: Learner, courses: frozenset[str]) -> bool:
    return all(s.complete_at for s in learner.standings if s.course in courses)
