"""Every rule has a small tree that breaks it, and says so at the exact place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from goodpartners.content.catalogue import load
from goodpartners.content.rules import RULE_NAMES, RULES

BAD = Path(__file__).parent / "bad"
TODAY = date(2026, 11, 22)
CASES = sorted(folder.name for folder in BAD.iterdir() if folder.is_dir())


@pytest.mark.parametrize("rule", CASES)
def test_a_broken_file_is_reported_at_its_place(rule: str) -> None:
    expected = (BAD / rule / "expected.txt").read_text(encoding="utf-8").splitlines()
    found = [str(p) for p in load(BAD / rule, today=TODAY).problems if p.rule == rule]
    assert len(found) == len(expected), found
    for problem, start in zip(found, expected, strict=True):
        assert problem.startswith(start)


@pytest.mark.parametrize("rule", CASES)
def test_a_problem_points_into_its_file(rule: str) -> None:
    for problem in load(BAD / rule, today=TODAY).problems:
        file = BAD / rule / problem.path
        lines = file.read_bytes().decode("utf-8", "replace").split("\n") if file.is_file() else [""]
        assert 1 <= problem.line <= max(1, len(lines) - (lines[-1] == ""))
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1


def test_every_rule_has_a_broken_file() -> None:
    assert sorted(RULE_NAMES) == CASES


def test_every_problem_carries_a_known_rule() -> None:
    found = {p.rule for rule in CASES for p in load(BAD / rule, today=TODAY).problems}
    assert found <= set(RULE_NAMES)


def test_every_rule_says_what_it_asks_for() -> None:
    assert all(rule.find.__doc__ for rule in RULES)
