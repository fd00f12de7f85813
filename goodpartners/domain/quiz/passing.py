"""The pass mark, and what is shown after it."""

from __future__ import annotations

from fractions import Fraction

from goodpartners.domain.quiz.quiz import Quiz


def passes(quiz: Quiz, marks: Fraction, maximum: int) -> bool | None:
    """Whether `marks` reach the pass mark; None for a quiz without one."""
    if quiz.pass_mark is None or maximum == 0:
        return None
    return marks * 100 >= quiz.pass_mark * maximum


def shown(rule: str, passed: bool | None) -> bool:
    """Whether something is shown once the attempt is over, by its 'show' rule."""
    return rule == "after hand-in" or (rule == "after a pass" and passed is not False)
