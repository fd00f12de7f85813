"""The invented pair gives the numbers of the instruments paper, and the rest of the demo shows the other states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from sqlalchemy.orm import Session

from goodpartners.domain.partnership.locks import LockKind
from goodpartners.domain.partnership.results import Result
from goodpartners.domain.people import Actor, Side
from goodpartners.services import answering, rooms
from goodpartners.services.house import House
from goodpartners.services.rooms import Room
from goodpartners.store import pairs, waves
from goodpartners.store.people import Person
from tests.factories import make_actor, rows

ORRENSHIRE, TESSALY = "Orrenshire County Council", "Tessaly Care"
QUILLBY, LINDLEWICK, MARROWFEN = "Quillby Borough Council", "Lindlewick Trust", "Marrowfen Homes"
COHORT = "Autumn joint cohort"


@pytest.fixture
def database_address(demo_address: str) -> str:
    """What the demo shows is the same on both databases; that it can be filled on both, the tests of upgrades show."""
    return demo_address


@pytest.fixture
def filled(house: House) -> Iterator[Session]:
    with house.database.writing() as session:
        yield session


def actor(house: House, session: Session, name: str) -> Actor:
    return make_actor(session, session.query(Person).filter_by(name=name).one(), house.clock())


def room(house: House, session: Session, name: str, pair: tuple[str, str], wave: int | None = None) -> Room:
    """The room as somebody of the cast opens it."""
    me = actor(house, session, name)
    seats = pairs.of_person(session, me.person_id)
    found = next(s.pair for s in seats if (s.pair.partnership.authority, s.pair.partnership.provider) == pair)
    return rooms.room(session, found.id, actor=me, now=house.clock(), wave_id=wave)


def results(shown: Room) -> Mapping[str, Result]:
    assert shown.shown is not None
    return {result.id: result for result in shown.shown.results}


def two(value: float) -> str:
    """A number as tables show it."""
    return f"{value:.2f}"


def cells(shown: Room) -> list[tuple[str, ...]]:
    """Every row of every table, as it is shown."""
    return [tuple(row) for result in results(shown).values() for row in result.table.rows]


@pytest.mark.parametrize("name", ["Amara Osei", "Hester Quayle"])
def test_both_sides_read_the_published_numbers_of_the_gap_survey(house: House, filled: Session, name: str) -> None:
    seen = room(house, filled, name, (ORRENSHIRE, TESSALY))
    assert seen.shown is not None
    assert seen.shown.of.questionnaire.id == "gaps"
    found = results(seen)
    keeping, *others = found["gap-1"].table.rows
    assert keeping[0] == "Keeping promises"
    assert keeping[1:4] == (two(6.5), two(5.625), "−0.88")
    assert keeping[-1] == "some distance, clear"
    expected, believed = (6.2, 6.4, 5.8, 5.0), (6.0, 5.2, 5.8, 6.2)
    assert [row[1:3] for row in others] == [(two(c), two(p)) for c, p in zip(expected, believed, strict=True)]
    promised = [row[1:3] for row in found["promise-delivery"].table.rows]
    assert promised == [
        (two(said), two(got)) for said, got in ((6.2917, 5.92), (6.2083, 4.6), (6.0, 5.8), (5.5, 5.9), (6.4167, 6.1))
    ]
    points = {row[0]: (row[1], row[3]) for row in found["importance"].table.rows}
    assert points["Keeping promises"] == (two(30), two(20))
    assert points["The home and the paperwork"] == (two(10), two(30))
    assert found["importance"].table.rows[-1][-1] == two(20)
    assert seen.shown.snapshot.never_said == {"promise": ("r4", "a5", "e3", "e4")}


def test_the_readiness_quiz_has_a_hidden_strength_a_blind_spot_and_a_shared_strength(
    house: House, filled: Session
) -> None:
    latest = room(house, filled, "Hester Quayle", (ORRENSHIRE, TESSALY))
    [wave] = [v.wave.id for v in latest.rounds if v.wave.questionnaire == "readiness" and v.wave.number == 1]
    seen = room(house, filled, "Hester Quayle", (ORRENSHIRE, TESSALY), wave)
    said = [" ".join(row) for row in cells(seen)]
    assert any("Listening" in row and "hidden strength" in row for row in said)
    assert any("Knowing each other" in row and "blind spot" in row for row in said)
    assert any("Respect" in row and "shared strength" in row for row in said)
    assert seen.shown is not None
    assert len(seen.shown.snapshot.words[Side.PROVIDER]) == 2


def test_every_figure_of_the_pair_passed_the_gate(house: House, filled: Session) -> None:
    for questionnaire in ("readiness", "gaps"):
        latest = room(house, filled, "Amara Osei", (ORRENSHIRE, TESSALY))
        [wave] = [v.wave.id for v in latest.rounds if v.wave.questionnaire == questionnaire and v.wave.number == 1]
        seen = room(house, filled, "Amara Osei", (ORRENSHIRE, TESSALY), wave).shown
        assert seen is not None
        asked = {"expect", "got", "believe", "promise", "importance", "guess", "now", "want", "mirror"}
        figures = {k: f for k, f in seen.snapshot.figures.items() if not k.statement and k.measure in asked}
        assert figures
        assert all(figure.shown and figure.people >= 5 for figure in figures.values())
        assert not seen.early


def test_one_pair_has_a_round_open_one_is_too_small_and_one_round_is_planned(house: House, filled: Session) -> None:
    amara = room(house, filled, "Amara Osei", (QUILLBY, TESSALY))
    [mine] = amara.rounds
    assert mine.open
    assert mine.mine is not None
    assert not mine.mine.begun
    small = room(house, filled, "Hester Quayle", (ORRENSHIRE, MARROWFEN))
    assert [view.lock.kind for view in small.rounds if view.lock] == [LockKind.SMALL_TEAM]
    ahead = room(house, filled, "Hester Quayle", (ORRENSHIRE, TESSALY))
    kinds = [view.lock.kind for view in ahead.rounds if view.wave.number == 2 and view.lock]
    assert kinds == [LockKind.PLANNED, LockKind.PLANNED]
    [waiting] = room(house, filled, "Dev Ramanathan", (QUILLBY, LINDLEWICK)).rounds
    assert waiting.lock is not None
    assert waiting.lock.kind is LockKind.PLANNED


def test_the_cohort_of_commissioners_has_no_partner_to_look_at(house: House, filled: Session) -> None:
    [view] = room(house, filled, "Grace Oduya", (ORRENSHIRE, MARROWFEN)).rounds
    assert view.open
    assert view.lock is not None
    assert view.lock.kind is LockKind.ONE_SIDE


def test_somebody_has_begun_and_not_handed_in(house: House, filled: Session) -> None:
    [view] = room(house, filled, "Ileana Dragan", (QUILLBY, TESSALY)).rounds
    opened = answering.open_sheet(filled, view.wave.id, actor=actor(house, filled, "Ileana Dragan"), now=house.clock())
    assert 0 < len(opened.done) < len(opened.pages)
    assert not opened.handed_in


def test_a_provider_in_two_pairs_has_answers_in_each_of_their_own(house: House, filled: Session) -> None:
    me = actor(house, filled, "Callum Strand")
    found = [wave for seat in pairs.of_person(filled, me.person_id) for wave in waves.of_pairs(filled, [seat.pair.id])]
    own = {row.wave_id for row in rows(house, "completion") if row.person_id == me.person_id}
    assert len({wave.pair_id for wave in found if wave.id in own}) == 2
    keys = {row.key for row in rows(house, "respondent") if row.person_id == me.person_id}
    assert len(keys) == 2


def test_no_letter_says_a_figure_or_who_has_answered(house: House, filled: Session) -> None:
    said = [row.subject + row.body for row in rows(house, "outbox_mail") if "round" in row.subject + row.body]
    assert said
    assert not any(word in text for text in said for word in ("6.5", "5.6", "has not answered", "6.4"))
