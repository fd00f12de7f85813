"""How far somebody has come in a course, short enough to be kept in one row and read for a thousand people at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from goodpartners.domain.course import Course
from goodpartners.domain.progress import CourseProgress, ModuleProgress, StepKind

FAILED_TRIES = 4
"""So many papers in a row on which an item was not right mean that somebody needs help."""


@dataclass(frozen=True, slots=True)
class ModuleStanding:
    """Steps done out of so many, and the percent of the try at the knowledge check that counts."""

    done: int
    steps: int
    score: int | None
    begun: bool

    @property
    def complete(self) -> bool:
        """Whether every step counts."""
        return self.steps > 0 and self.done == self.steps

    @property
    def shown(self) -> int | str:
        """What a heat map's cell and its export say: the score that counts, else how far it has come in a word."""
        if self.score is not None:
            return self.score
        return "done" if self.complete else "begun" if self.begun else "not begun"


@dataclass(frozen=True)
class Struggle:
    """An item that somebody has not got right on their last papers, so many in a row."""

    quiz: str
    item: str
    failed: int


@dataclass(frozen=True)
class Standing:
    """A person's standing in a course; `modules` are in the course's order."""

    course: str
    modules: tuple[ModuleStanding, ...]
    struggles: tuple[Struggle, ...] = ()
    last_at: datetime | None = None
    complete_at: datetime | None = None

    @cached_property
    def done(self) -> int:
        """Steps that count; all of them once the course's rule is met, as its own page says 100% then."""
        return self.steps if self.complete_at else sum(m.done for m in self.modules)

    @cached_property
    def steps(self) -> int:
        """Steps there are."""
        return sum(m.steps for m in self.modules)

    @cached_property
    def begun(self) -> bool:
        """Whether anything is on record."""
        return any(m.begun for m in self.modules)


def outline(course: Course) -> str:
    """A name for what is counted in a course: another one means that standings must be counted again."""
    counted = course.file.completion
    parts = [course.id, str(counted.modules), str(counted.knowledge_checks)]
    for module in course.modules:
        parts += [module.id, str(module.header.knowledge_check), *(section.id for section in module.sections)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def standing_of(
    progress: CourseProgress, struggles: Iterable[Struggle] = (), last_at: datetime | None = None
) -> Standing:
    """A course's progress in short; `last_at` is when anything last happened, steps done aside."""
    times = [t for t in (last_at, progress.last_at) if t]
    complete_at = progress.last_at if progress.complete else None
    modules = tuple(_module(m) for m in progress.modules)
    return Standing(progress.course.id, modules, tuple(struggles), max(times, default=None), complete_at)


def struggles_of(quiz: str, results: Iterable[tuple[str, bool | None]]) -> tuple[Struggle, ...]:
    """Items not right on the last papers, four times or more in a row; `results` are (item, right), oldest first."""
    row: dict[str, int] = {}
    for item, right in results:
        if right is not None:
            row[item] = 0 if right else row.get(item, 0) + 1
    return tuple(Struggle(quiz, item, count) for item, count in row.items() if count >= FAILED_TRIES)


def modules_to_text(standing: Standing) -> str:
    """The modules as they are stored."""
    rows = [[m.done, m.steps, m.score, int(m.begun)] for m in standing.modules]
    return json.dumps(rows, separators=(",", ":"))


def modules_from_text(text: str) -> tuple[ModuleStanding, ...]:
    """The modules of a stored text."""
    return tuple([_stored(done, steps, score, begun) for done, steps, score, begun in json.loads(text)])


def struggles_to_text(standing: Standing) -> str:
    """The struggles as they are stored."""
    rows = [[s.quiz, s.item, s.failed] for s in standing.struggles]
    return json.dumps(rows, separators=(",", ":"), ensure_ascii=False)


def struggles_from_text(text: str) -> tuple[Struggle, ...]:
    """The struggles of a stored text."""
    return tuple(Struggle(*row) for row in json.loads(text)) if text != "[]" else ()


@lru_cache(maxsize=8192)
def _stored(done: int, steps: int, score: int | None, begun: int) -> ModuleStanding:
    """A module as it is stored; many people share a value, for there are not many of them."""
    return ModuleStanding(done, steps, score, bool(begun))


def _module(progress: ModuleProgress) -> ModuleStanding:
    check = next((s.record for s in progress.steps if s.kind is StepKind.KNOWLEDGE_CHECK and s.record), None)
    score = check.percent if check else None
    return ModuleStanding(progress.done_steps, len(progress.steps), score, progress.begun)
