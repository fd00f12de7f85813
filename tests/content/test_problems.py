"""Problems can be read by people, by programs and by a workflow runner."""

from __future__ import annotations

import json

from goodpartners.content.problems import Place, as_github, as_json, as_text, errors, warnings

ERROR = Place("courses/a,b:c.md", 41, 1).error("link", "50% of\nthis: leads, nowhere")
WARNING = Place("quizzes/q.yaml", 3, 5).warning("minutes", "12 minutes are stated")


def test_a_problem_says_path_line_and_column() -> None:
    assert str(WARNING) == "quizzes/q.yaml:3:5: 12 minutes are stated"


def test_text_marks_warnings() -> None:
    assert as_text([WARNING]) == "quizzes/q.yaml:3:5: warning: 12 minutes are stated\n"
    assert as_text([]) == ""


def test_json_is_a_list_of_objects() -> None:
    assert json.loads(as_json([WARNING])) == [
        {"path": "quizzes/q.yaml", "line": 3, "column": 5, "message": "12 minutes are stated", "rule": "minutes",
         "severity": "warning"}
    ]  # fmt: skip
    assert json.loads(as_json([])) == []


def test_annotations_are_escaped() -> None:
    assert as_github([ERROR, WARNING]) == (
        "::error file=courses/a%2Cb%3Ac.md,line=41,col=1::50%25 of%0Athis: leads, nowhere\n"
        "::warning file=quizzes/q.yaml,line=3,col=5::12 minutes are stated\n"
    )


def test_errors_and_warnings_are_told_apart() -> None:
    assert errors([ERROR, WARNING]) == (ERROR,)
    assert warnings([ERROR, WARNING]) == (WARNING,)
