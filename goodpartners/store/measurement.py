"""Answers of all cohorts, under keys, for how well the questionnaires measure; nothing here knows whose a key is."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from goodpartners.domain.partnership.questionnaire import Question, Questionnaire
from goodpartners.domain.partnership.sheets import Answer, Answers, Key
from goodpartners.domain.partnership.wording import restored
from goodpartners.domain.people import Side
from goodpartners.store.sheets import SheetAnswer, SheetRow
from goodpartners.store.waves import QuestionnaireVersion, Wave


class FirstSheet(NamedTuple):
    """The first sheet that somebody handed in for a version and a pair."""

    version_id: int
    pair_id: int
    wave_id: int
    key: str
    side: Side


def versions(session: Session) -> list[tuple[int, Questionnaire]]:
    """Every version that was used, by its number in the database; the newest of each questionnaire first."""
    used = QuestionnaireVersion
    rows = session.execute(sa.select(used.id, used.content).order_by(used.questionnaire.desc(), used.version.desc()))
    return [(number, restored(content)) for number, content in rows]


def first_sheets(session: Session) -> list[FirstSheet]:
    """One sheet of each key and version; answers that a side agreed on are left out."""
    rows = session.execute(
        sa.select(Wave.version_id, Wave.pair_id, Wave.id, SheetRow.key, SheetRow.side)
        .join(Wave, Wave.id == SheetRow.wave_id)
        .where(SheetRow.handed_in.is_(True), SheetRow.organisation.is_(False))
        .order_by(Wave.number, Wave.id)
    )
    found: dict[tuple[int, str], FirstSheet] = {}
    for version_id, pair_id, wave_id, key, side in rows:
        found.setdefault((version_id, key), FirstSheet(version_id, pair_id, wave_id, key, Side(side)))
    return list(found.values())


def answers(session: Session) -> dict[tuple[int, str], Answers]:
    """The numbers on all sheets that were handed in, by round and key."""
    mine = sa.and_(SheetRow.wave_id == SheetAnswer.wave_id, SheetRow.key == SheetAnswer.key)
    rows = session.execute(
        sa.select(SheetAnswer.wave_id, SheetAnswer.key, SheetAnswer.question, SheetAnswer.about, SheetAnswer.value)
        .join(SheetRow, mine)
        .where(SheetRow.handed_in.is_(True), SheetRow.organisation.is_(False), SheetAnswer.value.is_not(None))
        .execution_options(yield_per=5000)
    )
    found: dict[tuple[int, str], dict[Key, Answer]] = {}
    for wave_id, key, question, about, value in rows:
        found.setdefault((wave_id, key), {})[Question(question), about] = Answer(value)
    return dict(found)
