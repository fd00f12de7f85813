"""Accepting an invitation, and choosing a new password."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient

from goodpartners.services.house import House
from tests.conftest import Clock
from tests.factories import PASSWORD, csrf_of, link_in, mails, make_account, page, rows, send, signed_in
from tests.web.at_the_door import (
    EMAIL,
    SIGN_IN,
    ask_for_link,
)

# --- Invitations -----------------------------------------------------------------------------------------------------


@pytest.fixture
def invitation(app: Flask, house: House) -> str:
    """The path of a fresh invitation."""
    admin = signed_in(app.test_client(), make_account(house, "Moira Tennant", roles=["admin"]))
    send(admin, "/admin/organisations", {"name": "Tessaly Care", "kind": "provider"})
    form = {"email": EMAIL, "name": "Amara Ossei", "organisation": "1", "job_family": "home manager"}
    assert send(admin, "/admin/people/invite", form).status_code == 303
    return link_in(mails(house)[-1])


def test_an_invitation_is_accepted_with_a_corrected_name_and_a_password(
    app: Flask, house: House, invitation: str
) -> None:
    client = app.test_client()
    shown = client.get(invitation).get_data(as_text=True)
    for words in ("Amara Ossei", EMAIL, "Tessaly Care", "Provider"):
        assert words in shown
    answer = send(client, invitation, {"name": "Amara Osei", "password": PASSWORD})
    assert answer.location == "/home"
    assert "Amara Osei" in client.get("/account").get_data(as_text=True)
    assert send(app.test_client(), "/sign-in", SIGN_IN).status_code == 303
    assert client.get(invitation).status_code == 410


def test_an_invitation_can_be_accepted_without_a_password(app: Flask, house: House, invitation: str) -> None:
    client = app.test_client()
    assert send(client, invitation, {"name": "Amara Osei", "password": ""}).status_code == 303
    assert rows(house, "person", email=EMAIL)[0].password_hash is None
    assert send(app.test_client(), "/sign-in", SIGN_IN).status_code == 422


def test_a_faulty_invitation_form_comes_back_and_uses_nothing_up(app: Flask, house: House, invitation: str) -> None:
    client = app.test_client()
    for fields in ({"name": " ", "password": ""}, {"name": "Amara Osei", "password": "short"}):
        answer = send(client, invitation, fields)
        assert answer.status_code == 422
        assert "short" not in str(page(answer).select_one("#password"))
    assert "Amara Osei" in answer.get_data(as_text=True)
    assert send(client, invitation, {"name": "Amara Osei", "password": ""}).status_code == 303


def test_an_invitation_lasts_fourteen_days(app: Flask, invitation: str, clock: Clock) -> None:
    client = app.test_client()
    clock.advance(days=13, hours=23)
    assert client.get(invitation).status_code == 200
    clock.advance(hours=1)
    answer = client.get(invitation)
    assert answer.status_code == 410
    assert "ask whoever invited you" in answer.get_data(as_text=True)


def test_two_who_accept_at_once_leave_one_account_with_one_sign_in(app: Flask, house: House, invitation: str) -> None:
    both = threading.Barrier(2)

    def accept(client: FlaskClient, token: str) -> int:
        both.wait()
        return client.post(invitation, data={"csrf_token": token, "name": "Amara", "password": ""}).status_code

    browsers = [app.test_client() for _ in range(2)]
    tokens = [csrf_of(browser) for browser in browsers]
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(accept, browsers, tokens)) == [303, 410]
    person = rows(house, "person", email=EMAIL)[0]
    assert len(rows(house, "sign_in", person_id=person.id)) == 1


def test_an_invited_person_who_asks_for_a_link_comes_in_and_the_invitation_ends(
    app: Flask, house: House, invitation: str
) -> None:
    client = app.test_client()
    ask_for_link(client)
    send(client, link_in(mails(house)[-1]))
    assert client.get("/home").status_code == 200
    assert client.get(invitation).status_code == 410


# --- Resets ----------------------------------------------------------------------------------------------------------


def test_a_reset_sets_the_password_and_ends_every_other_sign_in_and_link(app: Flask, house: House) -> None:
    person = make_account(house)
    elsewhere = signed_in(app.test_client(), person)
    client = app.test_client()
    ask_for_link(client)
    send(client, "/reset", {"email": EMAIL})
    link, reset = (link_in(mail) for mail in mails(house))
    assert EMAIL in client.get(reset).get_data(as_text=True)
    assert send(client, reset, {"password": "short"}).status_code == 422
    assert send(client, reset, {"password": EMAIL}).status_code == 422
    assert send(client, reset, {"password": "another three words"}).location == "/home"
    assert client.get("/home").status_code == 200
    assert elsewhere.get("/home").status_code == 303
    assert client.get(link).status_code == client.get(reset).status_code == 410
    assert mails(house)[-1].subject == "Your password was changed"
    fresh = app.test_client()
    assert send(fresh, "/sign-in", SIGN_IN).status_code == 422
    assert send(fresh, "/sign-in", {**SIGN_IN, "password": "another three words"}).status_code == 303
