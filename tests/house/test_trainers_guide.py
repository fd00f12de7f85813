"""The guide for trainers says who sees what, in the words and with the answers of the table that pages ask."""

from __future__ import annotations

import re
from pathlib import Path

from goodpartners.domain.visibility import SEES, Thing, Viewer

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "trainers.md"


def table() -> str:
    """The table as it must stand in the guide."""
    head = f"| | {' | '.join(viewer.value for viewer in Viewer)} |"
    rows = [
        f"| {thing.value} | {' | '.join('yes' if viewer in SEES[thing] else '–' for viewer in Viewer)} |"
        for thing in Thing
    ]
    return "\n".join([head, "|---|" + "---|" * len(Viewer), *rows])


def test_the_guide_says_who_sees_what_as_the_table_does() -> None:
    assert table() in GUIDE.read_text("utf-8")


def test_every_picture_of_the_guide_is_there_and_described() -> None:
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", GUIDE.read_text("utf-8"))
    assert pictures
    assert all(alt and (GUIDE.parent / path).is_file() for alt, path in pictures)
