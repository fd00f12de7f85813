"""`goodpartners content publish` and `check` where a round has used a questionnaire."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from goodpartners.cli.main import goodpartners
from goodpartners.content.catalogue import load
from goodpartners.domain.errors import Invalid
from goodpartners.services import releases
from goodpartners.services.house import House
from goodpartners.services.library import Library
from goodpartners.settings import REPOSITORY
from goodpartners.store.database import Database
from tests.asked import Asked
from tests.factories import START, rows

FILE = "quizzes/partnership/readiness.yaml"
OLD = "title: Where are we, and where do we want to be?"


@pytest.fixture
def workshop(house: House, tmp_path: Path) -> House:
    """An author's own copy of the questionnaires, and a folder for what is published of it."""
    root, data = tmp_path / "content", tmp_path / "published"
    shutil.copytree(REPOSITORY / "quizzes/partnership", root / "quizzes/partnership")
    (root / "courses").mkdir()
    for file in ("coverage.yaml", "glossary.yaml"):
        shutil.copyfile(REPOSITORY / "courses" / file, root / "courses" / file)
    data.mkdir()
    settings = house.settings.model_copy(update={"content_root": root, "data_dir": data})
    return replace(house, settings=settings, library=Library(root, data, live=False))


def run(house: House, *words: str) -> Result:
    return CliRunner().invoke(goodpartners, list(words), obj=house, prog_name="goodpartners")


def reword(house: House, new: str = "title: Where do we stand together?") -> int:
    """Change the title in the file; the line where its version stands."""
    file = house.settings.content_root / FILE
    text = file.read_text("utf-8")
    assert OLD in text
    file.write_text(text.replace(OLD, new), "utf-8")
    return next(n for n, line in enumerate(text.splitlines(), 1) if line.startswith("version:"))


def test_a_questionnaire_changed_under_a_used_version_is_not_published(workshop: House) -> None:
    Asked(workshop).round()
    line = reword(workshop)
    done = run(workshop, "content", "publish")
    assert done.exit_code == 1
    told = f"{FILE}:{line}:"
    assert told in done.stderr
    assert "raise 'version' to 2, and give every changed statement a new id" in done.stderr
    assert "Nothing was published." in done.stderr
    assert not workshop.library.published()
    assert not rows(workshop, "content_release")
    checked = run(workshop, "content", "check")
    assert checked.exit_code == 1
    assert told in checked.stdout


def test_with_a_higher_version_it_is_published(workshop: House) -> None:
    Asked(workshop).round()
    reword(workshop)
    file = workshop.settings.content_root / FILE
    file.write_text(file.read_text("utf-8").replace("version: 1", "version: 2", 1), "utf-8")
    assert run(workshop, "content", "check").exit_code == 0
    done = run(workshop, "content", "publish")
    assert done.exit_code == 0, done.stderr
    assert workshop.library.published()


def test_what_no_round_has_used_may_change(workshop: House) -> None:
    reword(workshop)
    assert run(workshop, "content", "publish").exit_code == 0


def test_the_service_refuses_too(workshop: House) -> None:
    Asked(workshop).round()
    reword(workshop)
    loaded = load(workshop.settings.content_root, today=START.date())
    with workshop.database.writing() as session, pytest.raises(Invalid):
        releases.publish(session, loaded, workshop.library.releases, now=START)
    assert not workshop.library.published()


def test_a_check_before_there_is_a_database_makes_none(workshop: House, tmp_path: Path) -> None:
    missing = tmp_path / "nothing.sqlite3"
    fresh = replace(workshop, database=Database(f"sqlite:///{missing}"))
    assert run(fresh, "content", "check").exit_code == 0
    assert not missing.exists()
