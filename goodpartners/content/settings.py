"""What each block in a module may be told: one model a block, by the name that authors write."""

from __future__ import annotations

from datetime import date as Day
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from goodpartners.domain.course import FileModel, Sentence, Slug

_NAME = r"[A-Za-z0-9_-][A-Za-z0-9._-]*"
PATH_PATTERN = rf"^{_NAME}(/{_NAME})*$"
QUIZ_KEY_PATTERN = r"^[a-z][a-z0-9-]*/[a-z][a-z0-9-]*$"
RelativePath = Annotated[str, StringConstraints(pattern=PATH_PATTERN)]
QuizKey = Annotated[str, StringConstraints(pattern=QUIZ_KEY_PATTERN)]


class Settings(FileModel):
    """A block with a title and a body and nothing to set."""

    title: ClassVar[bool] = True
    body: ClassVar[bool] = True


class Plain(Settings):
    """case, note, warning, practice, reveal."""


class Law(Settings):
    """A call-out that states the law."""

    checked: Day = Field(description="The day somebody last looked the law up.")


class Chairs(Settings):
    """One moment, told by both sides."""

    title: ClassVar[bool] = False
    body: ClassVar[bool] = False
    commissioner: Sentence = Field(description="What somebody at the council says.")
    provider: Sentence = Field(description="What somebody in the home says.")


class Activity(Settings):
    """A place for notes."""

    id: Slug = Field(description="Unique in the module. Keeps people's notes when the title changes.")


class Card(Settings):
    """A part to play, in a facilitator's guide."""

    part: Literal["commissioner", "provider", "observer"] = Field(description="Who is given the card.")


class Term(Settings):
    """A margin note with a glossary entry."""

    title: ClassVar[bool] = False
    body: ClassVar[bool] = False
    id: Slug = Field(description="A term of the glossary.")


class Figure(Settings):
    """A drawing or picture; the body is the figure as text."""

    src: RelativePath = Field(description="The file, from the course's folder.")
    alt: str = Field(description="What the picture shows, in one sentence.")
    narrow: RelativePath | None = Field(None, description="A second drawing for phones.")
    caption: Sentence | None = Field(None, description="How to read the figure.")


class Media(Settings):
    """Film or sound; the body is the transcript."""

    src: RelativePath = Field(description="The file, from the course's folder.")
    captions: RelativePath = Field(description="The WebVTT file.")


class Download(Settings):
    """A file to take away."""

    file: RelativePath = Field(description="The file, from the course's folder.")


class Question(Settings):
    """A question to think about on the spot."""

    title: ClassVar[bool] = False
    body: ClassVar[bool] = False
    quiz: QuizKey = Field(description="A practice quiz: 'course/quiz'.")
    item: Slug = Field(description="The item's id.")


BLOCKS: dict[str, type[Settings]] = {
    "case": Plain,
    "note": Plain,
    "warning": Plain,
    "law": Law,
    "practice": Plain,
    "chairs": Chairs,
    "reveal": Plain,
    "activity": Activity,
    "card": Card,
    "term": Term,
    "figure": Figure,
    "video": Media,
    "audio": Media,
    "download": Download,
    "question": Question,
}
TOP_LEVEL_ONLY = ("activity", "question")
