"""Somebody who reads everything and knows the rules cannot tell what one other person answered.

Small groups are gone through in every way they can answer; larger cohorts, with rounds, early releases, late joiners,
leavers, changed answers and things left out, are made by chance. A gate that is weakened is caught.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement, product
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodpartners.domain.partnership import disclosure, measuring
from goodpartners.domain.partnership.disclosure import Detail, Score, Status, status
from goodpartners.domain.partnership.questionnaire import Question, QuestionnaireKind
from goodpartners.domain.partnership.snapshots import CHANGE, SERVICE, STEP, Mode, Snapshot
from goodpartners.domain.people import Side
from tests.domain.partnership.attacker import told
from tests.domain.partnership.chances import cohort
from tests.domain.partnership.stories import (
    TOP,
    History,
    Place,
    Released,
    Story,
    filled_in,
    published,
    questionnaire,
)

POOLED = dict.fromkeys(Side, Mode.POOLED)
OTHERS = ((1, 5), (3, 2), (4, 4))
"""How three people of the other side answer, for now and wanted, where they do not matter."""
Pair = tuple[int, int | None]
W = TypeVar("W")
DEEP = settings.get_current_profile_name() == "deep"
FEW, LARGEST = (500, 7) if DEEP else (6, 5)
"""Cohorts that are tried, and people a side; one with many people takes some seconds."""


def readiness(
    *releases: Mapping[str, Sequence[Pair | None]], points: int = 5, others: Sequence[Pair] = OTHERS
) -> Story:
    """A readiness quiz of one statement a dimension: for each round, what each commissioner says in each release."""
    world: dict[Place, History] = {}
    asked = questionnaire(QuestionnaireKind.READINESS, points, (1, 1))
    for number, given_in in enumerate(releases):
        for key, pairs in given_in.items():
            for place, question in enumerate((Question.NOW, Question.WANT)):
                world[key, number, question, TOP] = tuple(
                    p and (p[place] and min(p[place] or 0, points),) for p in pairs
                )
        length = max(map(len, given_in.values()))
        for n, other in enumerate(others):
            for place, question in enumerate((Question.NOW, Question.WANT)):
                world[f"p{n}", number, question, TOP] = ((min(other[place] or points, points),),) * length
    sides = {place[0]: Side.PROVIDER if place[0].startswith("p") else Side.COMMISSIONER for place in world}
    lengths = tuple(max(map(len, each.values())) for each in releases)
    return Story(asked, sides, lengths, world, POOLED)


def now(*values: int) -> dict[str, Sequence[Pair | None]]:
    """Commissioners who say this of now, and all sorts of what they want."""
    return {f"c{n}": [(value, 1 + n % 5)] for n, value in enumerate(values)}


def releases_of(story: Story) -> list[Snapshot]:
    kept: list[Released] = []
    published(story, story.world, kept)
    return [snapshot for _round, _release, snapshot, _basis in kept]


@given(seed=st.integers(0, 2**32))
@settings(max_examples=FEW)
def test_nobody_can_tell_anybody_elses_answers_in_any_cohort(seed: int) -> None:
    assert told(cohort(random.Random(seed), LARGEST)) is None


@pytest.mark.parametrize(
    ("people", "highest", "answered"),
    [
        (3, 3, 1),
        (3, 5, 1),
        (3, 5, 2),
        (3, 7, 4),
        (4, 5, 1),
        (4, 7, 3),
        (5, 3, 1),
        (5, 5, 1),
        (5, 7, 1),
        (5, 5, 2),
        (6, 4, 1),
        (6, 3, 2),
        (7, 5, 1),
    ],
)
def test_no_group_that_answers_in_full_is_told_by_one_figure(people: int, highest: int, answered: int) -> None:
    values = [Fraction(total, answered) for total in range(answered, highest * answered + 1)]

    def public(world: Sequence[Fraction]) -> object:
        return said([Score(value, answered) for value in world], highest)

    assert pinned(combinations_with_replacement(values, people), public) == []


@pytest.mark.parametrize(("people", "points"), [(3, 4), (4, 3), (5, 3)])
def test_no_group_is_told_by_now_wanted_and_the_step_between_them(people: int, points: int) -> None:
    kinds: list[Pair] = list(product(range(1, points + 1), range(1, points + 1)))

    def public(world: Sequence[Pair]) -> object:
        story = readiness({f"c{n}": [pair] for n, pair in enumerate(world)}, points=points)
        return published(story, story.world)

    groups = list(combinations_with_replacement(kinds, people))
    assert pinned(groups, public, lambda pair: pair[0]) == []
    assert pinned(groups, public, lambda pair: pair[1]) == []


def test_nobody_who_was_there_or_came_late_is_told_by_subtraction() -> None:
    groups = list(combinations_with_replacement(range(1, 5), 3))
    found: dict[object, tuple[set[int], set[int]]] = {}
    for world in product(groups, repeat=2):
        early: dict[str, Sequence[Pair | None]] = {f"c{n}": [(value, None)] * 2 for n, value in enumerate(world[0])}
        late: dict[str, Sequence[Pair | None]] = {f"d{n}": [None, (value, None)] for n, value in enumerate(world[1])}
        story = readiness(early | late, points=4)
        public = published(story, story.world)
        for place, group in enumerate(world):
            for own in set(group):
                rest = [list(each) for each in world]
                rest[place].remove(own)
                for values, more in zip(found.setdefault((place, own, public), (set(), set())), rest, strict=True):
                    values.update(more)
    assert [key for key, sets in found.items() if 1 in map(len, sets)] == []


def said(scores: Sequence[Score], highest: int) -> tuple[object, ...]:
    """All that a figure publishes: its status, and the sums that its numbers can be turned back into."""
    found = status(scores, 1, highest)
    if found is not Status.SHOWN:
        return (found,)
    values = [score.value for score in scores]
    mean = sum(values, Fraction(0)) / len(values)
    fine = (sum(v * v for v in values), sum(abs(v - mean) for v in values)) if len(values) >= 5 else ()
    return (found, mean, *fine)


def pinned(
    worlds: Iterator[Sequence[W]] | Sequence[Sequence[W]],
    public: Callable[[Sequence[W]], object],
    what: Callable[[W], object] = lambda each: each,
) -> list[object]:
    """What somebody says and reads from which everybody else's value follows: one value in all worlds like it."""
    found: dict[object, set[object]] = {}
    for world in worlds:
        read = public(world)
        for own in set(world):
            rest = list(world)
            rest.remove(own)
            found.setdefault((own, read), set()).update(map(what, rest))
    return [key for key, values in found.items() if len(values) == 1]


