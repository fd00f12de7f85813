"""The room as a service: whose it is, what it costs, and what it keeps apart."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from goodpartners.domain.errors import NotFound
from goodpartners.domain.partnership.questionnaire import Question
from goodpartners.domain.partnership.snapshots import from_json
from goodpartners.domain.people import Side
from goodpartners.services import rooms
from goodpartners.services.house import House
from goodpartners.store.people import Person
from tests.cohorts import seat
from tests.conftest import Clock
from tests.factories import make_account
from tests.partnership import readiness_quiz, readiness_sheets
from tests.rooms import Meeting, make_meeting
from tests.statements import statements


@pytest.fixture
def meeting(house: House, clock: Clock) -> Meeting:
    """A pair in a cohort, with nobody in it yet."""
    return make_meeting(house, clock)


def cost(meeting: Meeting, person: Person) -> int:
    """How many statements a room takes."""
    actor = meeting.actor(person)
    with meeting.house.database.reading() as session, statements(meeting.house.database) as sent:
        rooms.room(session, meeting.pair, actor=actor, now=meeting.clock())
    return len(sent)


def test_a_room_costs_as_much_with_twelve_people_a_side_as_with_three(meeting: Meeting) -> None:
    wave = meeting.released(3, 3)
    person = meeting.people[Side.PROVIDER][0]
    small = cost(meeting, person)
    meeting.answers(wave, 12, 12)
    meeting.release(wave)
    assert cost(meeting, person) == small


def test_a_room_costs_as_much_before_results_with_two_people_as_with_twelve(meeting: Meeting) -> None:
    wave = meeting.round()
    meeting.answers(wave, 2, 2)
    person = meeting.people[Side.PROVIDER][0]
    small = cost(meeting, person)
    meeting.answers(wave, 12, 12)
    assert cost(meeting, person) == small


def test_a_room_costs_as_much_with_six_rounds_as_with_one(meeting: Meeting) -> None:
    meeting.released(3, 3)
    person = meeting.people[Side.PROVIDER][0]
    one = cost(meeting, person)
    for number in (1, 2, 3):
        wave = meeting.round(readiness_quiz(), number)
        meeting.answers(wave, 3, 3, readiness_sheets())
        meeting.release(wave)
    for number in (2, 3):
        meeting.round(number=number)
    assert cost(meeting, person) == one


def test_a_provider_in_two_pairs_mixes_no_answers(meeting: Meeting, house: House, clock: Clock) -> None:
    meeting.released(3, 3)
    far = meeting.beside("Orrenshire County Council")
    for person in meeting.people[Side.PROVIDER]:
        meeting.write(lambda s, p=person: seat(s, s.get_one(Person, p.id), far.pair, at=clock()))  # type: ignore[misc]
    far.people[Side.PROVIDER] = list(meeting.people[Side.PROVIDER])
    before = meeting.room(meeting.people[Side.COMMISSIONER][0]).shown
    wave = far.round()
    far.sit(Side.COMMISSIONER, 3)
    assert far.room(far.people[Side.PROVIDER][0]).rounds[0].mine == rooms.Mine(False, False, 0, far_pages(far))
    with pytest.raises(NotFound):
        meeting.room(meeting.people[Side.PROVIDER][0], wave)
    after = meeting.room(meeting.people[Side.COMMISSIONER][0]).shown
    assert before
    assert after
    assert before.snapshot == after.snapshot


def far_pages(meeting: Meeting) -> int:
    """How many pages one is asked in a pair's first round."""
    mine = meeting.room(meeting.people[Side.PROVIDER][0]).rounds[0].mine
    assert mine
    return mine.pages


def test_a_snapshot_in_the_room_is_the_one_that_was_released(meeting: Meeting) -> None:
    meeting.released()
    shown = meeting.room(meeting.people[Side.PROVIDER][0]).shown
    assert shown
    assert shown.of.row
    assert shown.snapshot == from_json(shown.of.row.body)
    assert shown.snapshot.figure(Side.COMMISSIONER, Question.EXPECT, "r").mean == 6.5


def test_a_look_that_cannot_be_noted_does_not_fail_the_page(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    meeting.released()
    person = meeting.people[Side.PROVIDER][0]
    seen, actor = meeting.room(person), meeting.actor(person)

    def busy(*_: object) -> None:
        raise OperationalError("insert", {}, Exception("database is locked"))

    monkeypatch.setattr("goodpartners.store.snapshots.look", busy)
    rooms.look(meeting.house.database, seen, actor=actor, now=meeting.clock())
    assert "look" in caplog.text


def test_a_stranger_finds_no_room(meeting: Meeting) -> None:
    with pytest.raises(NotFound):
        meeting.room(make_account(meeting.house, "Sol Stranger"))
