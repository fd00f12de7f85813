"""One broken file is told once: what would only follow from it is kept back until it is mended."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from goodpartners.content.catalogue import load
from tests.content.conftest import HERE, TODAY

QUIZ = "quizzes/shared-garden/plan-the-beds.yaml"
FORM = "quizzes/shared-garden/before.yaml"
COURSE = "courses/shared-garden/course.yaml"
Broken = Callable[..., list[str]]


@pytest.fixture
def broken(tmp_path: Path) -> Broken:
    """What is said once a file of the clean course is changed."""

    def said(path: str, old: str, new: str) -> list[str]:
        root = Path(shutil.copytree(HERE / "good", tmp_path / "good"))
        form = (root / QUIZ).read_text("utf-8").replace("id: plan-the-beds", "id: before", 1)
        form = form.replace("purpose: knowledge-check\npass_mark: 70\ndraw: 4", "purpose: start-and-end\ntries: 1")
        (root / FORM).write_text(form, "utf-8")
        (root / FORM.replace("before", "after")).write_text(form.replace("id: before", "id: after"), "utf-8")
        course = root / COURSE
        forms = "forms: [shared-garden/before, shared-garden/after]\n"
        course.write_text(course.read_text("utf-8") + forms, "utf-8")
        assert load(root, today=TODAY).problems == ()
        text = (root / path).read_text("utf-8")
        assert old in text
        (root / path).write_text(text.replace(old, new, 1), "utf-8")
        return [str(problem) for problem in load(root, today=TODAY).problems]

    return said


def test_a_broken_item_says_nothing_about_the_minutes_of_its_module(broken: Broken) -> None:
    (only,) = broken(QUIZ, "kind: single-choice", "kind: singel-choice")
    assert only.startswith(f"{QUIZ}:")


def test_a_broken_course_file_says_nothing_about_its_forms(broken: Broken) -> None:
    (only,) = broken(COURSE, "side: joint", "side: joynt")
    assert only.startswith(f"{COURSE}:")


def test_a_broken_form_says_nothing_about_the_course(broken: Broken) -> None:
    (only,) = broken(FORM, "kind: single-choice", "kind: singel-choice")
    assert only.startswith(f"{FORM}:")
