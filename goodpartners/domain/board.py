"""The trainer's board: for each pair, how far both sides have come, against its own plan, and who needs somebody.

Nobody is ranked. A side's figure is the mean of its people's percents, each person once; people who were invited and
have not come, and agency staff in their first four weeks, are named but not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, lru_cache

from goodpartners.domain.cohorts import Cohort, Pair
from goodpartners.domain.counts import in_words
from goodpartners.domain.course import Course
from goodpartners.domain.milestones import Milestone
from goodpartners.domain.people import Side
from goodpartners.domain.rounds import RoundStanding, uneven
from goodpartners.domain.standing import Standing, Struggle
from goodpartners.domain.times import local_time

RULE_VERSION = 1
"""Of every rule in this file; an explanation names it."""
IDLE = timedelta(days=10)
"""Without anything done for so long, with a step due, somebody is stuck."""
IMBALANCE = 30
"""Points by which one side is ahead of the other before that is worth a word."""


@dataclass(frozen=True)
class Learner:
    """Somebody in a cohort as the trainer sees them; `standings` are of the courses that their side takes.

    `due` gives the day by which each of these courses is due for this person, exceptions included.
    """

    person_id: int
    enrolment_id: int
    name: str
    email: str
    organisation: str
    job_family: str | None
    side: Side | None
    enrolled_at: datetime
    counts_from: date
    came: bool
    standings: tuple[Standing, ...]
    due: tuple[date, ...]
    active_at: datetime | None = None
    seats: tuple[tuple[int, Side], ...] = ()
    """(pair, side) of each seat; on different sides only in different pairs."""

    @property
    def done(self) -> int:
        """Steps that count."""
        return sum([s.done for s in self.standings])

    @property
    def steps(self) -> int:
        """Steps there are."""
        return sum([s.steps for s in self.standings])

    @cached_property
    def percent(self) -> int:
        """Whole percent of the steps of all courses of this person, rounded down; 100 only when all are done."""
        steps = self.steps
        return self.done * 100 // steps if steps else 0

    @property
    def begun(self) -> bool:
        """Whether anything is on record."""
        return any(s.begun for s in self.standings)

    @property
    def complete(self) -> bool:
        """Whether every course is complete."""
        return bool(self.standings) and all(s.complete_at for s in self.standings)

    @property
    def struggles(self) -> tuple[Struggle, ...]:
        """Items that were not right on this person's last papers."""
        return tuple(found for s in self.standings for found in s.struggles)

    def counts(self, today: date) -> bool:
        """Whether the person counts towards an average today."""
        return self.came and self.counts_from <= today

    def planned(self, begins: date, today: date) -> int:
        """Percent of this person's steps that the plan asks for by today: a straight line to each course's day."""
        return planned_percent(tuple([s.steps for s in self.standings]), self.due, begins, today)

    def score(self, course: str, module: int) -> int | None:
        """The score that counts at a module's knowledge check, by the module's place in its course; None without."""
        found = next((s for s in self.standings if s.course == course), None)
        return found.modules[module].score if found and module < len(found.modules) else None

    def idle_days(self, now: datetime) -> int:
        """Whole days since anything was done, or since joining."""
        return (now - (self.active_at or self.enrolled_at)).days

    def stuck(self, begins: date, now: datetime, today: date) -> bool:
        """Whether nothing was done for ten days although the plan for today asks for more than is done."""
        if not self.came or now - (self.active_at or self.enrolled_at) < IDLE:
            return False
        return not self.complete and self.planned(begins, today) > self.percent


@lru_cache(maxsize=1024)
def planned_percent(steps: tuple[int, ...], due: tuple[date, ...], begins: date, today: date) -> int:
    """Whole percent of all steps that the plan asks for by today, rounded down; `steps` and `due` by course."""
    if not sum(steps):
        return 0
    asked = sum(count * share_of_time(begins, day, today) for count, day in zip(steps, due, strict=True))
    return int(asked * 100 / sum(steps))


def share_of_time(begins: date, due: date, today: date) -> Fraction:
    """How much of the time from the first day to the due day has gone, from 0 to 1."""
    if today >= due:
        return Fraction(1)
    if today <= begins:
        return Fraction(0)
    return Fraction((today - begins).days, (due - begins).days)


@dataclass(frozen=True)
class SideStanding:
    """One side of a pair; `percent` and `planned` are None while nobody counts."""

    side: Side
    organisation: str
    learners: tuple[Learner, ...]
    counted: tuple[Learner, ...]
    percent: int | None
    planned: int | None
    invited: int = 0
    """People who were asked to join and have not answered."""

    @property
    def not_begun(self) -> tuple[Learner, ...]:
        """Who is here and has nothing on record yet."""
        return tuple(x for x in self.learners if not x.begun)

    def mean_score(self, course: str, module: int) -> tuple[int | None, int]:
        """The mean of the scores at a module's knowledge check, and of how many who count; None of nobody."""
        found = [score for x in self.counted if (score := x.score(course, module)) is not None]
        return mean_percent(found), len(found)


