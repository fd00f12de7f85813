"""What people are told of rounds: when, how often, and never a figure or who is behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from goodpartners.domain.partnership.snapshots import Mode
from goodpartners.domain.people import Side
from goodpartners.services import reminders, results, round_letters, round_reminders, round_steps
from goodpartners.services import waves as rounds
from goodpartners.services.house import House
from goodpartners.store import waves
from goodpartners.store.cohorts import CohortPartnershipRow, CohortRow
from goodpartners.store.mail import OutboxMail
from goodpartners.store.people import Person
from goodpartners.store.reminders import Reminder
from goodpartners.store.waves import Wave
from tests.asked import BEFORE, Asked, C, P
from tests.cohorts import seat
from tests.conftest import Clock
from tests.factories import START, mails, make_person, rows
from tests.statements import statements

BASE = "https://learn.example.org"
DAY = START.date()
SOON = DAY + timedelta(days=4)
LATE = START.replace(hour=20)


def invited(asked: Asked, at: datetime = START) -> list[OutboxMail]:
    before = len(mails(asked.house))
    round_steps.step(asked.house.database, base=BASE, now=at)
    return mails(asked.house)[before:]


def reminded(asked: Asked, at: datetime = START) -> list[OutboxMail]:
    before = len(mails(asked.house))
    round_reminders.send_due(asked.house.database, base=BASE, now=at)
    return mails(asked.house)[before:]


def set_mode(asked: Asked, side: Side, mode: Mode) -> None:
    with asked.house.database.writing() as session:
        pair = session.get_one(CohortPartnershipRow, asked.pairs[0])
        waves.side_mode(session, pair.partnership_id, side).mode = mode.value


def opened(asked: Asked, wave: int) -> int:
    """The same round, of which both sides have been told."""
    with asked.house.database.writing() as session:
        session.get_one(Wave, wave).invited_at = START - timedelta(days=9)
    return wave


@pytest.fixture
def asked(house: House) -> Asked:
    """One pair, three a side."""
    return Asked(house)


def test_both_sides_are_told_once_when_a_round_opens(asked: Asked) -> None:
    wave = asked.round(opens=DAY)
    found = invited(asked)
    assert len(found) == 6
    assert found[0].subject == "Readiness quiz: a round has opened for Quillby 0 and Tessaly 0"
    assert f"{BASE}/rounds/{wave}" in found[0].body
    assert invited(asked) == []


def test_a_round_that_is_put_off_is_told_again_when_it_opens(asked: Asked) -> None:
    wave = asked.round(opens=DAY)
    assert len(invited(asked)) == 6
    with asked.house.database.writing() as session:
        until = DAY + timedelta(days=20)
        rounds.move(session, wave, DAY + timedelta(days=1), until, actor=asked.moira, now=START)
    assert invited(asked) == []
    assert len(invited(asked, START + timedelta(days=1))) == 6


def test_nobody_is_told_at_night_before_the_day_or_in_a_closed_cohort(asked: Asked) -> None:
    asked.round(opens=DAY)
    assert invited(asked, LATE) == []
    assert invited(asked, START - timedelta(days=1)) == []
    with asked.house.database.writing() as session:
        session.get_one(CohortRow, asked.cohort).closed_at = START
    assert invited(asked) == []


def test_a_side_that_answers_together_is_told_so_and_a_workshop_is_not_asked(asked: Asked) -> None:
    set_mode(asked, C, Mode.ORGANISATION)
    set_mode(asked, P, Mode.WORKSHOP)
    asked.round(opens=DAY)
    found = invited(asked)
    assert {mail.person_id for mail in found} == {person.id for person in asked.people[0, C]}
    assert all("It is shown openly as the answer of Quillby 0." in mail.body for mail in found)
    assert all("Nobody else sees your answers" not in mail.body for mail in found)


def test_who_has_not_handed_in_is_reminded_once_shortly_before_the_end(asked: Asked) -> None:
    wave = opened(asked, asked.round(closes=SOON))
    asked.hand_in(wave, C, 2)
    found = reminded(asked)
    assert {mail.person_id for mail in found} == {asked.people[0, C][2].id, *(x.id for x in asked.people[0, P])}
    assert found[0].subject == "Readiness quiz: open until 28 November 2026"
    assert reminded(asked, START + timedelta(days=1)) == []
    assert {r.cohort_id for r in rows(asked.house, "reminder")} == {asked.cohort}


@pytest.mark.parametrize("closes", [DAY + timedelta(days=6), DAY - timedelta(days=1)])
def test_nobody_is_reminded_long_before_the_end_or_after_it(asked: Asked, closes: object) -> None:
    opened(asked, asked.round(opens=DAY - timedelta(days=9), closes=closes))  # type: ignore[arg-type]
    assert reminded(asked) == []


def _reminders_off(asked: Asked) -> None:
    with asked.house.database.writing() as session:
        session.get_one(CohortRow, asked.cohort).reminds = False


def _closed(asked: Asked) -> None:
    with asked.house.database.writing() as session:
        session.get_one(CohortRow, asked.cohort).closed_at = START


def _all_stopped(asked: Asked) -> None:
    with asked.house.database.writing() as session:
        for people in asked.people.values():
            for person in people:
                session.get_one(Person, person.id).reminders_off_at = START


def _all_written_to(asked: Asked) -> None:
    """By another cohort's trainer, six days ago."""
    with asked.house.database.writing() as session:
        for people in asked.people.values():
            for person in people:
                session.add(Reminder(person_id=person.id, text="", at=START - timedelta(days=6)))


