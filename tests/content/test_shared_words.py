"""No seven consecutive words of our texts are those of the papers they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from goodpartners.content.material import Material, read
from goodpartners.content.prose import passages
from tests.content.make_source_runs import RUNS, hashed, runs

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def forbidden() -> tuple[str, frozenset[str]]:
    """The salt and the hashes."""
    salt, *hashes = RUNS.read_text(encoding="utf-8").split()
    return salt, frozenset(hashes)


def texts(material: Material) -> Iterator[tuple[str, str]]:
    """All that we wrote, by path; titles and names of sources belong to others."""
    for module in material.modules:
        read_here = [p.text for s in module.outline.sections for p in passages(s.nodes, material.terms or {})]
        yield module.path, "\n".join([*(s.title for s in module.outline.sections), *read_here])
        yield module.path, "\n".join(strings({k: v for k, v in module.front.data.items() if k != "sources"}))
        yield module.path, "\n".join(str(source.get("note", "")) for source in module.front.data.get("sources", []))
        yield (
            module.path,
            "\n".join(str(getattr(block.settings, "alt", "")) for block in module.outline.blocks("figure")),
        )
    for (course, name), drawing in material.drawings.items():
        yield f"courses/{course}/{name}", "\n".join([drawing.title, drawing.desc, drawing.inner])
    documents = [*(course.document for course in material.courses), *(quiz.document for quiz in material.quizzes)]
    documents += [questionnaire.document for questionnaire in material.questionnaires]
    for document in (*documents, material.glossary, material.coverage):
        yield document.path, "\n".join(strings(document.data))


def strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    for value in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from strings(value)


def test_our_texts_share_no_run_of_seven_words_with_the_papers(forbidden: tuple[str, frozenset[str]]) -> None:
    salt, hashes = forbidden
    material, _ = read(ROOT, today=date(2026, 11, 22))
    shared = [f"{path}: {run}" for path, text in texts(material) for run in runs(text) if hashed(run, salt) in hashes]
    assert not shared, "\n".join(shared)


def test_there_is_something_to_compare_with(forbidden: tuple[str, frozenset[str]]) -> None:
    salt, hashes = forbidden
    assert len(bytes.fromhex(salt)) == 16
    assert len(hashes) > 3000


def test_case_apostrophes_and_punctuation_do_not_hide_a_run() -> None:
    (first,) = runs("It’s the LAST day, of good-sized")
    (second,) = runs("it's the last day of: “good” sized")
    assert hashed(first, "00" * 16) == hashed(second, "00" * 16)
