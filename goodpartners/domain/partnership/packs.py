"""A workshop on paper, as a pair prints it before it meets: figures where there are any, lines to fill where not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from goodpartners.domain.cohorts import JointDate
from goodpartners.domain.partnership.opening import Opening
from goodpartners.domain.partnership.questionnaire import Question, Questionnaire, QuestionnaireKind
from goodpartners.domain.partnership.results import LEARNING_ONLY, Names

GROUND_RULES = (
    "Say it early. Assume good faith.",
    "Pictures show views, not verdicts.",
    "No guessing who answered what.",
    "No child’s name in the room.",
    "Prices and bids stay outside.",
)
NOTICE = f"{LEARNING_ONLY} Copies held by an authority may be open to information requests."
STEPS = (
    (10, "Welcome. Why we are here, for children"),
    (15, "A strength we share: one example each"),
    (20, "Guess first, then compare"),
    (30, "Three furthest apart: what surprised you?"),
    (10, "Break"),
    (20, "Our plan: three questions"),
    (15, "What we will each do, with a date"),
)
"""Minutes and what is done in them: two hours in all."""
WITHOUT_FIGURES = {
    "Guess first, then compare": "Guess what the other side puts first, then ask",
    "Three furthest apart: what surprised you?": "Three topics to talk about: what surprised you?",
}


@dataclass(frozen=True)
class Step:
    """One line of the agenda; `at` is a time of day, or the minutes it takes while no time is agreed."""

    at: str
    what: str


@dataclass(frozen=True)
class Pack:
    """Three pages for both sides alike; `opening` is None where nothing is shown."""

    names: Names
    questionnaire: Questionnaire
    day: JointDate | None
    agenda: tuple[Step, ...]
    opening: Opening | None

    @property
    def in_points(self) -> bool:
        """Whether the two sides guess by sharing out points."""
        return self.questionnaire.kind is QuestionnaireKind.GAPS

    @property
    def themes(self) -> tuple[str, ...]:
        """What is guessed and talked about."""
        return tuple(dimension.title for dimension in self.questionnaire.dimensions)

    @property
    def highest(self) -> int:
        """The highest point of the scale on which a side sees itself."""
        asked = Question.EXPECT if self.in_points else Question.NOW
        return self.questionnaire.highest(asked)


def pack(names: Names, questionnaire: Questionnaire, opening: Opening | None, day: JointDate | None) -> Pack:
    """A pack for a meeting on a day, or on any."""
    return Pack(names, questionnaire, day, agenda(day.begins if day else None, figures=opening is not None), opening)


def agenda(begins: time | None, *, figures: bool) -> tuple[Step, ...]:
    """What is done when, in minutes while no time is agreed."""
    steps, passed = [], timedelta()
    for minutes, what in STEPS:
        step = what if figures else WITHOUT_FIGURES.get(what, what)
        steps.append(Step(_clock(begins, passed) if begins else f"{minutes} min", step))
        passed += timedelta(minutes=minutes)
    return tuple(steps)


def next_day(dates: Sequence[JointDate], today: date) -> JointDate | None:
    """The next day on which a pair meets."""
    return next((each for each in dates if not each.held and each.on >= today), None)


def _clock(begins: time, passed: timedelta) -> str:
    minutes = (begins.hour * 60 + begins.minute + int(passed.total_seconds()) // 60) % (24 * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
