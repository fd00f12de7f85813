"""Each block as markup: what `/// name | Title` turns into."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from dataclasses import dataclass, field
from datetime import date as Day
from typing import Any, ClassVar

from markdown import Markdown
from markdown.util import AtomicString
from pymdownx.blocks import BlocksExtension, BlocksProcessor
from pymdownx.blocks.block import Block, type_any

from goodpartners.content.glossary import capitalised
from goodpartners.content.icons import ICONS
from goodpartners.content.settings import BLOCKS
from goodpartners.content.svg import Drawing
from goodpartners.domain.course import Term
from goodpartners.domain.times import day

SIDES = (("c", "From the council’s chair", "commissioner"), ("p", "From the home’s chair", "provider"))
CARDS = {"commissioner": "For the commissioner", "provider": "For the provider", "observer": "For the observer"}
HEADING = "h6"  # a heading of a block; it becomes h2 or h3 once it is known what stands above it


@dataclass
class Page:
    """What rendering one module needs to know and remembers on the way."""

    course: str = ""
    terms: dict[str, Term] = field(default_factory=dict)
    drawings: dict[str, Drawing] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    has_h2: bool = False
    slots: list[str] = field(default_factory=list)
    names: int = 0

    def slot(self, parent: etree.Element, markup: str) -> None:
        """Keep a place for trusted markup that is set in after the sanitiser."""
        etree.SubElement(parent, "span", {"data-slot": str(len(self.slots))})
        self.slots.append(markup)

    def name(self, kind: str) -> str:
        """An id that no other element of the module has."""
        self.names += 1
        return f"c-{kind}-{self.names}"

    def file(self, path: str) -> str:
        """The address of one of the course's files."""
        return f"/files/{self.course}/{path}"


class ContentBlock(Block):  # type: ignore[misc]
    """A block whose content is Markdown; settings have been checked before it is drawn."""

    ARGUMENT = None

    def on_init(self) -> None:
        self.page: Page = self.config["page"]
        self.target: etree.Element | None = None

    def on_markdown(self) -> str:
        return "block"

    def on_add(self, block: etree.Element) -> etree.Element:
        return block if self.target is None else self.target

    def on_create(self, parent: etree.Element) -> etree.Element:
        raise NotImplementedError

    @property
    def title(self) -> str:
        return AtomicString(self.argument or "")


def _child(parent: etree.Element, tag: str, css: str = "", text: str | None = None, **attributes: str) -> etree.Element:
    if css:
        attributes["class"] = css
    child = etree.SubElement(parent, tag, attributes)
    child.text = text
    return child


def _reveal(parent: etree.Element, summary: str) -> tuple[etree.Element, etree.Element]:
    details = _child(parent, "details", "reveal")
    _child(details, "summary", text=AtomicString(summary))
    return details, _child(details, "div", "reveal__body")


class Case(ContentBlock):
    def on_create(self, parent: etree.Element) -> etree.Element:
        name = self.page.name("case")
        case = _child(parent, "section", "case", **{"aria-labelledby": name})
        _child(case, HEADING, "case__name", self.title, id=name)
        return case


class Callout(ContentBlock):
    def on_create(self, parent: etree.Element) -> etree.Element:
        callout = _child(parent, "div", f"callout callout--{self.NAME}")
        self.page.slot(callout, ICONS[self.NAME])
        _child(callout, HEADING, "callout__name", self.title)
        self.target = _child(callout, "div", "callout__body")
        return callout

    def on_end(self, block: etree.Element) -> None:
        checked = self.options.get("checked")
        if checked and self.target is not None:
            _child(self.target, "p", "hint small", f"Checked {day(Day.fromisoformat(str(checked)))}")


class Chairs(ContentBlock):
    def on_create(self, parent: etree.Element) -> etree.Element:
        label = "The same moment from both sides"
        chairs = _child(parent, "section", "chairs", role="group", **{"aria-label": label})
        for side, whose, key in SIDES:
            chair = _child(chairs, "div", "chair")
            _child(_child(chair, HEADING, "chair__name"), "span", f"side side--{side}", whose)
            _child(chair, "p", text=str(self.options[key] or ""))
        return chairs


