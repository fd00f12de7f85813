"""Quizzes of all kinds as an author may write them, and answers to them: whole, partial and nonsense."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from goodpartners.domain.quiz.items import ITEM_MODELS, Item, Scale
from goodpartners.domain.quiz.marking import key
from goodpartners.domain.quiz.quiz import Quiz
from goodpartners.domain.quiz.responses import Chosen, Fields, Matched, Ordered, Response, Written, from_fields

KINDS = tuple(ITEM_MODELS)
MARKED_KINDS = tuple(kind for kind in KINDS if kind != "scale")
OBJECTIVES = ("meet", "ask", "repair")
BEHAVIOURS = ("deferred", "immediate")

_WORDS = "yes|Yes.|no|“quoted”|it’s|it's|co-produce|co produce|70 %|£1,200|−1.4|naïve|a  b|7"
words = st.sampled_from(_WORDS.split("|"))
slugs = st.sampled_from(("a", "b", "day", "day-2", "q1", "q10", "straw", "what-it-holds"))
option_ids = st.sampled_from(("a", "b", "c", "d", "1", "2", "true", "all-day", "0-9", "x-"))
decimals = st.decimals(min_value=-(10**24), max_value=10**24, places=2, allow_nan=False)
small_decimals = st.decimals(min_value=0, max_value=100, places=2, allow_nan=False)


@st.composite
def optional(draw: st.DrawFn, /, **fields: st.SearchStrategy[Any]) -> dict[str, Any]:
    """Some of these fields: an author may leave any of them out."""
    return {name: draw(values) for name, values in fields.items() if draw(st.booleans())}


def _several(draw: st.DrawFn, fewest: int, most: int) -> list[str]:
    return draw(st.lists(option_ids, min_size=fewest, max_size=most, unique=True))


def _options(draw: st.DrawFn, fewest: int, most: int, right: int | None) -> list[dict[str, Any]]:
    ids = _several(draw, fewest, most)
    count = draw(st.integers(1, len(ids) - 1)) if right is None else right
    keys = set(draw(st.permutations(ids))[:count])
    return [{"id": i, "text": draw(words), "right": i in keys, "feedback": draw(words)} for i in ids]


def _single_choice(draw: st.DrawFn) -> dict[str, Any]:
    return {"options": _options(draw, 2, 5, 1), **draw(optional(shuffle=st.booleans()))}


def _multiple_choice(draw: st.DrawFn) -> dict[str, Any]:
    settings = optional(shuffle=st.booleans(), marking=st.sampled_from(("all-or-nothing", "partial")))
    return {"options": _options(draw, 3, 6, None), **draw(settings)}


def _true_false(draw: st.DrawFn) -> dict[str, Any]:
    return {"answer": draw(st.booleans()), "if_true": draw(words), "if_false": draw(words)}


def _matching(draw: st.DrawFn) -> dict[str, Any]:
    responses, premises, reuse = _several(draw, 2, 5), _several(draw, 2, 5), draw(st.booleans())
    premises = premises if reuse else premises[: len(responses)]
    matches = [draw(st.sampled_from(responses)) for _ in premises] if reuse else draw(st.permutations(responses))
    return {
        "premises": [
            {"id": p, "text": draw(words), "match": m, "feedback": draw(words)}
            for p, m in zip(premises, matches, strict=False)
        ],
        "responses": [{"id": r, "text": f"{draw(words)} {r}"} for r in responses],
        "reuse": reuse,
    }


def _ordering(draw: st.DrawFn) -> dict[str, Any]:
    steps = _several(draw, 3, 5)
    early, late = sorted(draw(st.permutations(range(len(steps))))[:2])
    slips = [{"before": steps[late], "after": steps[early], "feedback": draw(words)}]
    return {
        "steps": [{"id": s, "text": draw(words)} for s in steps],
        "if_right": draw(words),
        "otherwise": draw(words),
        **draw(optional(marking=st.sampled_from(("all-or-nothing", "adjacent-pairs")), slips=st.just(slips))),
    }


def _numeric(draw: st.DrawFn) -> dict[str, Any]:
    answer, tolerance = draw(decimals), draw(small_decimals)
    slip = {"value": str(answer + tolerance + draw(small_decimals) + 1), "feedback": draw(words)}
    return {
        "answer": str(answer),
        "tolerance": str(tolerance),
        "if_right": draw(words),
        "otherwise": draw(words),
        **draw(optional(unit=st.sampled_from(("hours", "£")), slips=st.just([slip]))),
    }


def _short_text(draw: st.DrawFn) -> dict[str, Any]:
    slip = {"text": draw(words), "feedback": draw(words)}
    accepted = draw(st.lists(words, min_size=1, max_size=3))
    return {
        "accepted": accepted,
        "if_right": draw(words),
        "otherwise": draw(words),
        **draw(optional(slips=st.just([slip]))),
    }


def _scale(draw: st.DrawFn) -> dict[str, Any]:
    points = draw(st.lists(words, min_size=2, max_size=5))
    return {"points": points, **draw(optional(feedback=words))}


_OF_KIND = {
    "single-choice": _single_choice,
    "multiple-choice": _multiple_choice,
    "true-false": _true_false,
    "matching": _matching,
    "ordering": _ordering,
    "numeric": _numeric,
    "short-text": _short_text,
    "scale": _scale,
}


@st.composite
def item_files(draw: st.DrawFn, kinds: Sequence[str] = KINDS, item_id: str | None = None) -> dict[str, Any]:
    """An item as a file holds it."""
    kind = draw(st.sampled_from(kinds))
    common = optional(
        hint=words,
        objective=st.sampled_from(OBJECTIVES),
        elements=st.lists(st.sampled_from(("A1", "B2")), max_size=2, unique=True),
        bloom=st.sampled_from(("apply", "evaluate")),
        **({} if kind == "scale" else {"worth": st.integers(0, 20)}),
    )
    own_id = item_id or draw(slugs)
    return {"id": own_id, "kind": kind, "stem": draw(words), **draw(common), **_OF_KIND[kind](draw)}


def item_of(file: dict[str, Any]) -> Item:
    """The item that a file holds."""
    made: Item = ITEM_MODELS[file["kind"]].model_validate(file)  # type: ignore[assignment]
    return made


def items(kinds: Sequence[str] = KINDS) -> st.SearchStrategy[Item]:
    """An item of one of these kinds."""
    return item_files(kinds).map(item_of)


marked_items = items(MARKED_KINDS)


@st.composite
def quiz_files(
    draw: st.DrawFn,
    kinds: Sequence[str] = KINDS,
    *,
    behaviours: Sequence[str] = BEHAVIOURS,
    fewest: int = 1,
    most: int = 5,
) -> dict[str, Any]:
    """A quiz as a file holds it, with some items retired and some quizzes drawing from a bank."""
    ids = draw(st.lists(slugs, min_size=fewest, max_size=most, unique=True))
    bank = [draw(item_files(kinds, item_id)) for item_id in ids]
    for item in bank[1:]:
        if draw(st.integers(0, 4)) == 0:
            item["retired"] = True
    live = sum(not item.get("retired") for item in bank)
    rules = st.sampled_from(("after hand-in", "after a pass", "never"))
    return {
        "id": draw(slugs),
        "title": draw(words),
        "pass_mark": draw(st.integers(1, 100)),
        "behaviour": draw(st.sampled_from(behaviours)),
        "items": bank,
        **draw(
            optional(
                layout=st.sampled_from(("item-by-item", "one-page")),
                draw=st.integers(1, live),
                shuffle=st.booleans(),
                tries=st.integers(1, 50),
                counts=st.sampled_from(("best", "first", "last")),
                introduction=words,
                show=optional(marks=rules, right_answers=rules, explanations=rules),
            )
        ),
    }


def quizzes(
    kinds: Sequence[str] = KINDS,
    *,
    behaviours: Sequence[str] = BEHAVIOURS,
    fewest: int = 1,
    most: int = 5,
) -> st.SearchStrategy[Quiz]:
    """A quiz with between `fewest` and `most` items."""
    return quiz_files(kinds, behaviours=behaviours, fewest=fewest, most=most).map(Quiz.model_validate)


def field_names(item: Item) -> list[str]:
    """The names of the fields of an item's form."""
    return [
        "answer",
        *(f"match-{p.id}" for p in getattr(item, "premises", ())),
        *(f"place-{s.id}" for s in getattr(item, "steps", ())),
    ]


