"""Names: each once, and the same in the file and outside it."""

from __future__ import annotations

from collections.abc import Iterable

from goodpartners.content.material import Material
from goodpartners.content.problems import Place
from goodpartners.content.reserved import RESERVED
from goodpartners.content.rules.findings import Findings


def unique_codes(material: Material) -> Findings:
    """A course letter and a module code belong to one course and one module."""
    letters = ((course.document.place("letter"), f"the letter {course.file.letter}") for course in material.courses)
    codes = ((module.front.place("code"), f"the code {module.header.code}") for module in material.modules)
    yield from _again(letters)
    yield from _again(codes)


def _again(named: Iterable[tuple[Place, str]]) -> Findings:
    first: dict[str, Place] = {}
    for place, name in named:
        if name in first:
            yield place, f"{name} is already used in {first[name].path}, line {first[name].line}"
        else:
            first[name] = place


def module_code_letter(material: Material) -> Findings:
    """A module's code begins with its course's letter."""
    for course in material.courses:
        for module in course.modules:
            if module.header.code[0] != course.file.letter:
                code, letter = module.header.code, course.file.letter
                message = f"the code {code} must begin with {letter}, the letter of this course"
                yield module.front.place("code"), message


def module_file_name(material: Material) -> Findings:
    """A module's file is called NN-<id>.md."""
    for module in material.modules:
        number, _, name = module.stem.partition("-")
        if not number.isdigit() or name != module.header.id:
            message = f"a module with this id is kept in a file 'NN-{module.header.id}.md'; this is '{module.stem}.md'"
            yield module.front.place("id"), message


def reserved_words(material: Material) -> Findings:
    """No id is a word that the address of another page has in its place: nobody would get to the module or section."""
    for module in material.modules:
        name, address = module.header.id, f"/courses/{module.course}/{module.header.id}"
        if name in RESERVED["module"]:
            yield module.front.place("id"), f"{_taken(name, 'module', address)}, and rename the file"
        for section in module.outline.sections:
            if section.id in RESERVED["section"]:
                yield section.id_place, _taken(section.id, "section", f"{address}/{section.id}")


def _taken(name: str, kind: str, address: str) -> str:
    advice = f"choose another, such as '{name}-{kind}'"
    return f"'{name}' cannot be a {kind}'s id, for {address} is another page: {advice}"


def listed_modules(material: Material) -> Findings:
    """course.yaml lists files that are there, each once."""
    for course in material.courses:
        for n, stem in enumerate(course.file.modules):
            place = course.document.place("modules", n)
            if stem in course.file.modules[:n]:
                yield place, f"'{stem}' is listed twice"
            elif f"courses/{course.folder}/{stem}.md" not in material.present:
                yield place, f"there is no file courses/{course.folder}/{stem}.md"


def unlisted_modules(material: Material) -> Findings:
    """A module file that no course lists is never shown."""
    for module in material.modules:
        course = material.course(module.course)
        if course is not None and module.stem not in course.file.modules:
            yield Place(module.path), f"nobody sees this module: list '{module.stem}' under 'modules' in {course.path}"


def completion_possible(material: Material) -> Findings:
    """A course does not ask for more modules than it has."""
    for course in material.courses:
        wanted = course.file.completion.modules
        if isinstance(wanted, int) and not 1 <= wanted <= len(course.file.modules):
            message = f"'modules: {wanted}' cannot be met: the course has {len(course.file.modules)}"
            yield course.document.place("completion", "modules"), message
