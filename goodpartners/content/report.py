"""How long, how hard to read and how well asked about each module is, in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from goodpartners.content.material import Material
from goodpartners.content.readability import score, sentences
from goodpartners.content.rules.language import bodies, words_to_read

DEEPER = ("apply", "analyse", "evaluate", "create")
HEADINGS = ("", "module", "words", "minutes", "words a sentence", "longest", "ARI", "items", "kinds", "apply or above")


@dataclass(frozen=True)
class ModuleReport:
    """One module: words to read, minutes stated, mean and longest sentence in words, ARI without fixed terms, items."""

    code: str
    title: str
    words: int
    minutes: int
    mean: float
    longest: int
    ari: float
    items: int
    kinds: int
    deeper: int
    """How many items ask people to apply, analyse, evaluate or create."""


def report(material: Material) -> tuple[ModuleReport, ...]:
    """Every module that could be read, whether a course lists it or not, by its code."""
    found = []
    for module, read in bodies(material):
        said = list(sentences(read))
        measured = score(said, (material.terms or {}).values())
        quiz = material.quiz(module.header.knowledge_check)
        items = [item for _, item in quiz.items()] if quiz else []
        found.append(
            ModuleReport(
                code=module.header.code,
                title=module.header.title,
                words=words_to_read(read),
                minutes=module.header.minutes,
                mean=measured.mean if measured else 0.0,
                longest=max((sentence.words for sentence in said), default=0),
                ari=measured.ari if measured else 0.0,
                items=len(items),
                kinds=len(Counter(item.kind for item in items)),
                deeper=sum(item.bloom in DEEPER for item in items),
            )
        )
    return tuple(sorted(found, key=lambda one: one.code))


def rows(reports: Iterable[ModuleReport]) -> list[tuple[str, ...]]:
    """The table as text, without headings; the last row holds the totals."""
    listed = list(reports)
    found = [
        (
            one.code,
            one.title,
            f"{one.words:,}",
            str(one.minutes),
            f"{one.mean:.1f}",
            str(one.longest),
            f"{one.ari:.1f}",
            str(one.items),
            str(one.kinds),
            str(one.deeper),
        )
        for one in listed
    ]
    total = (f"{sum(one.words for one in listed):,}", str(sum(one.minutes for one in listed)))
    items = (str(sum(one.items for one in listed)), "", str(sum(one.deeper for one in listed)))
    return [*found, ("", "all", *total, "", "", "", *items)]


def as_markdown(reports: Sequence[ModuleReport]) -> str:
    """The report as a page for docs/."""
    lines = [
        "# The modules in figures",
        "",
        "Written by `goodpartners content report --markdown`; do not edit it by hand.",
        "",
        "Words are those on the page, text versions of pictures left out. Sentences and the automated readability",
        "index (ARI, at most 9) leave out headings and tables; for the index each fixed term counts as an easy word.",
        "Minutes are those stated at the start. Items are those of the knowledge check that may be drawn.",
        "",
        _line(HEADINGS),
        _line(("---", "---", *["--:"] * (len(HEADINGS) - 2))),
        *(_line(row) for row in rows(reports)),
    ]
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
