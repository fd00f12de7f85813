"""The catalogue: every course, quiz and term that can be shown, built once and never changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Day
from pathlib import Path
from types import MappingProxyType

from goodpartners.content import files
from goodpartners.content.courses import pictures, render, resolved
from goodpartners.content.glossary import display_order
from goodpartners.content.guides import render_guide
from goodpartners.content.material import Material, read
from goodpartners.content.mentions import Kind, mentions
from goodpartners.content.problems import Problem
from goodpartners.content.rules import judge
from goodpartners.content.search import SearchIndex
from goodpartners.domain.course import Course, Element, Module, Term
from goodpartners.domain.guide import Guide
from goodpartners.domain.partnership.questionnaire import Questionnaire
from goodpartners.domain.quiz.quiz import Quiz


@dataclass(frozen=True)
class Catalogue:
    """What people can take; every quiz and question that a module names is in it."""

    root: Path
    fingerprint: str
    courses: tuple[Course, ...]
    quizzes: Mapping[str, Quiz]
    questionnaires: Mapping[str, Questionnaire]
    guides: Mapping[tuple[str, str], Guide]
    """By course and module."""
    glossary: tuple[Term, ...]
    elements: tuple[Element, ...]
    search: SearchIndex
    files: frozenset[str]

    def course(self, course_id: str) -> Course | None:
        """The course of that id, or None."""
        return next((course for course in self.courses if course.id == course_id), None)

    def module(self, course_id: str, module_id: str) -> Module | None:
        """The module of that course and id, or None."""
        course = self.course(course_id)
        return course.module(module_id) if course else None

    def quiz(self, key: str | None) -> Quiz | None:
        """The quiz 'course/quiz', or None."""
        return self.quizzes.get(key or "")

    def questionnaire(self, questionnaire_id: str) -> Questionnaire | None:
        """The questionnaire of that id, or None."""
        return self.questionnaires.get(questionnaire_id)

    def term(self, term_id: str) -> Term | None:
        """The glossary term of that id, or None."""
        return next((term for term in self.glossary if term.id == term_id), None)

    def file(self, course_id: str, path: str) -> Path | None:
        """Where a picture, recording or download lies that some module shows; None for all other files."""
        name = f"{course_id}/{path}"
        return self.root / "courses" / course_id / path if name in self.files else None


@dataclass(frozen=True)
class Loaded:
    """A catalogue and everything that is wrong with the files it came from, in the order of files and lines."""

    catalogue: Catalogue
    problems: tuple[Problem, ...]


def load(root: Path, *, today: Day) -> Loaded:
    """Read and judge everything under `root`, the folder that holds courses/ and quizzes/.

    A file that cannot be read as what it should be is left out of the catalogue and reported; so is nothing else.
    """
    mark = files.fingerprint(root)
    material, problems = read(root, today=today)
    return Loaded(_catalogue(material, mark), tuple(sorted({*problems, *judge(material)})))


def stamp(root: Path) -> str:
    """Changes whenever a content file is added, taken away, renamed or saved; cheap enough for every request."""
    return files.stamp(root)


def _catalogue(material: Material, mark: str) -> Catalogue:
    terms = material.terms or {}
    quizzes = {source.key: source.quiz for source in material.quizzes}
    items = {key: frozenset(item.id for item in quiz.items) for key, quiz in quizzes.items()}
    courses = tuple(
        Course(source.file, tuple(resolved(render(m, terms, material.drawings), items) for m in source.modules))
        for source in sorted(material.courses, key=lambda source: (source.file.letter, source.folder))
    )
    glossary = tuple(sorted(terms.values(), key=display_order))
    return Catalogue(
        root=material.root,
        fingerprint=mark,
        courses=courses,
        quizzes=MappingProxyType(quizzes),
        questionnaires=MappingProxyType({source.key: source.questionnaire for source in material.questionnaires}),
        guides=MappingProxyType({(g.course, g.header.module): g for g in _guides(material, terms)}),
        glossary=glossary,
        elements=tuple((material.elements or {}).values()),
        search=SearchIndex(courses, glossary),
        files=_shown(material),
    )


def _guides(material: Material, terms: Mapping[str, Term]) -> Iterator[Guide]:
    known = {(module.course, module.header.id) for course in material.courses for module in course.modules}
    written = (guide for guide in material.guides if (guide.course, guide.header.module) in known)
    return (render_guide(guide, terms, material.drawings) for guide in written)


def _shown(material: Material) -> frozenset[str]:
    shown: set[str] = set()
    for text in material.texts:
        for block in text.outline.blocks("figure", "video", "audio", "download"):
            names = pictures(block) + [getattr(block.settings, key, None) for key in ("captions", "file")]
            shown |= {f"{text.course}/{name}" for name in names if name}
        nodes = tuple(node for section in text.outline.sections for node in section.nodes)
        images = (m.target for m in mentions(nodes, text.path) if m.kind is Kind.IMAGE)
        shown |= {f"{text.course}/{name}" for name in images if ".." not in name}
    return frozenset(name for name in shown if f"courses/{name}" in material.present)
