"""Our own courses and quizzes keep our own rules, warnings included."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from goodpartners.content.catalogue import load
from goodpartners.content.coverage import coverage
from goodpartners.content.material import read
from goodpartners.content.report import as_markdown, report
from goodpartners.domain.course import Audience
from goodpartners.domain.quiz.items import ITEM_MODELS

ROOT = Path(__file__).parents[2]
READ_THROUGH = date(2026, 11, 22)


def test_our_courses_have_no_problem_and_no_warning() -> None:
    found = [str(problem) for problem in load(ROOT, today=READ_THROUGH).problems]
    assert not found, "\n".join(found)


def test_the_page_with_the_figures_of_our_modules_is_up_to_date() -> None:
    material, _ = read(ROOT, today=READ_THROUGH)
    page = (ROOT / "docs/modules.md").read_text(encoding="utf-8")
    assert page == as_markdown(report(material)), "run 'goodpartners content report --markdown > docs/modules.md'"


def test_every_element_is_taught_and_assessed() -> None:
    catalogue = load(ROOT, today=READ_THROUGH).catalogue
    covered = coverage(catalogue.elements, catalogue.courses, catalogue.quizzes)
    assert len(covered) == 146
    assert not [c.element.id for c in covered if not (c.taught and c.assessed)]


def test_every_joint_module_has_a_facilitators_guide() -> None:
    catalogue = load(ROOT, today=READ_THROUGH).catalogue
    joint = [(c.id, m.id) for c in catalogue.courses if c.file.side is Audience.JOINT for m in c.modules]
    assert joint
    assert [one for one in joint if one not in catalogue.guides] == []


def test_every_bank_is_large_enough_and_asks_each_objective_twice() -> None:
    catalogue = load(ROOT, today=READ_THROUGH).catalogue
    large = {"A2", "B2", "B4", "C2", "C3"}
    for module in (m for course in catalogue.courses for m in course.modules):
        quiz = catalogue.quiz(module.header.knowledge_check)
        assert quiz is not None
        assert len(quiz.items) >= (12 if module.header.code in large else 8), module.header.code
        for objective in module.header.objectives:
            asked = [item.id for item in quiz.items if item.objective == objective.id]
            assert len(asked) >= 2, (module.header.code, objective.id)


def test_the_banks_hold_every_kind_of_item_that_is_marked_and_reach_up_to_evaluation() -> None:
    catalogue = load(ROOT, today=READ_THROUGH).catalogue
    checks = [q for key, q in catalogue.quizzes.items() if q.purpose == "knowledge-check"]
    items = [item for quiz in checks for item in quiz.items]
    assert len(items) >= 210
    assert {item.kind for item in items} >= {*ITEM_MODELS} - {"scale"}
    assert "evaluate" in {item.bloom for item in items}
