"""How each side comes across: what it says of itself, beside what its partner sees of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goodpartners.domain.partnership.questionnaire import Question, Questionnaire
from goodpartners.domain.partnership.readiness.ambition import Axis, axis
from goodpartners.domain.partnership.readiness.patterns import SENTENCES, SIDES, Pattern, own_view
from goodpartners.domain.partnership.results import Gap, Names, Result, Table, Word, cell, named, said
from goodpartners.domain.partnership.snapshots import Figure, Snapshot
from goodpartners.domain.people import Side

WHO = tuple((about, by) for about in SIDES for by in (about, *(side for side in SIDES if side is not about)))
"""About whom, and by whom: each side on itself first."""


@dataclass(frozen=True)
class View:
    """A side's view of itself and its partner's view of it."""

    dimension: str
    title: str
    short: str
    gap: Gap
    """Always the commissioner's answer first, whomever it is about."""
    pattern: Pattern | None
    said: str


@dataclass(frozen=True)
class Panel:
    """How one side comes across."""

    about: Side
    name: str
    views: tuple[View, ...]


@dataclass(frozen=True)
class Panels:
    """Two panels side by side; a shape says who answered, never whom it is about."""

    names: Names
    axis: Axis
    panels: tuple[Panel, ...]


def across(whole: Questionnaire, snapshot: Snapshot, names: Names) -> Result:
    """Both panels."""
    panels = tuple(Panel(about, names.of(about), _views(whole, snapshot, about)) for about in SIDES)
    scale = axis(whole)
    on = [f"{names.of(by)} on {'itself' if by is about else names.of(about)}" for about, by in WHO]
    rows = []
    for n, dimension in enumerate(whole.dimensions):
        cells = [cell(figure) for panel in panels for figure in _self_first(panel.about, panel.views[n].gap)]
        found = [f"{panel.name}: {panel.views[n].pattern}" for panel in panels if panel.views[n].pattern]
        rows.append((dimension.title, *cells, "; ".join(found)))
    return Result(
        f"{whole.id}-across",
        "panels",
        "How you come across",
        _title(panels),
        (
            "The gap shows how you come across, not how you mean to.",
            "The shape tells you who answered.",
            *(SENTENCES[pattern] for pattern in Pattern if any(v.pattern is pattern for p in panels for v in p.views)),
        ),
        Panels(names, scale, panels),
        Table(("Part", *on, "How you come across"), tuple(rows)),
    )


def _views(whole: Questionnaire, snapshot: Snapshot, about: Side) -> tuple[View, ...]:
    found = []
    for dimension in whole.dimensions:
        own = snapshot.figure(about, Question.NOW, dimension.id)
        seen = snapshot.figure(_across_from(about), Question.MIRROR, dimension.id)
        first, second = _self_first(about, Gap(own, seen))
        reason = next((said(figure) for figure in (own, seen) if not figure.shown), "")
        pattern = own_view(own, seen)
        found.append(View(dimension.id, dimension.title, dimension.short, Gap(first, second), pattern, reason))
    return tuple(found)


def _across_from(side: Side) -> Side:
    return Side.PROVIDER if side is Side.COMMISSIONER else Side.COMMISSIONER


def _self_first(about: Side, gap: Gap) -> tuple[Figure, Figure]:
    """The two turned round where they are about the provider; twice is as they were."""
    return (gap.first, gap.second) if about is Side.COMMISSIONER else (gap.second, gap.first)


def _title(panels: Sequence[Panel]) -> tuple[Word, ...]:
    found = []
    for panel in panels:
        for pattern, verb in ((Pattern.HIDDEN, "is seen as better at "), (Pattern.BLIND, "is seen as doing less on ")):
            titles = [view.short for view in panel.views if view.pattern is pattern]
            if titles:
                found.append((Word(f"{panel.name} {verb}"), *named(titles), Word(" than it thinks")))
    if found:
        return tuple(_sentences(found))
    if not any(view.gap.size is not None for panel in panels for view in panel.views):
        return (Word("Not enough answers yet to say how you come across"),)
    return (Word("You come across much as you see yourselves"),)


def _sentences(found: Sequence[tuple[Word, ...]]) -> list[Word]:
    words = list(found[0])
    for more in found[1:]:
        words += [Word(". "), *more]
    return words
