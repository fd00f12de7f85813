"""YAML with marks: YAML 1.2 words, places, and nothing that makes it fall over."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from goodpartners.content.yaml_marks import NOTHING, compose


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("false", False),
        ("yes", "yes"),
        ("No", "No"),
        ("on", "on"),
        ("TRUE", "TRUE"),
        ("'true'", "true"),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("0o14", "0o14"),
        ("1:30", "1:30"),
        ("1_000", "1_000"),
        ("2.5", 2.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("2026-11-22", date(2026, 11, 22)),
        ("2026-13-45", "2026-13-45"),
        ("2026-11-22 10:00", "2026-11-22 10:00"),
        ("9" * 5000, "9" * 5000),
        ("1e15", 1e15),
        ("1234567890123456.7", "1234567890123456.7"),
        ("12345678901234567890.0", "12345678901234567890.0"),
        ("1e999", "1e999"),
        ("1e-999", "1e-999"),
        ("1e99999999999999999999", "1e99999999999999999999"),
        ("“Yes,” she said", "“Yes,” she said"),
    ],
)
def test_plain_words_mean_what_yaml_1_2_says(written: str, value: Any) -> None:
    document = compose(f"key: {written}\n", "a.yaml")
    assert document.data == {"key": value}
    assert document.problems == ()


def test_a_key_and_an_entry_know_their_place() -> None:
    document = compose("a:\n  - b: 1\n    c: [x, y]\n", "a.yaml")
    assert (document.place("a", 0, "c").line, document.place("a", 0, "c").column) == (3, 5)
    assert (document.place("a", 0, "c", 1).line, document.place("a", 0, "c", 1).column) == (3, 12)


def test_what_is_not_there_is_placed_at_the_nearest_thing_above_it() -> None:
    document = compose("a:\n  - b: 1\n", "a.yaml")
    assert document.place("a", 0, "missing", "deep") == document.place("a", 0)


def test_lines_count_from_where_the_text_begins_in_its_file() -> None:
    assert compose("a: 1\nb: 2\n", "m.md", first_line=2).place("b").line == 3


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("a: b: c\n", 1, 5, "a ': ' inside the text needs quotes"),
        ("a:\n\t- b\n", 2, 1, "a tab stands at the start of this line: use spaces, not the Tab key"),
        ("a:\n  - b: 1\n\tc: 2\n", 3, 1, "a tab stands at the start of this line: use spaces, not the Tab key"),
        ("a: @b\n", 1, 4, "a sign such as '@'"),
        (
            'a: "Yes," she said\nb: 1\n',
            1,
            11,
            "the text goes on behind its closing quote: put the whole text in quotes",
        ),
        ("- a: 'It's her day'\n  b: 1\n", 1, 10, "the text goes on behind its closing quote"),
        ("a: 'open\nb: 1\n", 1, 4, "something was opened and not closed"),
        ("a: [1, 2\n", 1, 4, "a ',' or ']' is missing"),
        ("a: *b\n", 1, 4, "a '*' at the start needs quotes"),
        ("a: 1\n---\nb: 2\n", 2, 1, "only one document a file"),
        ("a: 1\nb: \x07\n", 2, 4, "there is an invisible control character"),
        ("", 1, 1, "there is nothing here"),
        ("# only a remark\n", 1, 1, "there is nothing here"),
    ],
)
def test_what_cannot_be_read_is_told_in_plain_words(text: str, line: int, column: int, message: str) -> None:
    document = compose(text, "a.yaml")
    assert document.data is NOTHING
    (problem,) = document.problems
    assert (problem.line, problem.column) == (line, column)
    assert problem.message.startswith(message)


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("a: &x [1]\nb: *x\n", 4, "'&' and '*' are not used here"),
        ("a: &x [*x]\n", 4, "'&' and '*' are not used here"),
        ("a: !!python/name:os.system x\n", 4, "'tag:yaml.org,2002:python/name:os.system' means nothing here"),
        ("? [a, b]\n: 1\n", 3, "a key must be one word"),
    ],
)
def test_what_yaml_can_do_and_we_do_not_want_is_refused(text: str, column: int, message: str) -> None:
    (problem,) = compose(text, "a.yaml").problems
    assert (problem.line, problem.column) == (1, column)
    assert problem.message.startswith(message)


def test_entities_that_grow_are_refused_quickly() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert len(compose("\n".join(lines), "a.yaml").problems) > 0


def test_lists_nested_very_deep_are_refused() -> None:
    assert compose("[" * 100_000, "a.yaml").data is NOTHING


def test_odd_line_ends_do_not_move_the_places() -> None:
    document = compose("a: one\u2028two\r\nb: 1\rc: 2\n", "a.yaml")
    assert (document.place("b").line, document.place("c").line) == (2, 3)
