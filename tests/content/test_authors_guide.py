"""What docs/authors.md shows is what the code takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from goodpartners.content.glossary import GlossaryFile
from goodpartners.content.outlining import outline
from goodpartners.content.settings import BLOCKS
from goodpartners.content.svg import ATTRIBUTES, CLASSES, ELEMENTS
from goodpartners.content.validation import validate
from goodpartners.domain.course import CourseFile, ModuleHeader
from goodpartners.domain.partnership.questionnaire import ASKED_OF, Questionnaire
from goodpartners.domain.quiz.items import ITEM_MODELS
from goodpartners.domain.quiz.quiz import Quiz

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
        ("items:", Quiz),
        ("bands:", Questionnaire),
    ],
)
def test_every_example_of_a_file_is_valid(start: str, model: type[BaseModel]) -> None:
    example = next(text for text in EXAMPLES if start in text).replace("---\n", "")
    example = example.replace("draw: 6", "draw: 1")  # the guide shows one item of many
    assert validate(model, example, "docs/authors.md")[1] == ()


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
