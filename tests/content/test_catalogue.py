"""The catalogue is whole, frozen and consistent, whatever the files say."""

from __future__ import annotations

import dataclasses
import os
import random
import shutil
from datetime import date
from pathlib import Path

import pytest

from goodpartners.content.catalogue import Loaded, load, stamp
from goodpartners.content.problems import errors
from goodpartners.content.texts import read_source
from goodpartners.domain.course import ModuleHeader
from tests.content.conftest import Write

HERE = Path(__file__).parent
TODAY = date(2026, 11, 22)
MODULE = "courses/shared-garden/01-plan-the-beds.md"
CHECK = "quizzes/shared-garden/plan-the-beds.yaml"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the clean course that a test may break."""
    return Path(shutil.copytree(HERE / "good", tmp_path / "good"))


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_clean_content_has_no_problem(good: Loaded) -> None:
    assert good.problems == ()


def test_everything_can_be_looked_up(good: Loaded) -> None:
    catalogue = good.catalogue
    assert [course.id for course in catalogue.courses] == ["shared-garden"]
    module = catalogue.module("shared-garden", "plan-the-beds")
    assert module is not None
    assert [section.id for section in module.sections][:2] == ["one-garden", "what-a-plan-holds"]
    assert module.activity("write-the-plan") is not None
    assert 700 <= module.words <= 1200
    assert list(catalogue.quizzes) == ["shared-garden/plan-the-beds", "shared-garden/think"]
    assert catalogue.quiz("shared-garden/think") is catalogue.quizzes["shared-garden/think"]
    assert [term.id for term in catalogue.glossary] == ["bed", "mulch"]
    assert catalogue.term("mulch") is catalogue.glossary[1]
    assert [element.id for element in catalogue.elements] == ["G1", "G2"]


def test_what_is_not_there_is_none(good: Loaded) -> None:
    catalogue = good.catalogue
    assert catalogue.course("x") is None
    assert catalogue.module("x", "y") is None
    assert catalogue.module("shared-garden", "y") is None
    assert catalogue.quiz("x") is None
    assert catalogue.quiz(None) is None
    assert catalogue.term("x") is None


def test_the_catalogue_cannot_be_changed(good: Loaded) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        good.catalogue.courses = ()  # type: ignore[misc]
    with pytest.raises(TypeError):
        good.catalogue.quizzes["x"] = good.catalogue.quizzes["shared-garden/think"]  # type: ignore[index]


def test_only_files_that_a_module_shows_may_be_fetched(good: Loaded) -> None:
    found = good.catalogue.file("shared-garden", "images/wall.png")
    assert found is not None
    assert found.is_file()
    for path in ("course.yaml", "01-plan-the-beds.md", "../glossary.yaml", "images/../course.yaml", "/etc/passwd", ""):
        assert good.catalogue.file("shared-garden", path) is None
    assert good.catalogue.file("..", "shared-garden/images/wall.png") is None


def test_courses_come_in_the_order_of_their_letters(copied: Path) -> None:
    shutil.copytree(copied / "courses/shared-garden", copied / "courses/a-first")
    change(copied / "courses/a-first/course.yaml", "id: shared-garden\nletter: G", "id: a-first\nletter: Z")
    assert [course.id for course in load(copied, today=TODAY).catalogue.courses] == ["shared-garden", "a-first"]


def test_a_module_that_cannot_be_read_is_left_out_and_the_rest_stays(copied: Path) -> None:
    change(copied / MODULE, "minutes: 8", "minutes: soon")
    loaded = load(copied, today=TODAY)
    assert [str(p) for p in loaded.problems] == [f"{MODULE}:6:1: 'minutes' must be a whole number"]
    assert loaded.catalogue.courses[0].modules == ()
    assert len(loaded.catalogue.quizzes) == 2


def test_a_quiz_that_cannot_be_read_is_left_out_of_its_module_too(copied: Path) -> None:
    change(copied / CHECK, "pass_mark: 70", "pass_mark: most")
    change(copied / "quizzes/shared-garden/think.yaml", "right: true", "rihgt: true")
    loaded = load(copied, today=TODAY)
    assert {p.path for p in errors(loaded.problems)} == {CHECK, "quizzes/shared-garden/think.yaml"}
    module = loaded.catalogue.module("shared-garden", "plan-the-beds")
    assert module is not None
    assert module.header.knowledge_check is None
    assert not any(section.questions for section in module.sections)


def test_a_drawing_that_is_not_allowed_is_left_out_of_its_figure(copied: Path) -> None:
    change(copied / "courses/shared-garden/images/beds.svg", "<g id", "<g onclick='x' id")
    loaded = load(copied, today=TODAY)
    assert [p.rule for p in loaded.problems] == ["svg"]
    module = loaded.catalogue.module("shared-garden", "plan-the-beds")
    assert module is not None
    html = "".join(getattr(part, "html", "") for section in module.sections for part in section.parts)
    assert html.count('role="img"') == 1
    assert "onclick" not in html


def test_a_broken_glossary_is_told_once_and_not_at_every_link(copied: Path) -> None:
    change(copied / "courses/glossary.yaml", "meaning: A piece", "meening: A piece")
    assert {p.path for p in load(copied, today=TODAY).problems} == {"courses/glossary.yaml"}


def test_a_folder_without_content_is_an_empty_catalogue(tmp_path: Path) -> None:
    loaded = load(tmp_path, today=TODAY)
    assert loaded.catalogue.courses == ()
    assert loaded.catalogue.search.find("x") == ()


def test_a_file_that_is_not_utf_8_is_told_with_its_place(copied: Path) -> None:
    (copied / CHECK).write_bytes(b"id: plan\ntitle: caf\xe9\n")
    problems = load(copied, today=TODAY).problems
    assert f"{CHECK}:2:11: this file is not saved as UTF-8: choose UTF-8 when you save it" in map(str, problems)


def test_a_folder_in_the_place_of_a_file_is_told(copied: Path) -> None:
    (copied / "courses/shared-garden/02-folder.md").mkdir()
    (copied / "quizzes/shared-garden/lost.yaml").symlink_to("nowhere.yaml")
    assert {p.path for p in load(copied, today=TODAY).problems if p.rule == "readable"} == {
        "courses/shared-garden/02-folder.md",
        "quizzes/shared-garden/lost.yaml",
    }


def test_a_single_module_can_be_read_by_itself(write: Write) -> None:
    root = write({"m.md": "no front matter"})
    module, problems = read_source(ModuleHeader, root / "m.md", "m.md", "tiny")
    assert module is None
    assert len(problems) == 1


def test_dates_are_judged_as_of_the_day_that_is_given() -> None:
    assert {p.rule for p in load(HERE / "good", today=date(2027, 6, 1)).problems} == {"review-due", "law-fresh"}
    assert {p.rule for p in load(HERE / "good", today=date(2026, 11, 20)).problems} == {"review-order"}


def test_the_fingerprint_follows_names_and_bytes_and_not_times(copied: Path, good: Loaded) -> None:
    first = load(copied, today=TODAY).catalogue.fingerprint
    assert first == good.catalogue.fingerprint
    os.utime(copied / MODULE, (1, 1))
    assert load(copied, today=TODAY).catalogue.fingerprint == first
    (copied / "courses/.hidden.md").write_text("x", encoding="utf-8")
    (copied / "courses/shared-garden/01-plan-the-beds.md~").write_text("x", encoding="utf-8")
    assert load(copied, today=TODAY).catalogue.fingerprint == first
    change(copied / CHECK, "pass_mark: 70", "pass_mark: 71")
    assert load(copied, today=TODAY).catalogue.fingerprint != first


def test_the_stamp_changes_with_every_save(copied: Path) -> None:
    seen = [stamp(copied)]
    assert stamp(copied) == seen[0]
    os.utime(copied / MODULE, (1, 1))
    seen.append(stamp(copied))
    (copied / "courses/shared-garden/notes.txt").write_text("x", encoding="utf-8")
    seen.append(stamp(copied))
    (copied / CHECK).rename(copied / "quizzes/shared-garden/other.yaml")
    seen.append(stamp(copied))
    assert len(set(seen)) == 4


def test_no_damage_to_a_file_makes_loading_fail(copied: Path) -> None:
    chance = random.Random(7)
    texts = {path: (copied / path).read_text(encoding="utf-8") for path in (MODULE, CHECK, "courses/glossary.yaml")}
    for _ in range(60):
        path, text = chance.choice(list(texts.items()))
        at, width = chance.randrange(len(text)), chance.randrange(40)
        noise = chance.choice(
            ["", "///\n", "---\n", '"', "[[", "{", "## X\n", "\t", "<b>", ": ", "\n\n- ", "|", "\x00"]
        )
        (copied / path).write_text(text[:at] + noise + text[at + width :], encoding="utf-8")
        for problem in load(copied, today=TODAY).problems:
            lines = (copied / problem.path).read_bytes().count(b"\n") + 1
            assert 1 <= problem.line <= lines
        (copied / path).write_text(text, encoding="utf-8")
