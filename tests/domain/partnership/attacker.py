"""Somebody who reads everything that was published of rounds, and looks for what else it could rest on.

He knows the gate's rules, who answered when and who changed what, and of whom a dimension has a score; an insider knows
all his own answers. A colleague's score or answer is told when every other world that he can think of has the same.
Whatever he thinks of is measured again with the real gate, so a world that he finds is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, pairwise

from tests.domain.partnership.solving import solved
from tests.domain.partnership.stories import (
    History,
    Place,
    Released,
    Row,
    Slot,
    Story,
    World,
    beginning,
    entry,
    published,
    rows_like,
    score,
    slots,
)


def told(story: Story) -> tuple[Slot, str] | None:
    """A score or an answer that somebody could tell of somebody else, and who; None when nobody can tell any."""
    return next(_Attack(story).told(), None)


class _Attack:
    """Worlds that look the same as the real one, each with the people in whom it differs."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.bases: list[Released] = []
        self.public = published(story, story.world, self.bases)
        self.people = sorted({place[0] for place in story.world})
        self.looks = {key: self._looks(story.world, key) for key in self.people}
        self.slots = slots(story, story.world)
        self.free: dict[Slot, list[frozenset[str]]] = {slot: [] for slot in self.slots}
        self.seen: dict[frozenset[tuple[Place, History]], bool] = {}

    def told(self) -> Iterator[tuple[Slot, str]]:
        for one, other in self._pairs():
            self._consider(self._swapped(one, other, lambda _place: True))
        for slot in self.slots:
            insiders = [key for key in self.people if key != slot[0]]
            for insider in ["", *insiders]:
                if not self._is_free(slot, insider) and not self._search(slot, insider):
                    yield slot, insider

    def _is_free(self, slot: Slot, insider: str) -> bool:
        return any(insider not in changed for changed in self.free[slot])

    def _search(self, slot: Slot, insider: str) -> bool:
        key, number, _release, question, dimension, _statement = slot
        if self._alone(slot, insider):
            return True
        others = [k for k in self.people if k not in (key, insider) and self.story.sides[k] is self.story.sides[key]]
        for other in others:
            for which in (
                lambda place: place[3] == dimension,
                lambda place: place[1] == number and place[3] == dimension,
                lambda place: place[2:] == (question, dimension),
                lambda place: place[1:] == (number, question, dimension),
            ):
                self._consider(self._swapped(key, other, which))
                if self._is_free(slot, insider):
                    return True
        for other in others:
            self._consider(self._swapped_once(slot, other))
            if self._is_free(slot, insider):
                return True
        for world in solved(self.story, self.bases, slot, insider):
            self._consider(world)
            if self._is_free(slot, insider):
                return True
        return False

    def _alone(self, slot: Slot, insider: str) -> bool:
        """Whether the slot alone may be another: it stands in no figure."""
        key, number, release, question, dimension, statement = slot
        place = (key, number, question, dimension)
        history = self.story.world[place]
        highest = self.story.questionnaire.scales[0].highest
        actual = history[release] or ()
        rows = [row for row in rows_like(actual, highest) if entry(row, statement) != entry(actual, statement)]
        for row in (rows[0], rows[-1]) if rows else ():
            self._consider({place: _replaced(history, release, row)})
        return self._is_free(slot, insider)

    def _pairs(self) -> Iterator[tuple[str, str]]:
        for one, other in combinations(self.people, 2):
            if self.story.sides[one] is self.story.sides[other]:
                yield one, other

    def _swapped(self, one: str, other: str, which: Callable[[Place], bool]) -> World:
        """The two change places; only where they are alike in all that a colleague can see."""
        world = self.story.world
        mine = {place[1:]: history for place, history in world.items() if place[0] == one and which(place)}
        theirs = {place[1:]: history for place, history in world.items() if place[0] == other and which(place)}
        if mine.keys() != theirs.keys():
            return {}
        return {(one, *at): theirs[at] for at in mine} | {(other, *at): mine[at] for at in mine}

    def _swapped_once(self, slot: Slot, other: str) -> World:
        """The two change places in one release, and as long as what they said stands."""
        key, number, release, _question, dimension, _statement = slot
        found: World = {}
        for place, mine in self.story.world.items():
            across = (other, *place[1:])
            theirs = self.story.world.get(across)
            if place[0] != key or (place[1], place[3]) != (number, dimension) or theirs is None:
                continue
            one, two = mine[release], theirs[release]
            if one is None or two is None:
                return {}
            found |= {place: _replaced(mine, release, two), across: _replaced(theirs, release, one)}
        return found

    def _consider(self, change: World) -> None:
        change = {place: history for place, history in change.items() if self.story.world[place] != history}
        told = frozenset(change.items())
        if not change or told in self.seen:
            return
        self.seen[told] = True
        world = self.story.world | change
        people = frozenset(place[0] for place in change)
        if any(self._looks(world, key) != self.looks[key] for key in people):
            return
        if published(self.story, world) != self.public:
            return
        for slot, value in self._of(change).items():
            if slot in self.free and self.slots[slot] != value:
                self.free[slot].append(people)

    def _of(self, change: World) -> dict[Slot, object]:
        found = slots(self.story, change)
        gone = [s for s in self.slots if (s[0], s[1], s[3], s[4]) in change and s not in found]
        return {**found, **dict.fromkeys(gone)}

    def _looks(self, world: World, key: str) -> object:
        """What colleagues know of somebody: when they answered, what they changed, and where they have a score."""
        return [
            (
                place[1:],
                [row if row is None else score(row) is not None for row in history],
                [row == after for row, after in pairwise(history)],
            )
            for place, history in sorted(world.items())
            if place[0] == key
        ]


def _replaced(history: History, release: int, row: Row) -> History:
    """The history with another row, in every release in which it stood unchanged."""
    first = beginning(history, release)
    return tuple(row if beginning(history, n) == first else each for n, each in enumerate(history))
