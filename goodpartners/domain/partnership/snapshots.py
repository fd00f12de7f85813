"""Results as they are released: figures that passed the gate, frozen, for both sides at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple

from goodpartners.domain.partnership.disclosure import Status, must_withdraw
from goodpartners.domain.people import Side


class Mode(StrEnum):
    """How a side answers."""

    POOLED = "pooled"
    ORGANISATION = "organisation"
    WORKSHOP = "workshop"


class Key(NamedTuple):
    """What a figure is of: a side, a measure, a dimension, and one statement where it is of one."""

    side: Side
    measure: str
    """A question's id; 'service' for got minus expect, 'step' for want minus now, 'change' since the round before."""
    dimension: str
    statement: str = ""


SERVICE, STEP, CHANGE, ALL = "service", "step", "change", "all"


@dataclass(frozen=True)
class Figure:
    """One figure. `people`, `spread` (ddof 1) and `apart` (mean distance from the mean) are never shown as they are."""

    status: Status
    people: int = 0
    mean: float | None = None
    spread: float | None = None
    apart: float | None = None

    @property
    def shown(self) -> bool:
        """Whether there is a number."""
        return self.mean is not None


NOT_YET = Figure(Status.TOO_FEW)


@dataclass(frozen=True)
class Snapshot:
    """What a pair sees of one round.

    `never_said` are statements of which most of a side said that nothing was ever promised, by question; `cannot_say`
    those that most had not seen enough of. `words` are what people chose to share, by side, in no order of people.
    """

    questionnaire: str
    version: int
    modes: Mapping[Side, Mode]
    people: Mapping[Side, int]
    figures: Mapping[Key, Figure]
    never_said: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cannot_say: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[Side, tuple[str, ...]] = field(default_factory=dict)

    def figure(self, side: Side, measure: str, dimension: str, statement: str = "") -> Figure:
        """One figure; one that says too few where nothing was worked out."""
        return self.figures.get(Key(side, measure, dimension, statement), NOT_YET)

    def band(self, side: Side) -> str:
        """How many answered, as the other side may know it."""
        return people_band(self.people[side], self.modes[side])

    def without(self, side: Side, measured: Sequence[Key]) -> Snapshot:
        """The same after somebody of a side was erased who stood in those figures: small ones are withdrawn.

        A figure of the other side stays; what compares the two is worked out of figures and goes with them.
        """
        few = must_withdraw(self.people[side])
        figures = {
            key: Figure(Status.WITHDRAWN)
            if figure.status is not Status.TOO_FEW
            and ((few and key.side is side) or (key in measured and must_withdraw(figure.people)))
            else figure
            for key, figure in self.figures.items()
        }
        words = {**self.words, side: ()} if few else self.words
        return replace(self, figures=figures, words=words)


def people_band(people: int, mode: Mode) -> str:
    """A number of people as a band in words."""
    if mode is Mode.ORGANISATION:
        return "one shared answer"
    for least, said in ((10, "10 or more people"), (5, "5 to 9 people"), (3, "3 or 4 people")):
        if people >= least:
            return said
    return "fewer than 3 people"


def to_json(snapshot: Snapshot) -> dict[str, Any]:
    """A snapshot as it is kept."""
    return {
        "questionnaire": snapshot.questionnaire,
        "version": snapshot.version,
        "modes": dict(snapshot.modes),
        "people": dict(snapshot.people),
        "figures": [[*key, *_entries(figure)] for key, figure in snapshot.figures.items()],
        "never_said": {question: list(ids) for question, ids in snapshot.never_said.items()},
        "cannot_say": {question: list(ids) for question, ids in snapshot.cannot_say.items()},
        "words": {side: list(said) for side, said in snapshot.words.items()},
    }


def _entries(figure: Figure) -> Iterator[object]:
    yield from (figure.status.value, figure.people, figure.mean, figure.spread, figure.apart)


def from_json(kept: Mapping[str, Any]) -> Snapshot:
    """A snapshot that was kept."""
    return Snapshot(
        kept["questionnaire"],
        kept["version"],
        {Side(side): Mode(mode) for side, mode in kept["modes"].items()},
        {Side(side): people for side, people in kept["people"].items()},
        {
            Key(Side(side), measure, dimension, statement): Figure(Status(status), people, mean, spread, apart)
            for side, measure, dimension, statement, status, people, mean, spread, apart in kept["figures"]
        },
        {question: tuple(ids) for question, ids in kept["never_said"].items()},
        {question: tuple(ids) for question, ids in kept["cannot_say"].items()},
        {Side(side): tuple(said) for side, said in kept["words"].items()},
    )
