"""The figures of one person, explained from the board and, for a cell of the heat map, from what is on record."""

from __future__ import annotations

from collections.abc import Sequence

from goodpartners.domain import progress
from goodpartners.domain.board import Learner, share_of_time
from goodpartners.domain.explanation import NONE, Cell, Explanation
from goodpartners.domain.progress import ModuleProgress, StepKind
from goodpartners.domain.times import day, day_and_clock
from goodpartners.services.boards import Board
from goodpartners.services.side_figures import RULE
from goodpartners.store.attempts import Tried


def percent(board: Board, learner: Learner) -> Explanation:
    """How far a person has come in the cohort's courses."""
    names = {course.id: f"{course.file.letter}, {course.file.title}" for course in board.courses}
    return Explanation(
        f"{learner.name}: {learner.percent}%",
        learner.percent,
        "%",
        f"{learner.done} of {learner.steps} steps are done.",
        f"{RULE}: steps done ÷ steps in all courses of the cohort that this person’s side takes, rounded down. "
        "A step is a part that was read to its end, or a knowledge check that meets its course’s rule. "
        "A course whose own rule is met counts as whole.",
        ("Course", "Steps done", "Steps"),
        tuple((names.get(s.course, s.course), s.done, s.steps) for s in learner.standings),
        ("All courses", learner.done, learner.steps),
        "What a person did before the cohort counts too, once, in every cohort they are in.",
    )


def plan(board: Board, learner: Learner) -> Explanation:
    """How far the plan wants a person to be today."""
    begins, today = board.cohort.begins, board.today
    names = {course.id: f"{course.file.letter}, {course.file.title}" for course in board.courses}
    rows: list[tuple[Cell, ...]] = []
    for standing, due in zip(learner.standings, learner.due, strict=True):
        gone = share_of_time(begins, due, today)
        days, of = min(max((today - begins).days, 0), max((due - begins).days, 0)), max((due - begins).days, 0)
        asked = f"{float(standing.steps * gone):.2f}"
        rows.append((names.get(standing.course, standing.course), standing.steps, f"{days} of {of}", asked))
    asked_for = sum(
        s.steps * share_of_time(begins, due, today) for s, due in zip(learner.standings, learner.due, strict=True)
    )
    planned = learner.planned(begins, today)
    return Explanation(
        f"Plan for today: {learner.name}",
        planned,
        "%",
        f"The plan asks for {float(asked_for):.2f} of {learner.steps} steps by {day(today)}; {learner.done} are done.",
        f"{RULE}: a straight line from the cohort’s first day, {day(begins)}, to the day on which each course is due "
        "for this person; steps × days gone ÷ days there are, added up, as a share of all steps, rounded down.",
        ("Course", "Steps", "Days gone", "Asked for"),
        tuple(rows),
        ("All courses", learner.steps, "", f"{float(asked_for):.2f}"),
    )


def cell(learner: Learner, module: ModuleProgress, shown: int | str, tries: Sequence[Tried]) -> Explanation:
    """A cell of the heat map: the steps on record, the tries, and the one that counts."""
    rows: list[tuple[Cell, ...]] = [
        (
            step.title,
            "on record" if step.done else "not on record",
            day_and_clock(step.done_at) if step.done_at else NONE,
        )
        for step in module.steps
    ]
    check = next((s.record for s in module.steps if s.kind is StepKind.KNOWLEDGE_CHECK), None)
    for number, one in enumerate(sorted((t for t in tries if t.ended_at), key=lambda t: t.id), 1):
        counts = ", counts" if check and one.id == check.counted_id else ""
        rows.append(
            (f"Try {number}", f"{one.percent or 0}{counts}", day_and_clock(one.ended_at) if one.ended_at else "")
        )
    score = shown if isinstance(shown, int) else None
    if score is not None:
        sentence = f"{score} out of 100 in the try that counts, and {module.done_steps} of {len(module.steps)} steps."
    else:
        sentence = f"“{shown}”: {module.done_steps} of {len(module.steps)} steps are on record, and no score."
    return Explanation(
        f"{learner.name} in {module.module.header.code}, {module.module.header.title}",
        score,
        "",
        sentence,
        f"Rule version {progress.RULE_VERSION}: the number is the percent of marks, rounded down, in the try that "
        "counts: the best one unless the quiz says otherwise. Without a try handed in, the cell says how far the steps "
        "have come.",
        ("Step or try", "What is on record", "When"),
        tuple(rows),
        (),
        "Minutes on a page, notes and questions without marks count for nothing and are not shown to anybody.",
    )
