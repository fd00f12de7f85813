"""Publishing is an act; what is served changes whole, between requests, and only then."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from goodpartners.content.catalogue import load
from goodpartners.domain.errors import Unavailable
from goodpartners.services.library import RELEASES_KEPT, Library, publish
from tests.factories import START

GOOD = Path(__file__).resolve().parents[1] / "content" / "good"
TODAY = START.date()


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A small tree of courses and quizzes that may be changed."""
    return Path(shutil.copytree(GOOD, tmp_path / "content"))


@pytest.fixture
def module_file(content: Path) -> Path:
    """The file of its first module."""
    return next(iter(sorted(content.glob("courses/*/0*.md"))))


def title(library: Library) -> str:
    return library.current(today=TODAY).courses[0].modules[0].header.title


def retitle(file: Path, wanted: str) -> None:
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(f"title: {wanted}\n" if line.startswith("title:") else line for line in lines), "utf-8")


def publish_now(content: Path, library: Library) -> str:
    library.releases.mkdir(parents=True, exist_ok=True)
    return publish(load(content, today=TODAY), library.releases)


def test_nothing_is_served_before_the_first_publication(content: Path, tmp_path: Path) -> None:
    library = Library(content, tmp_path / "data", live=False)
    assert not library.published()
    with pytest.raises(Unavailable, match="goodpartners content publish"):
        library.current(today=TODAY)


def test_an_edit_is_served_only_after_publishing(content: Path, module_file: Path, tmp_path: Path) -> None:
    library = Library(content, tmp_path / "data", live=False)
    publish_now(content, library)
    before = title(library)
    retitle(module_file, "A new title")
    assert title(library) == before
    publish_now(content, library)
    assert title(library) == "A new title"


def test_a_second_worker_sees_the_publication_of_the_first(content: Path, module_file: Path, tmp_path: Path) -> None:
    first, second = (Library(content, tmp_path / "data", live=False) for _ in range(2))
    publish_now(content, first)
    title(second)
    retitle(module_file, "Seen by both")
    publish_now(content, first)
    assert title(second) == "Seen by both"


def test_the_same_catalogue_is_kept_while_nothing_changes(content: Path, tmp_path: Path) -> None:
    library = Library(content, tmp_path / "data", live=True)
    assert library.current(today=TODAY) is library.current(today=TODAY)


def test_local_mode_shows_a_saved_file_at_once(content: Path, module_file: Path, tmp_path: Path) -> None:
    library = Library(content, tmp_path / "data", live=True)
    title(library)
    retitle(module_file, "Saved a moment ago")
    assert title(library) == "Saved a moment ago"


def test_a_broken_file_leaves_the_rest_served_and_is_reported(content: Path, module_file: Path, tmp_path: Path) -> None:
    library = Library(content, tmp_path / "data", live=True)
    modules = sum(len(course.modules) for course in library.current(today=TODAY).courses)
    text = module_file.read_text("utf-8")
    module_file.write_text(text.replace("minutes:", "minuts:"), "utf-8")
    served = library.current(today=TODAY)
    assert sum(len(course.modules) for course in served.courses) == modules - 1
    assert any("minuts" in problem.message for problem in library.problems)
    module_file.write_text(text, "utf-8")
    assert sum(len(course.modules) for course in library.current(today=TODAY).courses) == modules


def test_old_releases_are_dropped_but_never_the_present_one(content: Path, module_file: Path, tmp_path: Path) -> None:
    library = Library(content, tmp_path / "data", live=False)
    for n in range(RELEASES_KEPT + 3):
        retitle(module_file, f"Title {n}")
        last = publish_now(content, library)
    kept = {folder.name for folder in library.releases.iterdir() if folder.is_dir()}
    assert last in kept
    assert len(kept) <= RELEASES_KEPT + 1
    assert title(library) == f"Title {RELEASES_KEPT + 2}"
