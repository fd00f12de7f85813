"""Full-text search over sections and glossary, in memory."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from threading import Lock
from typing import Literal

from goodpartners.content.glossary import capitalised
from goodpartners.domain.course import Course, Term

_START, _END = "\x02", "\x03"
_WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 12
COLUMNS = ("kind", "course", "module", "section", "title", "context", "snippet")


@dataclass(frozen=True)
class Hit:
    """One place where the words were found; `snippet` is HTML with the words in <mark>."""

    kind: Literal["section", "term"]
    course: str
    module: str
    section: str
    title: str
    context: str
    snippet: str


class SearchIndex:
    """Finds sections and terms; safe to use from several threads."""

    def __init__(self, courses: Iterable[Course], terms: Iterable[Term]) -> None:
        self._lock = Lock()
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        self._connection.execute(
            "CREATE VIRTUAL TABLE entry USING fts5(title, context, body, kind UNINDEXED, course UNINDEXED, "
            "module UNINDEXED, section UNINDEXED, tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        self._connection.executemany(
            "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)", [*_sections(courses), *_terms(terms)]
        )

    def find(self, query: str, *, limit: int = 20) -> tuple[Hit, ...]:
        """The best matches first: those with all words, or if there are none those with any; any text is safe."""
        asked = _WORD.findall(query[:500])[:MOST_WORDS]
        if not asked or limit < 1:
            return ()
        quoted = [f'"{word}"' for word in asked]
        quoted[-1] += "*" if len(asked[-1]) > 2 else ""
        return self._match(" AND ".join(quoted), limit) or self._match(" OR ".join(quoted), limit)

    def _match(self, expression: str, limit: int) -> tuple[Hit, ...]:
        statement = (
            "SELECT kind, course, module, section, title, context, snippet(entry, 2, ?, ?, '…', 24) FROM entry "
            "WHERE entry MATCH ? ORDER BY bm25(entry, 8.0, 3.0, 1.0), rowid LIMIT ?"
        )
        with self._lock:
            rows = self._connection.execute(statement, (_START, _END, expression, limit)).fetchall()
        return tuple(Hit(**dict(zip(COLUMNS, row, strict=True)) | {"snippet": _marked(row[-1])}) for row in rows)


def _marked(snippet: str) -> str:
    return escape(snippet).replace(_START, "<mark>").replace(_END, "</mark>")


def _sections(courses: Iterable[Course]) -> Iterable[tuple[str, ...]]:
    for course in courses:
        for module in course.modules:
            for section in module.sections:
                body = _clean(section.text)
                yield section.title, module.header.title, body, "section", course.id, module.id, section.id


def _terms(terms: Iterable[Term]) -> Iterable[tuple[str, ...]]:
    for term in terms:
        yield capitalised(term.term), "Glossary", _clean(term.meaning), "term", "", "", term.id


def _clean(text: str) -> str:
    return text.replace(_START, " ").replace(_END, " ")
