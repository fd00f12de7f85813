"""What the pictures of the gap survey are drawn of. Numbers stand here once; their texts are made of them here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from goodpartners.domain.partnership.disclosure import Status
from goodpartners.domain.partnership.results import HIDDEN, Certainty, Gap, number, said
from goodpartners.domain.partnership.snapshots import Figure
from goodpartners.domain.partnership.voice import first_up
from goodpartners.domain.people import Side

PART_COMPANY = 1.5
"""Points between the lowest and the highest of four answers from which a statement is marked."""


@dataclass(frozen=True)
class Mark:
    """A mark of a picture: the shape is the side that answered; a ring, its first answer where it gave both."""

    side: Side
    says: str
    ring: bool = False

    @property
    def shape(self) -> str:
        """What it looks like, in a word."""
        if self.ring:
            return "Ring"
        return "Circle" if self.side is Side.COMMISSIONER else "Diamond"


@dataclass(frozen=True)
class Line:
    """One row: two figures, what their distance means to the reader, and how many things were never said."""

    name: str
    gap: Gap
    meaning: str = ""
    never: int = 0
    of: int = 0

    @property
    def label(self) -> str:
        """The name at the head of a row."""
        return first_up(self.name)

    @property
    def first(self) -> str:
        """The first figure, as it is shown."""
        return number(self.gap.first.mean)

    @property
    def second(self) -> str:
        """The second figure, as it is shown."""
        return number(self.gap.second.mean)

    @property
    def size(self) -> str:
        """The distance, as it is shown."""
        return number(self.gap.size, signed=True)

    @property
    def words(self) -> str:
        """How far and how sure, or why there is nothing to show."""
        if self.gap.distance is None:
            return said(self.gap.second) or said(self.gap.first)
        sure = f", {self.gap.certainty}" if self.gap.certainty else ""
        return f"{self.gap.distance}{sure}"

    @property
    def ends(self) -> tuple[float, float] | None:
        """The interval, moved to the first mark: where it reaches that mark, it could be chance."""
        base, gap = self.gap.first.mean, self.gap
        if base is None or gap.size is None or gap.low is None or gap.high is None:
            return None
        return base + gap.low, base + gap.high


@dataclass(frozen=True)
class Dumbbells:
    """Two marks a row on one scale, of which the part from `lowest` is shown; the interval stands on the second."""

    first: Mark
    second: Mark
    lines: tuple[Line, ...]
    lowest: int
    highest: int
    labels: tuple[str, str]
    never: tuple[str, ...] = ()
    """Statements of which nothing was ever said."""
    of: int = 0
    never_says: str = ""

    @property
    def key(self) -> tuple[Mark, ...]:
        """The marks with their meaning."""
        return self.first, self.second

    @property
    def early(self) -> bool:
        """Whether any row rests on three or four people of a side."""
        return any(line.gap.certainty is Certainty.EARLY for line in self.lines)

    @property
    def has_intervals(self) -> bool:
        """Whether any row shows an interval."""
        return any(line.ends for line in self.lines)


@dataclass(frozen=True)
class Halves:
    """Two small pictures side by side, each with a heading."""

    panels: tuple[tuple[str, Dumbbells], ...]


@dataclass(frozen=True)
class Column:
    """One of the four questions."""

    side: Side
    title: str
    short: str


@dataclass(frozen=True)
class Cell:
    """One answer to one question about one statement; `sign` stands where there is no number, and `words` say why."""

    figure: Figure
    level: int
    sign: str = HIDDEN
    words: str = ""

    @property
    def text(self) -> str:
        """The number, as it is shown."""
        return number(self.figure.mean) if self.figure.shown else self.sign


@dataclass(frozen=True)
class HeatRow:
    """A statement with its four answers."""

    text: str
    cells: tuple[Cell, ...]

    @property
    def reach(self) -> float:
        """From the lowest to the highest that is shown."""
        means = [cell.figure.mean for cell in self.cells if cell.figure.mean is not None]
        return max(means) - min(means) if len(means) > 1 else 0.0

    @property
    def stands_out(self) -> bool:
        """Whether it is worth a conversation before others."""
        return round(self.reach, 2) >= PART_COMPANY


@dataclass(frozen=True)
class Heat:
    """Statements by question, in groups; a row whose answers lie a point apart stands out."""

    columns: tuple[Column, ...]
    groups: tuple[tuple[str, tuple[HeatRow, ...]], ...]


@dataclass(frozen=True)
class Ranked:
    """A dimension at its place in a column."""

    name: str
    points: float
    rank: int
    tied: bool
    moved: bool
    """Whether it stands two places or more from where the other side has it."""

    @property
    def text(self) -> str:
        """The points, as they are shown."""
        return points(self.points)

    @property
    def place(self) -> str:
        """The rank in figures: “1st”, “2nd=”."""
        ending = {1: "st", 2: "nd", 3: "rd"}.get(self.rank if self.rank < 4 else 0, "th")
        return f"{self.rank}{ending}{'=' if self.tied else ''}"


@dataclass(frozen=True)
class Slope:
    """Two columns in order; `lines` join the slots of one dimension, those that moved last so that they lie on top."""

    left_says: str
    right_says: str
    left: tuple[Ranked, ...]
    right: tuple[Ranked, ...]
    lines: tuple[tuple[int, int, bool], ...]
    misplaced: float
    order: str
    """How far the two orders agree, in words."""

    @property
    def fact(self) -> str:
        """The misplaced points, as they are shown."""
        return points(self.misplaced)


class Corner(StrEnum):
    """What a place in the quadrant suggests."""

    START = "Start here"
    KEEP = "Keep it up"
    AGREE = "Agree if it matters"
    LEAVE = "Leave for now"


@dataclass(frozen=True)
class Dot:
    """A numbered dot. `beside` counts dots drawn before it in nearly the same place, so that it moves aside."""

    number: int
    name: str
    across: float
    up: float
    says: str
    hot: bool
    corner: Corner | None = None
    beside: int = 0


@dataclass(frozen=True)
class Quadrant:
    """Distance to the right, importance upwards; the cross-lines stand at fixed values."""

    dots: tuple[Dot, ...]
    cross: tuple[float, float]
    reach: tuple[float, float]


@dataclass(frozen=True)
class PerceptionMap:
    """The commissioner's view to the right, the provider's upwards; on the diagonal they agree."""

    dots: tuple[Dot, ...]
    lowest: int
    highest: int
    across_says: str
    up_says: str
    near: float
    """How far from the diagonal counts as agreeing, measured upwards."""
    above: str
    below: str
    """What the two corners say."""


@dataclass(frozen=True)
class WeightedRow:
    """One kind of gap over all dimensions: each the same, and by importance."""

    name: str
    plain: float
    weighted: float

    @property
    def texts(self) -> tuple[str, str]:
        """Both as they are shown."""
        return number(self.plain, signed=True), number(self.weighted, signed=True)


@dataclass(frozen=True)
class Weighted:
    """Gaps with every dimension the same, beside gaps by what matters most."""

    rows: tuple[WeightedRow, ...]
    reach: float


def points(value: float) -> str:
    """Points without a decimal where they are whole."""
    return number(value, 1).removesuffix(".0")


def nothing_said(figure: Figure) -> Figure:
    """The figure of a dimension about which nothing was promised."""
    return Figure(Status.NOTHING_SAID, figure.people)
