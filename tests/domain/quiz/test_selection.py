"""A paper is drawn fairly and by seed alone, and a quiz keeps its name for as long as its meaning."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpartners.domain.quiz.items import Item, Ordering
from goodpartners.domain.quiz.quiz import Quiz
from goodpartners.domain.quiz.selection import Paper, canonical, draw, from_canonical, revision
from tests.domain.quiz import strategies
from tests.domain.quiz.examples import quiz

seeds = st.integers(0, 2**32 - 1)


@st.composite
def banks(data: st.DrawFn) -> tuple[Quiz, frozenset[str]]:
    """A larger bank of cheap items with objectives, a number to draw, and what the person has seen."""
    size = data(st.integers(1, 12))
    bank = [
        {
            "id": f"q{n}",
            "kind": "true-false",
            "stem": "So it is.",
            "answer": True,
            "if_true": "Yes.",
            "if_false": "No.",
            "objective": data(st.sampled_from(strategies.OBJECTIVES)),
            "retired": n > 0 and data(st.integers(0, 3)) == 0,
        }
        for n in range(size)
    ]
    live = sum(not item["retired"] for item in bank)
    made = quiz(items=bank, draw=data(st.none() | st.integers(1, live)), shuffle=data(st.booleans()))
    return made, frozenset(data(st.sets(st.sampled_from([str(item["id"]) for item in bank]))))


def _live(made: Quiz) -> list[Item]:
    return [item for item in made.items if not item.retired]


def _drawn(made: Quiz, paper: Paper) -> list[Item]:
    by_id = {item.id: item for item in made.items}
    return [by_id[name] for name in paper.items]


@given(banks(), seeds)
def test_a_paper_has_the_right_number_of_items_none_twice_and_none_retired(
    bank: tuple[Quiz, frozenset[str]], seed: int
) -> None:
    made, seen = bank
    paper = draw(made, seed, seen)
    assert len(paper.items) == (made.draw or len(_live(made)))
    assert len(set(paper.items)) == len(paper.items)
    assert not any(item.retired for item in _drawn(made, paper))


@given(banks(), seeds)
def test_every_objective_gets_a_turn_before_one_gets_two_more(bank: tuple[Quiz, frozenset[str]], seed: int) -> None:
    made, seen = bank
    taken = [item.objective for item in _drawn(made, draw(made, seed, seen))]
    for objective in {item.objective for item in _live(made)}:
        mine = taken.count(objective)
        there_are_more = mine < sum(item.objective == objective for item in _live(made))
        if there_are_more:
            assert all(taken.count(other) <= mine + 1 for other in set(taken))
            assert mine >= 1 or len(taken) < len({item.objective for item in _live(made)})


@given(banks(), seeds)
def test_an_item_comes_again_only_when_its_objective_has_no_new_one(
    bank: tuple[Quiz, frozenset[str]], seed: int
) -> None:
    made, seen = bank
    paper = draw(made, seed, seen)
    for again in (item for item in _drawn(made, paper) if item.id in seen):
        unseen = {item.id for item in _live(made) if item.objective == again.objective} - seen
        assert unseen <= set(paper.items)


@given(strategies.quizzes(), seeds)
def test_the_same_seed_gives_the_same_paper(made: Quiz, seed: int) -> None:
    assert draw(made, seed) == draw(made, seed)


@given(strategies.quizzes(), seeds)
def test_parts_are_shown_in_an_order_of_their_own_and_none_is_lost(made: Quiz, seed: int) -> None:
    paper = draw(made, seed)
    for item in _drawn(made, paper):
        parts = getattr(item, "options", None) or getattr(item, "steps", None) or getattr(item, "premises", None) or []
        shown = paper.orders.get(item.id)
        assert shown is None or sorted(shown) == sorted(part.id for part in parts)
        assert shown is None or getattr(item, "shuffle", True)


def test_steps_are_never_shown_in_the_right_order() -> None:
    steps = quiz("steps").items[0]
    assert isinstance(steps, Ordering)
    three = quiz(items=[steps.model_dump() | {"steps": steps.model_dump()["steps"][:3], "slips": []}])
    shown = [draw(three, seed).orders["steps"] for seed in range(100)]
    assert ("1", "2", "3") not in shown
    assert len(set(shown)) == 5


@given(banks(), seeds)
def test_a_quiz_that_is_not_shuffled_keeps_the_written_order(bank: tuple[Quiz, frozenset[str]], seed: int) -> None:
    made, seen = bank
    paper = draw(made.model_copy(update={"shuffle": False}), seed, seen)
    written = [item.id for item in made.items]
    assert sorted(paper.items, key=written.index) == list(paper.items)


def test_another_seed_brings_another_paper_sooner_or_later() -> None:
    made = quiz(draw=3)
    assert len({draw(made, seed).items for seed in range(20)}) > 10


@given(strategies.quizzes())
def test_a_quiz_comes_back_from_its_canonical_text(made: Quiz) -> None:
    assert from_canonical(canonical(made)) == made
    assert canonical(from_canonical(canonical(made))) == canonical(made)


@given(strategies.quiz_files())
def test_the_order_of_keys_in_a_file_names_no_other_revision(file: dict[str, Any]) -> None:
    turned = Quiz.model_validate(_turned(file))
    assert canonical(turned) == canonical(Quiz.model_validate(file))


@given(strategies.quiz_files())
def test_a_default_spelled_out_or_left_out_names_the_same_revision(file: dict[str, Any]) -> None:
    made = Quiz.model_validate(file)
    spelled_out = Quiz.model_validate(made.model_dump(mode="json"))
    left_out = Quiz.model_validate(made.model_dump(mode="json", exclude_defaults=True))
    assert canonical(spelled_out) == canonical(left_out) == canonical(made)


def test_an_empty_show_is_as_good_as_none() -> None:
    spelled_out = {"marks": "after hand-in", "right_answers": "after hand-in", "explanations": "after hand-in"}
    assert canonical(quiz(show={})) == canonical(quiz(show=spelled_out)) == canonical(quiz())


@given(strategies.quiz_files(), st.data())
def test_any_change_of_content_names_another_revision(file: dict[str, Any], data: st.DataObject) -> None:
    made = Quiz.model_validate(file)
    place = data.draw(st.sampled_from(list(_texts(file))))
    other = Quiz.model_validate(_changed(file, place))
    assert (other == made) == (revision(canonical(other)) == revision(canonical(made)))
    assert other != made


def test_a_revision_is_named_by_32_hex_digits() -> None:
    name = revision(canonical(quiz()))
    assert len(name) == 32
    assert int(name, 16) >= 0


def test_the_revision_of_a_known_quiz_never_changes() -> None:
    """A new optional field, or a newer pydantic, must not name old papers anew."""
    assert revision(canonical(quiz("day"))) == "6e04866ca0d77907645122bfddad62f0"


def test_canonical_text_says_which_form_it_has() -> None:
    assert json.loads(canonical(quiz()))["form"] == 1


@pytest.mark.parametrize("retired", [True, False])
def test_taking_an_item_out_of_use_names_another_revision(retired: bool) -> None:
    first, *rest = quiz().model_dump(mode="json")["items"]
    assert (canonical(quiz(items=[{**first, "retired": retired}, *rest])) != canonical(quiz())) == retired


def _turned(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _turned(value[name]) for name in reversed(value)}
    return [_turned(one) for one in value] if isinstance(value, list) else value


def _texts(value: Any, place: tuple[Any, ...] = ()) -> Any:
    """Places of the texts that people read and of numbers, where any other value is allowed too."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in pairs:
        if name in ("stem", "text", "feedback", "if_true", "if_false", "if_right", "otherwise", "title", "hint"):
            yield (*place, name)
        else:
            yield from _texts(inner, (*place, name))


def _changed(value: Any, place: tuple[Any, ...]) -> Any:
    if not place:
        return f"{value}!"
    if isinstance(value, list):
        return [_changed(one, place[1:]) if n == place[0] else one for n, one in enumerate(value)]
    return {name: _changed(one, place[1:]) if name == place[0] else one for name, one in value.items()}
