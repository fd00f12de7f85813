"""A quiz as an author writes it: what it is for, how it behaves, what it shows and its bank of items."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field, field_validator, model_validator

from goodpartners.domain.course import FileModel, Slug
from goodpartners.domain.quiz.items import Item, Text


class Show(FileModel):
    """What a person is shown after handing in."""

    marks: Literal["after hand-in", "after a pass", "never"] = "after hand-in"
    right_answers: Literal["after hand-in", "after a pass", "never"] = "after hand-in"
    explanations: Literal["after hand-in", "after a pass", "never"] = "after hand-in"


class TimeLimit(FileModel):
    """How long a try may take and what happens when the time is over."""

    minutes: int = Field(ge=1, le=600, description="The usual time. People with extra time get their share more.")
    overdue: Literal["hand in", "grace", "abandon"] = Field(
        "hand in",
        description="When the time is over: 'hand in' what is there; 'grace' leaves some minutes for handing in, and "
        "none for answering; 'abandon' counts only what was handed in before.",
    )
    grace: int | None = Field(None, ge=1, le=60, description="For 'grace': how many minutes are left for handing in.")

    @model_validator(mode="after")
    def _grace_fits(self) -> TimeLimit:
        if (self.overdue == "grace") != (self.grace is not None):
            raise ValueError("'grace: minutes' goes with 'overdue: grace', and with nothing else")
        return self


class Quiz(FileModel):
    """A quiz file."""

    id: Slug = Field(description="Same as the file's name without '.yaml'.")
    title: Text = Field(description="The name people see.")
    purpose: Literal["knowledge-check", "practice", "questionnaire", "start-and-end"] = Field(
        "knowledge-check",
        description="A practice quiz lends items to modules; a questionnaire has no right answers; "
        "a start-and-end quiz is one of a course's two parallel forms.",
    )
    behaviour: Literal["deferred", "immediate"] = Field(
        "deferred", description="'deferred' marks at hand-in; 'immediate' marks each item when it is checked."
    )
    layout: Literal["item-by-item", "one-page"] = Field("item-by-item", description="How the items are laid out.")
    pass_mark: int | None = Field(None, ge=1, le=100, description="Percent of the marks needed to pass.")
    tries: int | None = Field(None, ge=1, le=50, description="How many tries a person has; leave out for no limit.")
    counts: Literal["best", "first", "last"] = Field("best", description="Which try counts.")
    draw: int | None = Field(
        None, ge=1, le=100, description="How many items each try takes from the bank; leave out for all."
    )
    time_limit: TimeLimit | None = Field(None, description="Leave out for no limit, which suits nearly every quiz.")
    shuffle: bool = Field(True, description="false keeps the items in the written order.")
    show: Show = Field(default_factory=lambda: Show.model_validate({}))
    introduction: Text | None = Field(None, description="Said before the start.")
    items: list[Item] = Field(min_length=1)

    @field_validator("items")
    @classmethod
    def _unique_items(cls, items: list[Item]) -> list[Item]:
        ids = [item.id for item in items]
        for one in ids:
            if ids.count(one) > 1:
                raise ValueError(f"the id '{one}' is used by two items")
        return items

    @model_validator(mode="after")
    def _draw_possible(self) -> Quiz:
        live = sum(not item.retired for item in self.items)
        if self.draw is not None and self.draw > live:
            raise ValueError(f"'draw: {self.draw}' asks for more items than the {live} that are not retired")
        if self.purpose == "knowledge-check" and self.pass_mark is None:
            raise ValueError("a knowledge check needs a 'pass_mark'")
        if self.purpose == "questionnaire" and self.pass_mark is not None:
            raise ValueError("a questionnaire has no 'pass_mark'")
        if self.purpose == "start-and-end" and (self.pass_mark is not None or self.draw or self.tries != 1):
            raise ValueError("a start-and-end quiz asks all items once: write 'tries: 1', no 'draw', no 'pass_mark'")
        return self

    def ends_at(self, started_at: datetime, time_percent: int) -> datetime | None:
        """When a try is over: the limit times the person's share in percent, rounded up to a whole second."""
        if self.time_limit is None:
            return None
        return started_at + timedelta(seconds=-(-self.time_limit.minutes * 60 * time_percent // 100))
