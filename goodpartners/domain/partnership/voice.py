"""Who is “you” in a sentence: each side reads a result in its own words, with the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goodpartners.domain.partnership.results import Names, Word
from goodpartners.domain.people import Side


@dataclass(frozen=True)
class Voice:
    """Says “you” to the side that reads and the name of the other; both names where nobody's side is meant."""

    names: Names
    reader: Side | None = None

    def who(self, side: Side) -> str:
        """A side as the subject of a sentence."""
        return "you" if side is self.reader else self.names.of(side)

    def does(self, side: Side, plain: str, third: str) -> str:
        """A side with what it does: “you expect”, “Tessaly Care expects”."""
        return f"{self.who(side)} {plain if side is self.reader else third}"

    def they(self, side: Side, plain: str, third: str) -> str:
        """The same where the side was named before: “you do”, “it does”."""
        return f"{'you' if side is self.reader else 'it'} {plain if side is self.reader else third}"


def across(side: Side) -> Side:
    """The other side."""
    return Side.PROVIDER if side is Side.COMMISSIONER else Side.COMMISSIONER


def first_up(text: str) -> str:
    """A sentence with its capital letter."""
    return text[:1].upper() + text[1:]


def titled(*parts: str | Sequence[str]) -> tuple[Word, ...]:
    """A title of plain text and of names in a row, each marked as a thing to notice."""
    words: list[Word] = []
    for part in parts:
        if isinstance(part, str):
            words += [Word(part)] if part else []
            continue
        for place, name in enumerate(part):
            if place:
                words.append(Word(" and " if place == len(part) - 1 else ", "))
            words.append(Word(name, marked=True))
    return (Word(first_up(words[0].text), words[0].marked), *words[1:])
