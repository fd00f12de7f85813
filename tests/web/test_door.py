"""Coming in and going out."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from goodpartners.services.house import House
from goodpartners.services.passwords import Passwords
from goodpartners.services.tokens import LIVES, Purpose
from goodpartners.store.database import Database
from goodpartners.store.limits import Counter
from goodpartners.web import house as houses
from tests.conftest import Clock
from tests.factories import PASSWORD, csrf_of, link_in, mails, make_account, page, rows, send, signed_in

EMAIL = "amara.osei@tessaly.example"
STRANGER = "nobody.here@tessaly.example"
SIGN_IN = {"email": EMAIL, "password": PASSWORD, "way": "password"}
WRONG = {**SIGN_IN, "password": "four calm words"}


def ask_for_link(client: FlaskClient, email: str = EMAIL, onward: str = "") -> TestResponse:
    return send(client, "/sign-in/link", {"email": email, "next": onward})


def without_what_differs(response: TestResponse) -> str:
    """A page without its form token and without what was typed."""
    text = re.sub(r'name="csrf_token" value="[^"]*"', "", response.get_data(as_text=True))
    return text.replace(EMAIL, "").replace(STRANGER, "")


def headers_that_matter(response: TestResponse) -> dict[str, str]:
    return {k: v for k, v in response.headers.items() if k not in ("X-Request-Id", "Set-Cookie", "Content-Length")}


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
    assert shown.title is not None and shown.title.text.startswith("Error: ")
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
            session.add(Counter(key=f"written meanwhile {self.checked}", window_began=Clock()(), count=1))
            session.flush()
            session.rollback()


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
    assert form is not None and form["value"] == "/account/where?a=1"
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


# --- With a link -----------------------------------------------------------------------------------------------------


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


# --- The browser's session -------------------------------------------------------------------------------------------


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


# --- Too many tries --------------------------------------------------------------------------------------------------


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
