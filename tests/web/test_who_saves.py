"""What is saved while it is typed: taken only of whoever is signed in, with a form token of that sign-in."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from goodpartners.services.house import House
from tests.conftest import Clock
from tests.factories import make_account, rows, send, signed_in
from tests.garden import ACTIVITY, COURSE, MODULE
from tests.web.at_the_door import SIGN_IN
from tests.web.taking import question, start
from tests.web.visitor import JSON, Visitor

NOTE = f"/courses/{COURSE}/{MODULE}/notes/{ACTIVITY}"
STALE, SIGNED_OUT = (400, "This form has gone stale"), (401, "Sign in to go on")
WRITTEN = ("attempt", "attempt_event", "answer_draft", "note")


@pytest.fixture
def database_kind() -> str:
    """Who may save does not differ between databases."""
    return "sqlite"


@pytest.fixture(params=["draft", "note"])
def typed(request: pytest.FixtureRequest, amara: Visitor) -> tuple[str, dict[str, str]]:
    """Where something is saved, and what."""
    if request.param == "note":
        return NOTE, {"text": "By the wall", "version": "0"}
    return question(start(amara), "straw"), {"answer": "mulch", "version": "0"}


def put(who: Visitor, typed: tuple[str, dict[str, str]], **headers: str) -> TestResponse:
    """Save it with these headers and no others of ours."""
    address, fields = typed
    return who.client.put(
        address, data=fields, headers={**JSON, **{n.replace("_", "-"): v for n, v in headers.items()}}
    )


def told(answer: TestResponse) -> tuple[int, str]:
    """The status and its reason, as our script reads them."""
    assert answer.json is not None
    assert answer.json["status"] == answer.status_code
    return answer.status_code, answer.json["reason"]


def written(house: House) -> dict[str, list[Any]]:
    """All that saving could have changed."""
    return {table: rows(house, table) for table in WRITTEN}


def token_of(who: Visitor) -> str:
    """The token that our script asks for when the one on its page is refused."""
    return str(who.get("/form-token", headers=JSON).get_json()["token"])


@pytest.mark.parametrize("headers", [{}, {"X_CSRFToken": "made up"}])
def test_without_a_token_of_ours_nothing_is_saved(
    amara: Visitor, house: House, typed: tuple[str, dict[str, str]], headers: dict[str, str]
) -> None:
    before = written(house)
    assert told(put(amara, typed, **headers)) == STALE
    assert written(house) == before


def test_after_signing_in_again_a_token_from_before_saves_nothing_and_a_fresh_one_does(
    amara: Visitor, house: House, typed: tuple[str, dict[str, str]]
) -> None:
    old, before = amara.token, written(house)
    assert send(amara.client, "/sign-in", SIGN_IN).status_code == 303
    assert told(put(amara, typed, X_CSRFToken=old)) == STALE
    assert written(house) == before
    assert put(amara, typed, X_CSRFToken=token_of(amara)).status_code == 200
    assert written(house) != before


def test_once_the_sign_in_has_run_out_nothing_is_saved_until_somebody_signs_in_again(
    amara: Visitor, house: House, clock: Clock, typed: tuple[str, dict[str, str]]
) -> None:
    old, before = amara.token, written(house)
    clock.advance(minutes=house.settings.session_idle_minutes + 1)
    assert told(put(amara, typed, X_CSRFToken=old)) == SIGNED_OUT
    assert told(amara.get("/form-token", headers=JSON)) == SIGNED_OUT
    assert written(house) == before
    assert send(amara.client, "/sign-in", SIGN_IN).status_code == 303
    assert put(amara, typed, X_CSRFToken=token_of(amara)).status_code == 200


def test_after_signing_out_nothing_is_saved_and_the_script_is_told_why(
    amara: Visitor, house: House, typed: tuple[str, dict[str, str]]
) -> None:
    old, before = amara.token, written(house)
    assert send(amara.client, "/sign-out").status_code == 303
    assert told(put(amara, typed, X_CSRFToken=old)) == STALE
    assert told(amara.get("/form-token", headers=JSON)) == SIGNED_OUT
    assert written(house) == before


def test_what_somebody_else_typed_in_this_browser_is_not_saved_as_ones_own(
    garden_app: Flask, amara: Visitor, house: House, typed: tuple[str, dict[str, str]]
) -> None:
    rowan = Visitor(signed_in(garden_app.test_client(), make_account(house, "Rowan Ashby")))
    mine, theirs = (who.get("/form-token", headers=JSON).get_json()["person"] for who in (amara, rowan))
    before = written(house)
    assert told(put(amara, typed, X_CSRFToken=amara.token, X_Person=theirs)) == SIGNED_OUT
    assert written(house) == before
    assert put(amara, typed, X_CSRFToken=amara.token, X_Person=mine).status_code == 200
