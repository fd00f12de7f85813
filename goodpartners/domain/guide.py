"""A facilitator's guide: how a trainer runs one module with both sides in a room."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import Field

from goodpartners.domain.course import FileModel, Section, Sentence, Slug

SECTIONS = ("before", "room", "running-order", "parts", "opt-out", "debrief", "heated")
PARTS = ("commissioner", "provider", "observer")


class GuideHeader(FileModel):
    """The front matter of a guide file."""

    module: Slug = Field(description="The id of the module that the guide goes with.")
    minutes: int = Field(ge=15, le=480, description="How long the session takes.")
    people: Sentence = Field(description="How many people, and from where: '8 to 16, half from each side'.")
    bring: list[Sentence] = Field([], description="What the trainer brings.")


@dataclass(frozen=True)
class Guide:
    """A guide as it is read; `path` is the file it came from."""

    course: str
    header: GuideHeader
    sections: tuple[Section, ...]
    path: str
