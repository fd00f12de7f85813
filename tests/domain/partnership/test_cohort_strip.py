"""The strip of a cohort: five pairs with five people a side, or nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goodpartners.domain.partnership.gaps.cohort_strip import strip
from goodpartners.domain.partnership.snapshots import Mode, Snapshot
from goodpartners.domain.people import Side
from tests.partnership import gap_sheets, gap_snapshot, gap_survey


def few() -> Snapshot:
    """A pair with four people on a side."""
    theirs = [sheet for sheet in gap_sheets() if sheet.side is Side.PROVIDER]
    ours = [sheet for sheet in gap_sheets() if sheet.side is Side.COMMISSIONER]
    return gap_snapshot([*ours[:4], *theirs])


@pytest.mark.parametrize("pairs", [0, 1, 4])
def test_four_pairs_show_no_strip(pairs: int) -> None:
    assert strip(gap_survey(), gap_snapshot(), [gap_snapshot()] * pairs) is None


def test_five_pairs_show_one_with_a_dot_a_pair() -> None:
    found = strip(gap_survey(), gap_snapshot(), [gap_snapshot()] * 5)
    assert found
    assert [len(line.dots) for line in found.lines] == [5] * 5
    assert found.lines[0].texts == ("−0.88",) * 5
    assert found.lines[0].own_text == "−0.88"
    assert "".join(word.text for word in found.title) == "Most pairs under-guess Keeping promises"


def test_a_pair_with_four_people_on_a_side_is_no_dot() -> None:
    assert strip(gap_survey(), gap_snapshot(), [gap_snapshot()] * 4 + [few()]) is None
    found = strip(gap_survey(), few(), [gap_snapshot()] * 5 + [few()])
    assert found
    assert [len(line.dots) for line in found.lines] == [5] * 5
    assert [line.own for line in found.lines] == [None] * 5


def test_one_shared_answer_is_no_dot() -> None:
    shared = replace(gap_snapshot(), modes={Side.COMMISSIONER: Mode.POOLED, Side.PROVIDER: Mode.ORGANISATION})
    assert strip(gap_survey(), shared, [gap_snapshot()] * 4 + [shared]) is None


def test_dots_stand_from_low_to_high_so_that_no_order_tells_a_pair() -> None:
    fewer = [sheet for sheet in gap_sheets() if sheet.key != "provider-0"]
    other, same = gap_snapshot(fewer), [gap_snapshot()] * 5
    assert strip(gap_survey(), None, [other, *same]) == strip(gap_survey(), None, [*same, other])
