"""Whatever a file points to is there."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch

from goodpartners.content.material import Material
from goodpartners.content.mentions import Kind, Mention, mentions
from goodpartners.content.problems import Place
from goodpartners.content.questionnaires import FOLDER as QUESTIONNAIRES
from goodpartners.content.rules.findings import Findings
from goodpartners.content.settings import Question, Term
from goodpartners.domain.course import ModuleHeader

INSTRUMENTS = ("decision-map", "gap-survey", "gaps", "paired-checklist", "readiness")
OUTSIDE = re.compile(r"^(https?://[^/]+\.|mailto:[^@]+@)")


def links(material: Material) -> Findings:
    """Links lead to a page of ours that exists, or to elsewhere with https."""
    for mention in _mentioned(material, Kind.LINK):
        message = _link_fault(material, mention.target)
        if message:
            yield mention.place, message


def _link_fault(material: Material, target: str) -> str:
    page, _, fragment = target.partition("#")
    if OUTSIDE.match(target):
        return ""
    parts = page.strip("/").split("/")
    match parts if page.startswith("/") and not page.startswith("//") else []:
        case ["glossary"]:
            known = material.terms is None or not fragment or fragment in material.terms
            return "" if known else f"the glossary has no '{fragment}'{_hint(fragment, material.terms or ())}"
        case ["courses", course]:
            return "" if _course_known(material, course) else f"there is no course '{course}'"
        case ["courses", course, module, *section] if len(section) < 2:
            return _module_fault(material, course, module, section)
        case ["files", course, *path]:
            there = f"courses/{course}/{'/'.join(path)}" in material.present
            return "" if there else f"there is no file courses/{course}/{'/'.join(path)}"
    return f"'{target}' leads nowhere: a link starts with https://, /courses/ or /glossary"


def _course_known(material: Material, course: str) -> bool:
    return material.course(course) is not None or material.broken(f"courses/{course}/course.yaml")


def module_is_broken(material: Material, course: str, module: str) -> bool:
    """Whether there is a file of that name that could not be read; it has been reported."""
    files = (path for path in material.present if fnmatch(path, f"courses/{course}/*-{module}.md"))
    return any(material.broken(path) for path in files)


def _module_fault(material: Material, course: str, module: str, section: list[str]) -> str:
    found = next((m for m in material.modules if m.course == course and m.header.id == module), None)
    if found is None:
        if module_is_broken(material, course, module):
            return ""
        known = [m.header.id for m in material.modules if m.course == course]
        return f"there is no module '{module}' in '{course}'{_hint(module, known)}"
    ids = [s.id for s in found.outline.sections]
    if section and section[0] not in ids:
        return f"the module '{module}' has no section '{section[0]}'{_hint(section[0], ids)}"
    return ""


def glossary_terms(material: Material) -> Findings:
    """Terms that the text links to are in the glossary."""
    if material.terms is None:
        return
    for mention in _mentioned(material, Kind.TERM):
        if mention.target not in material.terms:
            yield mention.place, f"the glossary has no '{mention.target}'{_hint(mention.target, material.terms)}"
    for text in material.texts:
        for block in text.outline.blocks("term"):
            if isinstance(block.settings, Term) and block.settings.id not in material.terms:
                name = block.settings.id
                yield block.at("id"), f"the glossary has no '{name}'{_hint(name, material.terms)}"
    for n, term in enumerate(material.terms.values()):
        for m, name in enumerate(term.see):
            if name not in material.terms or name == term.id:
                message = f"'see' names '{name}', which is no other term{_hint(name, material.terms)}"
                yield material.glossary.place("terms", n, "see", m), message


def files_exist(material: Material) -> Findings:
    """Pictures, recordings and downloads are in the course's folder."""
    for text in material.texts:
        for block in text.outline.blocks("figure", "video", "audio", "download"):
            for key in ("src", "narrow", "captions", "file"):
                name = getattr(block.settings, key, None)
                if name and f"courses/{text.course}/{name}" not in material.present:
                    yield block.at(key), f"there is no file courses/{text.course}/{name}"
    for mention in _mentioned(material, Kind.IMAGE):
        course = mention.place.path.split("/")[1]
        if mention.target.lower().endswith(".svg"):
            yield mention.place, "put a drawing into a figure block, so that it follows the page's colours"
        elif f"courses/{course}/{mention.target}" not in material.present:
            yield mention.place, f"there is no file courses/{course}/{mention.target}"


