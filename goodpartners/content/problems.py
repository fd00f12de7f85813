"""What is wrong in a file, and where."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether a problem keeps content from being published."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend; `path` is relative to the content root, line and column count from 1."""

    path: str
    line: int
    column: int
    message: str
    rule: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


@dataclass(frozen=True, order=True)
class Place:
    """A spot in a file."""

    path: str
    line: int = 1
    column: int = 1

    def error(self, rule: str, message: str) -> Problem:
        """Something that must be mended before publishing."""
        return Problem(self.path, self.line, self.column, message, rule, Severity.ERROR)

    def warning(self, rule: str, message: str) -> Problem:
        """Something that somebody should look at."""
        return Problem(self.path, self.line, self.column, message, rule, Severity.WARNING)


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Only those that keep content from being published."""
    return tuple(p for p in problems if p.severity is Severity.ERROR)


def warnings(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Only those that somebody should look at."""
    return tuple(p for p in problems if p.severity is Severity.WARNING)


def as_text(problems: Iterable[Problem]) -> str:
    """One line a problem; warnings say so."""
    return "".join(
        f"{p.path}:{p.line}:{p.column}: {'warning: ' if p.severity is Severity.WARNING else ''}{p.message}\n"
        for p in problems
    )


def as_json(problems: Iterable[Problem]) -> str:
    """A list of objects with path, line, column, message, rule and severity."""
    return json.dumps([asdict(p) for p in problems], ensure_ascii=False, indent=2) + "\n"


def as_github(problems: Iterable[Problem]) -> str:
    """Annotations that GitHub's workflow runner shows beside the line."""
    return "".join(
        f"::{p.severity} file={_github(p.path, ':,')},line={p.line},col={p.column}::{_github(p.message)}\n"
        for p in problems
    )


def _github(text: str, more: str = "") -> str:
    return "".join(f"%{ord(c):02X}" if c in "%\r\n" + more else c for c in text)
