"""The words of a module as people read them, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from goodpartners.content.glossary import capitalised, in_text
from goodpartners.content.markdown import GLOSSARY, HTML_TAG
from goodpartners.content.mentions import spoken
from goodpartners.content.outline import Block, Node, Run
from goodpartners.domain.course import Term

# A link's words are kept between these two, so that a measure can tell fixed terms from the author's own words.
TERM_START, TERM_END = "\ue003", "\ue004"
WORD = re.compile(r"[^\W_]+(?:[-’'.,/][^\W_]+)*")

_LIST_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}[-:|\s]*$")
_HEADING = re.compile(r"^#{1,6}\s+")


@dataclass(frozen=True)
class Passage:
    """A paragraph, list entry, table cell row, heading or quotation; lines[n] stands on line first + n."""

    first: int
    lines: tuple[str, ...]
    flowing: bool = True  # false for headings, titles and table rows, which are no sentences
    aside: bool = False  # true for the text version of something that is also seen or heard

    @property
    def text(self) -> str:
        """The passage on one line, without marks."""
        return unmarked(" ".join(self.lines))


def unmarked(text: str) -> str:
    """The text without the marks round fixed terms."""
    return text.replace(TERM_START, "").replace(TERM_END, "")


def passages(nodes: tuple[Node, ...], terms: Mapping[str, Term], aside: bool = False) -> Iterator[Passage]:
    """What is read in those nodes, from top to bottom."""
    for node in nodes:
        if isinstance(node, Run):
            yield from _of_run(node, terms, aside)
        else:
            yield from _of_block(node, terms, aside)


def _of_block(block: Block, terms: Mapping[str, Term], aside: bool) -> Iterator[Passage]:
    line = block.place.line
    if block.title:
        yield Passage(line, (block.title,), flowing=False, aside=aside)
    for key, text in spoken(block):
        yield Passage(block.at(key).line, (plain(text, terms),), aside=aside)
    if block.name == "term":
        term = terms.get(str(getattr(block.settings, "id", "")))
        if term is not None:
            said = f"{TERM_START}{capitalised(term.term)}{TERM_END}: {term.meaning}"
            yield Passage(line, (said,), flowing=False, aside=aside)
    yield from passages(block.nodes, terms, aside or block.name in ("figure", "video", "audio"))


def _of_run(run: Run, terms: Mapping[str, Term], aside: bool) -> Iterator[Passage]:
    held: list[str] = []
    first = run.line
    for number, line in enumerate([*run.text.split("\n"), ""], run.line):
        table = line.lstrip().startswith("|") or bool(_TABLE_RULE.match(line))
        starts = not line.strip() or table or bool(_LIST_ITEM.match(line)) or bool(_HEADING.match(line))
        if starts and held:
            yield Passage(first, tuple(plain("\n".join(held), terms).split("\n")), aside=aside)
            held = []
        if table and not _TABLE_RULE.match(line):
            cells = plain(GLOSSARY.sub(lambda m: m[0].replace("|", "\ue002"), line), terms).replace("|", " ")
            yield Passage(number, (cells,), flowing=False, aside=aside)
        elif _HEADING.match(line):
            yield Passage(number, (plain(_HEADING.sub("", line), terms),), flowing=False, aside=aside)
        elif line.strip() and not table:
            first = first if held else number
            held.append(_LIST_ITEM.sub("", line) if starts else line)


def plain(text: str, terms: Mapping[str, Term]) -> str:
    """Markdown as the words on the page; fixed terms stay marked."""
    text = HTML_TAG.sub("", text).replace("\ue002", "|")
    text = re.sub(r"\[@[^\]]*\]", "", text)

    def named(match: re.Match[str]) -> str:
        term = terms.get(match[1].strip())
        said = match[2] or (in_text(term, text[: match.start()]) if term else match[1])
        return f"{TERM_START}{said.strip()}{TERM_END}"

    text = GLOSSARY.sub(named, text)
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"^[ \t]*>+[ \t]?", "", text, flags=re.MULTILINE)
    text = re.sub(r"(\*\*|__)(.+?)\1", r"\2", text)
    text = re.sub(r"(?<!\w)([*_])(.+?)\1(?!\w)", r"\2", text)
    return re.sub(r"[ \t]+", " ", text.replace("`", "").replace("**", "").replace("\\", "")).strip()


def words(text: str) -> int:
    """How many words."""
    return len(WORD.findall(unmarked(text)))
