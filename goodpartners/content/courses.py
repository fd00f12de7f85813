"""Course folders: course.yaml, module files and drawings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from goodpartners.content import validation
from goodpartners.content.blocks import Page
from goodpartners.content.markdown import Renderer
from goodpartners.content.mentions import Kind, mentions
from goodpartners.content.outline import Block, Node, SectionSource
from goodpartners.content.problems import Problem
from goodpartners.content.prose import passages, words
from goodpartners.content.reading import read_text
from goodpartners.content.settings import Activity as ActivitySettings
from goodpartners.content.settings import Question
from goodpartners.content.svg import Drawing, drawing
from goodpartners.content.texts import TextSource, read_source
from goodpartners.content.yaml_marks import Document
from goodpartners.domain.course import (
    Activity,
    CourseFile,
    EmbeddedQuestion,
    FileModel,
    Module,
    ModuleHeader,
    Part,
    Prose,
    Section,
    Term,
)

ModuleSource = TextSource[ModuleHeader]


@dataclass(frozen=True)
class CourseSource:
    """A course folder whose course.yaml could be read; `modules` are those listed and readable, in order."""

    folder: str
    path: str
    file: CourseFile
    document: Document
    modules: tuple[ModuleSource, ...]


def read_course(root: Path, folder: str) -> tuple[CourseSource | None, tuple[ModuleSource, ...], tuple[Problem, ...]]:
    """The course, every readable module in its folder whether listed or not, and what is wrong."""
    path = f"courses/{folder}/course.yaml"
    modules, problems = _read_modules(root, folder)
    file, document, found = validation.read(CourseFile, root / path, path)
    problems = (*problems, *found)
    if file is None:
        return None, modules, problems
    if file.id != folder:
        return None, modules, (*problems, validation.misnamed(document, file.id, f"the folder '{folder}'"))
    by_stem = {module.stem: module for module in modules}
    listed = tuple(by_stem[stem] for stem in dict.fromkeys(file.modules) if stem in by_stem)
    return CourseSource(folder, path, file, document, listed), modules, problems


def _read_modules(root: Path, folder: str) -> tuple[tuple[ModuleSource, ...], tuple[Problem, ...]]:
    modules: list[ModuleSource] = []
    problems: list[Problem] = []
    for file in sorted((root / "courses" / folder).glob("[!.]*.md")):
        module, found = read_source(ModuleHeader, file, f"courses/{folder}/{file.name}", folder)
        problems += found
        twin = next((m for m in modules if module and m.header.id == module.header.id), None)
        if module is not None and twin is not None:
            message = f"the id '{module.header.id}' is already used in {twin.path}"
            problems.append(module.front.place("id").error("unique-id", message))
        elif module is not None:
            modules.append(module)
    return tuple(modules), tuple(problems)


Drawings = Mapping[tuple[str, str], Drawing]


def read_drawings(root: Path, texts: Iterable[TextSource[FileModel]]) -> tuple[Drawings, tuple[Problem, ...]]:
    """The drawings that figures name, by course and path, and what is not allowed in them."""
    drawings: dict[tuple[str, str], Drawing] = {}
    problems: list[Problem] = []
    named = dict.fromkeys((m.course, p) for m in texts for b in m.outline.blocks("figure") for p in pictures(b))
    for course, name in named:
        file, path = root / "courses" / course / name, f"courses/{course}/{name}"
        if not name.lower().endswith(".svg") or not file.is_file():
            continue
        text, found = read_text(file, path)
        problems += found
        if text is not None:
            drawn, found = drawing(text, path)
            problems += found
            if drawn is not None:
                drawings[course, name] = drawn
    return drawings, tuple(problems)


def pictures(figure: Block) -> list[str]:
    """The files that a figure block shows."""
    named = (getattr(figure.settings, key, None) for key in ("src", "narrow"))
    return [str(path) for path in named if path]


def render(source: ModuleSource, terms: Mapping[str, Term], drawings: Drawings) -> Module:
    """The module as it is read on the page."""
    return Module(source.course, source.header, sections(source, terms, drawings), source.path)


def sections(source: TextSource[FileModel], terms: Mapping[str, Term], drawings: Drawings) -> tuple[Section, ...]:
    """The parts of a text as they are read on the page."""
    numbers: dict[str, int] = {}
    for section in source.outline.sections:
        for name in cited(section, source.path):
            numbers.setdefault(name, len(numbers) + 1)
    own = {name: drawn for (course, name), drawn in drawings.items() if course == source.course}
    renderer = Renderer(Page(source.course, dict(terms), own, numbers))
    return tuple(_section(section, renderer, terms, source.path) for section in source.outline.sections)


def cited(section: SectionSource, path: str) -> tuple[str, ...]:
    """The sources that a section cites, in order, each once."""
    return tuple(dict.fromkeys(m.target for m in mentions(section.nodes, path) if m.kind is Kind.SOURCE))


def _section(section: SectionSource, renderer: Renderer, terms: Mapping[str, Term], path: str) -> Section:
    renderer.page.has_h2 = False
    parts: list[Part] = []
    waiting: list[Node] = []

    def flush() -> None:
        if waiting:
            parts.append(Prose(renderer.html(waiting)))
            waiting.clear()

    for node in section.nodes:
        if isinstance(node, Block) and isinstance(node.settings, ActivitySettings):
            flush()
            renderer.page.has_h2 = True  # the page sets the activity's title as h2
            parts.append(Activity(node.settings.id, node.title, renderer.html(node.nodes)))
        elif isinstance(node, Block) and isinstance(node.settings, Question):
            flush()
            parts.append(EmbeddedQuestion(node.settings.quiz, node.settings.item))
        else:
            waiting.append(node)
    flush()
    read = list(passages(section.nodes, terms))
    text = "\n".join(passage.text for passage in read)
    count = sum(words(passage.text) for passage in read if not passage.aside)
    return Section(section.id, section.title, tuple(parts), text, count, cited(section, path))


def resolved(module: Module, quizzes: Mapping[str, frozenset[str]]) -> Module:
    """The module without a knowledge check or questions that are not there; `quizzes` gives each quiz's item ids."""
    sections = tuple(
        replace(section, parts=tuple(p for p in section.parts if _asked(p, quizzes))) for section in module.sections
    )
    known = module.header.knowledge_check in quizzes
    header = module.header if known else module.header.model_copy(update={"knowledge_check": None})
    return replace(module, header=header, sections=sections)


def _asked(part: Part, quizzes: Mapping[str, frozenset[str]]) -> bool:
    return not isinstance(part, EmbeddedQuestion) or part.item in quizzes.get(part.quiz, ())
