"""Cohorts as an attacker thinks of them: who answered what in which round and release, and what is published of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from itertools import product

from goodpartners.domain.partnership import measuring, sheets, snapshots
from goodpartners.domain.partnership.figures import Basis
from goodpartners.domain.partnership.questionnaire import (
    ASKED_OF,
    Asked,
    Question,
    Questionnaire,
    QuestionnaireKind,
    Skip,
)
from goodpartners.domain.partnership.sheets import Answer, Answers, Sheet
from goodpartners.domain.partnership.snapshots import Mode, Snapshot
from goodpartners.domain.people import Side

TOP, BOTTOM = "top", "bottom"
"""The two dimensions of every questionnaire here."""
Place = tuple[str, int, Question, str]
"""Whose answers of a round to a question on a dimension, over all its releases."""
Row = tuple[int | None, ...]
History = tuple[Row | None, ...]
"""A row for each release; None where the person had not answered yet, or not any more."""
World = dict[Place, History]
Slot = tuple[str, int, int, Question, str, int]
"""Person, round, release, question, dimension, statement; -1 for the dimension's score."""
Released = tuple[int, int, Snapshot, Basis]
"""Round, release, what was published, and what it rests on."""


@dataclass(frozen=True)
class Story:
    """A cohort's rounds: what was asked, and how often each round was released."""

    questionnaire: Questionnaire
    sides: Mapping[str, Side]
    releases: tuple[int, ...]
    world: World
    modes: Mapping[Side, Mode]

    @cached_property
    def asked(self) -> tuple[tuple[Question, Side], ...]:
        """What is rated by statements or dimensions, by side."""
        found = ASKED_OF[self.questionnaire.kind].items()
        return tuple((q, side) for q, (_of, of_sides) in found for side in of_sides if self.ids(q, TOP))

    def ids(self, question: Question, dimension: str) -> tuple[str, ...]:
        """What a row's entries are about."""
        of = ASKED_OF[self.questionnaire.kind][question][0]
        if self.questionnaire.asks(question) is None or of in (Asked.WORDS, Asked.POINTS):
            return ()
        if of is Asked.DIMENSIONS:
            return (dimension,)
        return tuple(s.id for s in self.questionnaire.of_dimension(dimension))


def published(story: Story, world: World, kept: list[Released] | None = None) -> tuple[str | None, ...]:
    """Everything that is published over all rounds, word for word; `kept` collects what it rests on."""
    found: list[str | None] = []
    before: Sequence[Sheet] = ()
    for number, releases in enumerate(story.releases):
        given: list[tuple[Snapshot, Basis]] = []
        filled: list[Sheet] = []
        for release in range(releases):
            filled = filled_in(story, world, number, release)
            bases = [basis for _snapshot, basis in given]
            made = measuring.measure(story.questionnaire, filled, story.modes, released=bases, before=before)
            found.append(json.dumps(snapshots.to_json(made[0]), sort_keys=True) if made else None)
            if made and not (given and given[-1][0] == made[0]):
                given.append(made)
                if kept is not None:
                    kept.append((number, release, *made))
        before = filled if measuring.comparable([snapshot for snapshot, _basis in given], filled) else ()
    return tuple(found)


def filled_in(story: Story, world: World, number: int, release: int) -> list[Sheet]:
    """The sheets that count in a release."""
    answers: dict[str, dict[sheets.Key, Answer]] = {}
    for (key, n, question, dimension), history in world.items():
        row = history[release] if n == number else None
        if row is not None:
            given = zip(story.ids(question, dimension), row, strict=True)
            answers.setdefault(key, {}).update({(question, s): _answer(value) for s, value in given})
    return [
        Sheet(key, story.sides[key], mine, story.modes[story.sides[key]] is Mode.ORGANISATION)
        for key, mine in sorted(answers.items())
    ]


def _answer(value: int | None) -> Answer:
    return Answer(value) if value is not None else Answer(skip=Skip.CANNOT_SAY)


def slots(story: Story, world: World) -> dict[Slot, object]:
    """Every score and every answer that there is to tell, of those who do not answer openly."""
    found: dict[Slot, object] = {}
    for (key, number, question, dimension), history in world.items():
        if story.modes[story.sides[key]] is Mode.ORGANISATION:
            continue
        for release, row in enumerate(history):
            for statement, value in enumerate(row or ()):
                if value is not None:
                    found[key, number, release, question, dimension, statement] = value
            if row is not None and (mean := score(row)) is not None:
                found[key, number, release, question, dimension, -1] = mean
    return found


@cache
def score(row: Row) -> Fraction | None:
    """The score of a row, as the sheets have it."""
    answers: Answers = {(Question.NOW, str(n)): _answer(value) for n, value in enumerate(row)}
    found = sheets.score(answers, Question.NOW, [str(n) for n in range(len(row))])
    return found.value if found else None


def as_score(row: Row) -> Fraction:
    """The score of a row that has one; nothing where it has none, for that one is never chosen otherwise."""
    return score(row) or Fraction(0)


def entry(row: Row, statement: int) -> object:
    return score(row) if statement < 0 else row[statement]


def beginning(history: History, release: int) -> int:
    """The release since which a row stands unchanged."""
    while release > 0 and history[release - 1] == history[release]:
        release -= 1
    return release


@cache
def rows_like(row: Row, highest: int) -> list[Row]:
    """Every row that leaves out what this one leaves out."""
    return list(product(*([None] if value is None else list(range(1, highest + 1)) for value in row)))


@cache
def rows_scored(scored: bool, length: int, highest: int) -> list[Row]:
    """Every row that has a score, or every one that has none."""
    rows = product(*([None, *range(1, highest + 1)] for _ in range(length)))
    return [row for row in rows if (score(row) is not None) is scored]


@cache
def questionnaire(kind: QuestionnaireKind, points: int, counts: tuple[int, int]) -> Questionnaire:
    """A short questionnaire with two dimensions of so many statements, on a scale of so many points."""
    scale = {"id": "scale", "points": [f"point {n}" for n in range(1, points + 1)]}

    def part(of: str, *asked: Question, side: Side | None = None, number: int = 1) -> dict[str, object]:
        return {
            "id": asked[0].value,
            "title": asked[0].value,
            "of": of,
            "side": side,
            "from_round": number,
            "questions": [{"id": q, "title": q.value, "scale": "scale"} for q in asked],
        }

    if kind is QuestionnaireKind.READINESS:
        parts = [part("statements", Question.NOW, Question.WANT), part("dimensions", Question.MIRROR)]
    else:
        parts = [
            part("statements", Question.EXPECT, Question.GOT, side=Side.COMMISSIONER),
            part("statements", Question.BELIEVE, Question.PROMISE, side=Side.PROVIDER),
        ]
    return Questionnaire.model_validate(
        {
            "id": "short",
            "version": 1,
            "kind": kind,
            "title": "Short",
            "short": "Short",
            "summary": "Short",
            "introduction": {"commissioner": "Short", "provider": "Short"},
            "minutes": 1,
            "scales": [scale],
            "skips": [{"id": "cannot-say", "label": "I cannot say"}],
            "dimensions": [{"id": d, "title": d, "short": d} for d in (TOP, BOTTOM)],
            "statements": [
                {"id": f"{d}{n}", "dimension": d, "text": f"{d} {n}"}
                for d, count in zip((TOP, BOTTOM), counts, strict=True)
                for n in range(count)
            ],
            "parts": parts,
        }
    )
