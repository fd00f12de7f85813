"""What must hold between the entries of a questionnaire's file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Protocol

from goodpartners.domain.misplaced import Misplaced
from goodpartners.domain.people import Side

Rules = Mapping[Any, tuple[str, frozenset[Side]]]
"""By question: what it is asked of, and which side may be asked it."""
WITHOUT_SCALE = ("points", "words")


class Named(Protocol):
    """An entry with an id."""

    @property
    def id(self) -> str: ...


class Placed(Named, Protocol):
    """A statement."""

    @property
    def dimension(self) -> str: ...


class Asking(Named, Protocol):
    """A question of a part."""

    @property
    def scale(self) -> str | None: ...


class Page(Named, Protocol):
    """A part."""

    @property
    def of(self) -> str: ...
    @property
    def side(self) -> Side | None: ...
    @property
    def questions(self) -> Sequence[Asking]: ...


class Whole(Protocol):
    """A questionnaire, as far as its entries name each other."""

    @property
    def kind(self) -> str: ...
    @property
    def scales(self) -> Sequence[Named]: ...
    @property
    def dimensions(self) -> Sequence[Named]: ...
    @property
    def statements(self) -> Sequence[Placed]: ...
    @property
    def return_statements(self) -> Sequence[Placed]: ...
    @property
    def parts(self) -> Sequence[Page]: ...


def check(whole: Whole, rules: Rules, needed: AbstractSet[str]) -> None:
    """Raise Misplaced for the first entry that does not fit the others."""
    _check_statements(whole)
    first: set[str] = set()
    for loc, part, ask in _asks(whole):
        if ask.id in first:
            raise Misplaced(f"the question '{ask.id}' is asked a second time: once is all it can be", *loc, "id")
        first.add(ask.id)
        _check_ask(whole, rules, loc, part, ask)
    if missing := sorted(needed - first):
        names = ", ".join(f"'{name}'" for name in missing)
        raise Misplaced(f"no part asks {names}, which a questionnaire of kind '{whole.kind}' needs", "parts")
    _check_one_scale(whole)


def _asks(whole: Whole) -> Iterator[tuple[tuple[str | int, ...], Page, Asking]]:
    for n, part in enumerate(whole.parts):
        for m, ask in enumerate(part.questions):
            yield ("parts", n, "questions", m), part, ask


def _check_statements(whole: Whole) -> None:
    dimensions = [dimension.id for dimension in whole.dimensions]
    seen: set[str] = set()
    for key, statements in (("statements", whole.statements), ("return_statements", whole.return_statements)):
        for n, statement in enumerate(statements):
            if statement.id in seen:
                raise Misplaced(f"the id '{statement.id}' is used by two statements; each id once", key, n, "id")
            seen.add(statement.id)
            if statement.dimension not in dimensions:
                message = f"the file has no dimension '{statement.dimension}'; there are {', '.join(dimensions)}"
                raise Misplaced(message, key, n, "dimension")
    for n, dimension in enumerate(whole.dimensions):
        if dimension.id not in [statement.dimension for statement in whole.statements]:
            raise Misplaced(f"no statement belongs to the dimension '{dimension.id}'", "dimensions", n, "id")


def _check_ask(whole: Whole, rules: Rules, loc: tuple[str | int, ...], part: Page, ask: Asking) -> None:
    if ask.id not in rules:
        known = ", ".join(rules)
        message = f"a questionnaire of kind '{whole.kind}' does not ask '{ask.id}'; it may ask {known}"
        raise Misplaced(message, *loc, "id")
    of, sides = rules[ask.id]
    if part.of != of:
        message = f"the question '{ask.id}' is asked of {of}: write 'of: {of}', or ask it in another part"
        raise Misplaced(message, *loc[:2], "of")
    if part.of == "return statements" and not whole.return_statements:
        message = f"the part '{part.id}' asks about return statements: the file needs 'return_statements'"
        raise Misplaced(message, *loc[:2], "of")
    if not ({part.side} if part.side else set(Side)) <= sides:
        who = sorted(sides)[0]
        raise Misplaced(f"only one side is asked '{ask.id}': write 'side: {who}'", *loc[:2], "side")
    if of in WITHOUT_SCALE:
        if ask.scale:
            raise Misplaced(f"the question '{ask.id}' is asked of {of} and has no scale: delete this", *loc, "scale")
    elif ask.scale not in (there := [scale.id for scale in whole.scales]):
        raise Misplaced(f"the question '{ask.id}' needs a 'scale' of this file: {', '.join(there)}", *loc, "scale")


def _check_one_scale(whole: Whole) -> None:
    scaled = [(loc, ask.scale) for loc, _, ask in _asks(whole) if ask.scale]
    for loc, scale in scaled:
        if whole.kind == "gaps" and scale != scaled[0][1]:
            message = f"all questions of a gap survey share one scale, '{scaled[0][1]}': their answers are subtracted"
            raise Misplaced(message, *loc, "scale")
