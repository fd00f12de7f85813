"""Facilitators' guides: one Markdown file a module, in the folder 'guides' of its course."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from goodpartners.content.courses import Drawings, sections
from goodpartners.content.problems import Problem
from goodpartners.content.texts import TextSource, read_source
from goodpartners.domain.course import Term
from goodpartners.domain.guide import Guide, GuideHeader

FOLDER = "guides"

GuideSource = TextSource[GuideHeader]


def read_guides(root: Path, folder: str) -> tuple[tuple[GuideSource, ...], tuple[Problem, ...]]:
    """Every readable guide of a course, and what is wrong with the others."""
    guides: list[GuideSource] = []
    problems: list[Problem] = []
    for file in sorted((root / "courses" / folder / FOLDER).glob("[!.]*.md")):
        guide, found = read_source(GuideHeader, file, f"courses/{folder}/{FOLDER}/{file.name}", folder)
        guides += [guide] if guide else []
        problems += found
    return tuple(guides), tuple(problems)


def render_guide(source: GuideSource, terms: Mapping[str, Term], drawings: Drawings) -> Guide:
    """The guide as it is read on the page."""
    return Guide(source.course, source.header, sections(source, terms, drawings), source.path)
