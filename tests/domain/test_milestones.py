"""A pair's joint steps: reached by both or not at all, in the order of their days."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from goodpartners.domain.cohorts import JointDate
from goodpartners.domain.milestones import Milestone, MilestoneKind, milestones
from goodpartners.domain.partnerships import Partnership, PartnershipState
from tests.factories import START

TODAY = START.date()
PARTNERSHIP = Partnership(1, 10, "Quillby Borough Council", 20, "Tessaly Care", START, START, START)


def of(partnership: Partnership = PARTNERSHIP, *dates: JointDate, begun: bool = False) -> tuple[Milestone, ...]:
    due = [(TODAY + timedelta(days=20), "Course C, complete", False)]
    return milestones(partnership, both_begun=begun, begins=TODAY, courses=due, dates=dates)


def test_what_is_reached_comes_first_then_by_day() -> None:
    workshop = JointDate(3, "Workshop", TODAY + timedelta(days=5))
    titles = [m.title for m in of(PARTNERSHIP, workshop, begun=True)]
    assert titles == [
        "Both organisations agree to take part",
        "Both sides have begun",
        "Workshop",
        "Course C, complete",
    ]


def test_one_organisations_consent_is_not_both() -> None:
    one = replace(PARTNERSHIP, provider_accepted_at=None)
    found = {m.kind: m.reached for m in of(one)}
    assert not found[MilestoneKind.ACCEPTED]
    assert one.state is PartnershipState.PROPOSED


def test_days_to_a_milestone_are_counted_and_go_below_zero_once_it_is_late() -> None:
    step = Milestone(MilestoneKind.MEETING, "Workshop", TODAY + timedelta(days=3), False)
    assert step.days(TODAY) == 3
    assert step.days(TODAY + timedelta(days=5)) == -2
    assert Milestone(MilestoneKind.MEETING, "Workshop", None, False).days(TODAY) is None


def test_an_end_outweighs_a_pause_and_a_pause_a_consent() -> None:
    assert PARTNERSHIP.state is PartnershipState.ACCEPTED
    assert replace(PARTNERSHIP, paused_at=START).state is PartnershipState.PAUSED
    assert replace(PARTNERSHIP, paused_at=START, ended_at=START).state is PartnershipState.ENDED


def test_a_tender_between_the_two_closes_what_comes_from_the_other_side() -> None:
    assert PARTNERSHIP.open_between_sides
    assert not replace(PARTNERSHIP, procurement_since=START).open_between_sides
    assert not replace(PARTNERSHIP, paused_at=START).open_between_sides
