"""Reads a module's text line by line into its outline."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from goodpartners.content.outline import Block, Node, Outline, Run, SectionSource
from goodpartners.content.problems import Place, Problem
from goodpartners.content.reserved import RESERVED
from goodpartners.content.settings import BLOCKS, TOP_LEVEL_ONLY, Settings
from goodpartners.content.slugs import SLUG_PATTERN, slug
from goodpartners.content.validation import check
from goodpartners.content.yaml_marks import Document, compose

SECTION = re.compile(r"^##(?!#)\s*(?P<title>.*?)\s*(?:\{\s*#(?P<id>[^}]*?)\s*\})?\s*#*\s*$")
SLUG = re.compile(SLUG_PATTERN)
OPEN = re.compile(r"^(?P<indent>\s*)(?P<slashes>/{3,})[ ]*(?P<name>[\w-]+)[ ]*(?:\|[ ]*(?P<title>.*?)[ ]*)?$")
CLOSE = re.compile(r"^\s*(/{3,})[ ]*$")
SETTING = re.compile(r"^[ ]{4,}\S")
INDENT = " " * 4
STRAY = re.compile(r"^\s*(?P<key>[a-z_]+):(\s|$)")
_BODIES = {
    "figure": "the figure as text",
    "video": "the transcript",
    "audio": "the transcript",
    "download": "what the file is",
}


def outline(body: str, path: str, first_line: int) -> tuple[Outline, tuple[Problem, ...]]:
    """The body's structure and what is wrong with it; every problem makes the module unfit to show."""
    reader = _Reader(path)
    lines = iter(enumerate(body.split("\n"), first_line))
    waiting = next(lines, None)
    while waiting is not None:
        number, line = waiting
        opening = OPEN.match(line)
        if opening:
            settings: list[str] = []
            waiting = next(lines, None)
            while waiting is not None and (SETTING.match(waiting[1]) or _is_stray(waiting[1], opening["name"])):
                settings.append(waiting[1])
                waiting = next(lines, None)
            reader.open(number, opening, settings)
            continue
        if CLOSE.match(line):
            reader.close(number, line)
        elif line.lstrip().startswith("///"):
            reader.garbled(number, line)
        elif line.startswith("##") and not line.startswith("###"):
            reader.section(number, line)
        else:
            reader.text(number, line)
        waiting = next(lines, None)
    return reader.finish(), tuple(sorted(reader.problems))


def _is_stray(line: str, block: str) -> bool:
    """Whether the line is a setting of that block, yet not indented as one."""
    match = STRAY.match(line)
    return match is not None and block in BLOCKS and match["key"] in BLOCKS[block].model_fields


@dataclass
class _Opened:
    place: Place
    length: int
    name: str
    title: str
    settings: Settings | None
    document: Document
    nodes: list[Node] = field(default_factory=list)


