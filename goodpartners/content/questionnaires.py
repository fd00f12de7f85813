"""Questionnaire files: every file under quizzes/partnership/."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from goodpartners.content import validation
from goodpartners.content.problems import Place, Problem
from goodpartners.content.yaml_marks import Document, Loc
from goodpartners.domain.partnership.questionnaire import Questionnaire, Sided, Statement

FOLDER = "partnership"


@dataclass(frozen=True)
class QuestionnaireSource:
    """A questionnaire's file that could be read; its key is its id."""

    key: str
    path: str
    questionnaire: Questionnaire
    document: Document

    def at(self, *loc: str | int) -> Place:
        """Where something of the file stands."""
        return self.document.place(*loc)

    def statements(self) -> Iterator[tuple[Loc, Statement]]:
        """The statements of both directions, each with its way from the top of the file."""
        for n, statement in enumerate(self.questionnaire.statements):
            yield ("statements", n), statement
        for n, statement in enumerate(self.questionnaire.return_statements):
            yield ("return_statements", n), statement

    def wordings(self) -> Iterator[tuple[Loc, str]]:
        """Each wording of each statement once, a side's own or the one for both."""
        for loc, statement in self.statements():
            if isinstance(statement.text, Sided):
                yield (*loc, "text", "commissioner"), statement.text.commissioner
                yield (*loc, "text", "provider"), statement.text.provider
            else:
                yield (*loc, "text"), statement.text


def read_questionnaires(root: Path) -> tuple[tuple[QuestionnaireSource, ...], tuple[Problem, ...]]:
    """Every questionnaire that can be read, and what is wrong with the others."""
    found: list[QuestionnaireSource] = []
    problems: list[Problem] = []
    for file in sorted((root / "quizzes" / FOLDER).glob("[!.]*.yaml")):
        path = file.relative_to(root).as_posix()
        questionnaire, document, wrong = validation.read(Questionnaire, file, path)
        problems += wrong
        if questionnaire is not None and questionnaire.id != file.stem:
            problems.append(validation.misnamed(document, questionnaire.id, f"the file '{file.name}'"))
        elif questionnaire is not None:
            found.append(QuestionnaireSource(file.stem, path, questionnaire, document))
    return tuple(found), tuple(problems)