def field_values(item: Item) -> list[str]:
    """Values an untampered form of this item can send."""
    if isinstance(item, Scale):
        return [str(n) for n in range(1, len(item.points) + 1)]
    return [
        "",
        "true",
        "false",
        "1200",
        "−1.4",
        *(str(n) for n in range(1, len(getattr(item, "steps", ())) + 1)),
        *(o.id for o in getattr(item, "options", ())),
        *(r.id for r in getattr(item, "responses", ())),
        *getattr(item, "accepted", ()),
        *(str(slip.value) for slip in getattr(item, "slips", ()) if hasattr(slip, "value")),
        *(slip.text for slip in getattr(item, "slips", ()) if hasattr(slip, "text")),
    ]


def forms(item: Item) -> st.SearchStrategy[Fields]:
    """A form for this item, filled in any way."""
    values = st.lists(st.sampled_from(field_values(item)) | words, max_size=3)
    return st.dictionaries(st.sampled_from(field_names(item)), values, max_size=6)


nonsense_forms: st.SearchStrategy[Fields] = st.dictionaries(
    st.text(max_size=8), st.lists(st.text(max_size=8), max_size=3)
)


def given_by_form(item: Item) -> st.SearchStrategy[Response | None]:
    """What a page can send in answer to this item, complete or not."""
    filled = forms(item).map(lambda fields: from_fields(item, fields))
    return st.one_of(st.just(key(item)), filled) if key(item) else filled


