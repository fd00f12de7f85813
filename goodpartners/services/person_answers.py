"""What a copy says of a person's answers about their pairs, in the wording that was frozen; of nobody else's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from goodpartners.domain.cohorts import Pair
from goodpartners.domain.partnership.questionnaire import Question, Questionnaire, Skip, named
from goodpartners.domain.partnership.sheets import Answer
from goodpartners.domain.people import Actor, Side
from goodpartners.services import answering
from goodpartners.services import waves as rounds
from goodpartners.store import cohorts, privacy, sheets, snapshots, waves
from goodpartners.store.sheets import Completion, SheetRow
from goodpartners.store.waves import Wave

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class _Round:
    """A round with the names of its pair and what it asks."""

    wave: Wave
    asked: Questionnaire
    pair: Pair

    @property
    def said(self) -> dict[str, Any]:
        """Which round it is, in words."""
        of = {"pair": self.pair.partnership.name, "questionnaire": self.asked.title}
        return of | {"version": self.asked.version, "round": self.wave.number}

    def statement(self, about: str, side: Side) -> str:
        """What was asked about: a statement in the words of a side, or a dimension."""
        statement, dimension = self.asked.statement(about), self.asked.dimension(about)
        text = statement.for_side(side) if statement else dimension.title if dimension else about
        return named(text, self.pair.partnership.authority, self.pair.partnership.provider)

    def question(self, question: str) -> str:
        """What was asked of it."""
        ask = self.asks(question)
        return ask.title if ask else question

    def answer(self, question: str, answer: Answer) -> str | None:
        """An answer in words."""
        if answer.skip is not None:
            return next((skip.label for skip in self.asked.skips if skip.id is answer.skip), Skip(answer.skip).value)
        ask = self.asks(question)
        scale = self.asked.scale(ask.scale) if ask else None
        if answer.value is None or scale is None:
            return None if answer.value is None else f"{answer.value} points"
        return scale.points[answer.value - 1]

    def asks(self, question: str) -> Any:
        """Where a question is asked."""
        return self.asked.asks(Question(question))


def keys(session: Session, actor: Actor) -> Rows:
    """Pairs about which the person has answered, and on which side."""
    held = sheets.keys_of(session, actor.person_id)
    pairs = cohorts.pairs_by_id(session, [each.pair_id for each in held])
    return [{"pair": pairs[each.pair_id].partnership.name, "side": each.side} for each in held]


def begun(session: Session, actor: Actor) -> Rows:
    """Rounds that the person has begun."""
    return [each.said | {"side": row.side, "handed_in": row.handed_in} for each, row in _own(session, actor)]


def given(session: Session, actor: Actor) -> Rows:
    """Each answer, with what was asked and the answer in words."""
    return [
        each.said
        | {"statement": each.statement(about, Side(row.side)), "question": each.question(question)}
        | {"answer": each.answer(question, held.answer), "value": held.answer.value}
        for each, row in _own(session, actor)
        for (question, about), held in sorted(sheets.answers(session, row.wave_id, row.key).items())
    ]


def written(session: Session, actor: Actor) -> Rows:
    """Each box with words, and who may read them."""
    return [
        each.said
        | {"question": each.question(box.question), "text": box.text}
        | {"reader": answering.READERS[box.reader], "shared": box.shared}
        for each, row in _own(session, actor)
        for box in sheets.words(session, row.wave_id, row.key).values()
    ]


def agreed(session: Session, actor: Actor) -> Rows:
    """To which text the person agreed, and when they handed in."""
    found: list[Completion] = list(privacy.rows(session, Completion, actor.person_id))
    about = _rounds(session, [row.wave_id for row in found])
    columns = ("side", "consent", "consented_at", "handed_in_at")
    return [about[row.wave_id].said | {name: getattr(row, name) for name in columns} for row in found]


def looked(session: Session, actor: Actor) -> Rows:
    """When the person looked at results."""
    seen = snapshots.looks_of(session, actor.person_id)
    about = _rounds(session, [wave_id for wave_id, _ in seen])
    return [about[wave_id].said | {"at": at} for wave_id, at in seen]


def _own(session: Session, actor: Actor) -> Iterator[tuple[_Round, SheetRow]]:
    rows = sheets.of_keys(session, [each.key for each in sheets.keys_of(session, actor.person_id)])
    about = _rounds(session, [row.wave_id for row in rows])
    for row in rows:
        yield about[row.wave_id], row


def _rounds(session: Session, wave_ids: list[int]) -> Mapping[int, _Round]:
    found = waves.several(session, wave_ids)
    asked = rounds.questionnaires(session, found)
    pairs = cohorts.pairs_by_id(session, [wave.pair_id for wave in found])
    return {wave.id: _Round(wave, asked[wave.version_id], pairs[wave.pair_id]) for wave in found}