class FlagKind(StrEnum):
    """Why a pair needs somebody."""

    STUCK = "stuck"
    IMBALANCE = "imbalance"
    HELP = "needs help"


@dataclass(frozen=True)
class Flag:
    """A reason in words, and whom it is about."""

    kind: FlagKind
    sentence: str
    people: tuple[int, ...] = ()
    """Numbers of the people to write to; empty when it is about a whole side or both."""


@dataclass(frozen=True)
class PairStanding:
    """One row of the board."""

    pair: Pair
    commissioner: SideStanding
    provider: SideStanding
    milestones: tuple[Milestone, ...]
    flags: tuple[Flag, ...] = ()
    rounds: tuple[RoundStanding, ...] = ()

    def side(self, side: Side) -> SideStanding:
        """One of the two sides."""
        return self.commissioner if side is Side.COMMISSIONER else self.provider

    @property
    def sides(self) -> tuple[SideStanding, SideStanding]:
        """Commissioner first, as everywhere."""
        return self.commissioner, self.provider

    @property
    def next(self) -> Milestone | None:
        """The first milestone that is not reached."""
        return next((m for m in self.milestones if not m.reached), None)

    @property
    def one_sided(self) -> bool:
        """Whether a side has nobody, neither here nor invited."""
        return any(not s.learners and not s.invited for s in self.sides)


def courses_for(cohort: Cohort, courses: Mapping[str, Course], side: Side | None) -> tuple[Course, ...]:
    """The cohort's courses that a side takes: its own and the joint ones; everything for somebody without a side."""
    taken = [courses[c.course] for c in cohort.courses if c.course in courses]
    return tuple(c for c in taken if side is None or c.file.side.value in (side.value, "joint"))


def side_standing(
    side: Side, organisation: str, learners: Iterable[Learner], *, begins: date, today: date, invited: int = 0
) -> SideStanding:
    """Fold a side's people into its figures; the mean of whole percents, rounded half up."""
    people = tuple(learners)
    counted = tuple(x for x in people if x.counts(today))
    return SideStanding(
        side,
        organisation,
        people,
        counted,
        mean_percent([x.percent for x in counted]),
        mean_percent([x.planned(begins, today) for x in counted]),
        invited,
    )


def mean_percent(percents: Sequence[int]) -> int | None:
    """The mean of whole percents, rounded half up; None of nobody."""
    return (2 * sum(percents) + len(percents)) // (2 * len(percents)) if percents else None


def flags_of(
    pair: Pair,
    sides: tuple[SideStanding, SideStanding],
    *,
    begins: date,
    now: datetime,
    rounds: Iterable[RoundStanding] = (),
) -> tuple[Flag, ...]:
    """Everything about a pair that asks for somebody, with its reason in words."""
    today = local_time(now).date()
    found = []
    for side in sides:
        stuck = [x for x in side.learners if x.stuck(begins, now, today)]
        if stuck:
            days = min(x.idle_days(now) for x in stuck)
            who = _people(len(stuck), len(side.learners))
            sentence = f"No step from {who} at {side.organisation} for {days} days, with a step due."
            found.append(Flag(FlagKind.STUCK, sentence, tuple(x.person_id for x in stuck)))
    commissioner, provider = (s.percent for s in sides)
    if commissioner is not None and provider is not None and abs(commissioner - provider) >= IMBALANCE:
        ahead, behind = sides if commissioner > provider else sides[::-1]
        points = abs(commissioner - provider)
        sentence = f"{ahead.organisation} is {points} points ahead of {behind.organisation}."
        found.append(Flag(FlagKind.IMBALANCE, sentence, tuple(x.person_id for x in behind.learners)))
    for asked, ready, waiting in uneven(rounds, today):
        sentence = f"{asked.name}: {ready.organisation} has enough answers, {waiting.organisation} not yet."
        found.append(Flag(FlagKind.IMBALANCE, sentence, tuple(person for person, _ in waiting.waiting)))
    for side in sides:
        for learner in side.learners:
            for struggle in learner.struggles:
                sentence = f"{learner.name} has tried a question {struggle.failed} times without getting it right."
                found.append(Flag(FlagKind.HELP, sentence, (learner.person_id,)))
    return tuple(found)


def _people(some: int, everybody: int) -> str:
    if some == everybody:
        return "anybody" if some > 1 else "the one person"
    return "one person" if some == 1 else f"{in_words(some)} people"
