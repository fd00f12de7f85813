"""Content on disk for the tests: a small clean course, and a way to write files beside each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from goodpartners.content.catalogue import Loaded, load

HERE = Path(__file__).parent
TODAY = date(2026, 11, 22)
Write = Callable[[dict[str, str]], Path]


@pytest.fixture(scope="session")
def good() -> Loaded:
    """The clean course, loaded once."""
    return load(HERE / "good", today=TODAY)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes files by their paths under a content root of its own."""

    def written(files: dict[str, str]) -> Path:
        for name, text in files.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        return tmp_path

    return written
