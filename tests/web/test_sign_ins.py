"""The browser's session: begun anew, ended everywhere, over after a time."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from goodpartners.services.house import House
from tests.conftest import Clock
from tests.factories import csrf_of, make_account, rows, send, signed_in
from tests.web.at_the_door import (
    SIGN_IN,
)


def cookie_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("goodpartners")
    assert cookie is not None
    return str(cookie.value)


def test_signing_in_begins_a_new_session(app: Flask, house: House) -> None:
    make_account(house)
    client = app.test_client()
    planted = csrf_of(client)
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    before = cookie_of(client)
    assert send(client, "/sign-in", SIGN_IN).status_code == 303
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie.permanent
    assert client.post("/account/name", data={"csrf_token": planted, "name": "X"}).status_code == 400
    other = app.test_client()
    other.set_cookie("goodpartners", before)
    assert other.get("/home").status_code == 303


def test_signing_in_again_in_the_same_browser_leaves_one_sign_in(client: FlaskClient, house: House) -> None:
    first, second = make_account(house), make_account(house, "Rowan Ashby")
    signed_in(client, first)
    assert send(client, "/sign-in", {**SIGN_IN, "email": "rowan.ashby@tessaly.example"}).status_code == 303
    assert [row.person_id for row in rows(house, "sign_in")] == [second.id]


def test_signing_out_ends_the_sign_in_for_a_copied_cookie_too(app: Flask, house: House) -> None:
    make_account(house)
    client = app.test_client()
    send(client, "/sign-in", SIGN_IN)
    copied = cookie_of(client)
    assert send(client, "/sign-out").location == "/sign-in"
    assert rows(house, "sign_in") == []
    thief = app.test_client()
    thief.set_cookie("goodpartners", copied)
    assert thief.get("/home").status_code == 303


def test_a_sign_in_ends_after_its_idle_time(client: FlaskClient, house: House, clock: Clock) -> None:
    signed_in(client, make_account(house))
    idle = house.settings.session_idle_minutes
    clock.advance(minutes=idle - 1)
    assert client.get("/home").status_code == 200
    clock.advance(minutes=idle - 1)
    assert client.get("/home").status_code == 200
    clock.advance(minutes=idle + 1)
    assert client.get("/home").status_code == 303


def test_a_sign_in_ends_after_its_days_however_busy_it_was(client: FlaskClient, house: House, clock: Clock) -> None:
    signed_in(client, make_account(house))
    for _half_day in range(house.settings.session_days * 2):
        assert client.get("/home").status_code == 200
        clock.advance(hours=12)
    clock.advance(seconds=1)
    assert client.get("/home").status_code == 303


def test_a_form_sent_after_a_pause_is_taken_and_notes_the_visit(
    client: FlaskClient, house: House, clock: Clock
) -> None:
    signed_in(client, make_account(house))
    token = csrf_of(client)
    clock.advance(minutes=30)
    answer = client.post("/account/name", data={"csrf_token": token, "name": "Amara O."})
    assert answer.status_code == 303
    assert rows(house, "sign_in")[0].seen_at == clock()


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/link", "/sign-out", "/reset", "/appearance"])
def test_a_form_without_its_token_is_refused_and_changes_nothing(client: FlaskClient, house: House, path: str) -> None:
    signed_in(client, make_account(house))
    before = {name: rows(house, name) for name in ("sign_in", "token", "person", "outbox_mail", "rate_counter")}
    for fields in ({}, {"csrf_token": "made up"}):
        answer = client.post(path, data={**SIGN_IN, "theme": "dark", **fields})
        assert answer.status_code == 400
        assert "This form has gone stale" in answer.get_data(as_text=True)
    assert before == {name: rows(house, name) for name in before}
