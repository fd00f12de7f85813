"""What every response carries, and what a refused one says."""

from __future__ import annotations

import gzip
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from goodpartners.domain.people import Role
from goodpartners.services.house import House
from goodpartners.web.headers import CONTENT_POLICY
from tests.factories import make_account, page, send, signed_in

WRITTEN = "Twenty minutes of thought about one phone call"


@pytest.mark.parametrize("path", ["/sign-in", "/verify", "/nowhere", "/v/NONE", "/healthz", "/favicon.ico"])
def test_every_response_carries_the_policy_and_a_request_id(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        headers = answer.headers
    assert headers["Content-Security-Policy"] == CONTENT_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert re.fullmatch(r"[\w-]{8,64}", headers["X-Request-Id"])


def test_a_given_request_id_is_kept_and_a_forged_one_is_not(client: FlaskClient) -> None:
    assert (
        client.get("/healthz", headers={"X-Request-Id": "from-the-proxy-1"}).headers["X-Request-Id"]
        == "from-the-proxy-1"
    )
    assert client.get("/healthz", headers={"X-Request-Id": "<script>"}).headers["X-Request-Id"] != "<script>"


def test_pages_of_a_person_are_never_stored(client: FlaskClient, house: House) -> None:
    signed_in(client, make_account(house))
    assert client.get("/home").headers["Cache-Control"] == "no-store"


def test_static_files_may_be_kept_for_ever_under_the_present_release_only(client: FlaskClient, house: House) -> None:
    present = client.get(f"/static/{house.release}/css/app.css", headers={"Accept-Encoding": "gzip"})
    assert "immutable" in present.headers["Cache-Control"]
    assert gzip.decompress(present.data).startswith(b"/* Good Partners")
    with client.get("/static/old/css/app.css") as old:
        assert old.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["../pyproject.toml", "css/../../app.py", "nothing.css", "%2e%2e/app.py"])
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_nothing_outside_the_static_folder_is_served(client: FlaskClient, name: str, encoding: str) -> None:
    assert client.get(f"/static/x/{name}", headers={"Accept-Encoding": encoding}).status_code == 404


@pytest.mark.parametrize(
    "name", ["course.yaml", "02-who-is-the-customer.md", "images/b2-six-roles.svg", "../coverage.yaml"]
)
def test_the_text_of_a_course_is_not_served_as_a_file(client: FlaskClient, name: str) -> None:
    assert client.get(f"/files/good-supplier/{name}").status_code == 404


def test_a_page_is_compressed_for_whoever_takes_it(client: FlaskClient) -> None:
    plain = client.get("/sign-in")
    packed = client.get("/sign-in", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 2
    assert b"<h1" in gzip.decompress(packed.data)


def test_a_form_without_its_token_is_refused_and_changes_nothing(client: FlaskClient, house: House) -> None:
    signed_in(client, make_account(house))
    answer = client.post("/account/name", data={"name": "Somebody Else"})
    assert answer.status_code == 400
    assert "gone stale" in answer.get_data(as_text=True)
    assert "Somebody Else" not in page(client.get("/account")).get_text()


def test_what_was_written_is_shown_when_the_sign_in_is_over(client: FlaskClient, house: House) -> None:
    signed_in(client, make_account(house))
    with client.session_transaction() as cookie:
        del cookie["_user_id"]
    where = "/courses/good-supplier/who-is-the-customer/names-and-voice"
    answer = send(client, where, {"note-draw-your-map": WRITTEN, "password": "three secret words"})
    assert answer.status_code == 401
    assert WRITTEN in page(answer).get_text()
    assert "three secret words" not in page(answer).get_text()


def test_a_machine_gets_a_status_and_a_reason(client: FlaskClient) -> None:
    answer = client.get("/home", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.get_json()["reason"]
    assert answer.get_json()["sentence"] == "Sign in first."


def test_a_broken_view_gives_a_calm_page_and_no_trace(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        raise ZeroDivisionError("a secret of the inside")

    monkeypatch.setitem(app.view_functions, "health.healthz", broken)  # other tests have the same application
    broken.access = "look at a public page"  # type: ignore[attr-defined]
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 500
    assert "not your fault" in answer.get_data(as_text=True)
    assert "secret of the inside" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30])
def test_a_number_that_no_database_holds_is_not_found(client: FlaskClient, house: House, number: int) -> None:
    signed_in(client, make_account(house, roles=[Role.TRAINER, Role.ADMIN]))
    for path in (f"/train/cohorts/{number}", f"/pairs/{number}", f"/admin/people/{number}", f"/attempts/{number}"):
        assert client.get(path).status_code == 404, path
    assert send(client, f"/cohort-invitations/{number}/accept").status_code in (404, 422)


def test_a_form_that_is_too_large_is_refused_with_a_sentence(client: FlaskClient, house: House) -> None:
    signed_in(client, make_account(house))
    answer = client.post("/account/name", data={"name": "x" * 1_100_000})
    assert answer.status_code == 413
    assert "larger than we can take" in answer.get_data(as_text=True)
