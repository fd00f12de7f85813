"""Explain this number: on any board, the rows of an explanation make the number that the pages show."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.board import IMBALANCE, FlagKind
from goodpartners.domain.errors import NotFound
from goodpartners.domain.explanation import Explanation
from goodpartners.domain.people import Side
from goodpartners.services import explanations
from goodpartners.services.boards import Board
from goodpartners.services.explanations import Asked
from tests.garden import garden
from tests.profiles import examples
from tests.services.boards import COURSES, PAIR, boards

CATALOGUE: Catalogue = garden()
HALF_UP = 0.5


def explain(board: Board, figure: str, **asked: object) -> Explanation:
    found = explanations.of_board(board, figure, Asked(**asked), CATALOGUE)  # type: ignore[arg-type]
    assert all(len(row) == len(found.columns) for row in (*found.rows, *([found.total] if found.total else [])))
    assert re.search(r"Rule version \d+: ", found.rule)
    return found


def mean(numbers: Sequence[int]) -> int | None:
    return int(sum(numbers) / len(numbers) + HALF_UP) if numbers else None


def numbers(found: Explanation, column: str) -> list[int]:
    at = found.columns.index(column)
    return [row[at] for row in found.rows if isinstance(row[at], int)]  # type: ignore[misc]


@given(boards())
def test_a_sides_average_is_the_mean_of_the_percents_in_its_rows(board: Board) -> None:
    for side in Side:
        found = explain(board, "side-average", pair=PAIR.id, side=side)
        there = board.pairs[0].side(side)
        percents = numbers(found, "Percent")
        assert found.figure == there.percent == mean(percents)
        assert len(found.rows) == len(there.learners)
        assert not percents or found.total[2] == sum(percents)
        for row in found.rows:
            done, steps = map(int, str(row[1]).split(" of "))
            assert row[2] in ("not counted", done * 100 // steps)


@given(boards())
def test_a_sides_plan_is_the_mean_of_its_peoples_plans(board: Board) -> None:
    for side in Side:
        found = explain(board, "plan", pair=PAIR.id, side=side)
        assert found.figure == board.pairs[0].side(side).planned == mean(numbers(found, "Plan for today"))


@given(boards())
def test_a_persons_percent_is_the_steps_in_its_rows(board: Board) -> None:
    for learner in board.learners:
        found = explain(board, "percent", person=learner.person_id)
        done, steps = sum(numbers(found, "Steps done")), sum(numbers(found, "Steps"))
        assert found.figure == learner.percent == done * 100 // steps
        assert found.total[1:] == (done, steps)


@given(boards())
def test_a_persons_plan_is_days_gone_by_days_there_are(board: Board) -> None:
    for learner in board.learners:
        found = explain(board, "plan", person=learner.person_id)
        asked = 0.0
        for _, steps, days, _ in found.rows:
            gone, of = map(int, str(days).split(" of "))
            asked += int(steps) * gone / of
        assert found.figure == int(asked * 100 / learner.steps + 1e-9)


@given(boards())
def test_the_imbalance_is_the_difference_of_the_two_averages(board: Board) -> None:
    found = explain(board, "imbalance", pair=PAIR.id)
    averages = numbers(found, "Average")
    assert found.figure == (abs(averages[0] - averages[1]) if len(averages) == 2 else None)
    flagged = any(f.kind is FlagKind.IMBALANCE for f in board.pairs[0].flags)
    assert flagged == (found.figure is not None and found.figure >= IMBALANCE)


@given(boards())
def test_people_are_counted_row_by_row(board: Board) -> None:
    for side in Side:
        found, there = explain(board, "people", pair=PAIR.id, side=side), board.pairs[0].side(side)
        assert found.figure == len(there.counted) == sum(row[2] == "yes" for row in found.rows)
        assert len(there.not_begun) == sum(row[3] == "not begun" for row in found.rows)
        assert f"{there.invited} p" in found.sentence


@given(boards())
def test_a_modules_mean_is_the_mean_of_the_scores_in_its_rows(board: Board) -> None:
    for side in Side:
        for course in COURSES:
            for place, module in enumerate(course.modules):
                found = explain(board, "score-average", pair=PAIR.id, side=side, course=course.id, module=module.id)
                scores = numbers(found, "Score")
                assert (found.figure, len(scores)) == board.pairs[0].side(side).mean_score(course.id, place)
                assert found.figure == mean(scores)


@given(boards())
def test_the_stuck_and_those_who_need_help_are_those_of_the_flags(board: Board) -> None:
    [row] = board.pairs
    stuck = explain(board, "stuck", pair=PAIR.id)
    people = {p for flag in row.flags if flag.kind is FlagKind.STUCK for p in flag.people}
    names = {x.name for x in board.learners if x.person_id in people}
    assert {r[0] for r in stuck.rows} == names
    assert stuck.figure == len(people)
    assert all(days >= 10 for days in numbers(stuck, "Days without a step"))
    wanted = explain(board, "help", pair=PAIR.id)
    assert wanted.figure == len(wanted.rows) == sum(f.kind is FlagKind.HELP for f in row.flags)
    for learner in board.learners:
        alone = explain(board, "stuck", person=learner.person_id)
        assert alone.figure == (learner.person_id in people)


@settings(max_examples=examples(12, 150))
@given(boards())
def test_the_next_joint_step_is_so_many_days_away(board: Board) -> None:
    [row] = board.pairs
    found = explain(board, "milestone", pair=PAIR.id)
    assert row.next
    days = row.next.days(board.today)
    assert days is not None
    assert found.shown == (f"{days} days" if days >= 0 else f"{-days} days late")
    assert len(found.rows) == len(row.milestones)


@settings(max_examples=examples(12, 150))
@given(boards())
def test_nothing_says_why_somebody_does_not_count_yet(board: Board) -> None:
    for side in Side:
        found = explain(board, "side-average", pair=PAIR.id, side=side)
        assert "agency" not in str(found).casefold()
        assert "interim" not in str(found).casefold()
        for row in found.rows:
            assert re.fullmatch(r"yes|from \d+ \w+ \d{4}|once they have signed in", str(row[3]))


@pytest.mark.parametrize(
    ("figure", "asked"),
    [
        ("side-average", {"pair": 6, "side": Side.PROVIDER}),
        ("side-average", {"pair": PAIR.id}),
        ("percent", {"person": 9_999}),
        ("percent", {}),
        ("score-average", {"pair": PAIR.id, "side": Side.PROVIDER, "course": "garden", "module": "gone"}),
        ("rank", {"pair": PAIR.id}),
    ],
)
@settings(max_examples=1)
@given(board=boards())
def test_what_is_not_there_is_not_explained(figure: str, asked: dict[str, object], board: Board) -> None:
    with pytest.raises(NotFound):
        explain(board, figure, **asked)
