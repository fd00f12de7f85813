"""Standings: short enough for one row, and always what progress says."""

from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from goodpartners.domain.standing import (
    FAILED_TRIES,
    ModuleStanding,
    Standing,
    Struggle,
    modules_from_text,
    modules_to_text,
    struggles_from_text,
    struggles_of,
    struggles_to_text,
)
from tests.factories import START

modules = st.builds(
    ModuleStanding,
    done=st.integers(0, 12),
    steps=st.integers(1, 12),
    score=st.none() | st.integers(0, 100),
    begun=st.booleans(),
)
struggles = st.builds(Struggle, quiz=st.text(), item=st.text(), failed=st.integers(4, 99))


@given(st.lists(modules).map(tuple), st.lists(struggles).map(tuple))
def test_what_is_stored_is_read_back_the_same(some: tuple[ModuleStanding, ...], found: tuple[Struggle, ...]) -> None:
    standing = Standing("course", some, found)
    assert modules_from_text(modules_to_text(standing)) == some
    assert struggles_from_text(struggles_to_text(standing)) == found


def test_four_papers_in_a_row_without_getting_an_item_right_are_a_struggle() -> None:
    wrong = [("a", False)] * FAILED_TRIES
    assert struggles_of("c/q", wrong) == (Struggle("c/q", "a", 4),)
    assert struggles_of("c/q", wrong[1:]) == ()


def test_getting_it_right_ends_a_struggle() -> None:
    assert struggles_of("c/q", [*[("a", False)] * 5, ("a", True)]) == ()
    assert struggles_of("c/q", [("a", True), *[("a", False)] * 4]) == (Struggle("c/q", "a", 4),)


def test_an_item_without_a_right_answer_is_no_struggle() -> None:
    assert struggles_of("c/q", [("a", None)] * 9) == ()


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans())))
def test_a_struggle_counts_the_papers_since_the_item_was_last_right(results: list[tuple[str, bool]]) -> None:
    for struggle in struggles_of("c/q", results):
        own = [right for item, right in results if item == struggle.item]
        assert own[-struggle.failed :] == [False] * struggle.failed
        assert len(own) == struggle.failed or own[-struggle.failed - 1]


def test_a_complete_course_counts_whole_though_its_rule_asks_for_fewer_modules() -> None:
    some = (ModuleStanding(3, 3, 90, True), ModuleStanding(0, 4, None, False))
    standing = Standing("course", some)
    assert (standing.done, standing.steps) == (3, 7)
    assert dataclasses.replace(standing, complete_at=START).done == 7
