"""Which items a try is made of and in which order they and their options are shown: all by seed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from goodpartners.domain.quiz.items import Item, Matching, MultipleChoice, Ordering, SingleChoice
from goodpartners.domain.quiz.quiz import Quiz

FORM_VERSION = 1


@dataclass(frozen=True)
class Paper:
    """The items of one try in order, with the order in which each item's parts are shown."""

    items: tuple[str, ...]
    orders: Mapping[str, tuple[str, ...]]


def draw(quiz: Quiz, seed: int, seen: frozenset[str] = frozenset()) -> Paper:
    """Draw a paper: each objective gets its turn, items the person has not seen come first."""
    chance = Random(seed)
    live = [item for item in quiz.items if not item.retired]
    wanted = quiz.draw or len(live)
    chosen = {item.id for item in _spread(live, wanted, seen, chance)}
    items = [item for item in live if item.id in chosen]
    if quiz.shuffle:
        chance.shuffle(items)
    return Paper(tuple(i.id for i in items), {i.id: order for i in items if (order := _parts(i, chance))})


def _spread(live: list[Item], wanted: int, seen: frozenset[str], chance: Random) -> list[Item]:
    """Take turns between objectives so that no draw leaves one out while another has two."""
    by_objective: dict[str | None, list[Item]] = {}
    for item in live:
        by_objective.setdefault(item.objective, []).append(item)
    for items in by_objective.values():
        chance.shuffle(items)
        items.sort(key=lambda item: item.id in seen)
    queues = list(by_objective.values())
    chance.shuffle(queues)
    taken: list[Item] = []
    while len(taken) < wanted:
        for queue in queues:
            if queue and len(taken) < wanted:
                taken.append(queue.pop(0))
    return taken


def _parts(item: Item, chance: Random) -> tuple[str, ...]:
    match item:
        case SingleChoice() | MultipleChoice():
            ids = [o.id for o in item.options]
            if not item.shuffle:
                return ()
        case Ordering():
            ids = [s.id for s in item.steps]
        case Matching():
            ids = [p.id for p in item.premises]
        case _:
            return ()
    right_order = list(ids)
    chance.shuffle(ids)
    if isinstance(item, Ordering) and ids == right_order:
        ids = ids[1:] + ids[:1]
    return tuple(ids)


def canonical(quiz: Quiz) -> str:
    """One text for one meaning: sorted, without defaulted fields, so that a new optional field changes no hash."""
    content = quiz.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(
        {"form": FORM_VERSION, "quiz": content}, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )


def revision(canonical_text: str) -> str:
    """The name of a revision: 32 hex digits of SHA-256."""
    return hashlib.sha256(canonical_text.encode()).hexdigest()[:32]


@lru_cache(maxsize=256)
def from_canonical(canonical_text: str) -> Quiz:
    """The quiz that `canonical` wrote."""
    return Quiz.model_validate(json.loads(canonical_text)["quiz"])
