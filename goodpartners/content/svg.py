"""Drawings: an allow-list for SVG files and the markup that is set into a page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from xml.parsers import expat

from goodpartners.content.problems import Place, Problem
from goodpartners.content.reading import even_lines, last_line

ELEMENTS = frozenset("svg g title desc path rect circle ellipse line polyline polygon text tspan".split())
_NUMBER = r"[-+]?(\d+(\.\d+)?|\.\d+)"
_NUMBERS = r"[-+.,\seE0-9]*"
_TRANSFORM = r"\s*((translate|rotate|scale|skewX|skewY|matrix)\([-+.,\seE0-9]+\)[\s,]*)+"
_VALUES: dict[str, str] = {
    **dict.fromkeys("x y cx cy r rx ry x1 y1 x2 y2 width height".split(), rf"\s*{_NUMBER}\s*"),
    **dict.fromkeys(("dx", "dy", "points", "viewBox"), _NUMBERS),
    "d": r"[-+.,\seMmZzLlHhVvCcSsQqTtAa0-9]*",
    "transform": _TRANSFORM,
    "fill": r"none",
    "stroke-linejoin": r"round|bevel|miter",
    "stroke-linecap": r"round|butt|square",
    "text-anchor": r"start|middle|end",
    "id": r"[A-Za-z][\w-]*",
    "class": r"[a-z0-9 -]*",
    "xmlns": r"http://www\.w3\.org/2000/svg",
}
CLASSES = frozenset(
    "d-ink d-ink2 d-card d-paper d-brand d-sun d-sunsoft d-c d-csoft d-p d-psoft d-line d-line-ink d-line-brand "
    "d-line-c d-line-p d-dash d-thick d-name d-text d-bold d-num d-onsun d-mid d-end".split()
)
ATTRIBUTES = frozenset(_VALUES)
_COLOURS = ("fill", "stroke", "style", "color", "font-family", "font-size", "font-weight", "stroke-width", "opacity")


@dataclass(frozen=True)
class Drawing:
    """A checked drawing, ready to be set into a page."""

    width: str
    height: str
    view: str
    title: str
    desc: str
    inner: str

    def markup(self, name: str, css_class: str = "") -> str:
        """The `<svg>` with ids that begin with `name`."""
        classes = f' class="{css_class}"' if css_class else ""
        return (
            f'<svg{classes} width="{self.width}" height="{self.height}" viewBox="{self.view}" role="img" '
            f'aria-labelledby="{name}-t {name}-d"><title id="{name}-t">{escape(self.title)}</title>'
            f'<desc id="{name}-d">{escape(self.desc)}</desc>{self.inner.replace(_ID, name + "-")}</svg>'
        )


_ID = "\ue001"


def drawing(text: str, path: str) -> tuple[Drawing | None, tuple[Problem, ...]]:
    """The drawing in an SVG file, or None and everything in it that is not allowed; never raises."""
    text = even_lines(text)
    reader = _Reader(path)
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.StartDoctypeDeclHandler = lambda *_: reader.refuse(
        "no DOCTYPE and no entities in a drawing: delete that line"
    )
    parser.ProcessingInstructionHandler = lambda *_: reader.refuse("no '<? … ?>' in a drawing: delete it")
    reader.parser = parser
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as refusal:
        message = f"this is not XML that can be read ({expat.errors.messages[refusal.code]})"
        reader.problems.append(
            Place(path, min(refusal.lineno, last_line(text)), refusal.offset + 1).error("svg", message)
        )
    except _Stop:
        pass
    else:
        reader.check_whole()
    if reader.problems:
        return None, tuple(reader.problems)
    root = reader.root
    return Drawing(root["width"], root["height"], root["viewBox"], reader.title, reader.desc, "".join(reader.out)), ()


class _Stop(Exception):
    """Reading on would be pointless or unsafe."""


@dataclass
class _Reader:
    path: str
    problems: list[Problem] = field(default_factory=list)
    out: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    root: dict[str, str] = field(default_factory=dict)
    seen: int = 0
    title: str = ""
    desc: str = ""
    parser: expat.XMLParserType = field(default_factory=expat.ParserCreate)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A start tag."""
        if name not in ELEMENTS:
            self._say(f"<{name}> is not allowed in a drawing; there are {', '.join(sorted(ELEMENTS))}")
        else:
            for key, value in attributes.items():
                self._attribute(name, key, value)
        if not self.open:
            self.root = attributes
            self._root(name, attributes)
        elif name == "svg":
            self._say("a drawing cannot hold another <svg>")
        elif name not in ("title", "desc"):
            kept = "".join(f' {k}="{_value(k, v)}"' for k, v in attributes.items() if k != "xmlns")
            self.out.append(f"<{name}{kept}>")
        elif len(self.open) == 1:
            self.seen += 1
        self.open.append(name)

    def end(self, name: str) -> None:
        """An end tag."""
        self.open.pop()
        if self.open and name not in ("title", "desc", "svg"):
            self.out.append(f"</{name}>")

    def characters(self, text: str) -> None:
        """Text between tags."""
        if self.open == ["svg", "title"]:
            self.title += text
        elif self.open == ["svg", "desc"]:
            self.desc += text
        elif "text" in self.open:
            self.out.append(escape(re.sub(r"\s+", " ", text), quote=False))
        elif text.strip() and self.open[-1] in ELEMENTS - {"title", "desc"}:
            self._say("words must stand inside <text>")

    def refuse(self, message: str) -> None:
        """Something after which nothing can be trusted."""
        self._say(message)
        raise _Stop

    def check_whole(self) -> None:
        """What can only be said at the end."""
        self.title, self.desc = " ".join(self.title.split()), " ".join(self.desc.split())
        if not self.problems and not (self.title and self.desc):
            self.problems.append(
                Place(self.path).error("svg", "begin the drawing with <title> and <desc>, both with words in them")
            )

    def _root(self, name: str, attributes: dict[str, str]) -> None:
        if name != "svg":
            self._say("the outermost element must be <svg>")
        missing = [key for key in ("viewBox", "width", "height") if key not in attributes]
        if missing:
            self._say(f"<svg> needs {' and '.join(missing)}")

    def _attribute(self, name: str, key: str, value: str) -> None:
        pattern = _VALUES.get(key)
        if pattern is not None and re.fullmatch(pattern, value):
            unknown = [c for c in value.split() if key == "class" and c not in CLASSES]
            if unknown:
                self._say(f"there is no class '{unknown[0]}' for drawings; see docs/authors.md, 'Drawings'")
            return
        if key in _COLOURS:
            self._say(
                f"'{key}' is not allowed on <{name}>: take colours and type from classes such as 'd-ink' or 'd-line-c'"
            )
        elif pattern is None:
            self._say(f"'{key}' is not allowed on <{name}>")
        else:
            self._say(f"'{key}' on <{name}> cannot be '{value[:40]}'")

    def _say(self, message: str) -> None:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        self.problems.append(Place(self.path, line, column).error("svg", message))


def _value(key: str, value: str) -> str:
    return (_ID if key == "id" else "") + escape(" ".join(value.split()) if key != "d" else value)
