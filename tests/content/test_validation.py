"""What is wrong with a file is told in plain English, at its place, all at once."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from goodpartners.content.reading import even_lines, last_line
from goodpartners.content.validation import validate
from goodpartners.domain.course import CourseFile, ModuleHeader
from goodpartners.domain.quiz.quiz import Quiz

QUIZ = """\
id: tiny
title: Tiny
purpose: practice
items:
  - id: first-call
    kind: single-choice
    stem: Whom do you ring?
    options:
      - text: The panel
        feedback: It meets next week.
      - text: The gatekeeper
        right: true
        feedback: Sam sorts the offers.
"""


def told(old: str = "", new: str = "") -> list[str]:
    assert old in QUIZ
    value, problems = validate(Quiz, QUIZ.replace(old, new, 1), "q.yaml")
    assert (value is None) == bool(problems)
    return [str(problem) for problem in problems]


def test_a_file_without_faults_becomes_a_value() -> None:
    value, problems = validate(Quiz, QUIZ, "q.yaml")
    assert value is not None
    assert problems == ()
    assert [option.id for option in value.items[0].options] == ["a", "b"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("title: Tiny\n", "", "q.yaml:1:1: the file needs 'title'"),
        ("title: Tiny", "titel: Tiny", "q.yaml:2:1: 'titel' is no key of the file: did you mean 'title'?"),
        ("title: Tiny", "title: 12", "q.yaml:2:1: 'title' must be text; put it in quotes"),
        ("title: Tiny", "title: ''", "q.yaml:2:1: 'title' must be text, not empty"),
        (
            "title: Tiny",
            "title: # 1 in the town",
            "q.yaml:2:1: 'title' must be text; nothing stands there (behind ' #' all is a remark: put text with",
        ),
        (
            "id: tiny",
            "id: 01-A child can follow",
            "q.yaml:1:1: 'id' must be small letters, digits and single hyphens, beginning with a letter: "
            "did you mean 'a-child-can-follow'?",
        ),
        ("id: tiny", "id: '3'", "q.yaml:1:1: 'id' must be small letters, digits and single hyphens, beginning with a"),
        ("title: Tiny", "title: [a]", "q.yaml:2:1: 'title' must be text"),
        ("title: Tiny", "title: Tiny\ndraw: many", "q.yaml:3:1: 'draw' must be a whole number"),
        ("title: Tiny", "title: Tiny\ntries: 0", "q.yaml:3:1: 'tries' must be 1 or more"),
        ("title: Tiny", "title: Tiny\nshuffle: perhaps", "q.yaml:3:1: 'shuffle' must be true or false"),
        (
            "purpose: practice",
            "purpose: practise",
            "q.yaml:3:1: 'purpose' must be 'knowledge-check', 'practice', 'questionnaire' or 'start-and-end'; "
            "it is 'practise': did you mean 'practice'?",
        ),
        ("practice", "knowledge-check", "q.yaml:1:1: the file: a knowledge check needs a 'pass_mark'"),
        ("id: first-call", "id: First Call", "q.yaml:5:5: item 'First Call': 'id' must be small letters, digits and"),
        (
            "single-choice",
            "single_choice",
            "q.yaml:6:5: 'single_choice' is no kind of item: did you mean 'single-choice'?",
        ),
        ("    kind: single-choice\n", "", "q.yaml:5:5: item 'first-call' needs 'kind'"),
        (
            "right: true",
            "wright: true",
            "q.yaml:12:9: 'wright' is no key of item 'first-call', option 2: did you mean 'right'?",
        ),
        ("right: true", "right: false", "q.yaml:5:5: item 'first-call': exactly one option needs 'right: true'"),
        ("        feedback: It meets next week.\n", "", "q.yaml:9:9: item 'first-call', option 1 needs 'feedback'"),
        (
            "stem: Whom",
            "premises: Whom",
            "q.yaml:7:5: 'premises' is no key of item 'first-call'; it belongs to matching",
        ),
        (
            "text: The panel",
            "text: 3",
            "q.yaml:9:9: item 'first-call', option 1: 'text' must be text; put it in quotes",
        ),
        (
            "- text: The panel",
            "- The panel\n      - text: The buyer",
            "q.yaml:9:9: item 'first-call', option 1 must be a group of",
        ),
    ],
)
def test_a_fault_is_told_in_plain_words_at_its_place(old: str, new: str, expected: str) -> None:
    assert any(line.startswith(expected) for line in told(old, new)), told(old, new)


NUMERIC = """\
id: tiny
title: Tiny
purpose: practice
items:
  - id: beds
    kind: numeric
    stem: How many beds are there?
    answer: {}
    if_right: Four times six.
    otherwise: Take six four times.
