"""The glossary file, and its terms as they appear in running text."""

from __future__ import annotations

from pydantic import Field

from goodpartners.domain.course import FileModel, Term

GLOSSARY_PATH = "courses/glossary.yaml"


class GlossaryFile(FileModel):
    """The file courses/glossary.yaml."""

    terms: list[Term] = Field(description="Words of art and what they mean here.")


def in_text(term: Term, before: str) -> str:
    """The term as it reads after `before`: as it is written, with a capital where a sentence begins."""
    ahead = before.rstrip(" \n“‘(\"'*_")
    begins = not ahead or ahead.endswith((".", "!", "?", "|"))
    return capitalised(term.term) if begins else term.term


def capitalised(text: str) -> str:
    """The text with a capital at its start and the rest as it is."""
    return text[:1].upper() + text[1:]


def display_order(term: Term) -> tuple[str, str]:
    """Sorts terms as a reader expects."""
    return (term.term.casefold(), term.id)