class Card(ContentBlock):
    def on_create(self, parent: etree.Element) -> etree.Element:
        name, part = self.page.name("card"), str(self.options["part"])
        card = _child(parent, "section", "card", **{"aria-labelledby": name})
        mark = {"commissioner": "side side--c", "provider": "side side--p"}.get(part, "card__part")
        _child(_child(card, "p", "small"), "span", mark, CARDS[part])
        _child(card, HEADING, "card__name", self.title, id=name)
        return card


class Reveal(ContentBlock):
    def on_create(self, parent: etree.Element) -> etree.Element:
        details, self.target = _reveal(parent, self.title)
        return details


class MarginTerm(ContentBlock):
    def on_create(self, parent: etree.Element) -> etree.Element:
        aside = _child(parent, "aside", "term", role="note")
        term = self.page.terms.get(str(self.options["id"]))
        if term is not None:
            _child(aside, "b", text=AtomicString(capitalised(term.term))).tail = AtomicString(" " + term.meaning)
        return aside


class Figure(ContentBlock):
    def on_create(self, parent: etree.Element) -> etree.Element:
        figure = _child(parent, "figure", "figure")
        caption = _child(figure, "figcaption")
        _child(caption, "p", "figure__title", self.title)
        if self.options["caption"]:
            _child(caption, "p", "hint small", str(self.options["caption"]))
        src, narrow = str(self.options["src"]), self.options["narrow"]
        if src.lower().endswith(".svg"):
            self._draw(figure, src, "wide" if narrow else "")
            if narrow:
                self._draw(figure, str(narrow), "tall")
        else:
            _child(figure, "img", src=self.page.file(src), alt=str(self.options["alt"]))
        _, self.target = _reveal(figure, "Read the figure as text")
        return figure

    def _draw(self, figure: etree.Element, path: str, css_class: str) -> None:
        drawing = self.page.drawings.get(path)
        if drawing is not None:
            self.page.slot(figure, drawing.markup(self.page.name("drawing"), css_class))


class Media(ContentBlock):
    def on_create(self, parent: etree.Element) -> etree.Element:
        figure = _child(parent, "figure", "figure")
        _child(_child(figure, "figcaption"), "p", "figure__title", self.title)
        attributes = {"controls": "", "preload": "metadata", "src": self.page.file(str(self.options["src"]))}
        media = _child(figure, self.NAME, "", None, **attributes)
        track = {"kind": "captions", "srclang": "en-GB", "label": "English", "default": ""}
        _child(media, "track", "", None, src=self.page.file(str(self.options["captions"])), **track)
        _, self.target = _reveal(figure, "Read the transcript")
        return figure


class Download(ContentBlock):
    def on_create(self, parent: etree.Element) -> etree.Element:
        holder = _child(parent, "div")
        address = self.page.file(str(self.options["file"]))
        _child(_child(holder, "p", "download"), "a", "", self.title, href=address, download="")
        return holder


DRAWN_AS: dict[str, type[ContentBlock]] = {
    "case": Case,
    "note": Callout,
    "warning": Callout,
    "law": Callout,
    "practice": Callout,
    "chairs": Chairs,
    "card": Card,
    "reveal": Reveal,
    "term": MarginTerm,
    "figure": Figure,
    "video": Media,
    "audio": Media,
    "download": Download,
}


class ContentBlocks(BlocksExtension):  # type: ignore[misc]
    """Registers our blocks with Python-Markdown."""

    requires: ClassVar[tuple[str, ...]] = ()

    def __init__(self, page: Page) -> None:
        self.page = page
        super().__init__()

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: BlocksProcessor) -> None:
        for name, drawn in DRAWN_AS.items():
            options: dict[str, Any] = dict.fromkeys(BLOCKS[name].model_fields, (None, type_any))
            block_mgr.register(type(drawn.__name__, (drawn,), {"NAME": name, "OPTIONS": options}), {"page": self.page})