# ---------------------------------------------------------------------------------------------------------------------


def test_an_end_is_not_told_of_more_people_after_nothing_was_said_of_fewer() -> None:
    """Whoever says two would know: all others are alike, at an end, and not at the lower one."""
    for end in (1, 5):
        early = {key: list(pair) * 2 for key, pair in now(end, end, end).items()}
        late = {f"d{n}": [None, (value, None)] for n, value in enumerate((2, end, end))}
        story = readiness({**early, **late})
        figures = [released.figure(Side.COMMISSIONER, Question.NOW, TOP) for released in releases_of(story)]
        assert [figure.status for figure in figures] == [Status.TOO_ALIKE] * 2
        assert told(story) is None


def test_a_step_does_not_tell_the_means_that_are_hidden() -> None:
    story = readiness({f"c{n}": [(1, 1 + n)] for n in range(5)})
    (released,) = releases_of(story)
    assert released.figure(Side.COMMISSIONER, Question.WANT, TOP).shown
    assert not released.figure(Side.COMMISSIONER, STEP, TOP).shown
    assert told(story) is None


def test_a_change_does_not_tell_those_who_stayed_from_those_who_left() -> None:
    before = now(5, 5, 5, 5, 5, 1, 2, 3)
    after = dict(zip(before, now(5, 4, 3, 3, 4).values(), strict=False))
    story = readiness(before, after)
    first, second = releases_of(story)
    assert first.figure(Side.COMMISSIONER, Question.NOW, TOP).shown
    assert not second.figure(Side.COMMISSIONER, CHANGE, TOP).shown
    assert told(story) is None


def test_a_change_is_shown_where_everybody_stayed() -> None:
    story = readiness(now(5, 4, 3, 2, 1), now(4, 4, 5, 3, 2))
    assert releases_of(story)[1].figure(Side.COMMISSIONER, CHANGE, TOP).shown
    assert told(story) is None


@pytest.mark.parametrize("values", [(5, 5, 5, 5, 5), (1, 1, 1, 1, 1), (3, 3, 3, 3, 3), (1, 5, 5, 5, 5), (5, 1, 1)])
def test_people_who_all_say_the_same_are_not_told(values: Sequence[int]) -> None:
    assert told(readiness(now(*values))) is None


