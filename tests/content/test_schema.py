"""The JSON Schemas beside the stylesheet are those of the models."""

from __future__ import annotations

import json
from pathlib import Path

from goodpartners.content.schema import SCHEMA_FOLDER, outdated, schemas, write

ROOT = Path(__file__).parents[2]


def test_the_schemas_in_static_are_current() -> None:
    assert outdated(ROOT / SCHEMA_FOLDER) == []


def test_a_changed_or_missing_schema_is_noticed_and_written_again(tmp_path: Path) -> None:
    write(tmp_path)
    assert outdated(tmp_path) == []
    (tmp_path / "quiz.schema.json").write_text("{}", encoding="utf-8")
    (tmp_path / "glossary.schema.json").unlink()
    assert outdated(tmp_path) == ["quiz.schema.json", "glossary.schema.json"]
    write(tmp_path)
    assert outdated(tmp_path) == []


def test_a_schema_explains_the_keys_that_authors_write() -> None:
    course = json.loads(schemas()["course.schema.json"])
    assert course["additionalProperties"] is False
    assert course["properties"]["letter"]["description"]
