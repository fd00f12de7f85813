"""YAML 1.2 values together with the line and column they stand on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

import yaml

from goodpartners.content.problems import Place, Problem
from goodpartners.content.reading import even_lines, last_line

Loc = tuple[str | int, ...]
TAG = "tag:yaml.org,2002:"
DEEPEST = 200


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML 1.2's idea of plain words: yes, no, on and off are text, and so is 1:30."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


for _tag, _pattern, _first in (
    ("bool", r"true|false", "tf"),
    ("null", r"~|null|", ["~", "n", ""]),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
):
    _Loader.add_implicit_resolver(TAG + _tag, re.compile(f"^(?:{_pattern})$"), list(_first))

_PLAIN_WORDS = (
    ("mapping values are not allowed", "a ': ' inside the text needs quotes round the whole text"),
    ("could not find expected ':'", "a ':' is missing after the key, or the line above is not closed"),
    ("did not find expected key", "a key is expected here: check the indentation and the quotes"),
    ("did not find expected '-' indicator", "a list entry is expected here: check the indentation"),
    ("found character that cannot start any token", "a sign such as '@', '`' or '%' at the start needs quotes"),
    ("found unexpected end of stream", "something was opened and not closed: a quote or a bracket"),
    ("did not find expected ',' or ']'", "a ',' or ']' is missing"),
    ("did not find expected ',' or '}'", "a ',' or '}' is missing"),
    ("found undefined alias", "a '*' at the start needs quotes"),
    ("did not find expected alphabetic", "a '*' or '&' at the start needs quotes"),
    ("but found another document", "only one document a file: take away the second '---'"),
)


class _Nothing:
    """Stands for 'there is no data', since null is data."""


NOTHING = _Nothing()


@dataclass(frozen=True)
class Document:
    """A YAML file: its data, where every key and entry stands, and what was wrong with it as YAML."""

    path: str
    data: Any
    marks: Mapping[Loc, tuple[int, int]]
    problems: tuple[Problem, ...] = ()

    def place(self, *loc: str | int) -> Place:
        """Where that key or entry stands, or else the nearest thing above it."""
        for end in range(len(loc), -1, -1):
            if loc[:end] in self.marks:
                return Place(self.path, *self.marks[loc[:end]])
        return Place(self.path)


def compose(text: str, path: str, first_line: int = 1) -> Document:
    """Read YAML; never raises. `first_line` is the number of the text's first line in its file."""
    text = even_lines(text)
    source = "\n" * (first_line - 1) + text
    odd = yaml.reader.Reader.NON_PRINTABLE.search(source)
    if odd:
        line = source.count("\n", 0, odd.start()) + 1
        column = odd.start() - (source.rfind("\n", 0, odd.start()) + 1) + 1
        return _unreadable(Place(path, line, column), "there is an invisible control character here: delete it")
    try:
        if _too_deep(source):
            return _unreadable(Place(path, first_line), "lists are nested too deep to be read")
        root = yaml.compose(source, _Loader)
    except yaml.MarkedYAMLError as refusal:
        return _unreadable(_place(refusal, path, last_line(source)), _plain(refusal, source))
    except (yaml.YAMLError, ValueError):
        return _unreadable(Place(path, first_line), "this is not YAML that can be read")
    if root is None:
        return _unreadable(Place(path, min(first_line, last_line(source))), "there is nothing here")
    builder = _Builder(path, last_line(source))
    data = builder.build(root, ())
    return Document(path, data, builder.marks, tuple(builder.problems))


def _too_deep(source: str) -> bool:
    """True where composing would exhaust the stack, which no exception would report."""
    indents = (len(line) - len(line.lstrip(" -?")) for line in source.split("\n"))
    most = source.count("[") + source.count("{") + max(indents)
    if most <= DEEPEST:  # one look is enough for nearly every file
        return False
    depth = 0
    for event in yaml.parse(source, _Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            return True
    return False


@dataclass
class _Builder:
    """Turns nodes into data and remembers where each stood."""

    path: str
    last: int
    marks: dict[Loc, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def build(self, node: yaml.Node, loc: Loc) -> Any:
        """The node's data; a node that an alias brings back is refused, so nothing can grow or go in circles."""
        self.marks.setdefault(loc, self._at(node))
        if id(node) in self.seen:
            self._say(node, "'&' and '*' are not used here: write the text out, or put it in quotes")
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, loc)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*loc, n)) for n, child in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, loc: Loc) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._say(key, "a key must be one word")
                continue
            if key.value in data:
                first = self.marks[(*loc, key.value)][0]
                self._say(
                    key, f"'{key.value}' stands here a second time; the first is on line {first}", "duplicate-key"
                )
                continue
            self.marks[(*loc, key.value)] = self._at(key)
            data[key.value] = self.build(value, (*loc, key.value))
        return data

    def _scalar(self, node: yaml.Node) -> Any:
        kind, value = node.tag.removeprefix(TAG), node.value
        try:
            match kind:
                case "str":
                    return value
                case "bool":
                    return value == "true"
                case "null":
                    return None
                case "int":
                    return int(value)
                case "float":
                    return _fraction(value)
                case "timestamp":
                    return Day.fromisoformat(value)
        except ValueError:
            return value
        self._say(node, f"'{node.tag}' means nothing here: put text that starts with '!' in quotes")
        return value

    def _say(self, node: yaml.Node, message: str, rule: str = "yaml") -> None:
        self.problems.append(Place(self.path, *self._at(node)).error(rule, message))

    def _at(self, node: yaml.Node) -> tuple[int, int]:
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
        return (line, column) if line <= self.last else (self.last, 1)  # an empty value at the very end


def _fraction(value: str) -> float | str:
    """The number where a float holds all of its digits, or else the text, which keeps them."""
    near = float(value)
    try:
        return near if Decimal(repr(near)) == Decimal(value) else value
    except InvalidOperation:  # an exponent that is itself beyond all bounds
        return value


def _unreadable(place: Place, message: str) -> Document:
    return Document(place.path, NOTHING, {(): (place.line, place.column)}, (place.error("yaml", message),))


def _place(refusal: yaml.MarkedYAMLError, path: str, last: int) -> Place:
    """Where it went wrong; for what is still open at the end of the file, where it was opened."""
    for mark in (refusal.problem_mark, refusal.context_mark):
        if mark is not None and mark.line < last:
            return Place(path, mark.line + 1, mark.column + 1)
    return Place(path, last)


def _plain(refusal: yaml.MarkedYAMLError, source: str) -> str:
    if refusal.problem_mark is not None:
        index, lines = refusal.problem_mark.index, source.split("\n")
        line = lines[min(refusal.problem_mark.line, len(lines) - 1)]
        if "\t" in line[: len(line) - len(line.lstrip())]:
            return "a tab stands at the start of this line: use spaces, not the Tab key"
        before = source[:index].rstrip(" ").rpartition("\n")[2]
        if before.endswith(("'", '"')) and source[index : index + 1].strip():
            return "the text goes on behind its closing quote: put the whole text in quotes, or use “ ” inside it"
    said = f"{refusal.context or ''} {refusal.problem or ''}".strip()
    return next(
        (plain for words, plain in _PLAIN_WORDS if words in said), f"this is not YAML that can be read ({said})"
    )
