"""Quiz files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from goodpartners.content import validation
from goodpartners.content.problems import Place, Problem
from goodpartners.content.questionnaires import FOLDER as QUESTIONNAIRES
from goodpartners.content.yaml_marks import Document
from goodpartners.domain.partnership.questionnaire import QuestionnaireKind
from goodpartners.domain.quiz.items import Item
from goodpartners.domain.quiz.quiz import Quiz


@dataclass(frozen=True)
class QuizSource:
    """A quiz file that could be read; its key is 'course/quiz'."""

    key: str
    path: str
    quiz: Quiz
    document: Document

    def items(self) -> Iterator[tuple[int, Item]]:
        """The items that may still be drawn, with their position in the file."""
        return ((n, item) for n, item in enumerate(self.quiz.items) if not item.retired)

    def at(self, n: int, *loc: str | int) -> Place:
        """Where something of item n stands."""
        return self.document.place("items", n, *loc)


def read_quizzes(root: Path) -> tuple[tuple[QuizSource, ...], tuple[Problem, ...]]:
    """Every quiz under quizzes/<folder>/ that can be read, and what is wrong with the others.

    The folder of questionnaires holds no quiz.
    """
    found: list[QuizSource] = []
    problems: list[Problem] = []
    for file in sorted((root / "quizzes").glob("[!.]*/[!.]*.yaml")):
        if file.parent.name == QUESTIONNAIRES:
            continue
        path = file.relative_to(root).as_posix()
        quiz, document, wrong = validation.read(Quiz, file, path)
        if isinstance(document.data, dict) and document.data.get("kind") in list(QuestionnaireKind):
            message = f"a questionnaire for pairs is kept in quizzes/{QUESTIONNAIRES}/: move this file there"
            problems.append(document.place("kind").error("folder-name", message))
            continue
        problems += wrong
        if quiz is not None and quiz.id != file.stem:
            problems.append(validation.misnamed(document, quiz.id, f"the file '{file.name}'"))
        elif quiz is not None:
            found.append(QuizSource(f"{file.parent.name}/{file.stem}", path, quiz, document))
    return tuple(found), tuple(problems)
