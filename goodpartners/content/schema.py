"""JSON Schemas of the files that authors write, for their editors."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from goodpartners.content.glossary import GlossaryFile
from goodpartners.domain.course import CourseFile, ModuleHeader
from goodpartners.domain.partnership.questionnaire import Questionnaire
from goodpartners.domain.quiz.quiz import Quiz

SCHEMA_FOLDER = "static/schema"
MODELS: dict[str, type[BaseModel]] = {
    "course": CourseFile,
    "quiz": Quiz,
    "questionnaire": Questionnaire,
    "module": ModuleHeader,
    "glossary": GlossaryFile,
}


def schemas() -> dict[str, str]:
    """Each schema file's name and text."""
    return {f"{name}.schema.json": _text(model) for name, model in MODELS.items()}


def _text(model: type[BaseModel]) -> str:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def write(folder: Path) -> list[Path]:
    """Write the schemas; the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
        written.append(folder / name)
    return written


def outdated(folder: Path) -> list[str]:
    """The names of schema files that are missing or differ from the models."""
    return [
        name
        for name, text in schemas().items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != text
    ]
