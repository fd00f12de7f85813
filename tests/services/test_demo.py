"""The invented cast comes through the same services as everybody, and can be taken out whole."""

from __future__ import annotations

from dataclasses import replace

from flask.testing import FlaskClient

from goodpartners.services import demo
from goodpartners.services.house import House
from tests.factories import rows, send


def test_everybody_in_the_demo_can_sign_in_with_the_password_that_is_printed(house: House, client: FlaskClient) -> None:
    accounts = demo.fill(house)
    assert len({account["password"] for account in accounts}) == len(accounts)
    for account in accounts:
        answer = send(client, "/sign-in", {"email": account["email"], "password": account["password"]})
        assert answer.status_code == 303, account["email"]
        send(client, "/sign-out")


def test_the_demo_shows_people_at_different_points(house: House) -> None:
    demo.fill(house)
    assert rows(house, "certificate"), "somebody has completed a course"
    assert any(row.ended_at is None for row in rows(house, "attempt")), "somebody is in the middle of a quiz"
    assert any(row.passed is False for row in rows(house, "attempt")), "somebody has failed a try"
    assert rows(house, "note")


def test_removing_the_demo_leaves_nothing_of_it(house: House) -> None:
    demo.fill(house)
    with house.database.writing() as session:
        assert demo.present(session)
        assert demo.remove(session) == len(demo.CAST)
    for table in (
        "person",
        "attempt",
        "attempt_event",
        "section_done",
        "note",
        "certificate",
        "reflection",
        "membership",
    ):
        assert rows(house, table) == [], table


def test_the_demo_can_be_filled_when_a_module_is_missing(house: House) -> None:
    parts = [replace(part, read=(("good-supplier", "no-such-module", 3),), passed=("no/such",)) for part in demo.CAST]
    before, demo.CAST = demo.CAST, tuple(parts)
    try:
        assert demo.fill(house)
    finally:
        demo.CAST = before
