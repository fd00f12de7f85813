"""The coverage matrix: what the courses must teach and assess, and what they do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import Field

from goodpartners.domain.course import Course, Element, FileModel
from goodpartners.domain.quiz.quiz import Quiz

COVERAGE_PATH = "courses/coverage.yaml"


class CoverageFile(FileModel):
    """The file courses/coverage.yaml."""

    elements: list[Element] = Field(description="Every teachable element once.")


@dataclass(frozen=True)
class Covered:
    """An element, the codes of the modules that teach it and of those whose knowledge check assesses it."""

    element: Element
    taught: tuple[str, ...]
    assessed: tuple[str, ...]


def coverage(
    elements: Iterable[Element], courses: Iterable[Course], quizzes: Mapping[str, Quiz]
) -> tuple[Covered, ...]:
    """For each element, where it is taught and where it is assessed."""
    taught: dict[str, list[str]] = {}
    assessed: dict[str, list[str]] = {}
    for module in (module for course in courses for module in course.modules):
        for code in dict.fromkeys(module.header.elements):
            taught.setdefault(code, []).append(module.header.code)
        quiz = quizzes.get(module.header.knowledge_check or "")
        for code in assessed_elements(quiz):
            assessed.setdefault(code, []).append(module.header.code)
    return tuple(Covered(e, tuple(taught.get(e.id, ())), tuple(assessed.get(e.id, ()))) for e in elements)


def assessed_elements(quiz: Quiz | None) -> tuple[str, ...]:
    """The codes on a quiz's live items, each once."""
    live = (item for item in quiz.items if not item.retired) if quiz else ()
    return tuple(dict.fromkeys(code for item in live for code in item.elements))
