"""Coming in and going out."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from goodpartners.services.house import House
from goodpartners.services.passwords import Passwords
from goodpartners.store.people import Person
from tests.conftest import Clock
from tests.factories import PASSWORD, csrf_of, link_in, mails, make_account, page, rows, send, signed_in

SIGN_IN = {"email": "amara.osei@tessaly.example", "password": PASSWORD}


def test_a_person_signs_in_with_a_password_and_lands_at_home(client: FlaskClient, house: House) -> None:
    make_account(house)
    answer = send(client, "/sign-in", SIGN_IN)
    assert (answer.status_code, answer.location) == (303, "/home")
    assert client.get("/home").status_code == 200
    assert len(rows(house, "sign_in")) == 1


def test_capitals_and_spaces_in_the_address_do_not_matter(client: FlaskClient, house: House) -> None:
    make_account(house)
    assert send(client, "/sign-in", {**SIGN_IN, "email": " Amara.Osei@Tessaly.EXAMPLE "}).status_code == 303
