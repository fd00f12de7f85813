"""What was chosen on an item, as short names that many papers can be counted by."""

from __future__ import annotations

from goodpartners.domain.quiz.items import Item, Matching, Numeric, Ordering, ShortText
from goodpartners.domain.quiz.responses import Chosen, Matched, Ordered, Response, Written
from goodpartners.domain.quiz.wording import said

LONGEST = 80
"""Of a typed answer so many characters are kept to be counted; the whole answer stays in its attempt."""


def chosen(response: Response | None) -> tuple[str, ...]:
    """The names of what was chosen: options, 'premise>response', the steps in their order, or a folded text."""
    match response:
        case None:
            return ()
        case Chosen():
            return response.options
        case Matched():
            return tuple(f"{premise}>{given}" for premise, given in response.pairs)
        case Ordered():
            return tuple(step for step, _place in sorted(response.places, key=lambda place: place[1]))
        case Written():
            return (" ".join(response.text.casefold().split())[:LONGEST],)


def chosen_in_words(item: Item, names: tuple[str, ...]) -> str:
    """What these names say, in the words of the question; for options and typed answers one name at a time."""
    match item:
        case Matching():
            pairs = tuple((premise, given) for premise, _, given in (name.partition(">") for name in names))
            return said(item, Matched(pairs=pairs))
        case Ordering():
            return said(item, Ordered(places=tuple((step, n) for n, step in enumerate(names, 1))))
        case Numeric() | ShortText():
            return "; ".join(names)
        case _:
            return said(item, Chosen(options=names))
