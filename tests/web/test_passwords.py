"""Signing in with a password, and where to go on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from goodpartners.services.house import House
from goodpartners.services.passwords import Passwords
from goodpartners.store import limits
from goodpartners.store.database import Database
from goodpartners.web import house as houses
from tests.conftest import Clock
from tests.factories import PASSWORD, START, link_in, mails, make_account, page, rows, send, signed_in
from tests.web.at_the_door import (
    EMAIL,
    SIGN_IN,
    STRANGER,
    WRONG,
    ask_for_link,
    headers_that_matter,
    without_what_differs,
)

# --- With a password -------------------------------------------------------------------------------------------------


def test_a_person_signs_in_with_a_password_and_lands_at_home(client: FlaskClient, house: House) -> None:
    make_account(house)
    answer = send(client, "/sign-in", SIGN_IN)
    assert (answer.status_code, answer.location) == (303, "/home")
    assert client.get("/home").status_code == 200
    [row] = rows(house, "sign_in")
    assert row.device == "A browser"


def test_capitals_and_spaces_in_the_address_do_not_matter(client: FlaskClient, house: House) -> None:
    make_account(house)
    assert send(client, "/sign-in", {**SIGN_IN, "email": " Amara.Osei@Tessaly.EXAMPLE "}).status_code == 303


def test_a_wrong_password_brings_the_form_back_with_the_address_and_without_the_password(
    client: FlaskClient, house: House
) -> None:
    make_account(house)
    answer = send(client, "/sign-in", WRONG)
    shown = page(answer)
    assert answer.status_code == 422
    assert shown.title is not None
    assert shown.title.text.startswith("Error: ")
    assert shown.select_one(".errors a")["href"] == "#email"  # type: ignore[index]
    assert shown.select_one("#email")["value"] == EMAIL  # type: ignore[index]
    assert WRONG["password"] not in answer.get_data(as_text=True)
    assert shown.select_one("details[open] #password") is not None


def test_the_answer_is_the_same_for_an_address_without_an_account(client: FlaskClient, house: House) -> None:
    make_account(house)
    known = send(client, "/sign-in", WRONG)
    unknown = send(client, "/sign-in", {**WRONG, "email": STRANGER})
    assert known.status_code == unknown.status_code == 422
    assert without_what_differs(known) == without_what_differs(unknown)
    assert headers_that_matter(known) == headers_that_matter(unknown)


class Counting(Passwords):
    """Counts the checks, and makes sure that nobody holds the database's lock meanwhile."""

    def __init__(self, database: Database) -> None:
        super().__init__(memory_kib=8)
        self.database, self.checked = database, 0

    def verify(self, stored: str | None, password: str) -> bool:
        self.checked += 1
        self._write()
        return super().verify(stored, password)

    def hash(self, password: str) -> str:
        self._write()
        return super().hash(password)

    def _write(self) -> None:
        with self.database.writing() as session:
            limits.count_up(session, "meanwhile", START)


def watched(app: Flask) -> Counting:
    house = houses.house(app)
    counting = Counting(house.database)
    houses.install(app, replace(house, passwords=counting))
    return counting


def test_one_password_is_checked_whether_the_account_exists_or_not(app: Flask, house: House) -> None:
    make_account(house)
    counting, client = watched(app), app.test_client()
    send(client, "/sign-in", WRONG)
    assert counting.checked == 1
    send(client, "/sign-in", {**WRONG, "email": STRANGER})
    assert counting.checked == 2


def test_no_password_is_checked_or_hashed_while_the_database_is_locked(app: Flask, house: House, clock: Clock) -> None:
    person = make_account(house)
    watched(app)  # whatever hashes while a request holds SQLite's lock would wait for it and fail
    client = app.test_client()
    assert send(client, "/sign-in", SIGN_IN).status_code == 303
    clock.advance(minutes=11)  # so that the visit is noted too
    change = {"password": PASSWORD, "new_password": "another three words"}
    assert send(client, "/account/password", change).status_code == 303
    assert send(app.test_client(), "/reset", {"email": EMAIL}).status_code == 303
    reset = send(app.test_client(), link_in(mails(house)[-1]), {"password": "yet three words more"})
    assert reset.status_code == 303
    again = signed_in(app.test_client(), person)
    assert send(again, "/account/erase", {"word": "erase", "password": "yet three words more"}).status_code == 303


def test_a_hash_made_with_older_parameters_is_renewed_at_sign_in(client: FlaskClient, house: House) -> None:
    older = Passwords(memory_kib=16).hash(PASSWORD)
    make_account(house, password_hash=older)
    assert send(client, "/sign-in", SIGN_IN).status_code == 303
    renewed = rows(house, "person")[0].password_hash
    assert renewed != older
    assert "m=8," in renewed
    assert house.passwords.verify(renewed, PASSWORD)


def test_the_enter_key_without_a_password_asks_for_a_link(client: FlaskClient, house: House) -> None:
    make_account(house)
    answer = send(client, "/sign-in", {"email": EMAIL, "password": "", "way": "either"})
    assert answer.location == "/sign-in/sent"
    assert len(mails(house)) == 1


def test_the_first_button_of_the_form_is_the_one_that_the_enter_key_presses(client: FlaskClient) -> None:
    form = page(client.get("/sign-in")).select_one("form")
    assert form is not None
    assert form.select("button")[0]["value"] == "either"


def test_whoever_is_signed_in_is_sent_on_from_the_sign_in_page(client: FlaskClient, house: House) -> None:
    signed_in(client, make_account(house))
    assert client.get("/sign-in").location == "/home"
    assert client.get("/sign-in?next=/account").location == "/account"


def test_a_closed_account_cannot_come_in_by_any_way(client: FlaskClient, house: House, clock: Clock) -> None:
    person = make_account(house)
    ask_for_link(client)
    send(client, "/reset", {"email": EMAIL})
    with house.database.writing() as session:
        session.merge(person).closed_at = clock()
    assert send(client, "/sign-in", SIGN_IN).status_code == 422
    for mail in mails(house):
        assert client.get(link_in(mail)).status_code == 410
        assert send(client, link_in(mail), {"password": "three other words"}).status_code == 410
    ask_for_link(client)
    assert len(mails(house)) == 2
    assert rows(house, "sign_in") == []


# --- Where to go on --------------------------------------------------------------------------------------------------


def test_after_signing_in_people_go_to_the_page_they_wanted(client: FlaskClient, house: House) -> None:
    make_account(house)
    asked = client.get("/account/where?a=1")
    assert asked.status_code == 303
    assert asked.location == "/sign-in?next=/account/where?a%3D1"
    form = page(client.get(asked.location)).select_one("input[name=next]")
    assert form is not None
    assert form["value"] == "/account/where?a=1"
    assert send(client, "/sign-in", {**SIGN_IN, "next": str(form["value"])}).location == "/account/where?a=1"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        "evil.example",
        " //evil.example",
        "/ok\\..\\evil",
        "/sign-out",
        "/" + "a" * 600,
    ],
)
def test_nobody_is_sent_to_another_site(client: FlaskClient, house: House, elsewhere: str) -> None:
    make_account(house)
    assert send(client, "/sign-in", {**SIGN_IN, "next": elsewhere}).location == "/home"


def test_a_link_by_mail_leads_on_to_the_page_that_was_wanted(client: FlaskClient, house: House) -> None:
    make_account(house)
    ask_for_link(client, onward="/account/data")
    path = link_in(mails(house)[0])
    field = page(client.get(path)).select_one("input[name=next]")
    assert field is not None
    assert send(client, path, {"next": field["value"]}).location == "/account/data"
