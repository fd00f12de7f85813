"""How well the questionnaires measure, over all cohorts: for admins, never of one pair and never an answer.

Somebody who sits in two pairs counts in each, with their first sheet there: whose two keys are is not looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from goodpartners.domain.partnership import sheets
from goodpartners.domain.partnership.disclosure import Score
from goodpartners.domain.partnership.questionnaire import ASKED_OF, Asked, Question, Questionnaire
from goodpartners.domain.partnership.reliability import Consistency, complete_rows, consistency, icc1, icc2
from goodpartners.domain.partnership.sheets import Answer, Answers
from goodpartners.domain.people import Actor, Side
from goodpartners.domain.policy import Permission, require
from goodpartners.store import measurement as store
from goodpartners.store.measurement import FirstSheet

ENOUGH_PEOPLE = 30
"""Complete rows before an alpha is shown, with its interval."""
ENOUGH_PAIRS, ENOUGH_A_SIDE = 10, 3
"""Partnerships, and people a side in each, before an intraclass correlation is shown."""
BANDS = ((20, "20 to 29"), (10, "10 to 19"), (5, "5 to 9"))


@dataclass(frozen=True)
class Measured:
    """One question in one dimension, on one side, over all cohorts; None for what is not enough yet."""

    question: str
    dimension: str
    items: int
    people: str
    """How many answered all of it: a number from 30 on, a band below."""
    alpha: Consistency | None
    pairs: str
    """How many partnerships have three people and more here: a number from 10 on, a band below."""
    icc1: float | None
    icc2: float | None


@dataclass(frozen=True)
class SideMeasured:
    """What one side was asked."""

    side: Side
    people: str
    rows: tuple[Measured, ...]


@dataclass(frozen=True)
class VersionMeasured:
    """One version of a questionnaire that a round has used."""

    title: str
    version: int
    sides: tuple[SideMeasured, ...]


def overview(session: Session, *, actor: Actor) -> tuple[VersionMeasured, ...]:
    """Every version that was used, the newest of each questionnaire first, in three statements."""
    require(Permission.MANAGE_PEOPLE, actor)
    versions = store.versions(session)
    heads = store.first_sheets(session)
    given = store.answers(session) if heads else {}
    found = []
    for number, questionnaire in versions:
        mine = [head for head in heads if head.version_id == number]
        sides = tuple(_side(questionnaire, side, [h for h in mine if h.side is side], given) for side in Side)
        found.append(VersionMeasured(questionnaire.title, questionnaire.version, sides))
    return tuple(found)


def _side(
    whole: Questionnaire, side: Side, heads: Sequence[FirstSheet], given: Mapping[tuple[int, str], Answers]
) -> SideMeasured:
    rows = []
    for question, (of, asked) in ASKED_OF[whole.kind].items():
        ask = whole.asks(question)
        if of not in (Asked.STATEMENTS, Asked.RETURN_STATEMENTS) or side not in asked or ask is None:
            continue
        for dimension, statements in _dimensions(whole, of):
            if len(statements) > 1:
                rows.append(_measured(ask.title, dimension, question, statements, heads, given))
    return SideMeasured(side, _band(len(heads), ENOUGH_PEOPLE), tuple(rows))


def _dimensions(whole: Questionnaire, of: Asked) -> Iterable[tuple[str, tuple[str, ...]]]:
    if of is Asked.RETURN_STATEMENTS:
        yield "What is asked in return", tuple(s.id for s in whole.return_statements)
        return
    for dimension in whole.dimensions:
        yield dimension.title, tuple(s.id for s in whole.of_dimension(dimension.id))


def _measured(
    title: str,
    dimension: str,
    question: Question,
    statements: Sequence[str],
    heads: Sequence[FirstSheet],
    given: Mapping[tuple[int, str], Answers],
) -> Measured:
    answers = [(head.pair_id, given.get((head.wave_id, head.key), {})) for head in heads]
    rows = complete_rows([[each.get((question, s), Answer()).value for s in statements] for _, each in answers])
    groups = _groups((pair, sheets.score(each, question, statements)) for pair, each in answers)
    enough = len(groups) >= ENOUGH_PAIRS
    return Measured(
        title,
        dimension,
        len(statements),
        _band(len(rows), ENOUGH_PEOPLE),
        consistency(rows) if len(rows) >= ENOUGH_PEOPLE else None,
        _band(len(groups), ENOUGH_PAIRS),
        icc1(groups) if enough else None,
        icc2(groups) if enough else None,
    )


def _groups(scores: Iterable[tuple[int, Score | None]]) -> list[list[float]]:
    by_pair: dict[int, list[float]] = {}
    for pair, score in scores:
        if score is not None:
            by_pair.setdefault(pair, []).append(float(score.value))
    return [group for group in by_pair.values() if len(group) >= ENOUGH_A_SIDE]


def _band(count: int, enough: int) -> str:
    """A number from `enough` on, else a band: small numbers could speak of somebody."""
    if count >= enough:
        return f"{count:,}"
    return next((said for least, said in BANDS if least <= count and least < enough), "fewer than 5")
