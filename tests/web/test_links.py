"""Signing in with a link by mail."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from flask.testing import FlaskClient

from goodpartners.services.house import House
from goodpartners.services.tokens import LIVES, Purpose
from tests.conftest import Clock
from tests.factories import csrf_of, link_in, mails, make_account, rows, send
from tests.web.at_the_door import (
    EMAIL,
    STRANGER,
    ask_for_link,
    headers_that_matter,
    without_what_differs,
)


def test_a_link_signs_in_once_and_looking_at_it_uses_nothing_up(client: FlaskClient, house: House) -> None:
    make_account(house)
    assert ask_for_link(client).location == "/sign-in/sent"
    path = link_in(mails(house)[0])
    for _scanner in range(3):
        assert client.get(path).status_code == 200
    assert rows(house, "sign_in") == []
    assert send(client, path).location == "/home"
    assert client.get("/home").status_code == 200
    assert client.get(path).status_code == 410
    assert send(client, path).status_code == 410


def test_of_two_at_once_only_one_gets_in(app: Flask, house: House) -> None:
    make_account(house)
    ask_for_link(app.test_client())
    path = link_in(mails(house)[0])
    both = threading.Barrier(2)

    def press(client: FlaskClient, token: str) -> int:
        both.wait()
        return client.post(path, data={"csrf_token": token}).status_code

    browsers = [app.test_client() for _ in range(2)]
    tokens = [csrf_of(browser) for browser in browsers]
    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(press, browsers, tokens))
    assert sorted(statuses) == [303, 410]
    assert len(rows(house, "sign_in")) == 1


def test_a_link_runs_out(client: FlaskClient, house: House, clock: Clock) -> None:
    make_account(house)
    ask_for_link(client)
    clock.advance(seconds=LIVES[Purpose.SIGN_IN].total_seconds())
    answer = client.get(link_in(mails(house)[0]))
    assert answer.status_code == 410
    assert "Send me a new link" in answer.get_data(as_text=True)


def test_asking_gives_the_same_answer_for_an_address_without_an_account(client: FlaskClient, house: House) -> None:
    make_account(house)
    for path in ("/sign-in/link", "/reset"):
        known, unknown = send(client, path, {"email": EMAIL}), send(client, path, {"email": STRANGER})
        assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
        assert known.status_code == 303
        assert known.get_data() == unknown.get_data()
        assert headers_that_matter(known) == headers_that_matter(unknown)
        seen = without_what_differs(client.get(known.location)), without_what_differs(client.get(unknown.location))
        assert seen[0] == seen[1]
    assert {mail.to_address for mail in mails(house)} == {EMAIL}


def test_asking_writes_something_whether_the_account_exists_or_not(client: FlaskClient, house: House) -> None:
    before = {row.key for row in rows(house, "rate_counter")}
    ask_for_link(client, STRANGER)
    assert "asked-for-nobody" in {row.key for row in rows(house, "rate_counter")} - before


def test_using_a_link_ends_the_other_links(client: FlaskClient, house: House) -> None:
    make_account(house)
    ask_for_link(client)
    ask_for_link(client)
    first, second = (link_in(mail) for mail in mails(house))
    send(client, second)
    assert client.get(first).status_code == 410


def test_only_a_hash_of_a_link_is_stored_as_a_token(client: FlaskClient, house: House) -> None:
    make_account(house)
    ask_for_link(client)
    secret = link_in(mails(house)[0]).rpartition("/")[2]
    [row] = rows(house, "token")
    assert secret not in str(row)
    assert len(row.hash) == 64


def test_an_address_that_cannot_be_one_is_said_so(client: FlaskClient) -> None:
    for typed in ("", "amara", "amara@", "a b@example.org", "amara@example"):
        assert ask_for_link(client, typed).status_code == 422
        assert send(client, "/reset", {"email": typed}).status_code == 422
