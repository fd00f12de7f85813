"""Where a side stands and where it wants to be, in words: the same for one person and for a side.

Numbers are judged as they are shown, so that a page never says one thing and shows another.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from goodpartners.domain.partnership.questionnaire import Question, Questionnaire, band_of
from goodpartners.domain.partnership.statistics import position

STRETCH, BIG_STEP = 0.5, 1.5
"""Points from now to wanted from which it is a stretch, and from which it is a big step."""


class Ambition(StrEnum):
    """How far somebody wants to move."""

    EASING_OFF = "easing off"
    STEADY = "holding steady"
    STRETCH = "a stretch"
    BIG_STEP = "a big step"


@dataclass(frozen=True)
class Place:
    """A mean, where it lies from 0 to 100, and the band that holds it, from 0; a place on the scale, not a norm."""

    mean: float
    position: int
    band: int
    title: str


@dataclass(frozen=True)
class Stretch:
    """A band as it is drawn: where it begins and how wide it is, of 100."""

    title: str
    begins: int
    width: int


@dataclass(frozen=True)
class Axis:
    """The answer scale under a picture."""

    highest: int
    first: str
    last: str

    @property
    def points(self) -> range:
        """The numbers of its answers."""
        return range(1, self.highest + 1)


def axis(questionnaire: Questionnaire) -> Axis:
    """The scale on which a side answers for itself."""
    ask = questionnaire.asks(Question.NOW)
    scale = questionnaire.scale(ask.scale) if ask else None
    if scale is None:
        raise ValueError(f"the questionnaire '{questionnaire.id}' does not ask how it is now")
    return Axis(scale.highest, scale.points[0], scale.points[-1])


def place(questionnaire: Questionnaire, mean: float) -> Place:
    """Where a mean lies."""
    shown = round(position(mean, questionnaire.highest(Question.NOW)))
    band = band_of(questionnaire.bands, shown)
    return Place(mean, shown, band, questionnaire.bands[band].title if questionnaire.bands else "")


def stretches(questionnaire: Questionnaire) -> tuple[Stretch, ...]:
    """The bands one after the other; a single one without a name where there are none."""
    if not questionnaire.bands:
        return (Stretch("", 0, 100),)
    ends = [*(band.begins for band in questionnaire.bands[1:]), 100]
    return tuple(Stretch(b.title, b.begins, end - b.begins) for b, end in zip(questionnaire.bands, ends, strict=True))


def ambition(step: float) -> Ambition:
    """The word for a step from now to wanted, in points of the scale."""
    shown = round(step, 2)
    if shown < 0:
        return Ambition.EASING_OFF
    if shown < STRETCH:
        return Ambition.STEADY
    return Ambition.STRETCH if shown < BIG_STEP else Ambition.BIG_STEP


class Movement:
    """What has a place now and a place that is wanted: a row of somebody's own result, or of a side's picture."""

    now: Place | None
    want: Place | None

    @property
    def step(self) -> float | None:
        """Wanted minus now; None unless both are known."""
        return None if self.now is None or self.want is None else self.want.mean - self.now.mean

    @property
    def ambition(self) -> Ambition | None:
        """The step in words."""
        return None if self.step is None else ambition(self.step)
