"""A production server starts only when it is safe to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goodpartners.cli.serve import faults_of
from goodpartners.factory import NotReady, create_app
from goodpartners.services import demo
from goodpartners.services.demo.cast import CAST
from goodpartners.services.house import House
from goodpartners.settings import Settings
from goodpartners.store.database import Database


def changed(settings: Settings, **values: object) -> Settings:
    return settings.model_copy(update=values)


def test_nothing_keeps_a_well_set_server_from_starting(house: House) -> None:
    assert faults_of(house) == []


def test_a_server_without_a_key_or_an_address_is_refused(house: House) -> None:
    faults = faults_of(replace(house, settings=changed(house.settings, secret_key="short", public_url="")))
    assert [fault.split()[1] for fault in faults] == ["SECRET_KEY", "PUBLIC_URL"]


def test_the_application_itself_refuses_too(settings: Settings) -> None:
    with pytest.raises(NotReady, match="SECRET_KEY"):
        create_app(changed(settings, secret_key=""))


def test_a_server_with_demo_accounts_is_refused(house: House) -> None:
    demo.fill(house, [part for part in CAST if part.name == "Moira Tennant"])
    assert any("demo accounts" in fault for fault in faults_of(house))


def test_a_server_on_a_database_without_tables_is_refused(house: House, empty_address: str) -> None:
    empty = Database(empty_address)
    assert any("goodpartners db upgrade" in fault for fault in faults_of(replace(house, database=empty)))
    empty.close()


def test_a_server_whose_database_cannot_be_reached_is_refused(house: House) -> None:
    nowhere = Database("postgresql://nobody@127.0.0.1:1/nothing")
    assert any("cannot be reached" in fault for fault in faults_of(replace(house, database=nowhere)))
    nowhere.close()


@pytest.mark.parametrize(("address", "name"), [("https://learn.example", "__Host-"), ("http://learn.example", "")])
def test_cookies_are_bound_to_the_host_where_people_come_over_https(
    settings: Settings, address: str, name: str
) -> None:
    app = create_app(changed(settings, public_url=address))
    answer = app.test_client().get("/appearance", base_url=address)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{name}goodpartners=")
    assert ("Secure" in cookie) is bool(name)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Strict-Transport-Security" in answer.headers) is bool(name)


def test_a_setting_that_cannot_be_read_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOODPARTNERS_PORT", "eight thousand")
    with pytest.raises(ValueError, match="GOODPARTNERS_PORT"):
        Settings()
