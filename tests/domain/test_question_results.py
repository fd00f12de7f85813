"""Knowledge checks counted: small numbers stay honest, and nobody can be worked out from what is shown."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpartners.domain.people import Side
from goodpartners.domain.question_results import (
    SMALLEST_PART,
    Handed,
    ItemResult,
    Tally,
    by_share,
    item_result,
    quiz_result,
    share,
    shown_of,
)
from goodpartners.domain.quiz.answers import GONE, NO_ANSWER, OTHER
from goodpartners.domain.quiz.items import Item
from tests.domain.quiz.examples import item as example

SIDES = st.sampled_from([*Side, None])
COUNTS = st.dictionaries(SIDES, st.integers(0, 8))


def result(name: str, *answers: tuple[Side | None, bool | None, tuple[str, ...], int]) -> ItemResult:
    found: Item = example(name)
    return item_result(found, [Tally(name, side, right, chosen, n) for side, right, chosen, n in answers])


def counts(found: ItemResult, part: int = 0) -> dict[str, int]:
    return {c.words: c.count(None) for c in found.parts[part].choices}


@given(COUNTS)
def test_no_small_part_of_a_total_can_be_worked_out(papers: dict[Side | None, int]) -> None:
    """Whoever takes the sides that are shown from the total is left with nobody, or with three or more."""
    shown = shown_of(papers)
    if shown.may(None):
        left = sum(papers.values()) - sum(papers.get(side, 0) for side in Side if shown.may(side))
        assert left == 0 or left >= SMALLEST_PART
        assert sum(papers.values()) >= SMALLEST_PART
    for side in Side:
        if shown.may(side):
            assert papers.get(side, 0) >= SMALLEST_PART
            assert shown.may(None)


@given(COUNTS)
def test_the_counts_themselves_are_always_shown(papers: dict[Side | None, int]) -> None:
    shown = shown_of(papers)
    assert shown.total == sum(papers.values())
    assert all(shown.papers[side] == papers.get(side, 0) for side in Side)


@pytest.mark.parametrize(
    ("commissioners", "providers", "elsewhere", "sides", "total"),
    [
        (5, 4, 0, True, True),
        (5, 2, 0, False, True),
        (5, 0, 0, True, True),
        (5, 4, 1, False, True),
        (1, 1, 0, False, False),
    ],
)
def test_a_small_side_hides_both(commissioners: int, providers: int, elsewhere: int, sides: bool, total: bool) -> None:
    shown = shown_of({Side.COMMISSIONER: commissioners, Side.PROVIDER: providers, None: elsewhere})
    assert (shown.may(Side.COMMISSIONER), shown.may(None)) == (sides and commissioners > 0, total)


@given(st.lists(st.tuples(SIDES, st.integers(0, 100), st.booleans()), max_size=30))
def test_a_checks_mean_and_passes_are_those_of_its_papers(papers: list[tuple[Side | None, int, bool]]) -> None:
    handed = [Handed("q", side, 1, percent, int(passed)) for side, percent, passed in papers]
    found = quiz_result("q", {}, [*handed, Handed("other", None, 9, 900, 9)])
    for side in (*Side, None):
        mine = [p for p in papers if side is None or p[0] is side]
        if found.shown.may(side):
            assert found.mean(side) == int(sum(p[1] for p in mine) / len(mine) + 0.5)
            assert found.passed(side) == (sum(p[2] for p in mine), share(sum(p[2] for p in mine), len(mine)))
        else:
            assert found.mean(side) is None
            assert found.passed(side) is None


def test_options_are_counted_with_the_key_and_those_who_said_nothing() -> None:
    found = result(
        "day",
        (Side.COMMISSIONER, True, ("b",), 4),
        (Side.PROVIDER, False, ("a",), 3),
        (Side.PROVIDER, False, (), 1),
        (Side.PROVIDER, False, ("z",), 1),
    )
    assert counts(found) == {"Friday": 3, "Saturday": 4, "Sunday": 0, GONE: 1, NO_ANSWER: 1}
    assert [c.words for c in found.parts[0].choices if c.key] == ["Saturday"]
    assert (found.share(), found.share(Side.COMMISSIONER), found.share(Side.PROVIDER)) == (44, 100, 0)


def test_several_options_are_counted_one_by_one() -> None:
    found = result("shares", (None, True, ("a", "c"), 3), (None, False, ("a", "b"), 2))
    assert list(counts(found).values()) == [5, 2, 3, 0]
    assert found.share() == 60


def test_matches_are_counted_by_what_is_matched() -> None:
    found = result("sun", (None, False, ("a>all-day", "b>noon"), 2), (None, True, ("a>all-day", "b>none", "c>noon"), 1))
    assert [p.title for p in found.parts] == ["By the wall", "Under the tree", "By the gate"]
    assert counts(found, 0)["Sun all day"] == 3
    assert counts(found, 1) == {"Sun all day": 0, "Shade all day": 1, "Until noon": 2}
    assert counts(found, 2) == {"Sun all day": 0, "Shade all day": 0, "Until noon": 1, NO_ANSWER: 2}


def test_a_wrong_answer_that_was_typed_once_is_not_quoted() -> None:
    found = result(
        "straw",
        (None, True, ("mulch",), 3),
        (None, True, ("a bed's mulch",), 1),
        (None, False, ("compost",), 2),
        (None, False, ("ask mrs patel",), 1),
        (None, False, (), 1),
    )
    assert counts(found) == {"mulch": 4, "compost": 2, OTHER: 1, NO_ANSWER: 1}


def test_an_order_is_counted_whole() -> None:
    found = result("steps", (None, True, ("1", "2", "3", "4"), 3), (None, False, ("1", "3", "2", "4"), 2))
    assert list(counts(found).values()) == [3, 2]
    assert next(iter(counts(found))) == "1. Look; 2. Ask; 3. Dig; 4. Sow"


@pytest.mark.parametrize(
    ("right", "wrong", "verdict"),
    [
        (0, 0, "Nobody has handed this in."),
        (4, 3, "Too few to say: n = 7."),
        (19, 0, "Too few to say: n = 19."),
        (20, 0, "Most got this."),
        (12, 8, "Half or more got this."),
        (8, 12, "A wrong answer is chosen more often than the right one."),
    ],
)
def test_a_word_is_said_from_twenty_papers_up(right: int, wrong: int, verdict: str) -> None:
    answers = [(None, True, ("b",), right), (None, False, ("a",), wrong)]
    assert result("day", *(a for a in answers if a[3])).verdict == verdict  # type: ignore[arg-type]


def test_a_hard_question_without_one_tempting_answer_is_called_hard() -> None:
    found = result("day", (None, True, ("b",), 9), (None, False, ("a",), 8), (None, False, ("c",), 8))
    assert found.verdict == "Hard: fewer than half got this."


def test_a_scale_has_no_share_and_no_verdict() -> None:
    found = result("mood", (None, None, ("1",), 30))
    assert found.share() is None
    assert found.verdict == "Nothing here is right or wrong."
    assert all(c.key is None for c in found.parts[0].choices)


def test_the_hardest_come_first_and_what_is_not_shown_last() -> None:
    hard = result("day", (None, True, ("b",), 1), (None, False, ("a",), 4))
    easy = result("long", (None, True, ("false",), 5))
    small = result("straw", (None, False, ("x",), 1))
    assert [r.item.id for r in by_share([small, easy, hard])] == ["day", "long", "straw"]


@given(st.lists(st.tuples(SIDES, st.sampled_from(["a", "b", "c", ""]), st.integers(1, 4)), max_size=12))
def test_the_counts_of_a_single_choice_add_up_to_its_papers(answers: list[tuple[Side | None, str, int]]) -> None:
    found = result("day", *((side, name == "b", (name,) if name else (), n) for side, name, n in answers))
    papers: Counter[Side | None] = Counter()
    for side, _, n in answers:
        papers[side] += n
    assert found.shown.total == papers.total()
    for side in (*Side, None):
        wanted = papers.total() if side is None else papers[side]
        assert sum(c.count(side) for c in found.parts[0].choices) == wanted == found.papers(side)
