"""The settings at the top of a module file, between two lines of '---'."""

from __future__ import annotations

from dataclasses import dataclass

from goodpartners.content.problems import Place, Problem
from goodpartners.content.yaml_marks import Document, compose


@dataclass(frozen=True)
class Split:
    """A module file cut in two; `body_line` is the number of the body's first line."""

    front: Document
    body: str
    body_line: int


def split(text: str, path: str) -> tuple[Split | None, tuple[Problem, ...]]:
    """Front matter and body, or None and why they cannot be told apart."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        message = "the file must begin with a line '---' and the module's settings"
        return None, (Place(path).error("front-matter", message),)
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        message = "a second line '---' must close the settings that begin here"
        return None, (Place(path).error("front-matter", message),)
    front = compose("\n".join(lines[1:end]) + "\n", path, first_line=2)
    return Split(front, "\n".join(lines[end + 1 :]), end + 2), ()
