"""No mark above the maximum or below zero, the key earns every mark, and nothing else does by accident."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goodpartners.domain.quiz.items import MOST_DIGITS, Item, ItemBase
from goodpartners.domain.quiz.marking import Verdict, folded, key, mark, marks
from goodpartners.domain.quiz.responses import Chosen, Matched, Ordered, Response, Written
from tests.domain.quiz import strategies as quizzes
from tests.domain.quiz.examples import item

WHOLE = Fraction(1)


@given(quizzes.items_with(quizzes.responses))
def test_no_mark_is_above_the_maximum_or_below_zero(given: tuple[Item, Response | None]) -> None:
    one, response = given
    got = mark(one, response)
    assert 0 <= got.marks <= got.worth <= one.worth


@given(quizzes.marked_items)
def test_the_key_earns_every_mark(one: Item) -> None:
    got = mark(one, key(one))
    assert (got.marks, got.verdict) == (one.worth, Verdict.RIGHT)


@given(quizzes.items_with(quizzes.parts_of_key, quizzes.marked_items))
def test_a_part_of_the_key_never_earns_more_than_the_whole(given: tuple[Item, Response | None]) -> None:
    one, part = given
    assert mark(one, part).marks <= mark(one, key(one)).marks
    assert part == key(one) or mark(one, part).share < WHOLE


@given(quizzes.items_with(quizzes.responses), st.data())
def test_the_order_in_which_parts_are_shown_changes_no_mark(
    given: tuple[ItemBase, Response | None], data: st.DataObject
) -> None:
    one, response = given
    shown = {
        name: data.draw(st.permutations(getattr(one, name)))
        for name in ("options", "premises", "responses")
        if hasattr(one, name)
    }
    assert mark(one.model_copy(update=shown), response) == mark(one, response)  # type: ignore[arg-type]


@given(quizzes.items_with(quizzes.given_by_form), st.data())
def test_the_order_in_which_parts_were_answered_changes_no_mark(
    given: tuple[Item, Response | None], data: st.DataObject
) -> None:
    one, response = given
    field = {"chosen": "options", "matched": "pairs", "ordered": "places"}.get(response.form if response else "")
    if response is None or field is None:
        return
    otherwise = response.model_copy(update={field: tuple(data.draw(st.permutations(getattr(response, field))))})
    assert mark(one, otherwise) == mark(one, response)


@given(quizzes.marked_items)
def test_an_item_without_an_answer_is_unanswered_and_brings_nothing(one: Item) -> None:
    got = mark(one, None)
    assert (got.marks, got.worth, got.verdict) == (0, one.worth, Verdict.UNANSWERED)


@given(quizzes.items_with(quizzes.responses, quizzes.items(["scale"])))
def test_a_scale_is_never_marked(given: tuple[Item, Response | None]) -> None:
    got = mark(*given)
    assert (got.marks, got.worth, got.verdict) == (0, 0, Verdict.UNMARKED)


@given(quizzes.items_with(lambda one: quizzes.nonsense, quizzes.marked_items))
def test_a_response_of_another_kind_is_worth_nothing(given: tuple[Item, Response]) -> None:
    one, response = given
    if type(response) is not type(key(one)):
        assert mark(one, response).marks == 0


@pytest.mark.parametrize(
    ("item_id", "response", "share"),
    [
        ("day", Chosen(options=("b",)), "1"),
        ("day", Chosen(options=("a",)), "0"),
        ("long", Chosen(options=("false",)), "1"),
        ("long", Chosen(options=("true",)), "0"),
        ("shares", Chosen(options=("a", "c")), "1"),
        ("shares", Chosen(options=("a",)), "1/2"),
        ("shares", Chosen(options=("a", "b")), "0"),
        ("shares", Chosen(options=("a", "b", "c")), "1/2"),
        ("shares", Chosen(options=("b", "d")), "0"),
        ("shares", Chosen(options=("a", "b", "c", "d")), "0"),
        ("sun", Matched(pairs=(("a", "all-day"), ("b", "none"), ("c", "noon"))), "1"),
        ("sun", Matched(pairs=(("a", "all-day"), ("b", "noon"), ("c", "none"))), "1/3"),
        ("sun", Matched(pairs=(("a", "all-day"), ("b", "none"))), "2/3"),
        ("straw", Written(text="  MULCH. "), "1"),
        ("straw", Written(text="a bed's  mulch"), "1"),
        ("straw", Written(text="compost"), "0"),
        ("straw", Written(text="mulches"), "0"),
        ("litres", Written(text="140"), "1"),
        ("litres", Written(text="140 litres"), "0"),
    ],
)
def test_each_kind_is_marked_by_its_own_rule(item_id: str, response: Response, share: str) -> None:
    assert mark(item(item_id), response).share == Fraction(share)


@pytest.mark.parametrize(("chosen", "share"), [("ac", 1), ("a", 0), ("abc", 0), ("abcd", 0)])
def test_all_or_nothing_gives_no_share(chosen: str, share: int) -> None:
    assert mark(item("shares", marking="all-or-nothing"), Chosen(options=tuple(chosen))).share == share


@pytest.mark.parametrize(
    ("order", "share"),
    [("1234", "1"), ("1324", "0"), ("2341", "2/3"), ("1243", "1/3"), ("4321", "0"), ("3412", "2/3")],
)
def test_an_order_earns_a_share_for_each_neighbour_that_follows_rightly(order: str, share: str) -> None:
    response = Ordered(places=tuple((step, place) for place, step in enumerate(order, 1)))
    assert mark(item("steps"), response).share == Fraction(share)
    assert mark(item("steps", marking="all-or-nothing"), response).share == (1 if order == "1234" else 0)


@pytest.mark.parametrize(
    "places", [{"1": 1, "2": 2, "3": 3}, {"1": 1, "2": 2, "3": 3, "4": 3}, {"1": 1, "2": 1, "3": 2, "4": 3}]
)
def test_an_order_with_a_gap_or_a_place_used_twice_earns_nothing(places: dict[str, int]) -> None:
    assert mark(item("steps"), Ordered(places=tuple(places.items()))).verdict is Verdict.WRONG


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("139.5", True),
        ("140.5", True),
        ("139.49", False),
        ("140.51", False),
        (f"140.5{'0' * 40}", True),
        (f"140.5{'0' * 40}1", False),
        ("1,40", True),
        ("", False),
    ],
)
def test_a_number_is_right_up_to_its_tolerance_and_not_beyond(typed: str, right: bool) -> None:
    assert mark(item("litres"), Written(text=typed)).share == right


@given(st.integers(-(10**MOST_DIGITS) + 1, 10**MOST_DIGITS - 1), st.integers(0, 10**6), st.integers(1, 10**6))
@example(10**15, 0, 1)
@example(10**MOST_DIGITS - 1, 10**6, 1)
def test_a_number_of_any_size_is_right_up_to_its_tolerance_and_not_beyond(wanted: int, far: int, beyond: int) -> None:
    one = item("litres", answer=str(wanted), tolerance=str(far), slips=[])
    assert mark(one, key(one)).share == WHOLE
    for typed in (wanted - far, wanted, wanted + far):
        assert mark(one, Written(text=f"{typed:,}".replace("-", "−"))).share == WHOLE
    for typed in (wanted - far - beyond, wanted + far + beyond):
        assert mark(one, Written(text=str(typed))).share == 0


def test_a_number_without_tolerance_is_exact() -> None:
    tenth: dict[str, Any] = {"answer": "0.3", "tolerance": 0}
    assert mark(item("litres", **tenth), Written(text="0.30")).share == WHOLE
    assert mark(item("litres", **tenth), Written(text="0.30000001")).share == 0


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("Who’s the payer?", "who's the payer"),
        ("  the   payer ", "The payer"),
        ("co-production", "co production"),
        ("“the payer”.", "the payer"),
    ],
)
def test_capitals_spaces_quotes_and_end_stops_do_not_matter(typed: str, accepted: str) -> None:
    assert folded(typed) == folded(accepted)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("value", "figures"), [(7, "7"), (10, "10"), (0, "0"), (Fraction(1, 2), "0.5"), (Fraction(20, 3), "6.67")]
)
def test_marks_are_written_without_idle_zeros(value: Fraction | int, figures: str) -> None:
    assert marks(value) == figures
