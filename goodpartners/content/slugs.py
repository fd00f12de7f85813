"""Ids made from what people call things."""

from __future__ import annotations

import re

SLUG_PATTERN = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
LONGEST = 60


def slug(text: str) -> str:
    """The text in small letters, digits and single hyphens, beginning with a letter; empty when none is left."""
    words = re.findall(r"[a-z0-9]+", text.lower().replace("’", "").replace("'", ""))
    while words and words[0][0].isdigit():
        words.pop(0)
    return "-".join(words)[:LONGEST].strip("-")
