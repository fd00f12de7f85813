"""An answer explained: what was given, what was right and why, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from goodpartners.domain.quiz.items import (
    Item,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Scale,
    ShortText,
    SingleChoice,
    TrueFalse,
)
from goodpartners.domain.quiz.marking import Mark, Verdict, folded, mark, order_of
from goodpartners.domain.quiz.responses import Chosen, Matched, Ordered, Response, Written, number


class Standing(StrEnum):
    """What a line says of an option or a part."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSED = "missed"
    OTHER = "other"


@dataclass(frozen=True)
class Line:
    """One option or part: what it says, how it stands, the word for that, and why."""

    said: str
    standing: Standing
    word: str
    why: str


@dataclass(frozen=True)
class Review:
    """An item with its mark and its lines; `lines` come with the person's own first."""

    item: Item
    mark: Mark
    lines: tuple[Line, ...]


def review(item: Item, response: Response | None, *, reveal: bool = True) -> Review:
    """Explain an answer; without `reveal` only what the person chose is explained, and the key is not named."""
    lines = tuple(_lines(item, response, reveal))
    if not reveal:
        lines = tuple(line for line in lines if line.standing in (Standing.RIGHT, Standing.WRONG))
    order = (Standing.WRONG, Standing.RIGHT, Standing.MISSED, Standing.OTHER)
    if isinstance(item, SingleChoice | MultipleChoice | TrueFalse):
        lines = tuple(sorted(lines, key=lambda line: order.index(line.standing)))
    return Review(item, mark(item, response), lines)


def _lines(item: Item, response: Response | None, reveal: bool) -> list[Line]:
    match item:
        case SingleChoice() | MultipleChoice():
            chosen = response.options if isinstance(response, Chosen) else ()
            return [_option(o.text, o.right, o.id in chosen, o.feedback) for o in item.options]
        case TrueFalse():
            chosen = response.options if isinstance(response, Chosen) else ()
            return [
                _option("True", item.answer, "true" in chosen, item.if_true),
                _option("False", not item.answer, "false" in chosen, item.if_false),
            ]
        case Matching():
            return _matches(item, response if isinstance(response, Matched) else Matched(pairs=()), reveal)
        case Ordering():
            return _ordering(item, response if isinstance(response, Ordered) else Ordered(places=()), reveal)
        case Numeric() | ShortText():
            return _written(item, response.text if isinstance(response, Written) else "", reveal)
        case Scale():
            if not isinstance(response, Chosen):
                return []
            point = item.points[int(response.options[0]) - 1]
            return [Line(point, Standing.OTHER, "Your answer", item.feedback or "")]


def _option(text: str, right: bool, chosen: bool, feedback: str) -> Line:
    if chosen:
        standing, word = (Standing.RIGHT, "Your answer, right") if right else (Standing.WRONG, "Your answer, not right")
    elif right:
        standing, word = Standing.MISSED, "The right answer"
    else:
        standing, word = Standing.OTHER, "Not right either"
    return Line(text, standing, word, feedback)


def _matches(item: Matching, response: Matched, reveal: bool) -> list[Line]:
    texts = {r.id: r.text for r in item.responses}
    given = dict(response.pairs)
    lines = []
    for premise in item.premises:
        right = texts[premise.match]
        mine = given.get(premise.id)
        if mine == premise.match:
            standing, word = Standing.RIGHT, f"Right: {right}"
        elif mine:
            standing, word = Standing.WRONG, f"Not right: you chose {texts[mine]}."
            word += f" It is {right}." if reveal else ""
        else:
            standing, word = Standing.MISSED, f"Not answered. It is {right}."
        lines.append(Line(premise.text, standing, word, premise.feedback if reveal or mine == premise.match else ""))
    return lines


def _ordering(item: Ordering, response: Ordered, reveal: bool) -> list[Line]:
    given = dict(response.places)
    lines = []
    for n, step in enumerate(item.steps, 1):
        mine = given.get(step.id)
        if mine == n:
            standing, word = Standing.RIGHT, f"Place {n}, right"
        elif mine:
            standing, word = Standing.WRONG, f"You put it at {mine}."
            word += f" It belongs at {n}." if reveal else ""
        else:
            standing, word = Standing.MISSED, f"Not answered. It belongs at {n}."
        lines.append(Line(step.text, standing, word, ""))
    return [*lines, _ordering_word(item, response)]


def _ordering_word(item: Ordering, response: Ordered) -> Line:
    if mark(item, response).verdict is Verdict.RIGHT:
        return Line("The whole order", Standing.RIGHT, "All in place", item.if_right)
    given = order_of(response)
    for slip in item.slips:
        if slip.before in given and slip.after in given and given.index(slip.before) < given.index(slip.after):
            return Line("What to look at", Standing.OTHER, "Why", slip.feedback)
    return Line("What to look at", Standing.OTHER, "Why", item.otherwise)


def _written(item: Numeric | ShortText, text: str, reveal: bool) -> list[Line]:
    right = mark(item, Written(text=text)).verdict is Verdict.RIGHT
    key = _number_text(item) if isinstance(item, Numeric) else item.accepted[0]
    lines = []
    if text.strip():
        standing, word = (Standing.RIGHT, "Your answer, right") if right else (Standing.WRONG, "Your answer, not right")
        otherwise = item.otherwise if reveal else ""
        lines.append(Line(text.strip(), standing, word, item.if_right if right else _slip(item, text) or otherwise))
    if not right:
        lines.append(Line(key, Standing.MISSED, "The right answer", item.if_right))
    return lines


def _number_text(item: Numeric) -> str:
    text = f"{item.answer:f}".replace("-", "−")
    return text if item.unit is None else f"£{text}" if item.unit == "£" else f"{text} {item.unit}"


def _slip(item: Numeric | ShortText, text: str) -> str:
    if isinstance(item, ShortText):
        return next((s.feedback for s in item.slips if folded(s.text) == folded(text)), "")
    value = number(text)
    if value is not None:
        for slip in item.slips:
            if abs(value - slip.value) <= slip.tolerance:
                return slip.feedback
    return ""
