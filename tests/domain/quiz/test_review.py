"""An answer explained: one's own words first, nothing false, and the key only where it may be shown."""

from __future__ import annotations

import pytest
from hypothesis import given

from goodpartners.domain.quiz.items import Item
from goodpartners.domain.quiz.marking import Verdict, key, mark
from goodpartners.domain.quiz.responses import Chosen, Matched, Ordered, Response, Written, fitted
from goodpartners.domain.quiz.review import Review, Standing, review
from tests.domain.quiz import strategies
from tests.domain.quiz.examples import item

OWN = (Standing.RIGHT, Standing.WRONG)


@given(strategies.items_with(strategies.given_by_form))
def test_ones_own_answers_come_first(given: tuple[Item, Response | None]) -> None:
    one, response = given
    if one.kind in ("matching", "ordering"):
        return
    own = [line.standing in OWN for line in review(one, response).lines]
    assert own == sorted(own, reverse=True)


@given(strategies.items_with(strategies.given_by_form))
def test_a_review_carries_the_mark_of_the_answer(given: tuple[Item, Response | None]) -> None:
    one, response = given
    assert review(one, response).mark == mark(one, response)


@given(strategies.items_with(lambda one: strategies.nonsense))
def test_an_answer_to_an_item_that_was_changed_since_can_be_explained(given: tuple[Item, Response]) -> None:
    one, response = given
    assert review(one, fitted(one, response)).item == one


@given(strategies.items_with(strategies.given_by_form, strategies.marked_items))
def test_only_a_right_answer_has_no_wrong_and_no_missed_line(given: tuple[Item, Response | None]) -> None:
    one, response = given
    told = review(one, response)
    faults = [line for line in told.lines if line.standing in (Standing.WRONG, Standing.MISSED)]
    assert (told.mark.verdict is Verdict.RIGHT) == (not faults)


@given(strategies.items_with(strategies.given_by_form, strategies.marked_items))
def test_what_is_missing_or_wrong_is_told_with_the_right_answer(given: tuple[Item, Response | None]) -> None:
    one, response = given
    told = " ".join(f"{line.said} {line.word}" for line in review(one, response).lines)
    assert all(text in told for text in _texts_of_key(one))


@given(strategies.items_with(strategies.given_by_form, strategies.marked_items))
def test_without_reveal_nothing_is_told_but_what_the_person_gave(given: tuple[Item, Response | None]) -> None:
    one, response = given
    told = review(one, response, reveal=False)
    assert {line.standing for line in told.lines} <= set(OWN)
    assert len(told.lines) <= len(review(one, response).lines)
    if response is None:
        assert told.lines == ()


def _without_reveal(one: Item, response: Response) -> str:
    return _words(review(one, response, reveal=False))


def _words(told: Review) -> str:
    return " | ".join(f"{line.said} {line.word} {line.why}" for line in told.lines)


def test_without_reveal_a_wrong_choice_does_not_name_the_right_one() -> None:
    told = _without_reveal(item("shares"), Chosen(options=("a", "b")))
    assert "Take turns" in told
    assert "The nearer one waters" in told
    assert "Each its own bed" not in told
    assert "People keep" not in told


def test_without_reveal_a_wrong_match_does_not_name_the_right_one() -> None:
    told = _without_reveal(item("sun"), Matched(pairs=(("a", "noon"), ("b", "none"))))
    assert "you chose Until noon" in told
    assert "Sun all day" not in told
    assert "faces south" not in told
    assert "Right: Shade all day" in told
    assert "keeps the light off" in told


def test_without_reveal_a_wrong_place_does_not_name_the_right_one() -> None:
    told = _without_reveal(item("steps"), Ordered(places=(("1", 2), ("2", 1), ("3", 3), ("4", 4))))
    assert "You put it at 2" in told
    assert "belongs" not in told
    assert "Look before you dig" not in told


@pytest.mark.parametrize(("item_id", "typed"), [("litres", "170"), ("straw", "hay")])
def test_without_reveal_a_wrong_word_or_number_is_not_corrected(item_id: str, typed: str) -> None:
    told = _without_reveal(item(item_id), Written(text=typed))
    assert typed in told
    assert "140" not in told
    assert "mulch" not in told.lower()


def test_without_reveal_a_known_slip_is_still_named() -> None:
    assert "That is one week." in _without_reveal(item("litres"), Written(text="35.5"))
    assert "Compost is dug in." in _without_reveal(item("straw"), Written(text="Compost."))


@pytest.mark.parametrize(
    ("typed", "why"),
    [("140", "Four weeks need 140."), ("36", "That is one week."), ("36.1", "Take 35 four"), ("ten", "Take 35 four")],
)
def test_a_number_is_told_what_belongs_to_it(typed: str, why: str) -> None:
    assert review(item("litres"), Written(text=typed)).lines[0].why.startswith(why)


@pytest.mark.parametrize(("unit", "shown"), [("£", "£140"), ("hours", "140 hours"), (None, "140")])
def test_the_right_number_is_shown_with_its_unit(unit: str | None, shown: str) -> None:
    assert review(item("litres", unit=unit), Written(text="1")).lines[1].said == shown


def test_a_negative_number_is_shown_with_a_true_minus_sign() -> None:
    assert review(item("litres", answer=-3), Written(text="1")).lines[1].said == "−3 litres"


def test_a_place_is_told_as_it_was_given_even_when_others_are_missing() -> None:
    lines = review(item("steps"), Ordered(places=(("1", 3), ("3", 2)))).lines
    assert lines[0].word == "You put it at 3. It belongs at 1."
    assert lines[1].word == "Not answered. It belongs at 2."
    assert lines[2].word == "You put it at 2. It belongs at 3."


@pytest.mark.parametrize(
    "places", [(("1", 1), ("2", 2)), (("1", 1), ("2", 1), ("3", 2), ("4", 3)), (("1", 1), ("2", 2), ("3", 3), ("4", 3))]
)
def test_an_order_that_is_not_whole_is_not_called_right(places: tuple[tuple[str, int], ...]) -> None:
    told = review(item("steps"), Ordered(places=places))
    assert told.mark.verdict is Verdict.WRONG
    assert told.lines[-1].standing is Standing.OTHER
    assert "First look and ask." not in _words(told)


def test_a_known_slip_in_an_order_has_a_word_of_its_own() -> None:
    swapped = Ordered(places=(("1", 1), ("3", 2), ("2", 3), ("4", 4)))
    assert review(item("steps"), swapped).lines[-1].why == "Ask before you dig."
    late = Ordered(places=(("2", 1), ("1", 2), ("3", 3), ("4", 4)))
    assert review(item("steps"), late).lines[-1].why == "Look before you dig."


def test_a_point_on_a_scale_is_said_back_and_not_judged() -> None:
    (line,) = review(item("mood"), Chosen(options=("3",))).lines
    assert (line.said, line.standing, line.why) == ("Very sure", Standing.OTHER, "Look again in a week.")


def _texts_of_key(one: Item) -> list[str]:
    right = key(one)
    match right:
        case Chosen() if one.kind == "true-false":
            return [right.options[0].capitalize()]
        case Chosen():
            return [o.text for o in one.options if o.right]  # type: ignore[union-attr]
        case Matched():
            return [r.text for r in one.responses if r.id in dict(right.pairs).values()]  # type: ignore[union-attr]
        case Ordered():
            return [s.text for s in one.steps]  # type: ignore[union-attr]
        case _:
            return []
