"""Authors' Markdown to sanitised HTML."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as etree
from collections.abc import Iterable

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from goodpartners.content.blocks import HEADING, ContentBlocks, Page
from goodpartners.content.glossary import in_text
from goodpartners.content.outline import Block, Node, Run

BAR = "\ue002"  # stands for the bar in [[id|text]], which tables would split at
HTML_TAG = re.compile(r"</?[A-Za-z][\w-]*(?:\s[^<>]*)?/?>|<!--.*?(?:-->|$)|<[!?][^>]*>?", re.DOTALL)
SAID = r"(?:[^\[\]\n]|\n(?!\s*\n))+"  # the words of a link: they may run on into the next line, not into a paragraph
GLOSSARY = re.compile(rf"\[\[(?P<target>[^\[\]|\n]+)(?:\|(?P<words>{SAID}))?\]\]")
_VALUES = {"href": r"(https?://|mailto:|#|/(?!/))", "src": r"/files/", "id": r"c-", "aria-labelledby": r"c-"}
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ue000-\uf8ff]")
_SLOT = re.compile(r'<span data-slot="(\d+)"></span>')

WIDE = 4  # columns that a phone cannot show side by side
TAGS = set(
    "p h2 h3 h4 ul ol li strong em code pre blockquote br hr a sup img table thead tbody tr th td div section span "
    "details summary figure figcaption aside b video audio track".split()
)
ATTRIBUTES = {
    "*": {"id"},
    "a": {"href", "rel", "download"},
    "img": {"src", "alt", "loading"},
    "ol": {"start"},
    "table": {"role"},
    "th": {"scope"},
    "td": {"data-label"},
    "section": {"aria-labelledby", "aria-label", "role"},
    "aside": {"role"},
    "div": {"role", "aria-label", "tabindex"},
    "span": {"data-slot"},
    "video": {"controls", "preload", "src"},
    "audio": {"controls", "preload", "src"},
    "track": {"kind", "src", "srclang", "label", "default"},
}
_HEADINGS = {"card__name", "case__name", "callout__name", "chair__name"}
CLASSES = {
    "h2": _HEADINGS,
    "h3": _HEADINGS,
    "section": {"card", "case", "chairs"},
    "div": {"chair", "callout", "callout__body", "reveal__body", "scroll"}
    | {f"callout--{name}" for name in ("note", "warning", "law", "practice")},
    "span": {"card__part", "side", "side--c", "side--p"},
    "p": {"hint", "small", "figure__title", "download"},
    "details": {"reveal"},
    "figure": {"figure"},
    "aside": {"term"},
    "a": {"gloss", "cite"},
    "th": {"num", "mid"},
    "td": {"num", "mid"},
    "table": {"stacks"},
}


def _guard(tag: str, name: str, value: str) -> str | None:
    """Drops what the sets above cannot express."""
    pattern = _VALUES.get(name)
    return value if pattern is None or re.match(pattern, value) else None


_CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags={"script", "style"},
    attributes=ATTRIBUTES,
    attribute_filter=_guard,
    allowed_classes=CLASSES,
    link_rel=None,
    url_schemes={"https", "http", "mailto"},
)


def sanitised(html: str) -> str:
    """Only the elements, attributes and classes that content may have."""
    return _CLEANER.clean(html)


class Renderer:
    """Renders the parts of one module in order; numbering and heading levels carry on from part to part."""

    def __init__(self, page: Page) -> None:
        self.page = page
        extensions: list[str | Extension] = ["tables", "sane_lists", ContentBlocks(page), _Ours(page)]
        self._markdown = Markdown(extensions=extensions, output_format="html")

    def html(self, nodes: Iterable[Node]) -> str:
        """The nodes as sanitised HTML."""
        clean = sanitised(self._markdown.reset().convert(as_markdown(nodes)))
        html = _SLOT.sub(lambda match: self.page.slots[int(match[1])], clean)
        return html.strip()

    def inline(self, text: str) -> str:
        """One line of Markdown without a paragraph round it."""
        return sanitised(self._markdown.reset().convert(_plain(text))).strip().removeprefix("<p>").removesuffix("</p>")


def inline(text: str) -> str:
    """A stem, option or feedback as safe HTML: strong, emphasis, code, links; several paragraphs keep their <p>."""
    html = sanitised(_inline_markdown().reset().convert(_plain(text))).strip()
    return html if html.count("<p>") != 1 or not html.startswith("<p>") else html[3:].removesuffix("</p>")


def _inline_markdown() -> Markdown:
    # A Markdown object remembers the text it works on, so threads must not share one.
    return Markdown(extensions=["sane_lists", _Ours(Page())], output_format="html")


def as_markdown(nodes: Iterable[Node]) -> str:
    """The nodes with checked settings, inner blocks with fewer slashes, and no HTML of the author's."""
    return "\n\n".join(_written(node) for node in nodes)


