"""Pages for everybody."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from goodpartners.services.house import House
from tests.factories import make_account, page, rows, send, signed_in

PUBLIC = ["/help", "/privacy", "/cookies", "/accessibility", "/appearance", "/offline", "/sign-in", "/reset"]


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_opens_for_everybody_with_one_heading_and_its_name_in_the_title(
    app: Flask, house: House, path: str
) -> None:
    reader = signed_in(app.test_client(), make_account(house))
    for client in (app.test_client(), reader):
        if path == "/sign-in" and client is reader:
            continue
        answer = client.get(path)
        shown = page(answer)
        assert answer.status_code == 200
        assert len(shown.select("h1")) == 1
        assert shown.title is not None
        assert shown.title.text.endswith(" – Good Partners")


def test_the_front_page_leads_home_or_to_the_door(app: Flask, house: House) -> None:
    assert app.test_client().get("/").location == "/sign-in"
    assert signed_in(app.test_client(), make_account(house)).get("/").location == "/home"


def test_the_legal_pages_name_the_operator_and_the_contact(client: FlaskClient) -> None:
    privacy = client.get("/privacy").get_data(as_text=True)
    statement = client.get("/accessibility").get_data(as_text=True)
    for text in (privacy, statement):
        assert "Quillby Borough Council" in text
        assert "help@quillby.example" in text
    assert "SI 2018/952" in statement
    assert "WCAG" in statement


def test_the_cookies_page_names_the_cookies_that_are_set(app: Flask, client: FlaskClient) -> None:
    text = client.get("/cookies").get_data(as_text=True)
    send(client, "/appearance", {"theme": "dark"})
    for name in (app.config["SESSION_COOKIE_NAME"], "theme"):
        assert client.get_cookie(name) is not None
        assert f">{name}<" in text


def test_a_choice_of_appearance_works_signed_out_and_is_kept_in_the_browser(client: FlaskClient) -> None:
    assert send(client, "/appearance", {"theme": "dark"}).status_code == 303
    assert page(client.get("/help")).html["data-theme"] == "dark"  # type: ignore[index]
    assert page(client.get("/appearance")).select_one("input[checked]")["value"] == "dark"  # type: ignore[index]
    send(client, "/appearance", {"theme": "system"})
    assert client.get_cookie("theme") is None
    assert "data-theme" not in page(client.get("/help")).html.attrs  # type: ignore[union-attr]


def test_a_choice_of_appearance_follows_the_person_to_another_browser(app: Flask, house: House) -> None:
    person = make_account(house)
    send(signed_in(app.test_client(), person), "/appearance", {"theme": "light"})
    elsewhere = signed_in(app.test_client(), person)
    assert page(elsewhere.get("/help")).html["data-theme"] == "light"  # type: ignore[index]
    assert rows(house, "person")[0].theme == "light"


def test_an_appearance_that_is_none_is_refused(client: FlaskClient) -> None:
    answer = send(client, "/appearance", {"theme": "pink"})
    assert answer.status_code == 422
    assert client.get_cookie("theme") is None


def test_the_offline_page_is_the_same_for_everybody(app: Flask, house: House) -> None:
    reader = signed_in(app.test_client(), make_account(house))
    assert app.test_client().get("/offline").data == reader.get("/offline").data


def test_search_engines_are_asked_to_stay_away(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    assert answer.get_data(as_text=True) == "User-agent: *\nDisallow: /\n"


def test_the_footer_leads_to_pages_that_are_there(client: FlaskClient) -> None:
    links = {str(a["href"]) for a in page(client.get("/help")).select("footer a")}
    assert links == {"/help", "/accessibility", "/privacy", "/cookies", "/appearance"}
    assert {client.get(path).status_code for path in links} == {200}
