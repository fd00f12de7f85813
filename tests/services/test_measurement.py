"""How well the questionnaires measure: over many pairs or not at all, for admins."""

from __future__ import annotations

import random

import pytest

from goodpartners.domain.errors import NotAllowed
from goodpartners.domain.partnership.questionnaire import Question
from goodpartners.domain.partnership.reliability import alpha, feldt, icc1, icc2
from goodpartners.domain.people import Actor, Grant, Role, Side
from goodpartners.services import measurement
from goodpartners.services.house import House
from goodpartners.services.measurement import SideMeasured
from goodpartners.store.sheets import SheetAnswer, SheetRow
from tests.asked import Asked, C, P
from tests.partnership import readiness_quiz
from tests.statements import statements

ADMIN = Actor(1, "Ada", "ada@example.org", frozenset({Grant(Role.ADMIN)}))
FIRST = readiness_quiz().dimensions[0]
STATEMENTS = [s.id for s in readiness_quiz().of_dimension(FIRST.id)]


def fill(asked: Asked, side: Side, sizes: list[int], *, gap_in_first: bool = False) -> list[list[list[int]]]:
    """Random answers to one dimension, so many people a pair; by pair and person."""
    chance, given = random.Random(4), []
    with asked.house.database.writing() as session:
        for pair, size in enumerate(sizes):
            rows = []
            for person in range(size):
                level = chance.randint(1, 4)
                row = [level + chance.randint(0, 1) for _ in STATEMENTS]
                rows.append(row)
                key = f"{side.value[0]}{pair:015x}{person:016x}"
                wave = asked.waves[pair]
                session.add(SheetRow(wave_id=wave, key=key, side=side.value, handed_in=True))
                for n, (statement, value) in enumerate(zip(STATEMENTS, row, strict=True)):
                    if not (gap_in_first and n == 0 and person == 0):
                        about = {"wave_id": wave, "key": key, "question": Question.NOW.value, "about": statement}
                        session.add(SheetAnswer(**about, value=value))
            given.append(rows)
    return given


@pytest.fixture
def asked(house: House) -> Asked:
    """Twelve pairs that are all asked."""
    found = Asked(house, ((0, 0),) * 12)
    for pair in range(12):
        found.round(pair)
    return found


def side_of(house: House, side: Side) -> SideMeasured:
    with house.database.reading() as session:
        [version] = measurement.overview(session, actor=ADMIN)
    return next(s for s in version.sides if s.side is side)


def test_alpha_and_its_interval_stand_from_thirty_complete_sheets_on(asked: Asked) -> None:
    given = fill(asked, C, [3] * 10)
    row = side_of(asked.house, C).rows[0]
    everybody = [person for pair in given for person in pair]
    assert row.alpha
    assert row.alpha.alpha == pytest.approx(alpha(everybody))
    assert row.alpha.interval == feldt(row.alpha.alpha, len(STATEMENTS), 30)
    groups = [[sum(person) / len(person) for person in pair] for pair in given]
    assert (row.icc1, row.icc2) == (pytest.approx(icc1(groups)), pytest.approx(icc2(groups)))
    assert (row.people, row.pairs) == ("30", "10")


def test_below_that_nothing_stands_but_a_band(asked: Asked) -> None:
    fill(asked, C, [3] * 9 + [2])
    fill(asked, P, [3] * 10, gap_in_first=True)
    commissioner = side_of(asked.house, C).rows[0]
    assert (commissioner.alpha, commissioner.people) == (None, "20 to 29")
    assert (commissioner.icc1, commissioner.icc2, commissioner.pairs) == (None, None, "5 to 9")
    provider = side_of(asked.house, P).rows[0]
    assert (provider.alpha, provider.people) == (None, "20 to 29")
    nothing = side_of(asked.house, C).rows[-1]
    assert (nothing.people, nothing.pairs) == ("fewer than 5", "fewer than 5")


def test_shared_answers_and_sheets_not_handed_in_do_not_count(asked: Asked) -> None:
    fill(asked, C, [3] * 10)
    with asked.house.database.writing() as session:
        first, second = session.query(SheetRow).order_by(SheetRow.wave_id, SheetRow.key).limit(2)
        first.handed_in, second.organisation = False, True
    assert side_of(asked.house, C).people == "20 to 29"


def test_nobody_but_an_admin_sees_it(asked: Asked) -> None:
    with asked.house.database.reading() as session, pytest.raises(NotAllowed):
        measurement.overview(session, actor=asked.moira)


def test_it_takes_three_statements(asked: Asked) -> None:
    fill(asked, C, [3] * 10)
    with statements(asked.house.database) as sent, asked.house.database.reading() as session:
        measurement.overview(session, actor=ADMIN)
    assert len(sent) == 3
