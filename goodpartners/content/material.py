"""Everything that was read from disk, before it is judged and shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Day
from pathlib import Path

from goodpartners.content import validation
from goodpartners.content.courses import CourseSource, ModuleSource, read_course, read_drawings
from goodpartners.content.coverage import COVERAGE_PATH, CoverageFile
from goodpartners.content.glossary import GLOSSARY_PATH, GlossaryFile
from goodpartners.content.guides import GuideSource, read_guides
from goodpartners.content.problems import Problem
from goodpartners.content.questionnaires import QuestionnaireSource, read_questionnaires
from goodpartners.content.quizzes import QuizSource, read_quizzes
from goodpartners.content.svg import Drawing
from goodpartners.content.texts import TextSource
from goodpartners.content.yaml_marks import Document
from goodpartners.domain.course import Element, FileModel, Term


@dataclass(frozen=True)
class Material:
    """What could be read; `present` names every content file, the broken ones too."""

    root: Path
    today: Day
    courses: tuple[CourseSource, ...]
    modules: tuple[ModuleSource, ...]
    guides: tuple[GuideSource, ...]
    quizzes: tuple[QuizSource, ...]
    questionnaires: tuple[QuestionnaireSource, ...]
    terms: Mapping[str, Term] | None
    glossary: Document
    elements: Mapping[str, Element] | None
    coverage: Document
    drawings: Mapping[tuple[str, str], Drawing]
    present: frozenset[str]

    @property
    def texts(self) -> tuple[TextSource[FileModel], ...]:
        """Every module and every guide."""
        return (*self.modules, *self.guides)

    def course(self, folder: str) -> CourseSource | None:
        """The readable course of that folder, or None."""
        return next((course for course in self.courses if course.folder == folder), None)

    def quiz(self, key: str | None) -> QuizSource | None:
        """The readable quiz of that key, or None."""
        return next((quiz for quiz in self.quizzes if quiz.key == key), None)

    def checks(self) -> Iterator[tuple[ModuleSource, QuizSource]]:
        """Each module with its knowledge check, where both could be read."""
        for module in self.modules:
            quiz = self.quiz(module.header.knowledge_check)
            if quiz is not None:
                yield module, quiz

    def broken(self, path: str) -> bool:
        """True for a file that is there and could not be read as what it should be; it has been reported."""
        readable = {m.path for m in self.modules} | {q.path for q in self.quizzes} | {c.path for c in self.courses}
        readable |= {source.path for source in self.questionnaires} | {guide.path for guide in self.guides}
        return path in self.present and path not in readable


def read(root: Path, *, today: Day) -> tuple[Material, tuple[Problem, ...]]:
    """All content under `root` and what is wrong with its form; never raises for what a file says."""
    problems: list[Problem] = []
    courses: list[CourseSource] = []
    modules: list[ModuleSource] = []
    guides: list[GuideSource] = []
    for folder in sorted(p.name for p in (root / "courses").glob("[!.]*") if p.is_dir()):
        course, found, wrong = read_course(root, folder)
        courses += [course] if course else []
        modules += found
        problems += wrong
        for_trainers, wrong = read_guides(root, folder)
        guides += for_trainers
        problems += wrong
    quizzes, wrong = read_quizzes(root)
    questionnaires, questionnaires_wrong = read_questionnaires(root)
    glossary, glossary_document, glossary_wrong = validation.read(GlossaryFile, root / GLOSSARY_PATH, GLOSSARY_PATH)
    coverage, coverage_document, coverage_wrong = validation.read(CoverageFile, root / COVERAGE_PATH, COVERAGE_PATH)
    drawings, drawings_wrong = read_drawings(root, (*modules, *guides))
    problems += [*wrong, *questionnaires_wrong, *glossary_wrong, *coverage_wrong, *drawings_wrong]
    present = {f.relative_to(root).as_posix() for folder in ("courses", "quizzes") for f in (root / folder).rglob("*")}
    material = Material(
        root,
        today,
        tuple(courses),
        tuple(modules),
        tuple(guides),
        quizzes,
        questionnaires,
        {term.id: term for term in glossary.terms} if glossary else None,
        glossary_document,
        {element.id: element for element in coverage.elements} if coverage else None,
        coverage_document,
        drawings,
        frozenset(present),
    )
    return material, tuple(problems)
