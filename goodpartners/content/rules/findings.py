"""What a rule is: a name, how grave it is, and a function that looks through the material."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from goodpartners.content.material import Material
from goodpartners.content.problems import Place, Problem, Severity

Findings = Iterable[tuple[Place, str]]


@dataclass(frozen=True)
class Rule:
    """`find` yields places and messages; it must not look at anything but its argument."""

    name: str
    severity: Severity
    find: Callable[[Material], Findings]

    def problems(self, material: Material) -> Iterable[Problem]:
        """What this rule finds, as problems."""
        for place, message in self.find(material):
            yield Problem(place.path, place.line, place.column, message, self.name, self.severity)


def error(name: str, find: Callable[[Material], Findings]) -> Rule:
    """A rule that keeps content from being published."""
    return Rule(name, Severity.ERROR, find)


def warning(name: str, find: Callable[[Material], Findings]) -> Rule:
    """A rule that asks somebody to look."""
    return Rule(name, Severity.WARNING, find)


def listed(words: Iterable[str]) -> str:
    """Words in a row: 'a, b and c'."""
    row = list(words)
    return " and ".join([", ".join(row[:-1]), row[-1]] if len(row) > 1 else row)
