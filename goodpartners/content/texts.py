"""Markdown files of a course with a header at their top: modules and facilitators' guides."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from goodpartners.content.front_matter import split
from goodpartners.content.outline import Outline
from goodpartners.content.outlining import outline
from goodpartners.content.problems import Problem
from goodpartners.content.reading import read_text
from goodpartners.content.validation import check
from goodpartners.content.yaml_marks import Document
from goodpartners.domain.course import FileModel

Header = TypeVar("Header", bound=FileModel, covariant=True)


@dataclass(frozen=True)
class TextSource(Generic[Header]):
    """A Markdown file of a course that could be read."""

    course: str
    path: str
    header: Header
    front: Document
    outline: Outline

    @property
    def stem(self) -> str:
        """The file's name without '.md'."""
        return self.path.rpartition("/")[2].removesuffix(".md")


def read_source(
    model: type[Header], file: Path, path: str, course: str
) -> tuple[TextSource[Header] | None, tuple[Problem, ...]]:
    """The text in a file with that header, or None and why it cannot be shown."""
    text, problems = read_text(file, path)
    if text is None:
        return None, problems
    cut, problems = split(text, path)
    if cut is None:
        return None, problems
    header, found = check(model, cut.front)
    written, more = outline(cut.body, path, cut.body_line)
    problems = (*found, *more)
    return (TextSource(course, path, header, cut.front, written) if header and not problems else None), problems
