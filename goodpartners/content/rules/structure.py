"""How a module's text is built: headings, HTML, alternatives to pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from goodpartners.content.material import Material
from goodpartners.content.mentions import Kind, mentions
from goodpartners.content.outline import SectionSource
from goodpartners.content.problems import Place
from goodpartners.content.rules.findings import Findings
from goodpartners.content.settings import Figure

TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}[-:|\s]*$")
HEADING = re.compile(r"^[ ]{0,3}(#{1,6})\s*(\S.*)?$")
REDUNDANT = re.compile(
    r"^(an? |the )?(image|picture|photo(graph)?|diagram|graphic|figure|drawing) (of|showing)\b", re.I
)
WIDEST_ALONE = 400
ALT_SHORTEST, ALT_LONGEST = 5, 150


def headings_in_order(material: Material) -> Findings:
    """Inside a section '###' comes first, then '####', and nothing else."""
    for text in material.texts:
        for section in text.outline.sections:
            deepest = 2
            for place, level, title in _headings(section, text.path):
                if not title:
                    yield place, "this heading has no words"
                elif level < 3 or level > 4:
                    yield place, f"'{'#' * level}' is not used inside a section: write '### {title}'"
                elif level > deepest + 1:
                    yield place, f"'####' comes only under a '###': write '### {title}'"
                else:
                    deepest = level


def _headings(section: SectionSource, path: str) -> Iterator[tuple[Place, int, str]]:
    for run in section.runs():
        for number, line in enumerate(run.text.split("\n"), run.line):
            match = HEADING.match(line)
            if match:
                yield Place(path, number), len(match[1]), (match[2] or "").strip("# ")


def sections_with_text(material: Material) -> Findings:
    """A section holds something to read."""
    for text in material.texts:
        for section in text.outline.sections:
            if not section.nodes:
                yield section.place, f"the section '{section.title}' is empty"
        if not text.outline.sections:
            yield Place(text.path), "this file has no text: begin with '## Heading {#id}'"


def table_headings(material: Material) -> Findings:
    """Every column of a table has a heading."""
    for text in material.texts:
        for run in text.outline.runs():
            lines = run.text.split("\n")
            for number, (line, below) in enumerate(pairwise(lines), run.line):
                cells = line.strip().strip("|").split("|")
                if TABLE_RULE.match(below) and "|" in line and not all(cell.strip() for cell in cells):
                    message = "a column of this table has no heading: say what stands below, such as 'Who'"
                    yield Place(text.path, number), message


def no_html(material: Material) -> Findings:
    """Markdown and blocks only."""
    for text in material.texts:
        for section in text.outline.sections:
            for mention in mentions(section.nodes, text.path):
                if mention.kind is Kind.HTML:
                    tag = mention.target.split()[0].rstrip(">") + ">"
                    yield mention.place, f"HTML is not allowed: replace '{tag}' with Markdown or a block"


def alternatives(material: Material) -> Findings:
    """Every picture has words that can stand for it."""
    for text in material.texts:
        for block in text.outline.blocks("figure"):
            if isinstance(block.settings, Figure):
                fault = _alt_fault(block.settings.alt)
                if fault:
                    yield block.at("alt"), fault
        for section in text.outline.sections:
            for mention in mentions(section.nodes, text.path):
                fault = _alt_fault(mention.words) if mention.kind is Kind.IMAGE else ""
                if fault:
                    yield mention.place, fault


def wide_drawings(material: Material) -> Findings:
    """A wide drawing has a narrow twin, for it cannot be read on a phone."""
    for text in material.texts:
        for block in text.outline.blocks("figure"):
            if not isinstance(block.settings, Figure) or block.settings.narrow:
                continue
            drawn = material.drawings.get((text.course, block.settings.src))
            if drawn is not None and float(drawn.width) > WIDEST_ALONE:
                message = (
                    f"this drawing is {drawn.width.strip()} units wide: give a second one with 'narrow:' for phones"
                )
                yield block.at("src"), message


def _alt_fault(alt: str) -> str:
    length = len(alt.strip())
    if not ALT_SHORTEST <= length <= ALT_LONGEST:
        return f"the alt text has {length} characters: say in {ALT_SHORTEST} to {ALT_LONGEST} what the picture shows"
    match = REDUNDANT.match(alt.strip())
    return f"leave out '{match[0]}': a screen reader says that it is a picture" if match else ""
