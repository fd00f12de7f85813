"""The two figures of each comparison of a gap survey, with the interval of their distance, from a released snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import floor

from goodpartners.domain.partnership import statistics
from goodpartners.domain.partnership.gaps.pictures import Line, nothing_said
from goodpartners.domain.partnership.questionnaire import Question, Questionnaire
from goodpartners.domain.partnership.results import Gap, one_answer
from goodpartners.domain.partnership.snapshots import ALL, SERVICE, Figure, Snapshot
from goodpartners.domain.partnership.voice import Voice, across
from goodpartners.domain.people import Side

FROM_AT_MOST = 4
"""A scale is shown from here, or from further left where something stands there."""
SAME = 1e-9
Meanings = Mapping[Side | None, tuple[str, str]]
"""By who reads, as the side that expects or as the other one: what falling short means, and going beyond."""


@dataclass(frozen=True)
class Leg:
    """Which side expects and receives; the other one believes and promises."""

    expecting: Side
    expect: Question
    believe: Question
    promise: Question
    got: Question


HOME = Leg(Side.COMMISSIONER, Question.EXPECT, Question.BELIEVE, Question.PROMISE, Question.GOT)
RETURN = Leg(
    Side.PROVIDER,
    Question.RETURN_EXPECT,
    Question.RETURN_BELIEVE,
    Question.RETURN_PROMISE,
    Question.RETURN_GOT,
)


@dataclass(frozen=True)
class Survey:
    """One direction of a gap survey as it was released, told to one reader."""

    questionnaire: Questionnaire
    snapshot: Snapshot
    voice: Voice
    leg: Leg = HOME

    @property
    def expecting(self) -> Side:
        """The side that expects and receives."""
        return self.leg.expecting

    @property
    def promising(self) -> Side:
        """The side that believes and promises."""
        return across(self.leg.expecting)

    @property
    def expects(self) -> bool | None:
        """Whether the reader is the side that expects; None for nobody's side."""
        return None if self.voice.reader is None else self.voice.reader is self.expecting

    def side_of(self, question: Question) -> Side:
        """Who answered a question."""
        return self.expecting if question in (self.leg.expect, self.leg.got, Question.IMPORTANCE) else self.promising

    def figure(self, question: Question, dimension: str, statement: str = "") -> Figure:
        """A figure; of a dimension about which nothing was ever said, one that says so."""
        found = self.snapshot.figure(self.side_of(question), question.value, dimension, statement)
        if question is not self.leg.promise or statement or found.shown:
            return found
        asked = self.statements(dimension)
        return nothing_said(found) if asked and set(asked) <= set(self.never(dimension)) else found

    def statements(self, dimension: str) -> tuple[str, ...]:
        """What is asked in a dimension; the return leg has one for all."""
        if dimension == ALL:
            return tuple(s.id for s in self.questionnaire.return_statements)
        return tuple(s.id for s in self.questionnaire.of_dimension(dimension))

    def never(self, dimension: str | None = None) -> tuple[str, ...]:
        """Statements of which most of the promising side said that nothing was ever said."""
        told = self.snapshot.never_said.get(self.leg.promise.value, ())
        if dimension is None:
            return told
        asked = self.statements(dimension)
        return tuple(s for s in told if s in asked)

    def gap(self, first: Question, second: Question, dimension: str) -> Gap:
        """Two figures, with the interval of their distance where both sides are large enough for one."""
        one, other = self.figure(first, dimension), self.figure(second, dimension)
        low, high = self._interval(first, second, dimension, one, other) or (None, None)
        return Gap(one, other, low, high, shared=one_answer(tuple(self.snapshot.modes.values())))

    def _interval(
        self, first: Question, second: Question, dimension: str, one: Figure, other: Figure
    ) -> tuple[float, float] | None:
        found: statistics.Comparison | None
        if one.mean is None or other.mean is None:
            return None
        if self.side_of(first) is self.side_of(second):
            both = self.snapshot.figure(self.side_of(first), SERVICE, dimension)
            # The interval is of those who answered both; it stands on these means only while they are the same people.
            if both.mean is None or both.spread is None or abs(both.mean - (other.mean - one.mean)) > SAME:
                return None
            found = statistics.paired(both.mean, both.spread, both.people)
        elif one.spread is None or other.spread is None:
            return None
        else:
            found = statistics.welch(other.mean, other.spread, other.people, one.mean, one.spread, one.people)
        return (found.interval.low, found.interval.high) if found else None

    def lines(self, first: Question, second: Question, meanings: Meanings, *, never: bool = False) -> tuple[Line, ...]:
        """A row for each dimension, in the order of the file."""
        return tuple(
            self.line(dimension.title, first, second, dimension.id, meanings, never=never)
            for dimension in self.questionnaire.dimensions
        )

    def line(
        self, name: str, first: Question, second: Question, dimension: str, meanings: Meanings, *, never: bool = False
    ) -> Line:
        """One row."""
        gap = self.gap(first, second, dimension)
        meaning = ""
        if gap.size is not None and gap.distance != "close":
            short, beyond = meanings[self.role]
            meaning = short if gap.size < 0 else beyond
        told = len(self.never(dimension)) if never else 0
        return Line(name, gap, meaning, told, len(self.statements(dimension)) if never else 0)

    @property
    def role(self) -> Side | None:
        """As whom the reader reads: meanings are written for the home's leg, where commissioners expect."""
        if self.expects is None:
            return None
        return Side.COMMISSIONER if self.expects else Side.PROVIDER


def shown_from(lines: Iterable[Line], highest: int) -> int:
    """The whole point from which a scale is shown, so that no mark and no interval is cut off at the left."""
    lowest = float(min(FROM_AT_MOST, highest - 2))
    for line in lines:
        marks = [figure.mean for figure in (line.gap.first, line.gap.second) if figure.mean is not None]
        lowest = min([lowest, *marks, *(line.ends or ())])
    return max(1, floor(lowest))


GUESSED: Meanings = {
    Side.COMMISSIONER: ("They think you expect less", "They think you expect more"),
    Side.PROVIDER: (
        "They expect more than you think",
        "You think they expect more than they do: effort you might spend elsewhere",
    ),
    None: ("The guess is lower", "The guess is higher"),
}
KEPT: Meanings = {
    Side.COMMISSIONER: ("You see less than they told you to count on", "They do more than they say"),
    Side.PROVIDER: ("They see less than you told them to count on", "You do more than you say: tell them"),
    None: ("Less seen than said", "More seen than said"),
}
SERVED: Meanings = {
    Side.COMMISSIONER: ("You get less than you expect", "You get more than you expect"),
    Side.PROVIDER: ("They get less than they expect", "They get more than they expect"),
    None: ("Less than expected", "More than expected"),
}
FITTING: Meanings = {
    Side.COMMISSIONER: ("They promise less than you expect", "They promise more than you expect"),
    Side.PROVIDER: ("You promise less than they expect", "You promise more than they expect"),
    None: ("Less promised than expected", "More promised than expected"),
}
