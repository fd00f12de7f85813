"""What two sides' figures make together, dimension by dimension: where they meet, and where a talk would help.

A pattern is named where the published figures make it certain, also where a number is hidden: “nearly everyone chose
the top two answers” says enough to know a strength. Nothing else is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from goodpartners.domain.partnership.disclosure import DETAIL_FLOOR, Status
from goodpartners.domain.partnership.questionnaire import Dimension, Question, Questionnaire
from goodpartners.domain.partnership.readiness.ambition import Axis, axis
from goodpartners.domain.partnership.results import APART, Distance, Gap, Names, said
from goodpartners.domain.partnership.snapshots import Figure, Mode, Snapshot
from goodpartners.domain.partnership.statistics import welch
from goodpartners.domain.people import Side

LOW, STRONG = 3, 4
"""Below the one a side is low; from the other on, of five, it is strong: where the third and the fourth band begin."""
SIDES = (Side.COMMISSIONER, Side.PROVIDER)


class Pattern(StrEnum):
    """What a dimension shows about the two sides."""

    STRENGTH = "shared strength"
    CAUSE = "common cause"
    STARTS = "different starting points"
    ENDS = "different destinations"
    BLIND = "blind spot"
    HIDDEN = "hidden strength"


SENTENCES = {
    Pattern.STRENGTH: "Both of you do this most of the time. Say how, and build on it.",
    Pattern.CAUSE: "Neither of you is there yet and both of you want more. A good place for a first step together.",
    Pattern.STARTS: (
        "One of you is further along with this than the other. Swap an example each before you look for reasons."
    ),
    Pattern.ENDS: (
        "One of you hopes for much more here than the other. Ask each other what “better” would look like before you "
        "plan anything."
    ),
    Pattern.BLIND: "Blind spot: a side says it does this more than its partner sees. Ask for one example.",
    Pattern.HIDDEN: "Hidden strength: a partner sees more of this than the side does itself. Ask what they notice.",
}


@dataclass(frozen=True)
class Twin:
    """The two sides on one measure, the commissioner first; `label` says which measure."""

    label: str
    gap: Gap

    @property
    def words(self) -> str:
        """How far apart and how sure, or why there is nothing to show."""
        gap = self.gap
        if gap.distance is None:
            reasons = [(figure, said(figure)) for figure in (gap.first, gap.second)]
            return next((reason for figure, reason in reasons if not figure.shown and reason), "")
        return f"{gap.distance}, {gap.certainty}" if gap.certainty else str(gap.distance)


@dataclass(frozen=True)
class Pair:
    """A dimension of the two sides: now above, wanted below, and what they make together."""

    dimension: str
    title: str
    short: str
    now: Twin
    want: Twin
    patterns: tuple[Pattern, ...]

    @property
    def sentences(self) -> tuple[tuple[str, str], ...]:
        """Each pattern with its sentence."""
        return tuple((pattern.value, SENTENCES[pattern]) for pattern in self.patterns)

    @property
    def alike(self) -> bool:
        """Whether both views are close."""
        return self.now.gap.distance is Distance.CLOSE and self.want.gap.distance is Distance.CLOSE


@dataclass(frozen=True)
class Apart:
    """A measure of a dimension on which the two lie apart."""

    title: str
    twin: Twin
    sentence: str


def pairs(questionnaire: Questionnaire, snapshot: Snapshot) -> tuple[Pair, ...]:
    """Every dimension of a released snapshot, in the order of the questionnaire."""
    scale = axis(questionnaire)
    return tuple(_pair(snapshot, dimension, scale) for dimension in questionnaire.dimensions)


def compared(snapshot: Snapshot, first: Figure, second: Figure) -> Gap:
    """Two sides' figures beside each other, with Welch's interval where both sides are large enough."""
    if Mode.ORGANISATION in snapshot.modes.values():
        return Gap(first, second, shared=True)
    if first.mean is None or second.mean is None or first.spread is None or second.spread is None:
        return Gap(first, second)
    if min(first.people, second.people) < DETAIL_FLOOR:
        return Gap(first, second)
    found = welch(second.mean, second.spread, second.people, first.mean, first.spread, first.people)
    return Gap(first, second, found.interval.low, found.interval.high) if found else Gap(first, second, shared=True)


def own_view(self_view: Figure, partner_view: Figure) -> Pattern | None:
    """What a side's view of itself and its partner's view of it make together."""
    gap = Gap(self_view, partner_view).size
    if gap is None or abs(round(gap, 2)) < APART:
        return None
    return Pattern.HIDDEN if gap > 0 else Pattern.BLIND


def alike(found: Iterable[Pair]) -> tuple[Pair, ...]:
    """Dimensions on which the two are close, now and wanted."""
    return tuple(pair for pair in found if pair.alike)


def strengths(found: Iterable[Pair]) -> tuple[Pair, ...]:
    """What both do most of the time."""
    return tuple(pair for pair in found if Pattern.STRENGTH in pair.patterns)


def furthest_apart(found: Iterable[Pair], count: int = 3) -> tuple[Apart, ...]:
    """The dimensions on which the two lie furthest apart, each once, the furthest first; none that are close."""
    each = [(pair, max((pair.now, pair.want), key=_apart)) for pair in found]
    ranked = sorted(each, key=lambda entry: -_apart(entry[1]))
    return tuple(
        Apart(pair.title, twin, SENTENCES[Pattern.STARTS if twin is pair.now else Pattern.ENDS])
        for pair, twin in ranked[:count]
        if twin.gap.distance not in (None, Distance.CLOSE)
    )


def headline(found: Iterable[Pair], names: Names) -> str:
    """The finding of all the quiz in a sentence or two, for the top of the room."""
    pairs = [pair for pair in found if pair.now.gap.size is not None or pair.want.gap.size is not None]
    if not pairs:
        return f"{names.authority} and {names.provider} have both answered"
    starts = any(Pattern.STARTS in pair.patterns for pair in pairs)
    ends = any(Pattern.ENDS in pair.patterns for pair in pairs)
    if starts and ends:
        return "You start in different places, and hope for different things"
    if ends:
        return "You see today alike. You hope for different things."
    if starts:
        return "You want the same things. You start in different places."
    if any(Pattern.CAUSE in pair.patterns for pair in pairs):
        return "You see it alike, and both of you want to move"
    return "You see your partnership much alike"


def _pair(snapshot: Snapshot, dimension: Dimension, scale: Axis) -> Pair:
    now, want = (
        Twin(label, compared(snapshot, *(snapshot.figure(side, question, dimension.id) for side in SIDES)))
        for question, label in ((Question.NOW, "Now"), (Question.WANT, "In a year"))
    )
    return Pair(dimension.id, dimension.title, dimension.short, now, want, _patterns(now.gap, want.gap, scale.highest))


def _patterns(now: Gap, want: Gap, highest: int) -> tuple[Pattern, ...]:
    start, end = ([_reach(figure, highest) for figure in (gap.first, gap.second)] for gap in (now, want))
    found: list[Pattern] = []
    low = all(reach is not None and reach[1] < LOW for reach in start)
    if all(reach is not None and reach[0] >= STRONG for reach in start):
        found.append(Pattern.STRENGTH)
    if low and all(s and e and e[0] > s[1] for s, e in zip(start, end, strict=True)):
        found.append(Pattern.CAUSE)
    if _differ(now, *start):
        found.append(Pattern.STARTS)
    if _differ(want, *end):
        found.append(Pattern.ENDS)
    return tuple(found)


def _reach(figure: Figure, highest: int) -> tuple[float, float] | None:
    """Between what a mean lies for certain, as it is shown; None where nothing is known."""
    if figure.mean is not None:
        return round(figure.mean, 2), round(figure.mean, 2)
    if figure.status is Status.NEARLY_ALL_TOP:
        return highest - 1, highest
    return (1, 2) if figure.status is Status.NEARLY_ALL_BOTTOM else None


def _differ(gap: Gap, one: tuple[float, float] | None, other: tuple[float, float] | None) -> bool:
    if gap.distance is not None:
        return gap.distance is Distance.FAR
    return one is not None and other is not None and max(one[0] - other[1], other[0] - one[1]) >= APART


def _apart(twin: Twin) -> float:
    return abs(round(twin.gap.size, 2)) if twin.gap.size is not None else -1.0
