"""A pair as somebody sees it: what is in it follows from the table of who sees what, and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from goodpartners.domain.board import Learner, PairStanding, SideStanding
from goodpartners.domain.cohorts import Cohort, JointDate, Pair
from goodpartners.domain.milestones import Milestone, MilestoneKind
from goodpartners.domain.partnerships import PartnershipState
from goodpartners.domain.people import Side
from goodpartners.domain.visibility import Thing, Viewer, sees, side_average

Standpoint = Mapping[Side, frozenset[Viewer]]
"""How somebody stands to the people of each side; more than one way when they hold more than one role."""


class PairState(StrEnum):
    """What a pair's page says first."""

    OPEN = "open"
    PROPOSED = "proposed"
    PAUSED = "paused"
    PROCUREMENT = "procurement"
    ENDED = "ended"


@dataclass(frozen=True)
class Member:
    """Somebody on a side; `elsewhere` names an organisation that is not the side's own."""

    person_id: int
    name: str
    elsewhere: str | None


@dataclass(frozen=True)
class Completed:
    """How many modules of each course somebody has done: (title, done, of how many, whether the course is complete)."""

    member: Member
    courses: tuple[tuple[str, int, int, bool], ...]


@dataclass(frozen=True)
class SideView:
    """One side; None stands for what this viewer does not see."""

    side: Side
    organisation: str
    members: tuple[Member, ...] | None
    average: int | None = None
    averaged: bool = False
    """Whether the viewer may see an average of this side at all, from three active people up."""
    completion: tuple[Completed, ...] | None = None


@dataclass(frozen=True)
class PairView:
    """A pair; `milestones` is None for whoever does not see them, and without marks while `reached_shown` is not."""

    pair: Pair
    cohort: Cohort
    state: PairState
    commissioner: SideView
    provider: SideView
    milestones: tuple[Milestone, ...] | None
    reached_shown: bool
    dates: tuple[JointDate, ...]
    waiting_for: tuple[str, ...]
    """Organisations that have not agreed yet."""

    @property
    def sides(self) -> tuple[SideView, SideView]:
        """Commissioner first, as everywhere."""
        return self.commissioner, self.provider

    @property
    def next(self) -> Milestone | None:
        """What both do next: the first step that is not reached; while that is hidden, the next day agreed."""
        return next((m for m in self.milestones or () if not m.reached), None)

    @property
    def one_sided(self) -> Side | None:
        """The side that nobody has joined, as far as the viewer sees who has."""
        return next((s.side for s in self.sides if s.members == ()), None)


def state_of(pair: Pair) -> PairState:
    """An end outweighs the rest, a tender outweighs a pause."""
    partnership = pair.partnership
    if pair.ended_at or partnership.state is PartnershipState.ENDED:
        return PairState.ENDED
    if partnership.open_between_sides:
        return PairState.OPEN
    if partnership.procurement_since:
        return PairState.PROCUREMENT
    return PairState.PAUSED if partnership.state is PartnershipState.PAUSED else PairState.PROPOSED


def view(
    row: PairStanding, cohort: Cohort, titles: Mapping[str, str], dates: tuple[JointDate, ...], stands: Standpoint
) -> PairView:
    """A pair as somebody sees who stands so to its two sides; `titles` names courses."""
    state = state_of(row.pair)
    commissioner, provider = (_side(s, state, titles, stands.get(s.side, frozenset())) for s in row.sides)
    both = all(_may(stands.get(side, frozenset()), Thing.MILESTONES) for side in Side)
    partnership = row.pair.partnership
    waiting = tuple(partnership.organisation(side) for side in Side if partnership.accepted_at(side) is None)
    shown = state is PairState.OPEN
    return PairView(
        row.pair,
        cohort,
        state,
        commissioner,
        provider,
        _milestones(row.milestones, shown) if both and state is not PairState.ENDED else None,
        shown,
        tuple(d for d in dates if d.concerns(row.pair.id)),
        waiting if state is PairState.PROPOSED else (),
    )


def _may(viewers: frozenset[Viewer], thing: Thing) -> bool:
    return any(sees(viewer, thing) for viewer in viewers)


def _side(side: SideStanding, state: PairState, titles: Mapping[str, str], viewers: frozenset[Viewer]) -> SideView:
    own = viewers - {Viewer.OTHER_SIDE}
    if state is PairState.ENDED or not _may(viewers, Thing.MEMBERSHIP) or (state is PairState.PROPOSED and not own):
        return SideView(side.side, side.organisation, None)
    averaged = _may(viewers, Thing.SIDE_AVERAGE)
    members = tuple(_member(x, side) for x in _seen(side, viewers, Thing.MEMBERSHIP))
    completion = None
    if _may(viewers, Thing.COMPLETION):
        seen = _seen(side, viewers, Thing.COMPLETION)
        completion = tuple(Completed(_member(x, side), _courses(x, titles)) for x in seen)
    average = side_average(side.percent, len(side.counted)) if averaged else None
    return SideView(side.side, side.organisation, members, average, averaged, completion)


def _seen(side: SideStanding, viewers: frozenset[Viewer], thing: Thing) -> tuple[Learner, ...]:
    """Whose thing it shows: an organisation's manager sees its own people only, others everybody on the side."""
    if any(sees(viewer, thing) for viewer in viewers - {Viewer.ORGANISATION_MANAGER}):
        return side.learners
    return tuple(x for x in side.learners if x.organisation == side.organisation)


def _member(learner: Learner, side: SideStanding) -> Member:
    elsewhere = learner.organisation if learner.organisation != side.organisation else None
    return Member(learner.person_id, learner.name, elsewhere)


def _courses(learner: Learner, titles: Mapping[str, str]) -> tuple[tuple[str, int, int, bool], ...]:
    return tuple(
        (
            titles.get(s.course, s.course),
            sum(1 for m in s.modules if m.complete),
            len(s.modules),
            s.complete_at is not None,
        )
        for s in learner.standings
    )


def _milestones(found: tuple[Milestone, ...], shown: bool) -> tuple[Milestone, ...]:
    """The steps as they are; while nothing crosses between the sides, only days that both know, by day."""
    if shown:
        return found
    known = (m for m in found if m.kind is MilestoneKind.MEETING)
    return tuple(sorted(known, key=lambda m: (m.reached, m.on or date.max)))
