"""What a response is worth: a share of the item's marks between 0 and 1."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

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
    within,
)
from goodpartners.domain.quiz.responses import Chosen, Matched, Ordered, Response, Written, number

NOTHING = Fraction(0)
WHOLE = Fraction(1)


class Verdict(StrEnum):
    """A mark in one word."""

    RIGHT = "right"
    PARTLY = "partly right"
    WRONG = "not right"
    UNANSWERED = "not answered"
    UNMARKED = "not marked"


@dataclass(frozen=True)
class Mark:
    """`share` of the item's `worth`, exact."""

    share: Fraction
    worth: int
    verdict: Verdict

    @property
    def marks(self) -> Fraction:
        """Marks gained."""
        return self.share * self.worth


def mark(item: Item, response: Response | None) -> Mark:
    """Mark one response; an incomplete one keeps what it has earned, a missing one is worth nothing."""
    if isinstance(item, Scale):
        return Mark(NOTHING, 0, Verdict.UNMARKED)
    if response is None:
        return Mark(NOTHING, item.worth, Verdict.UNANSWERED)
    share = _share(item, response)
    verdict = Verdict.RIGHT if share == WHOLE else Verdict.WRONG if share == NOTHING else Verdict.PARTLY
    return Mark(share, item.worth, verdict)


def _share(item: Item, response: Response) -> Fraction:
    match item, response:
        case SingleChoice(), Chosen():
            return _whole(any(o.right and o.id in response.options for o in item.options))
        case MultipleChoice(), Chosen():
            return _several(item, set(response.options))
        case TrueFalse(), Chosen():
            return _whole(response.options == ("true" if item.answer else "false",))
        case Matching(), Matched():
            given = dict(response.pairs)
            return Fraction(sum(given.get(p.id) == p.match for p in item.premises), len(item.premises))
        case Ordering(), Ordered():
            return _order(item, response)
        case Numeric(), Written():
            value = number(response.text)
            return _whole(value is not None and within(value, item.answer, item.tolerance))
        case ShortText(), Written():
            return _whole(folded(response.text) in {folded(a) for a in item.accepted})
    return NOTHING


def folded(text: str) -> str:
    """A phrase without capitals, doubled spaces, outer punctuation and the difference between quotes."""
    plain = text.casefold().replace("’", "'").replace("‘", "'").replace("-", " ")
    return re.sub(r"\s+", " ", plain).strip(" .,;:!?\"'“”")


def order_of(response: Ordered) -> tuple[str, ...]:
    """The steps by the place they were given."""
    return tuple(step for step, _ in sorted(response.places, key=lambda pair: pair[1]))


def _several(item: MultipleChoice, chosen: set[str]) -> Fraction:
    keys = {o.id for o in item.options if o.right}
    if item.marking == "all-or-nothing":
        return _whole(chosen == keys)
    return max(NOTHING, Fraction(len(chosen & keys) - len(chosen - keys), len(keys)))


def _order(item: Ordering, response: Ordered) -> Fraction:
    steps = [s.id for s in item.steps]
    if sorted(place for _, place in response.places) != list(range(1, len(steps) + 1)):
        return NOTHING
    given = order_of(response)
    if item.marking == "all-or-nothing":
        return _whole(list(given) == steps)
    follows = set(pairwise(steps))
    return Fraction(sum(pair in follows for pair in pairwise(given)), len(steps) - 1)


def _whole(right: bool) -> Fraction:
    return WHOLE if right else NOTHING


def marks(value: Fraction | int) -> str:
    """Marks in figures: at most two decimals and no idle zeros."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def key(item: Item) -> Response | None:
    """The response that earns every mark; None where nothing is right or wrong."""
    match item:
        case SingleChoice() | MultipleChoice():
            return Chosen(options=tuple(sorted(o.id for o in item.options if o.right)))
        case TrueFalse():
            return Chosen(options=("true" if item.answer else "false",))
        case Matching():
            return Matched(pairs=tuple((p.id, p.match) for p in item.premises))
        case Ordering():
            return Ordered(places=tuple((s.id, n) for n, s in enumerate(item.steps, 1)))
        case Numeric():
            return Written(text=f"{item.answer:f}")
        case ShortText():
            return Written(text=item.accepted[0])
        case Scale():
            return None
