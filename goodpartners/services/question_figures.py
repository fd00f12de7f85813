"""The figures of knowledge checks, explained: counts by side, never a person."""

from __future__ import annotations

from goodpartners.domain.explanation import NONE, Cell, Explanation
from goodpartners.domain.people import Side
from goodpartners.domain.question_results import SMALLEST_PART, TOO_FEW, ItemResult, QuizResult, Shown
from goodpartners.domain.quiz.wording import setting_and_question
from goodpartners.domain.visibility import SMALLEST_VERDICT

RULE = "Rule version 1"
NAMES: dict[Side | None, str] = {
    Side.COMMISSIONER: "Commissioner’s side",
    Side.PROVIDER: "Provider’s side",
    None: "Everybody",
}


def item(result: ItemResult) -> Explanation:
    """The share of first papers on which an item was right."""
    rows: list[tuple[Cell, ...]] = []
    for side, name in NAMES.items():
        got = result.share(side)
        rows.append((name, result.papers(side), NONE if got is None else result.right.get(side, 0), _percent(got)))
    got = result.share()
    if got is not None:
        sentence = f"Right on {result.right[None]} of {result.papers(None)} first papers."
    elif result.right:
        sentence = f"n = {result.papers(None)}: fewer than {SMALLEST_PART} papers are not broken down."
    else:
        sentence = f"n = {result.papers(None)}. Nothing here is right or wrong."
    return Explanation(
        f"Share right: {setting_and_question(result.item.stem)[1]}",
        got,
        "%",
        f"{sentence} {result.verdict}",
        f"{RULE}: of each person’s first paper that had this question, those on which it was wholly right, rounded "
        f"half up. {_small()} No word is said about a question below {SMALLEST_VERDICT} papers.",
        ("Who", "First papers", "Right", "Share"),
        tuple(rows),
        (),
        _hidden(result.shown),
    )


def check(title: str, result: QuizResult) -> Explanation:
    """The mean of first papers at a knowledge check."""
    rows: list[tuple[Cell, ...]] = []
    for side, name in NAMES.items():
        mean, passed = result.mean(side), result.passed(side)
        total: Cell = NONE if mean is None else result.sum_of_percents(side)
        rows.append((name, result.papers(side), total, _percent(mean), NONE if passed is None else passed[0]))
    return Explanation(
        f"First papers: {title}",
        result.mean(None),
        "%",
        f"{result.papers(None)} of {result.people_of(None)} people have handed this knowledge check in.",
        f"{RULE}: the mean of the percents of each person’s first paper, rounded half up; passed means passed at the "
        f"first try. {_small()}",
        ("Who", "First papers", "Sum of percents", "Mean", "Passed"),
        tuple(rows),
        (),
        _hidden(result.shown),
    )


def _small() -> str:
    return (
        f"As soon as somebody, but fewer than {SMALLEST_PART} people, handed in on a side, no side is shown apart: the "
        "total less the other side would be theirs."
    )


def _hidden(shown: Shown) -> str:
    return "" if shown.by_side or not shown.total else f"{TOO_FEW.capitalize()}."


def _percent(value: int | None) -> str:
    return NONE if value is None else f"{value}%"