def _workshop(asked: Asked) -> None:
    for side in Side:
        set_mode(asked, side, Mode.WORKSHOP)


@pytest.mark.parametrize("meanwhile", [_reminders_off, _closed, _all_stopped, _all_written_to, _workshop])
def test_a_reminder_keeps_the_rules_of_all_reminders(asked: Asked, meanwhile: Callable[[Asked], None]) -> None:
    opened(asked, asked.round(closes=SOON))
    meanwhile(asked)
    assert reminded(asked) == []


def test_no_reminder_leaves_in_the_evening_or_in_somebodys_first_days(asked: Asked) -> None:
    opened(asked, asked.round(closes=SOON))
    with asked.house.database.writing() as session:
        late = make_person(session, "Lena Late")
        seat(session, late, asked.pairs[0], at=START - timedelta(days=1))
    assert reminded(asked, LATE) == []
    assert late.id not in {mail.person_id for mail in reminded(asked)}


def test_a_shared_answer_that_is_handed_in_ends_its_sides_reminders(asked: Asked) -> None:
    wave = opened(asked, asked.round(closes=SOON))
    set_mode(asked, C, Mode.ORGANISATION)
    asked.answer(wave, C, 1)
    assert {mail.person_id for mail in reminded(asked)} == {x.id for x in asked.people[0, P]}


def test_somebody_in_several_pairs_gets_one_letter_about_all(house: House) -> None:
    asked = Asked(house, ((1, 1), (1, 0)))
    with house.database.writing() as session:
        seat(
            session,
            session.get_one(Person, asked.people[0, C][0].id),
            asked.pairs[1],
            P,
            organisation="Region",
            at=BEFORE,
        )
    for pair in (0, 1):
        opened(asked, asked.round(pair, closes=SOON))
    mine = [mail for mail in reminded(asked) if mail.person_id == asked.people[0, C][0].id]
    assert len(mine) == 1
    assert "Tessaly 0" in mine[0].body
    assert "Tessaly 1" in mine[0].body


def test_a_reminder_can_be_stopped_by_its_link(asked: Asked, clock: Clock) -> None:
    opened(asked, asked.round(closes=SOON))
    mail = reminded(asked)[0]
    secret = mail.body.rsplit("/reminders/stop/", 1)[1].split()[0]
    with asked.house.database.writing() as session:
        reminders.stop(session, secret, now=clock())
    with asked.house.database.reading() as session:
        assert session.get_one(Person, mail.person_id or 0).reminders_off_at == clock()


def test_reminders_take_the_same_statements_whatever_the_number_of_rounds(house: House) -> None:
    def count(number: int) -> int:
        asked = Asked(house, ((1, 1),) * number, tag=f" of {number}")
        for pair in range(number):
            opened(asked, asked.round(pair, closes=SOON))
        with statements(house.database) as sent:
            assert round_reminders.send_due(house.database, base=BASE, now=START) == (2 * number, 0)
        _closed(asked)
        return len(sent)

    assert count(2) == count(20)


def test_no_letter_holds_a_figure_an_answer_or_anybody_else(asked: Asked) -> None:
    wave = asked.round(opens=DAY, closes=SOON)
    found = invited(asked)
    asked.answer(wave, C, 3)
    found += reminded(asked)
    asked.answer(wave, P, 3)
    with asked.house.database.writing() as session:
        results.release_now(session, wave, base=BASE, actor=asked.moira, now=START)
    found = mails(asked.house)
    kinds = {mail.subject.split(":")[1].split(" 2")[0] for mail in found}
    assert len(kinds) == 3
    names = {person.id: person.name for people in asked.people.values() for person in people}
    for mail in found:
        others = {name for number, name in names.items() if number != mail.person_id}
        assert not [name for name in others if name in mail.body or name in mail.subject]
        said = mail.body.replace(BASE, "").lower()
        assert not [word for word in ("three", "percent", "mean", "behind", "waiting for", " of 3") if word in said]


def test_released_results_are_told_to_both_sides_at_once(asked: Asked) -> None:
    wave = asked.round()
    for side in (C, P):
        asked.answer(wave, side, 3)
    before = len(mails(asked.house))
    with asked.house.database.writing() as session:
        results.release_now(session, wave, base=BASE, actor=asked.moira, now=START)
    told = mails(asked.house)[before:]
    assert {mail.person_id for mail in told} == {x.id for people in asked.people.values() for x in people}
    assert len({mail.created_at for mail in told}) == 1
    assert all(f"{BASE}/pairs/{asked.pairs[0]}/room" in mail.body for mail in told)


def test_several_rounds_can_be_opened_in_one_transaction(asked: Asked) -> None:
    asked.round(opens=DAY)
    asked.round(number=2, opens=DAY)
    with asked.house.database.writing() as session:
        assert round_letters.invite_due(session, base=BASE, now=START) == 2
    assert len(mails(asked.house)) == 12
