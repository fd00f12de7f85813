"""Facilitators' guides: one Markdown file a module, in the folder 'guides' of its course."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from goodpartners.content.courses import Drawings, sections
from goodpartners.content.front_matter import split
from goodpartners.content.outline import Outline
from goodpartners.content.outlining import outline
from goodpartners.content.problems import Problem
from goodpartners.content.reading import read_text
from goodpartners.content.validation import check
from goodpartners.content.yaml_marks import Document
from goodpartners.domain.course import Term
from goodpartners.domain.guide import Guide, GuideHeader

FOLDER = "guides"


@dataclass(frozen=True)
class GuideSource:
    """A guide file that could be read."""

    course: str
    path: str
    header: GuideHeader
    front: Document
    outline: Outline


def read_guides(root: Path, folder: str) -> tuple[tuple[GuideSource, ...], tuple[Problem, ...]]:
    """Every readable guide of a course, and what is wrong with the others."""
    guides: list[GuideSource] = []
    problems: list[Problem] = []
    for file in sorted((root / "courses" / folder / FOLDER).glob("[!.]*.md")):
        guide, found = _read(file, f"courses/{folder}/{FOLDER}/{file.name}", folder)
        guides += [guide] if guide else []
        problems += found
    return tuple(guides), tuple(problems)


def _read(file: Path, path: str, course: str) -> tuple[GuideSource | None, tuple[Problem, ...]]:
    text, problems = read_text(file, path)
    cut, problems = split(text, path) if text is not None else (None, problems)
    if cut is None:
        return None, problems
    header, found = check(GuideHeader, cut.front)
    written, more = outline(cut.body, path, cut.body_line)
    problems = (*found, *more)
    return (GuideSource(course, path, header, cut.front, written) if header and not problems else None), problems


def render_guide(source: GuideSource, terms: Mapping[str, Term], drawings: Drawings) -> Guide:
    """The guide as it is read on the page."""
    return Guide(source.course, source.header, sections(source, terms, drawings), source.path)
