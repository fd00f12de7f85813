"""Small courses as values, for rules that read nothing but their shape."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from goodpartners.domain.course import (
    Activity,
    Course,
    CourseFile,
    EmbeddedQuestion,
    Module,
    ModuleHeader,
    Prose,
    Section,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def at(minutes: int) -> datetime:
    """That many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


def section(section_id: str, *parts: Prose | Activity | EmbeddedQuestion, cited: tuple[str, ...] = ()) -> Section:
    """A section with these parts."""
    return Section(section_id, section_id.title(), parts or (Prose("<p>So.</p>"),), "So.", 1, cited)


def module(course: str, module_id: str, *sections: Section, check: bool = True, minutes: int = 10) -> Module:
    """A module with a knowledge check of its own name."""
    header = ModuleHeader.model_validate(
        {
            "id": module_id,
            "code": "A1",
            "title": module_id.title(),
            "summary": "What it is about.",
            "minutes": minutes,
            "objectives": [{"id": "one", "text": "Do one thing."}],
            "elements": ["A1"],
            "knowledge_check": f"{course}/{module_id}" if check else None,
            "reviewed": date(2026, 11, 1),
            "review_by": date(2027, 11, 1),
        }
    )
    return Module(course, header, sections, f"courses/{course}/{module_id}.md")


def course(course_id: str, *modules: Module, **changes: Any) -> Course:
    """A course of these modules; all modules and passed checks complete it unless told otherwise."""
    file = {
        "id": course_id,
        "letter": "A",
        "title": course_id.title(),
        "side": "joint",
        "summary": "What it is about.",
        "modules": [m.id for m in modules],
        **changes,
    }
    return Course(CourseFile.model_validate(file), modules)
