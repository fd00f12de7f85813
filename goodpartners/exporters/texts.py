"""Texts as a file may hold them, whatever a person typed or pasted."""

from __future__ import annotations

import re

# What XML 1.0 refuses and no text needs: NUL, most other control characters, halves of characters, non-characters.
REFUSED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LINE_END = re.compile("\r\n?")


def clean(text: str) -> str:
    """The text without the characters that XML refuses, its lines ended by \\n alone."""
    return text if text.isprintable() else LINE_END.sub("\n", REFUSED.sub("", text))


def cut(text: str, most: int) -> str:
    """The text, cut where it is longer than `most` as Microsoft counts: in units of UTF-16."""
    return text if 2 * len(text) <= most else text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")
