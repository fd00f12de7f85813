"""The content that is measured: ours, stretched to as many modules as there are to be, and a quiz in three forms."""

from __future__ import annotations

import re
import shutil
from copy import deepcopy
from datetime import date as Day
from itertools import count, cycle
from pathlib import Path
from typing import Any

import yaml

from goodpartners.cli.benchmarks.load import UnexpectedReply
from goodpartners.content.catalogue import Catalogue, Loaded, load
from goodpartners.content.problems import as_text, errors
from goodpartners.domain.course import Course, Module, Section

QUIZ = Path(__file__).parent / "quiz.yaml"
LAYOUTS = {
    "benchmark-on-one-page": "one-page",
    "benchmark-item-by-item": "item-by-item",
    "benchmark-of-many": "item-by-item",
}
ON_ONE_PAGE, ITEM_BY_ITEM, OF_MANY = LAYOUTS
MANY = 10
"""The longest quiz has so many times the ten items."""
MODULES = 22


def prepare(source: Path, folder: Path, *, today: Day) -> Loaded:
    """Copy the content in `source`, stretch it, and lay our quizzes beside those of its first open course."""
    for part in ("courses", "quizzes"):
        shutil.copytree(source / part, folder / part)
    catalogue = load(folder, today=today).catalogue
    _stretch(folder, catalogue)
    course = next(course for course in catalogue.courses if course.file.open)
    written: dict[str, Any] = yaml.safe_load(QUIZ.read_text("utf-8"))
    many = [{**deepcopy(item), "id": f"{item['id']}-{n}"} for n in range(MANY) for item in written["items"]]
    for name, layout in LAYOUTS.items():
        quiz = {**written, "id": name, "layout": layout, "items": many if name == OF_MANY else written["items"]}
        file = folder / "quizzes" / course.id / f"{name}.yaml"
        file.write_text(yaml.safe_dump(quiz, allow_unicode=True, sort_keys=False), "utf-8")
    loaded = load(folder, today=today)
    if found := errors(loaded.problems):
        raise UnexpectedReply(f"The content cannot be published, so nothing was measured:\n{as_text(found)}")
    return loaded


def _stretch(folder: Path, catalogue: Catalogue) -> None:
    """Copy modules with their knowledge checks, under ids and codes of their own, until there are enough."""
    listed = {course.id: list(course.file.modules) for course in catalogue.courses}
    numbers = count(sum(map(len, listed.values())) + 1)
    for course in cycle(catalogue.courses):
        if (number := next(numbers)) > MODULES:
            break
        stem = course.file.modules[number % len(course.file.modules)]
        listed[course.id].append(_copy_module(folder, course, stem, number))
    for course in catalogue.courses:
        file = folder / "courses" / course.id / "course.yaml"
        written = {**yaml.safe_load(file.read_text("utf-8")), "modules": listed[course.id]}
        file.write_text(yaml.safe_dump(written, allow_unicode=True, sort_keys=False), "utf-8")


def _copy_module(folder: Path, course: Course, stem: str, number: int) -> str:
    """Copy one module and its check; the stem of the copy."""
    made = f"{stem}-{number}"
    file = folder / "courses" / course.id / f"{stem}.md"
    text = re.sub(r"(?m)^(id|knowledge_check): (.+)$", rf"\1: \2-{number}", file.read_text("utf-8"), count=2)
    text = re.sub(r"(?m)^code: [A-Z]\d+$", f"code: {course.file.letter}{number + 20}", text, count=1)
    file.with_stem(made).write_text(text, "utf-8")
    check = re.search(r"(?m)^knowledge_check: (.+)-\d+$", text)
    if check:
        quiz = folder / "quizzes" / f"{check[1]}.yaml"
        copied = re.sub(r"(?m)^id: (.+)$", rf"id: \1-{number}", quiz.read_text("utf-8"), count=1)
        quiz.with_stem(f"{quiz.stem}-{number}").write_text(copied, "utf-8")
    return made


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
