"""Cohorts: a run of courses that pairs take together, with dates and trainers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from goodpartners.domain.partnerships import Partnership
from goodpartners.domain.people import Side


@dataclass(frozen=True)
class CohortCourse:
    """A course of a cohort and the last day on which it is in time."""

    course: str
    due: date | None


@dataclass(frozen=True)
class Cohort:
    """A run of courses; `courses` are in the order in which the cohort takes them."""

    id: int
    name: str
    begins: date
    ends: date
    courses: tuple[CohortCourse, ...]
    trainer_ids: frozenset[int]
    closed_at: datetime | None = None
    reminds: bool = True
    reminder_text: str | None = None

    def runs(self, today: date) -> bool:
        """Whether it has begun and has not ended."""
        return self.closed_at is None and self.begins <= today <= self.ends

    def due(self, course: str) -> date:
        """When a course is due: its own day, else the cohort's last."""
        return next((c.due for c in self.courses if c.course == course and c.due), self.ends)


@dataclass(frozen=True)
class Pair:
    """A partnership that takes part in a cohort: the unit of everything that two sides do together."""

    id: int
    cohort_id: int
    partnership: Partnership
    ended_at: datetime | None = None

    @property
    def name(self) -> str:
        """Both organisations."""
        return self.partnership.name


@dataclass(frozen=True)
class JointDate:
    """A day that one pair, or every pair, meets or decides something; times are London's."""

    id: int
    title: str
    on: date
    begins: time | None = None
    ends: time | None = None
    place: str | None = None
    pair_id: int | None = None
    held: bool = False

    def concerns(self, pair_id: int) -> bool:
        """Whether it is a date of this pair."""
        return self.pair_id in (None, pair_id)


@dataclass(frozen=True)
class Seat:
    """One person's place in one pair, on one side: whatever the pair's questions ask is answered from here."""

    id: int
    pair_id: int
    enrolment_id: int
    person_id: int
    organisation_id: int
    side: Side
