"""Too many tries."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from flask.testing import FlaskClient

from goodpartners.services.house import House
from tests.conftest import Clock
from tests.factories import csrf_of, mails, make_account, rows, send
from tests.web.at_the_door import (
    EMAIL,
    SIGN_IN,
    STRANGER,
    WRONG,
    ask_for_link,
    without_what_differs,
)


def test_the_eleventh_wrong_password_has_to_wait_for_a_known_address_and_an_unknown_one(
    client: FlaskClient, house: House, clock: Clock
) -> None:
    make_account(house)
    answers = []
    for email in (EMAIL, STRANGER):
        for _try in range(10):
            assert send(client, "/sign-in", {**WRONG, "email": email}).status_code == 422
        answers.append(send(client, "/sign-in", {**SIGN_IN, "email": email}))
    assert [answer.status_code for answer in answers] == [429, 429]
    assert [answer.headers["Retry-After"] for answer in answers] == ["900", "900"]
    assert without_what_differs(answers[0]) == without_what_differs(answers[1])
    assert rows(house, "sign_in") == []
    clock.advance(minutes=15)
    assert send(client, "/sign-in", SIGN_IN).status_code == 303


def test_a_right_password_forgives_the_wrong_ones(client: FlaskClient, house: House) -> None:
    make_account(house)
    for _round in range(2):
        for _try in range(9):
            send(client, "/sign-in", WRONG)
        assert send(client, "/sign-in", SIGN_IN).status_code == 303
        send(client, "/sign-out")


def test_one_persons_wrong_tries_do_not_hold_up_a_colleague(client: FlaskClient, house: House) -> None:
    make_account(house)
    make_account(house, "Rowan Ashby")
    for _try in range(12):
        send(client, "/sign-in", WRONG)
    assert send(client, "/sign-in", {**SIGN_IN, "email": "rowan.ashby@tessaly.example"}).status_code == 303


def test_the_limit_holds_when_many_try_at_once(app: Flask, house: House) -> None:
    make_account(house)
    browsers = [app.test_client() for _ in range(16)]
    tokens = [csrf_of(browser) for browser in browsers]

    def guess(client: FlaskClient, token: str) -> int:
        return client.post("/sign-in", data={"csrf_token": token, **WRONG}).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(guess, browsers, tokens))
    assert statuses == [422] * 10 + [429] * 6


def test_a_sixth_link_within_the_hour_is_not_sent_for_anybody(client: FlaskClient, house: House, clock: Clock) -> None:
    make_account(house)
    for email in (EMAIL, STRANGER):
        assert [ask_for_link(client, email).status_code for _ in range(6)] == [303] * 5 + [429]
    assert len(mails(house)) == 5
    clock.advance(hours=1)
    assert ask_for_link(client).status_code == 303


def test_counters_name_nobody(client: FlaskClient, house: House) -> None:
    send(client, "/sign-in", WRONG)
    ask_for_link(client)
    keys = " ".join(row.key for row in rows(house, "rate_counter"))
    assert keys
    assert "amara" not in keys
    assert "127.0.0.1" not in keys
