"""What a pair does together, in order: each milestone is reached by both sides or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from goodpartners.domain.cohorts import JointDate
from goodpartners.domain.partnerships import Partnership
from goodpartners.domain.rounds import RoundStanding


class MilestoneKind(StrEnum):
    """What has to happen."""

    ACCEPTED = "accepted"
    BEGUN = "begun"
    COURSES = "courses"
    ROUND = "round"
    MEETING = "meeting"


@dataclass(frozen=True)
class Milestone:
    """One joint step; `on` is None while it has no day. Never says which side is missing."""

    kind: MilestoneKind
    title: str
    on: date | None
    reached: bool
    joint_date_id: int | None = None

    def days(self, today: date) -> int | None:
        """Days to go; negative once it is late."""
        return (self.on - today).days if self.on else None


def milestones(
    partnership: Partnership,
    *,
    both_begun: bool,
    begins: date,
    courses: Sequence[tuple[date, str, bool]],
    dates: Iterable[JointDate],
    rounds: Iterable[RoundStanding] = (),
) -> tuple[Milestone, ...]:
    """A pair's milestones by day, those reached first; `courses` are (due, title, whether both sides are done)."""
    consent = partnership.authority_accepted_at is not None and partnership.provider_accepted_at is not None
    found = [
        Milestone(MilestoneKind.ACCEPTED, "Both organisations agree to take part", begins, consent),
        Milestone(MilestoneKind.BEGUN, "Both sides have begun", begins, both_begun),
    ]
    found += [Milestone(MilestoneKind.COURSES, title, due, reached) for due, title, reached in courses]
    found += [
        Milestone(MilestoneKind.ROUND, f"{each.name}: results open to both", each.closes, each.released)
        for each in rounds
        if each.is_step
    ]
    found += [Milestone(MilestoneKind.MEETING, d.title, d.on, d.held, d.id) for d in dates]
    return tuple(sorted(found, key=lambda m: (not m.reached, m.on or date.max)))
