"""A sheet as its pages show it: one thing that is asked with everything around it, and all answers part by part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from goodpartners.domain.partnership import sheets, typed
from goodpartners.domain.partnership.questionnaire import Asked, Part, Question, QuestionnaireKind, Skip, Statement
from goodpartners.domain.partnership.sheets import Answer, Page
from goodpartners.services.answering import Opened


class Reason(NamedTuple):
    """A way to leave a page without a number; `instead` are the questions that it answers, by id."""

    id: Skip
    label: str
    instead: tuple[str, ...]
    only: str
    """The titles of those questions; empty where it answers all of the page."""


@dataclass(frozen=True)
class Place:
    """One page: where it stands, what it asks, and how far the sheet is."""

    part: Part
    dimension: str
    where: str
    """“10 of 24” among the pages that are asked of everybody; “Extra, 3 of 8” for others."""
    stem: str
    heading: str
    introduction: str
    note: str
    reasons: tuple[Reason, ...]
    done: int
    asked: int


class Line(NamedTuple):
    """One page in the overview."""

    number: int
    text: str
    now: int | None
    want: int | None
    said: str
    """The answer in words, or the reason why there is none; empty while there is neither."""


class Group(NamedTuple):
    """Pages of one dimension."""

    title: str
    lines: tuple[Line, ...]

    @property
    def left(self) -> int:
        """How many have no answer yet."""
        return sum(not line.said for line in self.lines)


class Section(NamedTuple):
    """One part in the overview."""

    title: str
    optional: bool
    groups: tuple[Group, ...]


def place(opened: Opened, number: int) -> Place:
    """The page of that number, with everything around it."""
    page, part, side = opened.pages[number - 1], opened.pages[number - 1].part, opened.side
    statement = opened.questionnaire.statement(page.about)
    dimension = opened.questionnaire.dimension(statement.dimension if statement else page.about)
    introduction = opened.said(part.words("introduction", side))
    first = next(p for p in opened.pages if p.part is part) is page
    each = part.of is Asked.DIMENSIONS
    return Place(
        part=part,
        dimension=dimension.title if dimension and statement and part.of is Asked.STATEMENTS else "",
        where=_where(opened, page),
        stem=introduction if each else opened.said(part.words("stem", side)),
        heading=_text(opened, page),
        introduction=introduction if first and not each else "",
        note=(statement.note or "") if statement else "",
        reasons=_reasons(opened, page),
        done=len(needed(opened)) - len(opened.to_do),
        asked=len(needed(opened)),
    )


def said(opened: Opened, page: Page) -> str:
    """What stands on a page, in words."""
    if page.about == sheets.WORDS:
        written = [opened.words.get(ask.id.value) for ask in page.part.questions]
        return " / ".join(row.text or row.shared for row in written if row and (row.text or row.shared)) or "nothing"
    told = []
    labels = {skip.id: skip.label for skip in opened.questionnaire.skips}
    for question, about in sheets.keys(opened.questionnaire, page):
        answer = opened.answers.get((question, about), Answer())
        ask = opened.questionnaire.asks(question)
        scale = opened.questionnaire.scale(ask.scale) if ask else None
        dimension = opened.questionnaire.dimension(about) if page.about == sheets.POINTS else None
        title = dimension.title if dimension else ask.title if ask else ""
        if answer.skip or answer.value is not None:
            number = scale.points[answer.value - 1] if scale and answer.value else str(answer.value)
            told.append(f"{title}: {labels[answer.skip] if answer.skip else number}")
    return "; ".join(told) or "no answer"


def needed(opened: Opened) -> tuple[Page, ...]:
    """The pages that are asked of everybody."""
    return tuple(page for page in opened.pages if not page.part.optional)


def minutes_left(opened: Opened) -> int:
    """A share of the questionnaire’s minutes for the pages that are left, rounded up."""
    return -(-opened.questionnaire.minutes * len(opened.to_do) // max(1, len(needed(opened))))


def sections(opened: Opened) -> tuple[Section, ...]:
    """Every page, part by part and dimension by dimension, in the order in which this sheet asks it."""
    found = []
    for part in dict.fromkeys(page.part.id for page in opened.pages):
        numbered = [(n, page) for n, page in enumerate(opened.pages, 1) if page.part.id == part]
        groups: dict[str, list[Line]] = {}
        for n, page in numbered:
            groups.setdefault(_group(opened, page), []).append(_line(opened, n, page))
        first = numbered[0][1].part
        found.append(Section(first.title, first.optional, tuple(Group(t, tuple(ls)) for t, ls in groups.items())))
    return tuple(found)


def _where(opened: Opened, page: Page) -> str:
    alike = [p for p in opened.pages if p.part.optional] if page.part.optional else list(needed(opened))
    where = f"{alike.index(page) + 1} of {len(alike)}"
    return f"Extra, {where}" if page.part.optional else where


def _text(opened: Opened, page: Page) -> str:
    if statement := opened.questionnaire.statement(page.about):
        return opened.said(statement.for_side(opened.side))
    dimension = opened.questionnaire.dimension(page.about)
    return dimension.title if dimension else page.part.title


def _group(opened: Opened, page: Page) -> str:
    statement: Statement | None = opened.questionnaire.statement(page.about)
    if statement is None or page.part.of is not Asked.STATEMENTS:
        return ""
    dimension = opened.questionnaire.dimension(statement.dimension)
    return dimension.title if dimension else ""


def _reasons(opened: Opened, page: Page) -> tuple[Reason, ...]:
    found = []
    for skip, label in sheets.skips_for(opened.questionnaire, page):
        asks = [a for a in page.part.questions if skip in typed.for_question(opened.questionnaire, a.id)]
        only = "" if len(asks) == len(page.part.questions) else " and ".join(ask.title for ask in asks)
        found.append(Reason(skip, label, tuple(ask.id.value for ask in asks), only))
    return tuple(found)


def _line(opened: Opened, number: int, page: Page) -> Line:
    """For the gap survey it says only that there is an answer: the first half is not shown beside the second."""
    held = [opened.answers.get(key, Answer()) for key in sheets.keys(opened.questionnaire, page)]
    if not opened.is_answered(page):
        return Line(number, _text(opened, page), None, None, "")
    labels = {skip.id: skip.label for skip in opened.questionnaire.skips}
    reasons = [labels[answer.skip] for answer in held if answer.skip]
    by_question = dict(zip((ask.id for ask in page.part.questions), held, strict=False)) if page.is_rated else {}
    now, want = (by_question.get(q, Answer()).value for q in (Question.NOW, Question.WANT))
    shows = opened.questionnaire.kind is QuestionnaireKind.READINESS
    said = " · ".join(dict.fromkeys(reasons)) or (_label(opened, page, held) if shows else "") or "Answered"
    return Line(number, _text(opened, page), now if shows else None, want if shows else None, said)


def _label(opened: Opened, page: Page, held: list[Answer]) -> str:
    """The chosen label of a page with one question."""
    scale = opened.questionnaire.scale(page.part.questions[0].scale)
    value = held[0].value if len(held) == 1 else None
    return scale.points[value - 1] if scale and value else ""
