"""The glossary file, and its terms as they appear in running text."""

from __future__ import annotations

from pydantic import Field

from goodpartners.domain.course import FileModel, Term

GLOSSARY_PATH = "courses/glossary.yaml"


class GlossaryFile(FileModel):
    """The file courses/glossary.yaml."""

    terms: list[Term] = Field(description="Words of art and what they mean here.")


def in_text(term: Term, before: str) -> str:
    """The term as it reads after `before`: a small first letter inside a sentence, unless it is a name."""
    ahead = before.rstrip(" \n“‘(\"'*_")
    at_start = not ahead or ahead.endswith((".", "!", "?", "|"))
    first, rest = term.term[:1], term.term[1:]
    return term.term if at_start or rest != rest.lower() else first.lower() + rest


def display_order(term: Term) -> tuple[str, str]:
    """Sorts terms as a reader expects."""
    return (term.term.casefold(), term.id)
