"""What a module's text points to: links, pictures, terms, sources; and HTML that should not be there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from goodpartners.content.markdown import GLOSSARY, HTML_TAG
from goodpartners.content.outline import Block, Node, Run
from goodpartners.content.problems import Place
from goodpartners.content.settings import Chairs, Figure


class Kind(StrEnum):
    """What is pointed to."""

    LINK = "link"
    IMAGE = "image"
    TERM = "term"
    SOURCE = "source"
    HTML = "html"


@dataclass(frozen=True)
class Mention:
    """One pointer: its target, the words it carries, and where it stands."""

    kind: Kind
    target: str
    words: str
    place: Place


_CODE = re.compile(r"(`+).+?\1", re.DOTALL)
_PATTERNS = (
    (Kind.IMAGE, re.compile(r"!\[(?P<words>[^\]]*)\]\(\s*(?P<target>[^)\s]*)[^)]*\)")),
    (Kind.LINK, re.compile(r"(?<!!)\[(?P<words>[^\[\]]*)\]\(\s*(?P<target>[^)\s]*)[^)]*\)")),
    (Kind.LINK, re.compile(r"^[ ]{0,3}\[(?P<words>[^\]]+)\]:\s*(?P<target>\S+)", re.MULTILINE)),
    (Kind.TERM, GLOSSARY),
    (Kind.SOURCE, re.compile(r"\[@(?P<target>[^\]\n]*)\](?P<words>)")),
    (Kind.HTML, re.compile(f"(?P<target>{HTML_TAG.pattern})(?P<words>)", re.DOTALL)),
)


def mentions(nodes: tuple[Node, ...], path: str) -> Iterator[Mention]:
    """Every pointer in those nodes, in the order of the page."""
    for node in nodes:
        if isinstance(node, Run):
            yield from in_text(node.text, Place(path, node.line))
        else:
            for key, text in spoken(node):
                yield from in_text(text, node.at(key), one_place=True)
            yield from mentions(node.nodes, path)


def spoken(block: Block) -> Iterator[tuple[str, str]]:
    """The settings of a block that people read, by key."""
    if isinstance(block.settings, Chairs):
        yield "commissioner", block.settings.commissioner
        yield "provider", block.settings.provider
    elif isinstance(block.settings, Figure) and block.settings.caption:
        yield "caption", block.settings.caption


def in_text(text: str, start: Place, one_place: bool = False) -> Iterator[Mention]:
    """Every pointer in a text that starts at that place; code is passed over."""
    text = _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    found: list[tuple[int, Mention]] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            place = start if one_place else _moved(start, text, match.start())
            found.append((match.start(), Mention(kind, match["target"].strip(), (match["words"] or "").strip(), place)))
    yield from (mention for _, mention in sorted(found, key=lambda pair: pair[0]))


def _moved(start: Place, text: str, offset: int) -> Place:
    line_start = text.rfind("\n", 0, offset) + 1
    return Place(start.path, start.line + text.count("\n", 0, offset), offset - line_start + 1)
