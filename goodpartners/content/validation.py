"""Typed values from YAML, and every mismatch in plain English with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from goodpartners.content.explanations import explain
from goodpartners.content.problems import Problem
from goodpartners.content.reading import read_text
from goodpartners.content.yaml_marks import NOTHING, Document, Loc, compose

M = TypeVar("M", bound=BaseModel)


def validate(model: type[M], text: str, path: str, first_line: int = 1) -> tuple[M | None, tuple[Problem, ...]]:
    """The text as that model, or None and all that is wrong with it; never raises."""
    return check(model, compose(text, path, first_line))


def check(model: type[M], document: Document) -> tuple[M | None, tuple[Problem, ...]]:
    """The document as that model, or None and all that is wrong with it."""
    if document.data is NOTHING:
        return None, document.problems
    twice = duplicate_ids(document)
    try:
        value = model.model_validate(document.data)
    except ValidationError as refusal:
        told = tuple(problem.message.split(" is ")[0] for problem in twice)
        explained = [p for p in explain(refusal, model, document) if not (told and p.message.startswith(told))]
        return None, (*document.problems, *twice, *explained)
    problems = (*document.problems, *twice)
    return (None if problems else value), problems


def read(model: type[M], file: Path, path: str) -> tuple[M | None, Document, tuple[Problem, ...]]:
    """The YAML file as that model and as it is written, or None and all that is wrong with it."""
    text, problems = read_text(file, path)
    if text is None:
        return None, Document(path, {}, {}), problems
    document = compose(text, path)
    value, problems = check(model, document)
    return value, document, problems


def misnamed(document: Document, written: str, holder: str) -> Problem:
    """What is wrong with an id that is not the name of the file or folder that holds it."""
    return document.place("id").error("folder-name", f"the id is '{written}' and {holder}: they must be the same")


def duplicate_ids(document: Document) -> tuple[Problem, ...]:
    """Entries of one list that share an id: each after the first, at its own line."""
    found: list[Problem] = []
    _search(document, document.data, (), found)
    return tuple(found)


def _search(document: Document, data: Any, loc: Loc, found: list[Problem]) -> None:
    if isinstance(data, dict):
        for key, value in data.items():
            _search(document, value, (*loc, key), found)
    elif isinstance(data, list):
        first: dict[str, Loc] = {}
        for n, entry in enumerate(data):
            here = (*loc, n)
            if isinstance(entry, dict) and isinstance(entry.get("id"), str):
                if entry["id"] in first:
                    line = document.place(*first[entry["id"]]).line
                    message = f"the id '{entry['id']}' is already used on line {line}; each id once"
                    found.append(document.place(*here, "id").error("unique-id", message))
                else:
                    first[entry["id"]] = (*here, "id")
            _search(document, entry, here, found)
