"""What a pair has reached together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goodpartners.domain.board import Learner
from goodpartners.domain.cohorts import Cohort
from goodpartners.domain.milestones import MilestoneKind
from goodpartners.domain.people import Side
from goodpartners.services.pair_standings import PairStandings
from tests.domain.test_board import BEGINS, PAIR, TODAY, person
from tests.factories import START

COHORT = Cohort(1, "Autumn joint cohort", BEGINS, TODAY, (), frozenset())


def on(side: Side, number: int, done: int) -> Learner:
    return replace(person(done, number=number), side=side, seats=((PAIR.id, side),))


@pytest.mark.parametrize(
    ("commissioners", "providers", "begun"),
    [((3, 0), (2,), True), ((3,), (0,), False), ((3,), (), False), ((), (), False)],
    ids=["a late joiner does not undo it", "one side has not", "one side has nobody", "nobody at all"],
)
def test_both_sides_have_begun_once_somebody_on_each_has(
    commissioners: tuple[int, ...], providers: tuple[int, ...], begun: bool
) -> None:
    people = [on(Side.COMMISSIONER, n, done) for n, done in enumerate(commissioners)]
    people += [on(Side.PROVIDER, n + 10, done) for n, done in enumerate(providers)]
    found = PairStandings(COHORT, (), people, (), (), now=START).of(PAIR)
    [step] = [m for m in found.milestones if m.kind is MilestoneKind.BEGUN]
    assert step.reached is begun