def test_people_on_a_scale_of_three_points_are_not_told_by_an_end() -> None:
    assert told(readiness(now(1, 3, 3, 3, 3, 3, 3), points=3)) is None


def test_a_difference_is_hidden_with_a_mean_that_waits_for_the_other_side() -> None:
    """The provider says nothing of what it believes, so what the commissioners expect must not follow either."""
    asked = questionnaire(QuestionnaireKind.GAPS, 5, (1, 1))
    world: dict[Place, History] = {}
    for n in range(5):
        world[f"c{n}", 0, Question.EXPECT, TOP] = ((1 + n,),)
        world[f"c{n}", 0, Question.GOT, TOP] = ((1 + 2 * n % 5,),)
        world[f"p{n}", 0, Question.PROMISE, TOP] = ((1 + n,),)
    sides = {place[0]: Side.PROVIDER if place[0].startswith("p") else Side.COMMISSIONER for place in world}
    (released,) = releases_of(Story(asked, sides, (1,), world, POOLED))
    assert released.figure(Side.COMMISSIONER, Question.GOT, TOP).shown
    assert not released.figure(Side.COMMISSIONER, Question.EXPECT, TOP).shown
    assert not released.figure(Side.COMMISSIONER, SERVICE, TOP).shown


def test_no_change_is_shown_since_a_round_that_was_released_twice() -> None:
    late = {key: [None, *pair] for key, pair in now(4, 2, 5, 1, 3, 4).items() if key in ("c3", "c4", "c5")}
    before = {key: list(pair) * 2 for key, pair in now(1, 3, 5).items()} | late
    story = readiness(before, now(4, 4, 5, 3, 2, 1))
    assert len(releases_of(story)) == 3
    assert not releases_of(story)[2].figure(Side.COMMISSIONER, CHANGE, TOP).shown


def test_no_change_is_shown_since_a_round_of_which_somebody_was_erased() -> None:
    story = readiness(now(5, 4, 3, 2, 1, 4))
    (released,) = releases_of(story)
    sheets = filled_in(story, story.world, 0, 0)
    assert measuring.comparable([released], sheets)
    assert not measuring.comparable([released], [sheet for sheet in sheets if sheet.key != "c0"])
    assert not measuring.comparable([], sheets)


def test_a_change_is_not_measured_against_another_set_than_the_change_before_it() -> None:
    stayed = now(5, 4, 3, 2, 1)
    joined = dict(zip(("c5", "c6", "c7"), now(1, 3, 5).values(), strict=True))
    story = readiness(stayed, now(4, 4, 5, 3, 2) | joined)
    released = releases_of(story)[1]
    assert released.figure(Side.COMMISSIONER, CHANGE, TOP).shown
    assert not measuring.comparable([released], filled_in(story, story.world, 1, 0))


# ---------------------------------------------------------------------------------------------------------------------


def test_a_floor_of_two_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    story = readiness(now(4, 2))
    assert told(story) is None
    monkeypatch.setitem(disclosure.FLOORS, Detail.MEAN, 2)
    assert told(story) is not None


def test_a_gate_without_the_rule_about_ends_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure, "_pinned", lambda *_given: False)
    assert told(readiness(now(5, 1, 1))) is not None
    assert told(readiness(now(1, 2, 2))) is None  # then two ones and a three are another way


def test_a_gate_that_lets_people_be_alike_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure, "_unlike", lambda _values: True)
    assert told(readiness(now(5, 3, 3, 3, 3))) is not None


@pytest.mark.parametrize("weak", ["may_release_again", "may_follow"])
def test_one_of_the_two_rules_about_changes_is_enough_for_one_change(
    monkeypatch: pytest.MonkeyPatch, weak: str
) -> None:
    monkeypatch.setattr(disclosure, weak, lambda *_given: True)
    assert told(one_change()) is None


def test_results_that_follow_every_change_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure, "may_release_again", lambda *_given: True)
    monkeypatch.setattr(disclosure, "may_follow", lambda *_given: True)
    found = told(one_change())
    assert found is not None
    assert found[0][0] == "late"


def one_change() -> Story:
    """Four people at first, and then one more who says five."""
    early = {key: list(pair) * 2 for key, pair in now(1, 3, 4, 2).items()}
    return readiness(early | {"late": [None, (5, 5)]})