def _written(node: Node) -> str:
    if isinstance(node, Run):
        return _plain(node.text)
    settings = node.settings.model_dump(mode="json", exclude_none=True)
    lines = [f"{'/' * (3 + _depth(node))} {node.name}" + (f" | {_plain(node.title)}" if node.title else "")]
    lines += [f"    {key}: {json.dumps(_plain(value), ensure_ascii=False)}" for key, value in settings.items()]
    return "\n".join([*lines, "", as_markdown(node.nodes), "", "/" * (3 + _depth(node))])


def _depth(block: Block) -> int:
    return max((1 + _depth(node) for node in block.nodes if isinstance(node, Block)), default=0)


def _plain(text: str) -> str:
    """The text without HTML and invisible signs, and with a safe bar in glossary links."""
    text = HTML_TAG.sub("", _UNSEEN.sub("", text))
    return GLOSSARY.sub(lambda m: f"[[{m[1]}{BAR}{m[2]}]]" if m[2] else m[0], text)


class _Ours(Extension):
    def __init__(self, page: Page) -> None:
        self.page = page
        super().__init__()

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.parser.blockprocessors.deregister("setextheader")
        glossary = rf"\[\[([^\[\]{BAR}\n]+)(?:{BAR}({SAID}))?\]\]"
        md.inlinePatterns.register(_GlossaryLink(glossary, md, self.page), "gloss", 178)
        md.inlinePatterns.register(_Citation(r"\[@([a-z0-9-]+)\]", md, self.page), "cite", 177)
        md.treeprocessors.register(_Finish(md, self.page), "finish", 5)


class _PageInline(InlineProcessor):
    def __init__(self, pattern: str, md: Markdown, page: Page) -> None:
        super().__init__(pattern, md)
        self.page = page


class _GlossaryLink(_PageInline):
    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element | str, int, int]:
        term, said = self.page.terms.get(m[1].strip()), m[2]
        if term is None:
            return said or m[1], m.start(), m.end()
        link = etree.Element("a", {"class": "gloss", "href": f"/glossary#{term.id}"})
        link.text = AtomicString(said.strip() if said else in_text(term, data[: m.start()]))
        return link, m.start(), m.end()


class _Citation(_PageInline):
    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element, int, int]:
        number = self.page.numbers.setdefault(m[1], len(self.page.numbers) + 1)
        sup = etree.Element("sup")
        link = etree.SubElement(sup, "a", {"class": "cite", "href": f"#source-{m[1]}"})
        link.text = AtomicString(f"[{number}]")
        return sup, m.start(), m.end()


class _Finish(Treeprocessor):
    """Heading levels, table alignment, links to elsewhere and addresses of pictures."""

    def __init__(self, md: Markdown, page: Page) -> None:
        super().__init__(md)
        self.page = page

    def run(self, root: etree.Element) -> None:
        for element in root.iter():
            if element.tag in ("h1", "h2", "h3"):
                element.tag, self.page.has_h2 = "h2", True
            elif element.tag == HEADING:
                element.tag = "h3" if self.page.has_h2 else "h2"
            elif element.tag in ("h4", "h5"):
                element.tag = "h3"
            elif element.tag == "table":
                self._wide(element)
            elif element.tag in ("td", "th"):
                self._cell(element)
            elif element.tag == "a" and re.match(r"https?://", element.get("href", "")):
                element.set("rel", "noreferrer")
            elif element.tag == "img" and not element.get("src", "").startswith("/files/"):
                element.set("src", self.page.file(element.get("src", "")))

    @staticmethod
    def _wide(table: etree.Element) -> None:
        """A table of many columns is stacked on a phone, and each cell then says its heading."""
        heads = ["".join(head.itertext()) for head in table.iter("th")]
        if len(heads) >= WIDE:
            table.set("class", "stacks")
            table.set("role", "table")
            for row in table.iter("tr"):
                for head, cell in zip(heads, row.findall("td"), strict=False):
                    cell.set("data-label", head)

    def _cell(self, cell: etree.Element) -> None:
        style = cell.attrib.pop("style", "") + cell.attrib.pop("align", "")
        if "right" in style or "center" in style:
            cell.set("class", "num" if "right" in style else "mid")
        if cell.tag == "th":
            cell.set("scope", "col")
