"""Who sees what about a person: one table, asked by every page, shown on every page, tested role × thing × route."""

from __future__ import annotations

from enum import StrEnum

SMALLEST_AVERAGE = 3
"""Active people on a side before its average is shown to that side."""
SMALLEST_VERDICT = 20
"""First papers before a question's result is called easy, hard or misleading."""


class Viewer(StrEnum):
    """How somebody stands to the person that a page is about."""

    SELF = "me"
    COLLEAGUE = "my side’s learners"
    SIDE_LEAD = "my side lead"
    OTHER_SIDE = "the other side"
    ORGANISATION_MANAGER = "my organisation’s manager"
    TRAINER = "my trainer"
    ADMIN = "an admin"
    STRANGER = "anybody else"


class Thing(StrEnum):
    """What a page can show about somebody."""

    MEMBERSHIP = "that I take part, in which pair, for which organisation"
    ANSWERS = "my answers in knowledge checks"
    MARKS = "my marks"
    COMPLETION = "which modules and courses I have done"
    CERTIFICATES = "my certificates"
    NOTES = "my notes in activities"
    SIDE_AVERAGE = "my side’s average, from three people up"
    MILESTONES = "what the pair has reached together"
    PAIR_ANSWERS = "my answers about our pair"
    ANSWERED = "whether I have answered a round about our pair"
    PAIR_RESULTS = "our pair’s results, once both sides have enough answers"
    COMPARISON = "how authorities or providers compare"


_PAIR = frozenset({Viewer.SELF, Viewer.COLLEAGUE, Viewer.SIDE_LEAD, Viewer.OTHER_SIDE, Viewer.TRAINER})
SEES: dict[Thing, frozenset[Viewer]] = {
    Thing.MEMBERSHIP: _PAIR | {Viewer.ORGANISATION_MANAGER, Viewer.ADMIN},
    Thing.ANSWERS: frozenset({Viewer.SELF, Viewer.TRAINER}),
    Thing.MARKS: frozenset({Viewer.SELF, Viewer.TRAINER}),
    Thing.COMPLETION: frozenset({Viewer.SELF, Viewer.SIDE_LEAD, Viewer.ORGANISATION_MANAGER, Viewer.TRAINER}),
    Thing.CERTIFICATES: frozenset({Viewer.SELF, Viewer.ORGANISATION_MANAGER, Viewer.TRAINER}),
    Thing.NOTES: frozenset({Viewer.SELF}),
    Thing.SIDE_AVERAGE: frozenset({Viewer.SELF, Viewer.COLLEAGUE, Viewer.SIDE_LEAD, Viewer.TRAINER}),
    Thing.MILESTONES: _PAIR,
    Thing.PAIR_ANSWERS: frozenset({Viewer.SELF}),
    Thing.ANSWERED: frozenset(
        {Viewer.SELF, Viewer.SIDE_LEAD, Viewer.ORGANISATION_MANAGER, Viewer.TRAINER, Viewer.ADMIN}
    ),
    Thing.PAIR_RESULTS: frozenset({Viewer.SELF, Viewer.COLLEAGUE, Viewer.OTHER_SIDE, Viewer.TRAINER}),
    Thing.COMPARISON: frozenset(),
}


def sees(viewer: Viewer, thing: Thing) -> bool:
    """Whether the table lets somebody who stands so see that."""
    return viewer in SEES[thing]


def who_sees(thing: Thing) -> tuple[Viewer, ...]:
    """Everybody who sees a thing, in the order of the table's columns."""
    return tuple(viewer for viewer in Viewer if viewer in SEES[thing])


def side_average(percent: int | None, active: int) -> int | None:
    """A side's average as its own learners may see it: nothing below three active people."""
    return percent if active >= SMALLEST_AVERAGE else None
