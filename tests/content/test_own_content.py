"""Our own courses and quizzes keep our own rules, warnings included."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from goodpartners.content.catalogue import load

ROOT = Path(__file__).parents[2]
READ_THROUGH = date(2026, 11, 22)


def test_our_courses_have_no_problem_and_no_warning() -> None:
    found = [str(problem) for problem in load(ROOT, today=READ_THROUGH).problems]
    assert not found, "\n".join(found)
