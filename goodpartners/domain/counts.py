"""Counts as people say them."""

from __future__ import annotations

WORDS = "no one two three four five six seven eight nine ten eleven twelve".split()


def in_words(count: int) -> str:
    """“three”; figures from thirteen on."""
    return WORDS[count] if count < len(WORDS) else str(count)


def counted(count: int, one: str, many: str | None = None) -> str:
    """“1 module”, “2 modules”."""
    return f"{count} {one if count == 1 else many or one + 's'}"
