"""Coverage says for each element where it is taught and where it is assessed."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

from goodpartners.content.catalogue import Loaded, load
from goodpartners.content.coverage import coverage

ROOT = Path(__file__).parents[2]


def test_an_element_is_taught_by_a_header_and_assessed_by_an_item(good: Loaded) -> None:
    catalogue = good.catalogue
    covered = coverage(catalogue.elements, catalogue.courses, catalogue.quizzes)
    assert [(c.element.id, c.taught, c.assessed) for c in covered] == [
        ("G1", ("G1",), ("G1",)),
        ("G2", ("G1",), ("G1",)),
    ]


def test_without_its_quiz_a_module_teaches_and_assesses_nothing(good: Loaded) -> None:
    covered = coverage(good.catalogue.elements, good.catalogue.courses, {})
    assert all(c.taught and not c.assessed for c in covered)


def test_our_own_matrix_has_every_element_once() -> None:
    elements = load(ROOT, today=date(2026, 11, 22)).catalogue.elements
    assert len({element.id for element in elements}) == len(elements) == 146
    assert Counter(element.area for element in elements).most_common(3) == [
        ("paired-checklist", 25), ("relationships", 23), ("principles-of-engagement", 16)
    ]  # fmt: skip
