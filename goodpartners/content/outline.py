"""A module's text as sections, blocks and runs of Markdown, each with its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from goodpartners.content.problems import Place
from goodpartners.content.settings import Settings
from goodpartners.content.yaml_marks import Document


@dataclass(frozen=True)
class Run:
    """Consecutive lines of ordinary Markdown; `line` is the number of the first."""

    line: int
    text: str


@dataclass(frozen=True)
class Block:
    """A block of ours: its settings as a model, and what is in it."""

    name: str
    title: str
    settings: Settings
    document: Document
    place: Place
    nodes: tuple[Node, ...]

    def at(self, key: str) -> Place:
        """Where that setting stands, or else where the block opens."""
        return self.document.place(key) if (key,) in self.document.marks else self.place


Node = Run | Block


@dataclass(frozen=True)
class SectionSource:
    """A section as it is written; `place` is its heading, `id_place` the id in it."""

    id: str
    title: str
    place: Place
    id_place: Place
    nodes: tuple[Node, ...]

    def blocks(self, *names: str) -> Iterator[Block]:
        """Its blocks of those names (or all), outside in."""
        return _blocks(self.nodes, names)

    def runs(self) -> Iterator[Run]:
        """All its ordinary Markdown, that in blocks too."""
        return _runs(self.nodes)


@dataclass(frozen=True)
class Outline:
    """A module's body in order."""

    sections: tuple[SectionSource, ...]

    def blocks(self, *names: str) -> Iterator[Block]:
        """The blocks of those names (or all) in all sections."""
        return (block for section in self.sections for block in section.blocks(*names))

    def runs(self) -> Iterator[Run]:
        """All ordinary Markdown."""
        return (run for section in self.sections for run in section.runs())


def _blocks(nodes: tuple[Node, ...], names: tuple[str, ...]) -> Iterator[Block]:
    for node in nodes:
        if isinstance(node, Block):
            if not names or node.name in names:
                yield node
            yield from _blocks(node.nodes, names)


def _runs(nodes: tuple[Node, ...]) -> Iterator[Run]:
    for node in nodes:
        if isinstance(node, Run):
            yield node
        else:
            yield from _runs(node.nodes)