"""


@pytest.mark.parametrize(
    "answer", ["24", "24.0", "1e15", "1234567890123456.7", f"{10**30 - 1}", "0.1", "1e-30", "'24'"]
)
def test_a_number_is_kept_with_every_digit(answer: str) -> None:
    value, problems = validate(Quiz, NUMERIC.format(answer), "q.yaml")
    assert problems == ()
    assert value is not None
    assert value.items[0].answer == Decimal(answer.strip("'"))  # type: ignore[union-attr]


@pytest.mark.parametrize("answer", [f"{10**30}", "1e30", "1e999999999", "1e-31", "'1e30'", "9" * 5000])
def test_a_number_that_nobody_would_type_is_refused(answer: str) -> None:
    _, problems = validate(Quiz, NUMERIC.format(answer), "q.yaml")
    expected = "q.yaml:8:5: item 'beds': 'answer' must be a number of at most 30 digits"
    assert [str(problem) for problem in problems] == [expected]


def test_all_faults_are_told_at_once_in_the_order_of_the_lines() -> None:
    text = QUIZ.replace("title: Tiny", "titel: Tiny").replace("right: true", "right: maybe").replace("stem:", "steem:")
    _, problems = validate(Quiz, text, "q.yaml")
    assert [problem.line for problem in problems] == [1, 2, 5, 7, 12]


def test_a_union_is_one_fault_and_not_two() -> None:
    text = "id: a\nletter: A\ntitle: A\nside: joint\nsummary: S.\nmodules: [b]\ncompletion:\n  modules: most\n"
    _, problems = validate(CourseFile, text, "course.yaml")
    expected = "course.yaml:8:3: 'completion': 'modules' must be 'all' or a whole number; it is 'most'"
    assert [str(problem) for problem in problems] == [expected]


def test_a_date_is_asked_for_by_example() -> None:
    _, problems = validate(ModuleHeader, "reviewed: next week\nreview_by: 2027-02-30\n", "m.md")
    said = {problem.line: problem.message for problem in problems if "date" in problem.message}
    assert said == {
        1: "'reviewed' must be a date such as 2026-11-22",
        2: "'review_by' must be a date such as 2026-11-22",
    }


def test_an_id_used_twice_is_told_once_with_the_first_line() -> None:
    item = QUIZ[QUIZ.index("  - id: first-call") :]
    _, problems = validate(Quiz, QUIZ + item, "q.yaml")
    assert [str(p) for p in problems] == ["q.yaml:14:5: the id 'first-call' is already used on line 5; each id once"]


def test_a_key_written_twice_is_told_with_the_first_line() -> None:
    assert told("title: Tiny", "title: Tiny\ntitle: Tiny") == [
        "q.yaml:3:1: 'title' stands here a second time; the first is on line 2"
    ]


SIGNS = "\n -:?,[]{}&*!|>'\"%@`#~\t\r\ufeff\u2028\x07é😀"
WORDS = (
    "id: a|items:|kind: single-choice|kind: matching\n|options:|premises|text: x|title: |show: |true|2026-01-01|1e999|"
    ".inf|!!int |&a |*a|<<: |---\n|...\n|\n  |\n    |- |: "
)
PIECES = st.sampled_from([*SIGNS, *WORDS.split("|")])


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200))
@example("a: 1\n--- &a [*a]\n")
@example("items:\n  - kind: single-choice\n    options: {}\n")
@example("items: [[[kind, single-choice]]]")
@example("? ? ? ?")
@example("1: 2\ntrue: 3\n")
def test_any_text_gives_a_value_or_problems_inside_the_file(text: str) -> None:
    last = last_line(even_lines(text))
    for model in (Quiz, CourseFile, ModuleHeader):
        value, problems = validate(model, text, "x.yaml")
        assert (value is None) == bool(problems)
        for problem in problems:
            assert 1 <= problem.line <= last
            assert problem.column >= 1
            assert problem.message