@st.composite
def parts_of_key(draw: st.DrawFn, item: Item) -> Response | None:
    """Some parts of the right response and nothing that is wrong; None when no part is left."""
    right = key(item)
    match right:
        case Chosen():
            kept = tuple(o for o in right.options if draw(st.booleans()))
            return Chosen(options=kept) if kept else None
        case Matched():
            pairs = tuple(p for p in right.pairs if draw(st.booleans()))
            return Matched(pairs=pairs) if pairs else None
        case Ordered():
            places = tuple(p for p in right.places if draw(st.booleans()))
            return Ordered(places=places) if places else None
        case _:
            return right if draw(st.booleans()) else None


_ids = st.lists(option_ids, max_size=4)
nonsense: st.SearchStrategy[Response] = st.one_of(
    _ids.map(lambda ids: Chosen(options=tuple(ids))),
    st.lists(st.tuples(option_ids, option_ids), max_size=4).map(lambda pairs: Matched(pairs=tuple(pairs))),
    st.lists(st.tuples(option_ids, st.integers(-2, 9)), max_size=4).map(lambda places: Ordered(places=tuple(places))),
    st.text(max_size=20).map(lambda text: Written(text=text)),
)


def responses(item: Item) -> st.SearchStrategy[Response | None]:
    """Any answer: none, right, partly right, what a form can hold, or one that belongs to no form of this item."""
    return st.one_of(st.none(), parts_of_key(item), given_by_form(item), nonsense)


@st.composite
def items_with(draw: st.DrawFn, what: Any, source: st.SearchStrategy[Item] | None = None) -> tuple[Item, Any]:
    """An item, and something that depends on it."""
    item = draw(source if source is not None else items())
    return item, draw(what(item))


def number_in_words(value: Decimal) -> str:
    """A number as people type it: with thousands commas and the true minus sign."""
    return f"{value:,f}".replace("-", "−")
