"""An answer in the words of its question, for a person to read outside the quiz."""

from __future__ import annotations

import re

from goodpartners.domain.quiz.items import Item, Matching, MultipleChoice, Ordering, Scale, SingleChoice, TrueFalse
from goodpartners.domain.quiz.responses import Chosen, Matched, Ordered, Response, Written

_SENTENCE_END = re.compile(r"[.!?][”’)]*\s+(?=[“‘(]?[A-Z0-9])")


def said(item: Item, response: Response | None) -> str:
    """What somebody answered; empty when they withdrew an answer."""
    match response:
        case None:
            return ""
        case Written():
            return response.text
        case Chosen():
            return "; ".join(_option(item, option) for option in response.options)
        case Matched():
            return "; ".join(_pair(item, *pair) for pair in response.pairs)
        case Ordered():
            steps = sorted(response.places, key=lambda place: place[1])
            return "; ".join(f"{place}. {_step(item, step)}" for step, place in steps)


def setting_and_question(stem: str) -> tuple[str, str]:
    """A stem's last sentence, and what leads up to it: the page sets the question large and its setting small."""
    breaks = [match.end() for match in _SENTENCE_END.finditer(stem)]
    if not breaks:
        return "", stem
    return stem[: breaks[-1]].strip(), stem[breaks[-1] :].strip()


def _option(item: Item, option: str) -> str:
    if isinstance(item, SingleChoice | MultipleChoice):
        return next((o.text for o in item.options if o.id == option), option)
    if isinstance(item, TrueFalse):
        return option.capitalize()
    if isinstance(item, Scale) and option.isdigit() and 1 <= int(option) <= len(item.points):
        return item.points[int(option) - 1]
    return option


def _pair(item: Item, premise: str, response: str) -> str:
    if isinstance(item, Matching):
        premise = next((p.text for p in item.premises if p.id == premise), premise)
        response = next((r.text for r in item.responses if r.id == response), response)
    return f"{premise}: {response}"


def _step(item: Item, step: str) -> str:
    return next((s.text for s in item.steps if s.id == step), step) if isinstance(item, Ordering) else step
