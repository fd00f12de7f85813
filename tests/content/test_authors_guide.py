"""What docs/authors.md shows is what the code takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from goodpartners.content.catalogue import load
from goodpartners.content.coverage import CoverageFile
from goodpartners.content.glossary import GlossaryFile
from goodpartners.content.outlining import outline
from goodpartners.content.settings import BLOCKS
from goodpartners.content.svg import ATTRIBUTES, CLASSES, ELEMENTS, drawing
from goodpartners.content.validation import validate
from goodpartners.domain.course import CourseFile, ModuleHeader
from goodpartners.domain.partnership.questionnaire import ASKED_OF, Questionnaire
from goodpartners.domain.quiz.items import ITEM_MODELS
from goodpartners.domain.quiz.quiz import Quiz
from tests.content.conftest import TODAY, Write

GUIDE = (Path(__file__).parents[2] / "docs/authors.md").read_text(encoding="utf-8")
EXAMPLES = [text for _, text in re.findall(r"^```(\w*)\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)]


def table(first: str) -> list[list[str]]:
    """The rows below a heading row that begins with that cell."""
    part = GUIDE[GUIDE.index(f"\n| {first} |") + 1 :].split("\n\n")[0]
    return [line.strip("| ").split(" | ") for line in part.splitlines()[2:]]


@pytest.mark.parametrize(
    ("start", "model"),
    [
        ("letter: B", CourseFile),
        ("code: B2", ModuleHeader),
        ("terms:", GlossaryFile),
        ("area: handovers", CoverageFile),
        ("items:", Quiz),
        ("bands:", Questionnaire),
    ],
)
def test_every_example_of_a_file_is_valid(start: str, model: type[BaseModel]) -> None:
    example = next(text for text in EXAMPLES if start in text).replace("---\n", "")
    example = example.replace("draw: 6", "draw: 1")  # the guide shows one item of many
    assert validate(model, example, "docs/authors.md")[1] == ()


ITEMS = next(text for text in EXAMPLES if text.startswith("  - id:"))


def test_there_is_an_example_of_each_kind_of_item() -> None:
    quiz = next(text for text in EXAMPLES if "\nitems:" in text)
    assert sorted(re.findall(r"^    kind: (\S+)", quiz + ITEMS, re.MULTILINE)) == sorted(ITEM_MODELS)


def test_the_examples_of_items_pass_the_whole_check(write: Write) -> None:
    head = "id: examples\ntitle: Examples\npurpose: practice\nitems:\n"
    coverage = next(text for text in EXAMPLES if text.startswith("elements:"))
    root = write({"quizzes/handovers/examples.yaml": head + ITEMS, "courses/coverage.yaml": coverage})
    found = load(root, today=TODAY).problems
    assert [str(problem) for problem in found if problem.path.startswith("quizzes/")] == []


def test_the_drawing_to_copy_is_whole_in_both_widths(write: Write) -> None:
    wide, narrow = (drawing(text, "d.svg") for text in EXAMPLES if text.startswith("<svg"))
    assert (wide[1], narrow[1]) == ((), ())
    assert wide[0] is not None
    assert narrow[0] is not None
    assert float(narrow[0].width) <= 340 < 860 <= float(wide[0].width)


def test_every_example_of_a_block_is_valid() -> None:
    examples = [text for text in EXAMPLES if text.startswith("///")]
    assert examples
    for example in examples:
        assert outline("## One {#one}\n" + example, "docs/authors.md", 1)[1] == ()


def test_the_table_of_blocks_names_each_block_and_its_settings() -> None:
    rows = table("block")
    assert sorted(name for row in rows for name in re.findall(r"`(\w+)`", row[0])) == sorted(BLOCKS)
    for row in rows:
        for name in re.findall(r"`(\w+)`", row[0]):
            for key in BLOCKS[name].model_fields:
                assert f"`{key}:" in row[2], (name, key)


def test_the_table_of_kinds_names_each_kind_of_item() -> None:
    assert [row[0].strip("`") for row in table("kind")] == list(ITEM_MODELS)


def test_the_table_of_questions_names_each_question_of_both_kinds() -> None:
    told = {name: row[1] for row in table("question") for name in re.findall(r"`([\w-]+)`", row[0])}
    assert told == {question.value: of.value for asked in ASKED_OF.values() for question, (of, _) in asked.items()}


def test_the_lists_for_drawings_are_those_of_the_check() -> None:
    drawings = GUIDE[GUIDE.index("### Drawings") : GUIDE.index("## Glossary")]
    assert set(re.findall(r"\bd-[a-z0-9-]+\b", drawings)) == CLASSES
    allowed = re.search(r"Elements allowed: `([^`]*)`", drawings)
    assert allowed is not None
    assert set(allowed[1].split()) == ELEMENTS
    named = set(re.findall(r"[\w-]+", drawings[drawings.index("Attributes allowed") : drawings.index("| class")]))
    assert ATTRIBUTES - {"xmlns"} <= named