@dataclass
class _Reader:
    path: str
    problems: list[Problem] = field(default_factory=list)
    sections: list[SectionSource] = field(default_factory=list)
    heading: tuple[str, str, Place, Place] | None = None
    nodes: list[Node] = field(default_factory=list)
    stack: list[_Opened] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    lines_from: int = 0
    complained: bool = False

    def text(self, number: int, line: str) -> None:
        """An ordinary line."""
        if line.strip() and self.heading is None and not self.complained:
            self.complained = True
            self._say(number, 1, "before-section", "text before the first section: begin with '## Heading {#id}'")
        if not self.lines:
            self.lines_from = number
        self.lines.append(line)

    def section(self, number: int, line: str) -> None:
        """A line that starts a section."""
        if self.stack:
            inside, opened = self.stack[-1].name, self.stack[-1].place.line
            message = f"a section cannot start inside '{inside}' from line {opened}: close that first, or use '###'"
            self._say(number, 1, "unclosed-block", message)
            self._close_all()
        self._end_section()
        match = SECTION.match(line)
        title = match["title"] if match else line[2:].strip()
        name: str | None = match["id"] if match else None
        column = line.rindex("{", 0, match.start("id")) + 1 if match and name is not None else 1
        if not title:
            self._say(number, 1, "section-id", "this section has no heading: write '## Heading {#id}'")
        elif name is None:
            message = f"the section '{title}' has no id: write '## {title} {{#{section_id(title)}}}'"
            self._say(number, 1, "section-id", message)
        elif not SLUG.match(name):
            self._say(number, column, "section-id", f"'{name}' cannot be an id: write '{{#{section_id(name)}}}'")
        self.heading = (name or section_id(title), title, Place(self.path, number), Place(self.path, number, column))

    def open(self, number: int, opening: re.Match[str], settings: list[str]) -> None:
        """A line that opens a block, with its settings."""
        self._flush()
        place = Place(self.path, number, len(opening["indent"]) + 1)
        name, title, length = opening["name"], opening["title"] or "", len(opening["slashes"])
        if self.heading is None and not self.complained:
            self.complained = True
            self._say(number, 1, "before-section", "text before the first section: begin with '## Heading {#id}'")
        if opening["indent"]:
            self.problems.append(place.error("block-place", f"move '{name}' to the start of the line"))
        if self.stack and length >= self.stack[-1].length:
            outer = self.stack[-1]
            message = (
                f"'{name}' stands inside '{outer.name}' from line {outer.place.line}: "
                f"give the outer one more slashes, or close it first with a line '{'/' * outer.length}'"
            )
            self.problems.append(place.error("unclosed-block", message))
        if self.stack and name in TOP_LEVEL_ONLY:
            self.problems.append(place.error("block-place", f"'{name}' cannot stand inside another block"))
        for below, line in enumerate(settings, number + 1):
            stray = STRAY.match(line)
            if stray and not SETTING.match(line):
                message = f"'{stray['key']}:' is a setting of '{name}': indent it by four spaces"
                self._say(below, 1, "block-setting", message)
        settings = [line if SETTING.match(line) else INDENT + line.strip() for line in settings]
        document = (
            compose("\n".join(settings) + "\n", self.path, number + 1)
            if settings
            else Document(self.path, {}, {(): (place.line, place.column)})
        )
        self.stack.append(_Opened(place, length, name, title, self._settings(place, name, title, document), document))

    def _settings(self, place: Place, name: str, title: str, document: Document) -> Settings | None:
        model = BLOCKS.get(name)
        if model is None:
            close = difflib.get_close_matches(name, BLOCKS, n=1)
            hint = f"did you mean '{close[0]}'?" if close else f"there are {', '.join(BLOCKS)}"
            self.problems.append(place.error("unknown-block", f"there is no block '{name}': {hint}"))
            return None
        if model.title and not title:
            self.problems.append(place.error("block-title", f"'{name}' needs a title: '/// {name} | Title'"))
        elif title and not model.title:
            self.problems.append(place.error("block-title", f"'{name}' takes no title: leave out '| {title}'"))
        settings, problems = check(model, document)
        for problem in problems:
            message = problem.message.replace("the file needs", f"'{name}' needs")
            message = message.replace("of the file", f"of '{name}'")
            self.problems.append(Place(problem.path, problem.line, problem.column).error("block-setting", message))
        return settings

    def garbled(self, number: int, line: str) -> None:
        """A line of slashes that is neither the start nor the end of a block."""
        message = "a block opens with '/// name | Title' and closes with '///' alone on its line"
        self._say(number, 1, "unknown-block", message)

    def close(self, number: int, line: str) -> None:
        """A line of slashes."""
        length = len(line.strip())
        if not any(opened.length == length for opened in self.stack):
            message = "this line closes nothing: no open block has as many slashes"
            self._say(number, 1, "unclosed-block", message)
            return
        while self.stack[-1].length != length:
            self._complain_open(self.stack[-1])
            self._pop()
        self._pop()

    def finish(self) -> Outline:
        """What was read."""
        self._close_all(complain=True)
        self._end_section()
        written = Outline(tuple(self.sections))
        self._once((section.id, section.place) for section in written.sections)
        self._once((str(getattr(b.settings, "id", "")), b.at("id")) for b in written.blocks("activity"))
        return written

    def _once(self, named: Iterable[tuple[str, Place]]) -> None:
        first: dict[str, Place] = {}
        for name, place in named:
            if name in first:
                message = f"the id '{name}' is already used on line {first[name].line}; each id once"
                self.problems.append(place.error("unique-id", message))
            else:
                first[name] = place

    def _close_all(self, complain: bool = False) -> None:
        while self.stack:
            if complain:
                self._complain_open(self.stack[-1])
            self._pop()

    def _complain_open(self, opened: _Opened) -> None:
        message = f"'{opened.name}' is never closed: end it with a line '{'/' * opened.length}'"
        self.problems.append(opened.place.error("unclosed-block", message))

    def _pop(self) -> None:
        self._flush()
        opened = self.stack.pop()
        if opened.settings is None:
            return
        written = any(isinstance(node, Block) or node.text.strip() for node in opened.nodes)
        if written and not opened.settings.body:
            message = f"'{opened.name}' takes no text: close it after its settings"
            self.problems.append(opened.place.error("block-body", message))
        if opened.settings.body and not written:
            need = _BODIES.get(opened.name, "its text")
            self.problems.append(opened.place.error("block-body", f"'{opened.name}' is empty: write {need} into it"))
        block = Block(opened.name, opened.title, opened.settings, opened.document, opened.place, tuple(opened.nodes))
        (self.stack[-1].nodes if self.stack else self.nodes).append(block)

    def _flush(self) -> None:
        if any(line.strip() for line in self.lines):
            run = Run(self.lines_from, "\n".join(self.lines))
            (self.stack[-1].nodes if self.stack else self.nodes).append(run)
        self.lines = []

    def _end_section(self) -> None:
        self._flush()
        if self.heading is not None:
            self.sections.append(SectionSource(*self.heading, tuple(self.nodes)))
        self.nodes = []

    def _say(self, line: int, column: int, rule: str, message: str) -> None:
        self.problems.append(Place(self.path, line, column).error(rule, message))


def section_id(title: str) -> str:
    """A heading as an id that a section may have."""
    name = slug(title) or "section"
    return f"{name}-section" if name in RESERVED["section"] else name
