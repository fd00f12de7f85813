"""Courses and modules as values: finding their parts, counting and numbering them."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from goodpartners.domain.course import Activity, CourseFile, EmbeddedQuestion, Prose
from tests.domain.courses import course, module, section

WRITE, THINK = Activity("write", "Write", "<p>Write.</p>"), EmbeddedQuestion("garden/think", "first")
PLAN = module(
    "garden",
    "plan",
    section("look", Prose("<p>Look.</p>"), THINK, cited=("soil", "law")),
    section("write", WRITE, Prose("<p>So.</p>"), cited=("law", "bees")),
    minutes=12,
)
GARDEN = course("garden", PLAN, module("garden", "plant", section("dig"), minutes=8))


def test_parts_are_found_by_their_names_and_none_by_another() -> None:
    assert GARDEN.module("plan") is PLAN
    assert PLAN.section("look") is PLAN.sections[0]
    assert PLAN.activity("write") is WRITE
    assert (GARDEN.module("look"), PLAN.section("plan"), PLAN.activity("look")) == (None, None, None)


def test_a_section_knows_where_one_writes_and_where_one_is_asked() -> None:
    look, write = PLAN.sections
    assert (look.questions, look.activities) == ((THINK,), ())
    assert (write.questions, write.activities) == ((), (WRITE,))


def test_sources_are_numbered_in_the_order_in_which_the_text_first_cites_them() -> None:
    assert PLAN.cited == ("soil", "law", "bees")


def test_a_course_takes_as_long_as_its_modules() -> None:
    assert (GARDEN.minutes, PLAN.words) == (20, 2)


def test_a_course_is_for_cohorts_in_free_order_and_wants_every_check_passed_unless_told_otherwise() -> None:
    file = GARDEN.file
    assert (file.open, file.order) == (False, "free")
    assert (file.completion.modules, file.completion.knowledge_checks) == ("all", "passed")


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "The Garden"},
        {"letter": "AB"},
        {"side": "both"},
        {"order": "random"},
        {"modules": []},
        {"colour": "green"},
    ],
)
def test_a_course_file_that_makes_no_sense_is_refused(changes: dict[str, Any]) -> None:
    file = GARDEN.file.model_dump()
    with pytest.raises(ValidationError):
        CourseFile.model_validate({**file, **changes})


def test_what_an_author_wrote_cannot_be_changed_later() -> None:
    with pytest.raises(ValidationError):
        GARDEN.file.title = "Another"  # type: ignore[misc]
