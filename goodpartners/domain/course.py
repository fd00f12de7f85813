"""Courses and modules as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
ElementCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]+(-[A-Z0-9]+)?[A-Za-z0-9]*$", max_length=12)]


class FileModel(BaseModel):
    """Something an author writes: frozen once read, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Audience(StrEnum):
    """For whom a course is written."""

    COMMISSIONER = "commissioner"
    PROVIDER = "provider"
    JOINT = "joint"


class Strength(StrEnum):
    """How much weight a source can carry."""

    LAW = "law"
    GUIDANCE = "guidance"
    OFFICIAL_FIGURES = "official figures"
    RESEARCH = "research"
    OTHER_SECTOR = "research from another sector"
    PRACTICE = "practice example"
    ONE_VIEW = "one author's view"


class Source(FileModel):
    """A source that a module rests on, with its date and strength."""

    id: Slug = Field(description="Short name for citing it in the text: [@id].")
    title: Sentence = Field(description="Title of the work.")
    by: Sentence = Field(description="Author or body.")
    date: str = Field(description="When it was published, in words: '2012' or 'July 2012'.", min_length=4)
    where: Sentence | None = Field(None, description="Address or place to find it.")
    strength: Strength = Field(description="What kind of evidence it is.")
    checked: Day | None = Field(None, description="The day somebody last looked at it. Law needs one.")
    note: Sentence | None = Field(None, description="What to bear in mind when relying on it.")


class Objective(FileModel):
    """One thing a person can do after the module."""

    id: Slug = Field(description="Short name; quiz items point to it.")
    text: Sentence = Field(description="Starts with a verb that can be seen: match, check, choose, write.")


class ModuleHeader(FileModel):
    """The front matter of a module file."""

    id: Slug = Field(description="Part of the module's address. Never change it once people have begun.")
    code: Annotated[str, StringConstraints(pattern=r"^[A-Z]\d{1,2}$")] = Field(
        description="Course letter and number: B2."
    )
    title: Sentence = Field(description="The module's name.")
    summary: Sentence = Field(description="One or two sentences under the title.")
    minutes: int = Field(ge=1, le=120, description="How long it takes, the knowledge check included.")
    objectives: list[Objective] = Field(min_length=1, max_length=5, description="What a person can do afterwards.")
    elements: list[ElementCode] = Field(min_length=1, description="Codes from courses/coverage.yaml taught here.")
    knowledge_check: str | None = Field(None, description="The quiz that closes the module: 'course/quiz'.")
    instruments: list[Slug] = Field([], description="Partner instruments this module prepares for.")
    reviewed: Day = Field(description="The day the text was last read through against its sources.")
    review_by: Day = Field(description="The day by which it must be read through again.")
    content_note: Sentence | None = Field(
        None, description="Shown first when the text touches harm, loss or sudden moves."
    )
    sources: list[Source] = Field([], description="What the text rests on.")


class Completion(FileModel):
    """When a course counts as complete."""

    modules: Literal["all"] | int = Field("all", description="'all', or how many modules must be done.")
    knowledge_checks: Literal["passed", "tried", "not needed"] = Field(
        "passed", description="What a module's knowledge check must be before the module is done."
    )


class CourseFile(FileModel):
    """The file course.yaml."""

    id: Slug = Field(description="Same as the folder's name. Part of the address.")
    letter: Annotated[str, StringConstraints(pattern=r"^[A-Z]$")] = Field(description="A, B, C …")
    title: Sentence = Field(description="The course's name.")
    side: Audience = Field(description="commissioner, provider or joint.")
    summary: Sentence = Field(description="One or two sentences.")
    order: Literal["free", "locked"] = Field("free", description="'locked' opens a module when the one before is done.")
    open: bool = Field(False, description="true lets people who are in no cohort take it.")
    modules: list[str] = Field(min_length=1, description="Module file names in order, without '.md'.")
    completion: Completion = Field(
        default_factory=lambda: Completion.model_validate({}), description="When it is complete."
    )
    certificate: Sentence | None = Field(None, description="What the certificate says was learned.")
    forms: list[str] = Field(
        [],
        description="The start and end quiz: two parallel forms, 'course/quiz' each.",
    )

    @field_validator("forms")
    @classmethod
    def _two_forms(cls, forms: list[str]) -> list[str]:
        if forms and len(set(forms)) != 2:
            raise ValueError("a start and end quiz has two forms: name two quizzes, or leave 'forms' out")
        return forms


@dataclass(frozen=True)
class Prose:
    """A run of sanitised HTML."""

    html: str


@dataclass(frozen=True)
class Activity:
    """A place in a section where people write notes of their own; `html` is what they are asked to do."""

    id: str
    title: str
    html: str


@dataclass(frozen=True)
class EmbeddedQuestion:
    """An item of a practice quiz asked inside a section; `quiz` is 'course/quiz'."""

    quiz: str
    item: str


Part = Prose | Activity | EmbeddedQuestion


@dataclass(frozen=True)
class Section:
    """One part of a module, read on a page of its own: what stands on it from top to bottom."""

    id: str
    title: str
    parts: tuple[Part, ...]
    text: str
    words: int
    cited: tuple[str, ...] = ()

    @property
    def activities(self) -> tuple[Activity, ...]:
        """The places to write."""
        return tuple(p for p in self.parts if isinstance(p, Activity))

    @property
    def questions(self) -> tuple[EmbeddedQuestion, ...]:
        """The questions asked on the spot."""
        return tuple(p for p in self.parts if isinstance(p, EmbeddedQuestion))


@dataclass(frozen=True)
class Module:
    """A module: its header, what is read, and the file it came from."""

    course: str
    header: ModuleHeader
    sections: tuple[Section, ...]
    path: str

    @property
    def id(self) -> str:
        """The module's part of the address."""
        return self.header.id

    def section(self, section_id: str) -> Section | None:
        """The section of that id, or None."""
        return next((s for s in self.sections if s.id == section_id), None)

    def activity(self, activity_id: str) -> Activity | None:
        """The activity of that id in any section, or None."""
        return next((a for s in self.sections for a in s.activities if a.id == activity_id), None)

    @property
    def cited(self) -> tuple[str, ...]:
        """Source ids in the order in which the text first cites them: the first is [1]."""
        return tuple(dict.fromkeys(source for section in self.sections for source in section.cited))

    @property
    def words(self) -> int:
        """Words to read in all sections."""
        return sum(s.words for s in self.sections)


@dataclass(frozen=True)
class Course:
    """A course and its modules in order."""

    file: CourseFile
    modules: tuple[Module, ...]

    @property
    def id(self) -> str:
        """The course's part of the address."""
        return self.file.id

    @property
    def minutes(self) -> int:
        """Learning time of all modules."""
        return sum(m.header.minutes for m in self.modules)

    def module(self, module_id: str) -> Module | None:
        """The module of that id, or None."""
        return next((m for m in self.modules if m.id == module_id), None)


class Term(FileModel):
    """A word of art and what it means here."""

    id: Slug = Field(description="Short name; the text links to it with [[id]].")
    term: Sentence = Field(description="The word as it is shown.")
    meaning: Sentence = Field(description="What it means, in plain words.")
    see: list[Slug] = Field([], description="Related terms.")


class Element(FileModel):
    """One teachable element of the coverage matrix."""

    id: ElementCode
    area: Slug
    text: Sentence
    can: Sentence
    bloom: Literal["remember", "understand", "apply", "analyse", "evaluate", "create"]
    modules: list[str]