def cited_sources(material: Material) -> Findings:
    """Every citation names a source in the module's front matter; a guide cites none."""
    for text in material.texts:
        known = [source.id for source in text.header.sources] if isinstance(text.header, ModuleHeader) else []
        for mention in _of_module(text.outline.sections, text.path):
            if mention.kind is Kind.SOURCE and mention.target not in known:
                message = f"the front matter has no source '{mention.target}'{_hint(mention.target, known)}"
                yield mention.place, message


def uncited_sources(material: Material) -> Findings:
    """A source that the text never cites helps nobody."""
    for module in material.modules:
        used = {m.target for m in _of_module(module.outline.sections, module.path) if m.kind is Kind.SOURCE}
        for n, source in enumerate(module.header.sources):
            if source.id not in used:
                message = f"the text never cites this source: write [@{source.id}] or delete it"
                yield module.front.place("sources", n, "id"), message


def knowledge_checks_exist(material: Material) -> Findings:
    """A module's knowledge check is a quiz of that purpose."""
    for module in material.modules:
        key = module.header.knowledge_check
        place = module.front.place("knowledge_check")
        quiz = material.quiz(key)
        if key is None or material.broken(f"quizzes/{key}.yaml"):
            continue
        if quiz is None:
            yield place, f"there is no quiz quizzes/{key}.yaml{_hint(key, [q.key for q in material.quizzes])}"
        elif quiz.quiz.purpose != "knowledge-check":
            yield place, f"'{key}' has the purpose '{quiz.quiz.purpose}'; a module closes with a knowledge-check"


def instruments_known(material: Material) -> Findings:
    """A module prepares for instruments that there are."""
    known = sorted({*INSTRUMENTS, *(source.questionnaire.id for source in material.questionnaires)})
    if any(material.broken(path) for path in material.present if path.startswith(f"quizzes/{QUESTIONNAIRES}/")):
        return
    for module in material.modules:
        for n, name in enumerate(module.header.instruments):
            if name not in known:
                hint = _hint(name, known) or f"; there are {', '.join(known)}"
                yield module.front.place("instruments", n), f"there is no instrument '{name}'{hint}"


def asked_items_exist(material: Material) -> Findings:
    """A question in the text is an item of a practice quiz."""
    for module in material.modules:
        for block in module.outline.blocks("question"):
            if isinstance(block.settings, Question):
                key, fault = _question_fault(material, block.settings)
                if fault:
                    yield block.at(key), fault


def _question_fault(material: Material, asked: Question) -> tuple[str, str]:
    quiz = material.quiz(asked.quiz)
    if quiz is None:
        if material.broken(f"quizzes/{asked.quiz}.yaml"):
            return "quiz", ""
        return (
            "quiz",
            f"there is no quiz quizzes/{asked.quiz}.yaml{_hint(asked.quiz, [q.key for q in material.quizzes])}",
        )
    if quiz.quiz.purpose != "practice":
        return "quiz", f"'{quiz.key}' is no practice quiz: its questions would be given away here"
    ids = [item.id for _, item in quiz.items()]
    return "item", "" if asked.item in ids else f"'{quiz.key}' has no item '{asked.item}'{_hint(asked.item, ids)}"


def unused_checks(material: Material) -> Findings:
    """A quiz that no module and no course names is never taken."""
    used = {module.header.knowledge_check for module in material.modules}
    forms = {key for course in material.courses for key in course.file.forms}
    unread = {
        path.split("/")[1] for path in material.present if path.endswith("/course.yaml") and material.broken(path)
    }
    if any(material.broken(path) for path in material.present if path.endswith(".md")):
        return
    for quiz in material.quizzes:
        if quiz.quiz.purpose == "knowledge-check" and quiz.key not in used:
            yield Place(quiz.path), f"no module names this: write 'knowledge_check: {quiz.key}' in one"
        if quiz.quiz.purpose == "start-and-end" and quiz.key not in forms and quiz.key.split("/")[0] not in unread:
            yield Place(quiz.path), f"no course names this: write '{quiz.key}' under 'forms' in its course.yaml"


def _mentioned(material: Material, kind: Kind) -> Iterator[Mention]:
    for source in material.texts:
        yield from (m for m in _of_module(source.outline.sections, source.path) if m.kind is kind)


def _of_module(sections: Iterable[object], path: str) -> Iterator[Mention]:
    for section in sections:
        yield from mentions(getattr(section, "nodes", ()), path)


def _hint(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f": did you mean '{close[0]}'?" if close else ""
