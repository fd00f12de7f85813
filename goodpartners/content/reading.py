"""Text files as the rest of the package wants them: UTF-8, one kind of line end."""

from __future__ import annotations

import re
from pathlib import Path

from goodpartners.content.problems import Place, Problem

_ODD_BREAKS = re.compile("[\x85\u2028\u2029]")


def read_text(file: Path, path: str) -> tuple[str | None, tuple[Problem, ...]]:
    """The file's text, or None and why not; `path` is what problems call it."""
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        return None, (Place(path).error("readable", "this file is missing"),)
    except OSError as refusal:
        return None, (Place(path).error("readable", f"this file cannot be read: {refusal.strerror}"),)
    try:
        return even_lines(raw.decode("utf-8-sig")), ()
    except UnicodeDecodeError as refusal:
        before = raw[: refusal.start].split(b"\n")
        place = Place(path, len(before), len(before[-1].decode("utf-8", "replace")) + 1)
        return None, (place.error("readable", "this file is not saved as UTF-8: choose UTF-8 when you save it"),)


def even_lines(text: str) -> str:
    """The text with '\\n' as its only line end, so that every editor counts the same lines."""
    return _ODD_BREAKS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def last_line(text: str) -> int:
    """The number of the last line with something on it, at least 1."""
    return max(1, text.count("\n") + (not text.endswith("\n")))
