"""The content that is measured: ours, and a quiz of ten items in two layouts."""

from __future__ import annotations

import shutil
from datetime import date as Day
from pathlib import Path
from typing import Any

import yaml

from goodpartners.cli.benchmarks.load import UnexpectedReply
from goodpartners.content.catalogue import Catalogue, Loaded, load
from goodpartners.content.problems import as_text, errors
from goodpartners.domain.course import Course, Module, Section

QUIZ = Path(__file__).parent / "quiz.yaml"
LAYOUTS = {"benchmark-on-one-page": "one-page", "benchmark-item-by-item": "item-by-item"}
ON_ONE_PAGE, ITEM_BY_ITEM = LAYOUTS


def prepare(source: Path, folder: Path, *, today: Day) -> Loaded:
    """Copy the content in `source` and lay the two quizzes beside those of its first open course."""
    for part in ("courses", "quizzes"):
        shutil.copytree(source / part, folder / part)
    course = next(course for course in load(folder, today=today).catalogue.courses if course.file.open)
    written: dict[str, Any] = yaml.safe_load(QUIZ.read_text("utf-8"))
    for name, layout in LAYOUTS.items():
        quiz = {**written, "id": name, "layout": layout}
        file = folder / "quizzes" / course.id / f"{name}.yaml"
        file.write_text(yaml.safe_dump(quiz, allow_unicode=True, sort_keys=False), "utf-8")
    loaded = load(folder, today=today)
    if found := errors(loaded.problems):
        raise UnexpectedReply(f"The content cannot be published, so nothing was measured:\n{as_text(found)}")
    return loaded


def open_sections(catalogue: Catalogue) -> list[tuple[Course, Module, Section]]:
    """The sections that everybody may read at once: of open courses, and of modules that no order locks."""
    return [
        (course, module, section)
        for course in catalogue.courses
        if course.file.open
        for module in (course.modules if course.file.order == "free" else course.modules[:1])
        for section in module.sections
    ]


def longest_section(catalogue: Catalogue) -> tuple[Course, Module, Section]:
    """The longest open section with an activity, for its page shows the person's notes too."""
    return max(open_sections(catalogue), key=lambda place: (bool(place[2].activities), _length(place[2])))


def address(course: Course, module: Module, section: Section) -> str:
    """Where a section is read."""
    return f"/courses/{course.id}/{module.id}/{section.id}"


def _length(section: Section) -> int:
    return sum(len(getattr(part, "html", "")) for part in section.parts)
