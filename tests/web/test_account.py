"""A person's own account."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from goodpartners.domain.people import Role
from goodpartners.services.house import House
from goodpartners.store import learning
from goodpartners.store.people import Person
from tests.conftest import Clock
from tests.factories import (
    PASSWORD,
    csrf_of,
    link_in,
    mails,
    make_account,
    make_person,
    page,
    rows,
    send,
    signed_in,
    without_token,
)

EMAIL = "amara.osei@tessaly.example"
NEW = "amara@new.example"


@pytest.fixture
def amara(house: House) -> Person:
    """Somebody with a password."""
    return make_account(house, organisation="Tessaly Care")


@pytest.fixture
def at_home(client: FlaskClient, amara: Person) -> FlaskClient:
    """Her browser."""
    return signed_in(client, amara)


def test_the_overview_shows_what_is_on_record(at_home: FlaskClient) -> None:
    shown = at_home.get("/account").get_data(as_text=True)
    for words in ("Amara Osei", EMAIL, "Tessaly Care", "Provider’s side", "You have one"):
        assert words in shown


def test_a_name_is_changed_and_tidied(at_home: FlaskClient, house: House) -> None:
    assert send(at_home, "/account/name", {"name": "  Amara \u200b Osei-\x00Mensah "}).status_code == 303
    assert rows(house, "person")[0].name == "Amara Osei-Mensah"
    assert "The name was changed." in at_home.get("/account/activity").get_data(as_text=True)


def test_a_name_that_cannot_be_one_comes_back_as_it_was_typed(at_home: FlaskClient, house: House) -> None:
    assert send(at_home, "/account/name", {"name": "   "}).status_code == 422
    answer = send(at_home, "/account/name", {"name": "A" * 201})
    assert answer.status_code == 422
    assert "A" * 201 in answer.get_data(as_text=True)
    assert rows(house, "person")[0].name == "Amara Osei"


def ask_for_address(client: FlaskClient, email: str = NEW, password: str = PASSWORD) -> Any:
    return send(client, "/account/email", {"email": email, "password": password})


def test_an_address_changes_when_the_link_at_the_new_one_is_used_and_the_old_one_is_told(
    app: Flask, at_home: FlaskClient, house: House
) -> None:
    assert ask_for_address(at_home).status_code == 303
    [mail] = mails(house)
    assert mail.to_address == NEW
    assert rows(house, "person")[0].email == EMAIL
    elsewhere = app.test_client()
    assert elsewhere.get(link_in(mail)).status_code == 200
    assert rows(house, "person")[0].email == EMAIL
    assert send(elsewhere, link_in(mail)).location == "/sign-in"
    assert rows(house, "person")[0].email == NEW
    assert mails(house)[-1].to_address == EMAIL
    assert mails(house)[-1].subject == "Your email address was changed"
    assert send(elsewhere, link_in(mail)).status_code == 410
    assert send(app.test_client(), "/sign-in", {"email": NEW, "password": PASSWORD}).status_code == 303


def test_links_mailed_to_the_old_address_end_with_it(app: Flask, at_home: FlaskClient, house: House) -> None:
    send(app.test_client(), "/reset", {"email": EMAIL})
    ask_for_address(at_home)
    reset, confirm = mails(house)
    send(at_home, link_in(confirm))
    assert at_home.get(link_in(reset)).status_code == 410


def test_an_address_needs_the_password_and_says_what_is_wrong_with_it(at_home: FlaskClient, house: House) -> None:
    for email, password in ((NEW, "wrong"), (NEW, ""), ("nonsense", PASSWORD), (EMAIL, PASSWORD)):
        answer = ask_for_address(at_home, email, password)
        assert answer.status_code == 422
        assert page(answer).select_one("#email")["value"] == email  # type: ignore[index]
    assert mails(house) == []


def test_an_address_of_somebody_else_gives_the_same_answer_but_no_link(
    app: Flask, at_home: FlaskClient, house: House
) -> None:
    make_account(house, "Rowan Ashby", email=NEW)
    taken = ask_for_address(at_home)
    taken_page = without_token(at_home.get("/account"))
    free = ask_for_address(at_home, "amara@free.example")
    free_page = without_token(at_home.get("/account"))
    assert (taken.status_code, taken.location) == (free.status_code, free.location)
    assert taken_page.replace(NEW, "") == free_page.replace("amara@free.example", "")
    first, second = mails(house)
    assert first.subject == "This address has an account already"
    assert "/confirm-email/" not in first.body
    assert "/confirm-email/" in second.body


def test_an_address_taken_meanwhile_is_refused_when_the_link_is_used(at_home: FlaskClient, house: House) -> None:
    ask_for_address(at_home)
    make_account(house, "Rowan Ashby", email=NEW)
    assert send(at_home, link_in(mails(house)[0])).status_code == 409
    assert rows(house, "person", name="Amara Osei")[0].email == EMAIL


def test_a_password_needs_the_present_one(app: Flask, at_home: FlaskClient, amara: Person, house: House) -> None:
    elsewhere = signed_in(app.test_client(), amara)
    wrong = send(at_home, "/account/password", {"password": "wrong", "new_password": "another three words"})
    assert wrong.status_code == 422
    assert "another three words" not in wrong.get_data(as_text=True)
    weak = send(at_home, "/account/password", {"password": PASSWORD, "new_password": "password1"})
    assert weak.status_code == 422
    assert page(weak).select_one(".errors a")["href"] == "#new_password"  # type: ignore[index]
    assert elsewhere.get("/home").status_code == 200
    good = send(at_home, "/account/password", {"password": PASSWORD, "new_password": "another three words"})
    assert good.status_code == 303
    assert at_home.get("/home").status_code == 200
    assert elsewhere.get("/home").status_code == 303
    assert mails(house)[-1].subject == "Your password was changed"


def test_the_present_password_cannot_be_guessed_at_leisure(at_home: FlaskClient) -> None:
    guess = {"password": "wrong", "new_password": "another three words"}
    assert [send(at_home, "/account/password", guess).status_code for _ in range(11)] == [422] * 10 + [429]


def test_somebody_without_a_password_chooses_one_within_minutes_of_signing_in(
    app: Flask, house: House, clock: Clock
) -> None:
    client = signed_in(app.test_client(), make_account(house, password_hash=None))
    assert page(client.get("/account/password")).select_one("input[name=password]") is None
    clock.advance(minutes=16)
    assert send(client, "/account/password", {"new_password": "another three words"}).status_code == 422
    assert "sign in again with a link" in client.get("/account/password").get_data(as_text=True)
    send(client, "/sign-in/link", {"email": EMAIL})
    send(client, link_in(mails(house)[-1]))
    assert send(client, "/account/password", {"new_password": "another three words"}).status_code == 303


def test_people_see_where_they_are_signed_in_and_end_one(
    app: Flask, at_home: FlaskClient, amara: Person, house: House
) -> None:
    phone = signed_in(app.test_client(), amara, "Safari on an iPhone")
    shown = page(at_home.get("/account/where"))
    assert "Safari on an iPhone" in shown.text
    assert "Firefox on Windows" in shown.text
    other = rows(house, "sign_in", device="Safari on an iPhone")[0]
    assert send(at_home, f"/account/where/{other.id}").status_code == 303
    assert phone.get("/home").status_code == 303
    assert at_home.get("/home").status_code == 200


def test_everywhere_else_really_means_everywhere_else(app: Flask, at_home: FlaskClient, amara: Person) -> None:
    others = [signed_in(app.test_client(), amara) for _ in range(3)]
    send(at_home, "/account/where/others")
    assert [other.get("/home").status_code for other in others] == [303] * 3
    assert at_home.get("/home").status_code == 200


def test_ending_this_sign_in_signs_out(at_home: FlaskClient, house: House) -> None:
    here = rows(house, "sign_in")[0]
    assert send(at_home, f"/account/where/{here.id}").location == "/sign-in"
    assert at_home.get("/home").status_code == 303


def test_nobody_can_end_somebody_elses_sign_in(app: Flask, at_home: FlaskClient, house: House) -> None:
    rowan = signed_in(app.test_client(), make_account(house, "Rowan Ashby"))
    theirs = rows(house, "sign_in")[-1]
    send(at_home, f"/account/where/{theirs.id}")
    assert rowan.get("/home").status_code == 200


def test_a_sign_in_past_its_limits_is_not_shown(app: Flask, at_home: FlaskClient, amara: Person, clock: Clock) -> None:
    signed_in(app.test_client(), amara, "Safari on an iPhone")
    clock.advance(hours=11)
    at_home.get("/home")
    clock.advance(hours=2)
    assert "Safari on an iPhone" not in at_home.get("/account/where").get_data(as_text=True)


def test_both_downloads_hold_everything_that_the_page_counts(at_home: FlaskClient, amara: Person, house: House) -> None:
    with house.database.writing() as session:
        learning.mark_done(session, amara.id, "good-supplier", "who-is-the-customer", "one", house.clock())
    shown = page(at_home.get("/account/data"))
    counts = {
        row.th.text.lower().replace(" ", "_"): int(row.td.text)  # type: ignore[union-attr]
        for row in shown.select("tbody tr")
    }
    assert counts["sections_done"] == 1
    as_json = at_home.get("/account/data.json")
    data = json.loads(as_json.data)
    assert as_json.headers["Content-Disposition"] == 'attachment; filename="good-partners-data-2026-11-24.json"'
    assert {kind: len(records) for kind, records in data.items() if isinstance(records, list)} == counts
    as_zip = at_home.get("/account/data.zip")
    with zipfile.ZipFile(io.BytesIO(as_zip.data)) as pack:
        assert {n.removesuffix(".csv") for n in pack.namelist() if n.endswith(".csv")} == set(counts)
        assert EMAIL in pack.read("account.csv").decode("utf-8-sig")


def test_nobody_downloads_without_signing_in(client: FlaskClient) -> None:
    for path in ("/account/data.json", "/account/data.zip", "/account"):
        assert client.get(path).status_code == 303


@pytest.mark.parametrize(
    "fields",
    [{"word": "", "password": PASSWORD}, {"word": "erase", "password": "wrong"}, {"word": "yes", "password": ""}],
)
def test_erasing_needs_the_word_and_the_password(at_home: FlaskClient, house: House, fields: dict[str, str]) -> None:
    answer = send(at_home, "/account/erase", fields)
    assert answer.status_code == 422
    assert rows(house, "person")[0].email == EMAIL


def test_erasing_signs_out_everywhere_and_says_so(
    app: Flask, at_home: FlaskClient, amara: Person, house: House
) -> None:
    phone = signed_in(app.test_client(), amara)
    assert "Download my data" in at_home.get("/account/erase").get_data(as_text=True)
    answer = send(at_home, "/account/erase", {"word": "“Erase” ", "password": PASSWORD}, follow_redirects=True)
    assert "Your account is erased." in answer.get_data(as_text=True)
    assert phone.get("/home").status_code == 303
    assert send(at_home, "/sign-in", {"email": EMAIL, "password": PASSWORD}).status_code == 422
    assert rows(house, "person")[0].name == "Erased person"


def test_the_only_admin_cannot_erase_themself(app: Flask, house: House) -> None:
    client = signed_in(app.test_client(), make_account(house, "Moira Tennant", roles=[Role.ADMIN]))
    with house.database.writing() as session:
        make_person(session, "Not Here Yet", signed_in_at=None, roles=[Role.ADMIN])
    answer = send(client, "/account/erase", {"word": "erase", "password": PASSWORD})
    assert answer.status_code == 409
    assert "Make somebody else an admin first" in answer.get_data(as_text=True)
    make_account(house, "Second Admin", roles=[Role.ADMIN])
    assert send(client, "/account/erase", {"word": "erase", "password": PASSWORD}).status_code == 303


@pytest.mark.parametrize("path", ["name", "email", "password", "where/1", "where/others", "erase"])
def test_a_form_of_the_account_without_its_token_changes_nothing(at_home: FlaskClient, house: House, path: str) -> None:
    csrf_of(at_home)
    before = {name: rows(house, name) for name in ("person", "sign_in", "token", "outbox_mail")}
    fields = {"name": "X", "email": NEW, "password": PASSWORD, "new_password": "another three words", "word": "erase"}
    answer = at_home.post(f"/account/{path}", data=fields)
    assert answer.status_code == 400
    assert "stale" in answer.get_data(as_text=True)
    assert before == {name: rows(house, name) for name in before}
