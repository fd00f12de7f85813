"""The answers that many papers gave to one item, counted in the words of the item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from goodpartners.domain.people import Side
from goodpartners.domain.quiz.choices import chosen_in_words
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

SMALLEST_TYPED = 2
"""So many papers must give a wrong typed answer, or a wrong order, before it is quoted."""
NO_ANSWER, OTHER, GONE = "No answer", "Other answers, each given once", "An answer that is no longer offered"
Given = tuple[Side | None, tuple[str, ...], bool, int]
"""(side, names of what was chosen, whether the item was right, on how many papers)."""


@dataclass(frozen=True)
class Choice:
    """One answer, whether it is right (None where nothing is), and on how many papers of each side it was given."""

    words: str
    key: bool | None
    papers: Counter[Side | None]
    specific: bool = True
    """Whether it is one answer, rather than several or none."""

    def count(self, side: Side | None) -> int:
        """Papers of a side; with None, of everybody."""
        return self.papers.total() if side is None else self.papers[side]


@dataclass(frozen=True)
class Part:
    """The answers to an item, or to one of the things to be matched."""

    title: str
    choices: tuple[Choice, ...]

    @property
    def misleads(self) -> bool:
        """Whether a wrong answer was given on more papers than a right one."""
        keys = [c.count(None) for c in self.choices if c.key]
        wrong = [c.count(None) for c in self.choices if c.key is False and c.specific]
        return bool(keys and wrong) and max(wrong) > min(keys)


def parts_of(item: Item, given: Sequence[Given]) -> tuple[Part, ...]:
    """Count what was given: options one by one, matches by premise, orders and typed answers as a whole."""
    match item:
        case Matching():
            return tuple(_matched(item, premise.id, premise.text, given) for premise in item.premises)
        case Ordering() | Numeric() | ShortText():
            return (Part("", _whole(item, given)),)
        case _:
            return (Part("", _options(_offered(item), given)),)


def _offered(item: Item) -> list[tuple[str, str, bool | None]]:
    match item:
        case SingleChoice() | MultipleChoice():
            return [(o.id, o.text, o.right) for o in item.options]
        case TrueFalse():
            return [("true", "True", item.answer), ("false", "False", not item.answer)]
        case Scale():
            return [(str(n), words, None) for n, words in enumerate(item.points, 1)]
    return []


def _options(offered: Iterable[tuple[str, str, bool | None]], given: Sequence[Given]) -> tuple[Choice, ...]:
    counts: dict[str, Counter[Side | None]] = {}
    unanswered: Counter[Side | None] = Counter()
    for side, names, _right, papers in given:
        for name in names:
            counts.setdefault(name, Counter())[side] += papers
        if not names:
            unanswered[side] += papers
    choices = [Choice(words, key, counts.pop(name, Counter())) for name, words, key in offered]
    gone = sum(counts.values(), Counter())
    return (*choices, *_rest(GONE, gone), *_rest(NO_ANSWER, unanswered))


def _matched(item: Matching, premise: str, title: str, given: Sequence[Given]) -> Part:
    mine = [
        (side, tuple(fit for one, _, fit in (name.partition(">") for name in names) if one == premise), right, papers)
        for side, names, right, papers in given
    ]
    wanted = next(p.match for p in item.premises if p.id == premise)
    return Part(title, _options([(r.id, r.text, r.id == wanted) for r in item.responses], mine))


def _whole(item: Item, given: Sequence[Given]) -> tuple[Choice, ...]:
    """The right answer in one line, wrong ones that came twice or more, and the rest in one."""
    right: Counter[Side | None] = Counter()
    unanswered: Counter[Side | None] = Counter()
    wrong: dict[tuple[str, ...], Counter[Side | None]] = {}
    for side, names, is_right, papers in given:
        if is_right:
            right[side] += papers
        elif names:
            wrong.setdefault(names, Counter())[side] += papers
        else:
            unanswered[side] += papers
    often = sorted((n for n, c in wrong.items() if c.total() >= SMALLEST_TYPED), key=lambda n: (-wrong[n].total(), n))
    quoted = [Choice(chosen_in_words(item, names), False, wrong.pop(names)) for names in often]
    others = sum(wrong.values(), Counter())
    return (Choice(_key(item), True, right), *quoted, *_rest(OTHER, others), *_rest(NO_ANSWER, unanswered))


def _key(item: Item) -> str:
    match item:
        case Ordering():
            return chosen_in_words(item, tuple(step.id for step in item.steps))
        case Numeric():
            return f"{item.answer:f}" + (f" {item.unit}" if item.unit and item.unit != "£" else "")
        case ShortText():
            return item.accepted[0]
    return ""


def _rest(words: str, papers: Counter[Side | None]) -> tuple[Choice, ...]:
    return (Choice(words, None, papers, specific=False),) if papers.total() else ()
