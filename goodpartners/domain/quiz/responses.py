"""What a person answered, one frozen value a kind, kept just as it was typed or chosen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from goodpartners.domain.errors import FieldProblem
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

LONGEST_TEXT = 4000
_FIGURES = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
Fields = Mapping[str, Sequence[str]]


class _Response(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Chosen(_Response):
    """The options chosen, in alphabetical order so that the order of clicking says nothing."""

    form: Literal["chosen"] = "chosen"
    options: tuple[str, ...]


class Matched(_Response):
    """(premise, response) for every premise that was given one."""

    form: Literal["matched"] = "matched"
    pairs: tuple[tuple[str, str], ...]


class Ordered(_Response):
    """(step, place from 1) for every step that was given a place."""

    form: Literal["ordered"] = "ordered"
    places: tuple[tuple[str, int], ...]


class Written(_Response):
    """A number or a phrase as it was typed."""

    form: Literal["written"] = "written"
    text: str


Response = Annotated[Chosen | Matched | Ordered | Written, Field(discriminator="form")]
_ADAPTER: TypeAdapter[Chosen | Matched | Ordered | Written] = TypeAdapter(Response)


def from_json(data: Any) -> Chosen | Matched | Ordered | Written:
    """The response that `to_json` wrote."""
    return _ADAPTER.validate_python(data)


def to_json(response: Chosen | Matched | Ordered | Written) -> dict[str, Any]:
    """A JSON-ready form of a response."""
    return response.model_dump(mode="json")


def from_fields(item: Item, fields: Fields) -> Chosen | Matched | Ordered | Written | None:
    """Read a form's fields as a response to `item`; None when nothing was answered.

    Unknown options, premises and steps are dropped: only a tampered form can hold them.
    """
    match item:
        case SingleChoice() | MultipleChoice():
            known = {o.id for o in item.options}
            return _chosen(sorted({v for v in fields.get("answer", ()) if v in known}), item)
        case TrueFalse():
            return _chosen([v for v in fields.get("answer", ()) if v in ("true", "false")][:1], item)
        case Scale():
            known = {str(n) for n in range(1, len(item.points) + 1)}
            return _chosen([v for v in fields.get("answer", ()) if v in known][:1], item)
        case Matching():
            responses = {r.id for r in item.responses}
            given = [(p.id, _first(fields, f"match-{p.id}")) for p in item.premises]
            pairs = tuple((premise, response) for premise, response in given if response in responses)
            return Matched(pairs=pairs) if pairs else None
        case Ordering():
            places = [(s.id, _first(fields, f"place-{s.id}")) for s in item.steps]
            allowed = {str(n) for n in range(1, len(item.steps) + 1)}
            filled = tuple((step, int(place)) for step, place in places if place in allowed)
            return Ordered(places=filled) if filled else None
        case Numeric() | ShortText():
            text = _first(fields, "answer")[:LONGEST_TEXT]
            return Written(text=text) if text.strip() else None


def to_fields(response: Chosen | Matched | Ordered | Written) -> list[tuple[str, str]]:
    """The form fields that `from_fields` would read as this response."""
    match response:
        case Chosen():
            return [("answer", option) for option in response.options]
        case Matched():
            return [(f"match-{premise}", given) for premise, given in response.pairs]
        case Ordered():
            return [(f"place-{step}", str(place)) for step, place in response.places]
        case Written():
            return [("answer", response.text)]


def fitted(item: Item, response: Chosen | Matched | Ordered | Written) -> Chosen | Matched | Ordered | Written | None:
    """What is left of an answer on the item as it is now; its author may have changed it since."""
    fields: dict[str, list[str]] = {}
    for name, value in to_fields(response):
        fields.setdefault(name, []).append(value)
    return from_fields(item, fields)


def problems(item: Item, response: Chosen | Matched | Ordered | Written | None) -> list[FieldProblem]:
    """What still has to be done before the response is complete; empty when it is."""
    match item, response:
        case ((SingleChoice() | TrueFalse() | Scale()), None):
            return [FieldProblem("answer", "Choose an answer.")]
        case MultipleChoice(), _:
            count = len(response.options) if isinstance(response, Chosen) else 0
            if count != item.choose:
                return [FieldProblem("answer", f"Choose {_in_words(item.choose)}. You have chosen {_in_words(count)}.")]
        case Matching(), _:
            given = dict(response.pairs) if isinstance(response, Matched) else {}
            return [
                FieldProblem(f"match-{p.id}", f"Choose an answer for “{p.text}”.")
                for p in item.premises
                if p.id not in given
            ]
        case Ordering(), _:
            return _order_problems(item, response if isinstance(response, Ordered) else Ordered(places=()))
        case Numeric(), None:
            return [FieldProblem("answer", "Enter a number.")]
        case Numeric(), Written() if number(response.text) is None:
            return [FieldProblem("answer", "Enter a number in figures, such as 12 or -0.5.")]
        case ShortText(), None:
            return [FieldProblem("answer", "Write an answer.")]
    return []


def number(text: str) -> Decimal | None:
    """Read a typed number: spaces, thousands commas, £, % and the true minus sign are understood."""
    plain = text.strip().replace("−", "-").replace("–", "-").replace("£", "").replace("%", "")
    plain = plain.replace(",", "").replace(" ", "").replace("\u00a0", "")
    return Decimal(plain) if _FIGURES.fullmatch(plain) else None


def _chosen(options: list[str], item: Item) -> Chosen | None:
    if isinstance(item, SingleChoice):
        options = options[:1]
    return Chosen(options=tuple(options)) if options else None


def _first(fields: Fields, name: str) -> str:
    values = fields.get(name, ())
    return values[0] if values else ""


def _order_problems(item: Ordering, response: Ordered) -> list[FieldProblem]:
    given = dict(response.places)
    found = []
    for step in item.steps:
        place = given.get(step.id)
        if place is None:
            found.append(FieldProblem(f"place-{step.id}", f"Choose a place for “{step.text}”."))
        elif list(given.values()).count(place) > 1:
            found.append(
                FieldProblem(f"place-{step.id}", f"Place {place} is used twice. Give “{step.text}” its own place.")
            )
    return found


def _in_words(count: int) -> str:
    words = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[count] if count < len(words) else str(count)
