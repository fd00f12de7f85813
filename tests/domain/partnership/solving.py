"""Worlds of which the published figures could be told as well, found by solving what they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from goodpartners.domain.partnership.disclosure import DETAIL_FLOOR, Status
from goodpartners.domain.partnership.figures import Basis
from goodpartners.domain.partnership.questionnaire import ASKED_OF, Asked, Question
from goodpartners.domain.partnership.snapshots import CHANGE, SERVICE, STEP, Figure, Key, Mode, Snapshot
from tests.domain.partnership.equations import Equations
from tests.domain.partnership.stories import Released, Slot, Story, World, score


def solved(story: Story, released: Sequence[Released], slot: Slot, insider: str) -> Iterator[World]:
    """Worlds with the same sums in every figure of the slot's dimension, in which the slot is another.

    First such in which everybody left out what they did, then any.
    """
    for patterns in (True, False):
        equations = Equations(story, slot, insider, patterns=patterns)
        for number, release, snapshot, basis in released:
            for key, figure in snapshot.figures.items():
                if key.side is equations.side and key.dimension == equations.dimension:
                    _publish(story, equations, (number, release), key, figure, basis)
            if snapshot.people[equations.side] >= DETAIL_FLOOR:
                _publish_skips(story, equations, (number, release), snapshot)
        yield from equations.solutions(slot, _cases(story, equations, released, slot))


def _cases(story: Story, equations: Equations, released: Sequence[Released], slot: Slot) -> Iterator[set[int]]:
    """What may have been the reason where a figure of the slot's question is hidden for being too alike."""
    _key, number, _release, question, dimension, _statement = slot
    for n, release, snapshot, _basis in released:
        if n != number:
            continue
        parts = [
            equations.part(place[0], n, release, question)
            for place, history in story.world.items()
            if place[1:] == (number, question, dimension)
            and story.sides[place[0]] is equations.side
            and score(history[release] or ()) is not None
        ]
        figure = snapshot.figure(equations.side, question.value, dimension)
        if figure.status is Status.TOO_ALIKE:
            new = [part for part in parts if part[1] == release > 0]
            for group in (parts, new, [part for part in parts if part not in new]) if new else (parts,):
                yield from equations.alike(group, -1)
        for place, statement in enumerate(story.ids(question, dimension)):
            if figure.shown and not snapshot.figure(equations.side, question.value, dimension, statement).shown:
                yield from equations.alike(parts, place)


def _publish(story: Story, equations: Equations, when: tuple[int, int], key: Key, figure: Figure, basis: Basis) -> None:
    number, release = when
    highest = story.questionnaire.scales[0].highest
    if figure.status in (Status.NEARLY_ALL_TOP, Status.NEARLY_ALL_BOTTOM):
        low, high = (highest - 1, highest) if figure.status is Status.NEARLY_ALL_TOP else (1, 2)
        for person, side in story.sides.items():
            place = (person, number, Question(key.measure), key.dimension)
            row = story.world[place][release] if place in story.world else None
            if side is key.side and row is not None and score(row) is not None:
                part = equations.part(person, number, release, Question(key.measure))
                equations.within(part, lambda value: low <= value <= high)
    if not figure.shown or story.modes[key.side] is Mode.ORGANISATION:
        return
    asked = {
        STEP: ((number, release, Question.WANT), (number, release, Question.NOW)),
        SERVICE: ((number, release, Question.GOT), (number, release, Question.EXPECT)),
        CHANGE: ((number, release, Question.NOW), (number - 1, story.releases[number - 1] - 1, Question.NOW)),
    }
    whole = asked.get(key.measure) or ((number, release, Question(key.measure)),)
    parts = [tuple(equations.part(person, *at) for at in whole) for person in basis.sets[key]]
    if key.statement:
        places = story.ids(Question(key.measure), key.dimension)
        equations.add_statement([part for (part,) in parts], places.index(key.statement))
        return
    equations.add(parts, _difference)
    if figure.spread is not None:
        mean = Fraction(sum(s.value for s in basis.sets[key].values()), len(parts))
        equations.add(parts, lambda *scores: _difference(*scores) ** 2)
        equations.add(parts, lambda *scores: abs(_difference(*scores) - mean))


def _publish_skips(story: Story, equations: Equations, when: tuple[int, int], snapshot: Snapshot) -> None:
    """For each statement, whether more than half could not say."""
    half = snapshot.people[equations.side] // 2
    for question, side in story.asked:
        both = len([q for q, _side in story.asked if q is question]) > 1
        named = snapshot.cannot_say.get(f"{side.value} {question.value}" if both else question.value, ())
        if side is not equations.side or ASKED_OF[story.questionnaire.kind][question][0] is not Asked.STATEMENTS:
            continue
        for n, statement in enumerate(story.ids(question, equations.dimension)):
            parts = [
                equations.part(place[0], when[0], when[1], question)
                for place, history in story.world.items()
                if place[1:] == (when[0], question, equations.dimension)
                and story.sides[place[0]] is side
                and history[when[1]] is not None
            ]
            left_out = [at for part in parts for row, at in equations.rows[part].items() if row[n] is None]
            equations.counts.append((left_out, *((half + 1, len(parts)) if statement in named else (0, half))))


def _difference(*scores: Fraction) -> Fraction:
    return scores[0] if len(scores) == 1 else scores[0] - scores[1]
