"""A page of a questionnaire as its form shows it, and what a form that is sent says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from goodpartners.domain.errors import FieldProblem
from goodpartners.domain.partnership import sheets, typed
from goodpartners.domain.partnership.sheets import Answer, Answers, Page
from goodpartners.domain.partnership.typed import POINTS, SKIP, Fields
from goodpartners.services.answering import READERS, Opened, Written
from goodpartners.web.autosave import unheard


@dataclass(frozen=True)
class Shown:
    """What stands in a page's form: numbers by question, a reason, points as they were typed, and words."""

    numbers: Mapping[str, int] = field(default_factory=dict)
    skip: str = ""
    points: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Written] = field(default_factory=dict)

    @property
    def total(self) -> str:
        """What the points add up to, in words."""
        return typed.total_said(sum(int(p) for p in self.points.values() if p.isascii() and p.isdigit()))

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """The names and values with which a form says it."""
        found = [(question, str(value)) for question, value in self.numbers.items()]
        found += [(SKIP, self.skip)] if self.skip else []
        found += [(POINTS + dimension, text) for dimension, text in self.points.items()]
        for question, said in self.words.items():
            found += [(question, said.text), (f"{question}-reader", said.reader), (f"{question}-shared", said.shared)]
        return tuple(found)


@dataclass(frozen=True)
class Given:
    """What a form says about a page."""

    answers: Answers
    words: Mapping[str, Written]
    shown: Shown


def read(opened: Opened, page: Page, fields: Fields) -> Given:
    """What the fields say."""
    if page.about == sheets.WORDS:
        words = {ask.id.value: _written(fields, ask.id.value) for ask in page.part.questions}
        return Given({}, words, Shown(words=words))
    answers = typed.from_fields(opened.questionnaire, page, fields, opened.answers)
    shown = of_answers(opened, page, answers)
    if page.about == sheets.POINTS:
        texts = {d.id: next(iter(fields.get(POINTS + d.id, ())), "")[:20] for d in opened.questionnaire.dimensions}
        shown = Shown(points=texts)
    return Given(answers, {}, shown)


def standing(opened: Opened, page: Page) -> Shown:
    """What stands on the sheet."""
    if page.about == sheets.WORDS:
        return Shown(words=_standing_words(opened, page))
    return of_answers(opened, page, opened.answers)


def of_answers(opened: Opened, page: Page, answers: Answers) -> Shown:
    """What a form shows of answers."""
    held = {key: answers.get(key, Answer()) for key in sheets.keys(opened.questionnaire, page)}
    if page.about == sheets.POINTS:
        return Shown(points={about: "" if a.value is None else str(a.value) for (_, about), a in held.items()})
    numbers = {question.value: a.value for (question, _), a in held.items() if a.value is not None}
    return Shown(numbers, next((a.skip.value for a in held.values() if a.skip), ""))


def equal(opened: Opened) -> Shown:
    """Equal points everywhere, for somebody to start from."""
    return Shown(points={d: str(share) for d, share in typed.equal_shares(opened.questionnaire).items()})


def revision(opened: Opened, page: Page, form: MultiDict[str, str]) -> int:
    """The number of the page that a form was drawn with.

    A window that sent something and never heard back does not know that number; it says what it sent, and when that
    is what stands, nobody else has written since.
    """
    for sent in unheard():
        if _stands(opened, page, read(opened, page, sent)):
            return opened.revision(page)
    number = form.get("version", 0, type=int)
    return number if 0 <= number < 2**31 else 0


def problems(opened: Opened, page: Page, given: Given) -> list[FieldProblem]:
    """What is missing on a page that somebody wants to leave as answered."""
    if page.about == sheets.WORDS:
        return [
            FieldProblem(f"{question}-shared", "Write the words that both sides may read, or choose another reader.")
            for question, said in given.words.items()
            if said.reader == "sides" and not said.shared.strip()
        ]
    return list(sheets.problems(opened.questionnaire, page, given.answers))


def _stands(opened: Opened, page: Page, given: Given) -> bool:
    if page.about == sheets.WORDS:
        return given.words == _standing_words(opened, page)
    return all(answer == opened.answers.get(key, Answer()) for key, answer in given.answers.items())


def _standing_words(opened: Opened, page: Page) -> dict[str, Written]:
    rows = {ask.id.value: opened.words.get(ask.id.value) for ask in page.part.questions}
    return {q: Written(row.text, row.reader, row.shared) if row else Written("") for q, row in rows.items()}


def _written(fields: Fields, question: str) -> Written:
    reader = _text(fields.get(f"{question}-reader", ()))
    shared = _text(fields.get(f"{question}-shared", ()))
    return Written(_text(fields.get(question, ())), reader if reader in READERS else "me", shared)


def _text(values: Sequence[str]) -> str:
    return next(iter(values), "").replace("\r\n", "\n").replace("\x00", "")
