"""What the fields of a page say: numbers on a scale or a reason why there is none, or points that are shared out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from goodpartners.domain.partnership import sheets
from goodpartners.domain.partnership.questionnaire import WHOLE, Asked, Question, Questionnaire, Skip
from goodpartners.domain.partnership.sheets import Answer, Answers, Key, Page

SKIP, POINTS = "skip", "points-"
Fields = Mapping[str, Sequence[str]]


def from_fields(questionnaire: Questionnaire, page: Page, fields: Fields, standing: Answers) -> dict[Key, Answer]:
    """The answers that a form holds; what is no answer counts as none.

    A number wins over a reason that comes with it, question by question. But where the numbers are those that stand
    already, only the reason is new, and it takes their place: a form without script cannot take a number back.
    """
    asked = sheets.keys(questionnaire, page)
    if page.part.of is Asked.POINTS:
        return {key: Answer(_points(_first(fields, POINTS + key[1]))) for key in asked}
    numbers = {key: _number(_first(fields, key[0].value)) for key in asked}
    reason = _skip(_first(fields, SKIP))
    offered = {key: Answer(skip=reason) for key in asked if reason and reason in for_question(questionnaire, key[0])}
    before = {key: standing.get(key, Answer()) for key in asked}
    given = {key: Answer(numbers[key]) if numbers[key] is not None else offered.get(key, Answer()) for key in asked}
    known = all(numbers[key] in (None, before[key].value) for key in offered)
    if offered and known and all(before[key].skip is not reason for key in offered):
        return {**given, **offered}
    return given


def for_question(questionnaire: Questionnaire, question: Question) -> tuple[Skip, ...]:
    """The reasons for which a question may be left."""
    return tuple(skip.id for skip in questionnaire.skips if not skip.only or question in skip.only)


def equal_shares(questionnaire: Questionnaire) -> dict[str, int]:
    """The whole shared out as evenly as whole points can be, by dimension."""
    each, more = divmod(WHOLE, len(questionnaire.dimensions))
    return {dimension.id: each + (n < more) for n, dimension in enumerate(questionnaire.dimensions)}


def total_said(total: int) -> str:
    """What points add up to, and what is missing."""
    if total == WHOLE:
        return f"{total} of {WHOLE}. That is all."
    off = f"{WHOLE - total} more to give" if total < WHOLE else f"{total - WHOLE} too many"
    return f"{total} of {WHOLE}: {off}."


def _first(fields: Fields, name: str) -> str:
    return next(iter(fields.get(name, ())), "").strip()


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else None


def _points(text: str) -> int | None:
    number = _number(text)
    return number if number is not None and number <= WHOLE else None


def _skip(text: str) -> Skip | None:
    return Skip(text) if text in set(Skip) else None
