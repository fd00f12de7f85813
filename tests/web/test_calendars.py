"""A cohort's dates as a file for somebody's calendar."""

from __future__ import annotations

from datetime import date, time

import icalendar
import pytest
from flask.testing import FlaskClient

from goodpartners.domain.allowances import AllowanceKind
from goodpartners.domain.people import Role, Side
from goodpartners.services import allowances, cohorts, joint_dates, seats
from goodpartners.services.house import House
from goodpartners.services.joint_dates import Meeting
from goodpartners.store.people import Person
from goodpartners.store.seats import Enrolment
from tests.cohorts import actor_of, make_cohort, make_pair, seat
from tests.factories import START, make_account, make_person, signed_in

COURSES = [("good-customer", date(2026, 12, 18)), ("good-supplier", date(2026, 12, 18)), "working-together"]


@pytest.fixture
def moira(house: House) -> Person:
    """A trainer."""
    return make_account(house, "Moira Tennant", roles=[Role.TRAINER])


@pytest.fixture
def amara(house: House) -> Person:
    """Somebody on the provider's side of the first pair, with a later date for course B."""
    return make_account(house, "Amara Osei")


@pytest.fixture
def cohort(house: House, moira: Person, amara: Person) -> int:
    """A cohort of two pairs with a date for each and one for all."""
    with house.database.writing() as session:
        partnerships = [make_pair(session), make_pair(session, "Ostley County Council", "Larkfield Homes")]
        number, pairs = make_cohort(session, moira, COURSES, partnerships, ends=date(2027, 2, 5))
        seat(session, amara, pairs[0], Side.PROVIDER)
        seat(session, make_person(session, "Ben Ekwueme"), pairs[1], Side.COMMISSIONER)
        actor = actor_of(session, moira)
        for meeting in (
            Meeting("First workshop", date(2026, 12, 8), time(14, 30), time(16), "Room 2, Town Hall"),
            Meeting("Our visit", date(2026, 12, 9), pair_id=pairs[0]),
            Meeting("Their visit", date(2026, 12, 10), pair_id=pairs[1]),
        ):
            joint_dates.add(session, number, meeting, actor=actor, now=START)
        later = allowances.Wanted(
            AllowanceKind.LATER_DATE, "leave", cohort_id=number, about="good-supplier", until=date(2027, 1, 8)
        )
        allowances.give(session, amara.id, later, actor=actor, now=START)
    return number


def events(client: FlaskClient, person: Person, cohort: int) -> dict[str, icalendar.Event]:
    """The events of a person's file by title."""
    answer = signed_in(client.application.test_client(), person).get(f"/cohorts/{cohort}/calendar.ics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="autumn-joint-cohort.ics"'
    assert answer.headers["Cache-Control"] == "no-store"
    calendar = icalendar.Calendar.from_ical(answer.data)
    return {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}


def test_a_person_gets_their_own_pairs_dates_and_their_own_courses_with_their_own_days(
    client: FlaskClient, amara: Person, cohort: int
) -> None:
    found = events(client, amara, cohort)
    assert list(found) == [
        "Autumn joint cohort: first day",
        "Due: course B, The good supplier",
        "Due: course C, Working together",
        "First workshop",
        "Our visit (Quillby Borough Council and Tessaly Care)",
        "Autumn joint cohort: last day",
    ]
    assert found["Due: course B, The good supplier"]["DTSTART"].dt == date(2027, 1, 8)
    workshop = found["First workshop"]
    assert workshop["DTSTART"].dt.isoformat() == "2026-12-08T14:30:00+00:00"
    assert str(workshop["LOCATION"]) == "Room 2, Town Hall"
    assert all(str(event["UID"]).endswith("@localhost") for event in found.values())


def test_a_trainer_gets_every_pairs_dates(client: FlaskClient, moira: Person, cohort: int) -> None:
    found = events(client, moira, cohort)
    assert {"Their visit (Ostley County Council and Larkfield Homes)", "Due: course A, The good customer"} <= set(found)
    assert found["Due: course B, The good supplier"]["DTSTART"].dt == date(2026, 12, 18)


def test_names_of_events_stay_when_dates_move(
    client: FlaskClient, house: House, amara: Person, moira: Person, cohort: int
) -> None:
    before = {str(event["UID"]) for event in events(client, amara, cohort).values()}
    with house.database.writing() as session:
        plan = cohorts.Plan("Autumn joint cohort", START.date(), date(2027, 3, 5), (("good-supplier", None),))
        catalogue = house.library.current(today=START.date())
        cohorts.change(session, catalogue, cohort, plan, actor=actor_of(session, moira), now=START)
    assert {str(event["UID"]) for event in events(client, amara, cohort).values()} < before


def test_nobody_else_gets_the_file(
    client: FlaskClient, house: House, moira: Person, amara: Person, cohort: int
) -> None:
    strangers = [make_account(house, "Ines Vale", roles=[Role.TRAINER]), make_account(house, "Dee", roles=[Role.ADMIN])]
    with house.database.writing() as session:
        enrolment = session.get_one(Enrolment, 1)
        seats.leave(session, enrolment, amara.id, actor=actor_of(session, moira), now=START)
    for person in (*strangers, amara):
        browser = signed_in(client.application.test_client(), person)
        assert browser.get(f"/cohorts/{cohort}/calendar.ics").status_code == 404
    assert browser.get("/cohorts/999/calendar.ics").status_code == 404
    assert client.get(f"/cohorts/{cohort}/calendar.ics").status_code == 303
