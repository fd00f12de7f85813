"""How far somebody has come: a rule over records, so that it can always be worked out again and explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from goodpartners.domain.course import Course, Module

RULE_VERSION = 1
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class QuizRecord:
    """What is on record about one quiz: the try that counts, and whether one is under way."""

    tries: int = 0
    passed: bool = False
    percent: int | None = None
    marks: str | None = None
    at: datetime | None = None
    running_id: int | None = None
    counted_id: int | None = None
    last_at: datetime | None = None
    """When a try was last begun or handed in."""


@dataclass(frozen=True)
class Record:
    """Everything on record about one person: (course, module, section) -> when, and quiz key -> QuizRecord."""

    sections: Mapping[tuple[str, str, str], datetime]
    quizzes: Mapping[str, QuizRecord]


class StepKind(StrEnum):
    """What a step asks for."""

    SECTION = "section"
    KNOWLEDGE_CHECK = "knowledge check"


class StepState(StrEnum):
    """Where a step stands."""

    DONE = "done"
    NOW = "now"
    BEGUN = "begun"
    TO_DO = "to do"


@dataclass(frozen=True)
class Step:
    """One thing that counts; `id` is the section's id or the quiz's key."""

    kind: StepKind
    id: str
    title: str
    state: StepState
    done_at: datetime | None = None
    record: QuizRecord | None = None

    @property
    def done(self) -> bool:
        """Whether it counts."""
        return self.state is StepState.DONE


@dataclass(frozen=True)
class ModuleProgress:
    """One module's steps."""

    module: Module
    steps: tuple[Step, ...]
    locked: bool = False

    @property
    def done_steps(self) -> int:
        """Steps that count."""
        return sum(s.done for s in self.steps)

    @property
    def percent(self) -> int:
        """Whole percent of the steps, rounded down."""
        return self.done_steps * 100 // len(self.steps) if self.steps else 0

    @property
    def done(self) -> bool:
        """Whether every step counts."""
        return bool(self.steps) and self.done_steps == len(self.steps)

    @property
    def begun(self) -> bool:
        """Whether anything is on record."""
        return any(s.state in (StepState.DONE, StepState.BEGUN) for s in self.steps)

    @property
    def next_step(self) -> Step | None:
        """The first step that does not count yet."""
        return next((s for s in self.steps if not s.done), None)

    @property
    def minutes_left(self) -> int:
        """A share of the module's minutes for the steps that are left, rounded up."""
        left = len(self.steps) - self.done_steps
        return -(-self.module.header.minutes * left // len(self.steps)) if self.steps else 0

    @property
    def done_at(self) -> datetime | None:
        """When the last step came in, once the module is done."""
        return max((s.done_at for s in self.steps if s.done_at), default=None) if self.done else None


@dataclass(frozen=True)
class CourseProgress:
    """One course's modules."""

    course: Course
    modules: tuple[ModuleProgress, ...]
    forms: Mapping[str, QuizRecord] = field(default_factory=dict)
    """What is on record about the course's start and end quiz; it counts for nothing."""

    @property
    def needed(self) -> int:
        """How many modules the completion rule asks for."""
        wanted = self.course.file.completion.modules
        return len(self.modules) if wanted == "all" else min(int(wanted), len(self.modules))

    @property
    def done_modules(self) -> int:
        """Modules that are done."""
        return sum(m.done for m in self.modules)

    @property
    def complete(self) -> bool:
        """Whether the rule is met."""
        return self.needed > 0 and self.done_modules >= self.needed

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps of all modules."""
        return tuple(s for m in self.modules for s in m.steps)

    @property
    def percent(self) -> int:
        """Whole percent of the steps, rounded down; 100 only when the course is complete."""
        if self.complete:
            return 100
        done = sum(s.done for s in self.steps)
        return min(99, done * 100 // len(self.steps)) if self.steps else 0

    @property
    def begun(self) -> bool:
        """Whether anything is on record."""
        return any(m.begun for m in self.modules)

    @property
    def next_module(self) -> ModuleProgress | None:
        """The module to go on with: one that is begun, else the first that is open and not done."""
        open_ones = [m for m in self.modules if not m.done and not m.locked]
        return next((m for m in open_ones if m.begun), open_ones[0] if open_ones else None)

    @property
    def last_at(self) -> datetime | None:
        """When the last step came in."""
        return max((s.done_at for s in self.steps if s.done_at), default=None)

    @property
    def minutes_left(self) -> int:
        """Minutes for what is left."""
        return sum(m.minutes_left for m in self.modules)


def module_progress(course: Course, module: Module, record: Record, *, locked: bool = False) -> ModuleProgress:
    """Work out a module's steps from the record."""
    steps = [_section_step(course.id, module, section.id, section.title, record) for section in module.sections]
    check = module.header.knowledge_check
    if check and course.file.completion.knowledge_checks != "not needed":
        steps.append(_check_step(check, course.file.completion.knowledge_checks, record))
    first_open = next((n for n, s in enumerate(steps) if not s.done), None)
    if first_open is not None and any(s.done for s in steps) and steps[first_open].state is StepState.TO_DO:
        now = steps[first_open]
        steps[first_open] = Step(now.kind, now.id, now.title, StepState.NOW, now.done_at, now.record)
    return ModuleProgress(module, tuple(steps), locked)


def course_progress(course: Course, record: Record) -> CourseProgress:
    """Work out a course's progress from the record; in locked order a module waits for the one before."""
    modules: list[ModuleProgress] = []
    for module in course.modules:
        locked = course.file.order == "locked" and bool(modules) and not modules[-1].done
        modules.append(module_progress(course, module, record, locked=locked))
    forms = {key: record.quizzes[key] for key in course.file.forms if key in record.quizzes}
    return CourseProgress(course, tuple(modules), forms)


def _section_step(course_id: str, module: Module, section_id: str, title: str, record: Record) -> Step:
    at = record.sections.get((course_id, module.id, section_id))
    return Step(StepKind.SECTION, section_id, title, StepState.DONE if at else StepState.TO_DO, at)


def _check_step(key: str, rule: str, record: Record) -> Step:
    on_record = record.quizzes.get(key, QuizRecord())
    done = on_record.passed or (rule == "tried" and on_record.tries > 0)
    if done:
        state = StepState.DONE
    elif on_record.running_id or on_record.tries:
        state = StepState.BEGUN
    else:
        state = StepState.TO_DO
    return Step(StepKind.KNOWLEDGE_CHECK, key, "Knowledge check", state, on_record.at if done else None, on_record)


@dataclass(frozen=True)
class Place:
    """Where to go on: a course, its module and the step."""

    course: CourseProgress
    module: ModuleProgress
    step: Step


def where_to_go_on(courses: Sequence[CourseProgress]) -> Place | None:
    """The next step of the course somebody worked on last, else of the first that is not complete."""
    unfinished = [c for c in courses if not c.complete and c.next_module]
    begun = [c for c in unfinished if c.begun]
    if not unfinished:
        return None
    chosen = max(begun, key=lambda c: c.last_at or _LONG_AGO) if begun else unfinished[0]
    module = chosen.next_module
    step = module.next_step if module else None
    return Place(chosen, module, step) if module and step else None
