"""The garden's course on a server, with quizzes for every way of taking one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask

from goodpartners.services.house import House
from goodpartners.services.library import Library
from goodpartners.web import house as houses
from tests.conftest import Clock
from tests.domain.quiz.examples import quiz
from tests.factories import START, make_account, signed_in
from tests.garden import COURSE, ROOT, WRITING
from tests.rooms import Meeting, make_meeting
from tests.web.visitor import Visitor

Grow = Callable[[Mapping[str, Callable[[str], str]]], None]
HIDDEN = dict.fromkeys(("marks", "right_answers", "explanations"), "never")
QUIZZES: dict[str, dict[str, Any]] = {
    "plan-the-beds": {"shuffle": False},
    "at-once": {"behaviour": "immediate", "shuffle": False},
    "one-page": {"layout": "one-page", "shuffle": False},
    "twice": {"tries": 2, "shuffle": False},
    "hidden": {"show": HIDDEN, "shuffle": False},
    "no-key": {"show": {"right_answers": "never"}, "shuffle": False},
    "no-marks": {"show": {"marks": "never"}, "shuffle": False},
}
SECOND_ACTIVITY = """
/// activity | Write it again
    id: write-again
Now write it from memory.
///
"""


def write_garden(root: Path) -> Path:
    """The garden's files with these quizzes, and a section in which one writes twice."""
    shutil.copytree(ROOT, root)
    for name, changes in QUIZZES.items():
        made = quiz(id=name, **changes).model_dump(mode="json", exclude_defaults=True)
        (root / "quizzes" / COURSE / f"{name}.yaml").write_text(yaml.safe_dump(made, allow_unicode=True), "utf-8")
    module = root / "courses" / COURSE / "01-plan-the-beds.md"
    head, found, tail = module.read_text("utf-8").partition(f"{{#{WRITING}}}\n")
    assert found
    module.write_text(f"{head}{found}{SECOND_ACTIVITY}{tail}", "utf-8")
    return root


@pytest.fixture(scope="session")
def garden_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The garden's course as local mode reads it; it is read only, so all tests share it."""
    folder = tmp_path_factory.mktemp("garden")
    library = Library(write_garden(folder / "content"), folder, live=True)
    library.current(today=START.date())
    return library


@pytest.fixture
def garden_app(app: Flask, garden_library: Library) -> Flask:
    """The application with the garden's course instead of our own."""
    houses.install(app, replace(houses.house(app), library=garden_library))
    return app


@pytest.fixture
def grow(garden_app: Flask, tmp_path: Path) -> Grow:
    """Changes files of the garden for one test: path -> what becomes of the text, empty for a new file."""

    def grown(changes: Mapping[str, Callable[[str], str]]) -> None:
        root = write_garden(tmp_path / "grown")
        for path, change in changes.items():
            file = root / path
            before = file.read_text("utf-8") if file.exists() else ""
            after = change(before)
            assert after != before, f"nothing was changed in {path}"
            file.write_text(after, "utf-8")
        library = Library(root, tmp_path, live=True)
        houses.install(garden_app, replace(houses.house(garden_app), library=library))

    return grown


@pytest.fixture
def amara(garden_app: Flask, house: House) -> Visitor:
    """Somebody who learns, in a browser."""
    return Visitor(signed_in(garden_app.test_client(), make_account(house)))


@pytest.fixture
def meeting(garden_app: Flask, house: House, clock: Clock) -> Meeting:
    """A pair in a cohort, with nobody in it yet."""
    return make_meeting(house, clock)


@pytest.fixture
def sqlite_meeting(database_kind: str, request: pytest.FixtureRequest) -> Meeting:
    """The same, where a page does not differ between databases."""
    if database_kind != "sqlite":
        pytest.skip("the words of a page do not differ between databases")
    found: Meeting = request.getfixturevalue("meeting")
    return found
