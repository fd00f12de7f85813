"""`goodpartners people`."""

from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import CliRunner
from flask import Flask

from goodpartners.cli.main import goodpartners
from goodpartners.domain.people import Role
from goodpartners.services.house import House
from tests.cli.conftest import Command
from tests.factories import link_in, mails, make_account, rows, send

EMAIL = "moira@example.org"


def test_the_first_admin_is_invited_and_comes_in_by_the_printed_link(
    app: Flask, house: House, command: Command
) -> None:
    done = command("people", "invite", EMAIL, "--name", "Moira Tennant", "--role", "admin")
    assert done.exit_code == 0
    said, link = done.output.splitlines()
    assert said == "Invited moira@example.org. The link works once, until 2026-12-08."
    assert link == "http://localhost" + link_in(mails(house)[0])
    client = app.test_client()
    send(client, link.removeprefix("http://localhost"), {"name": "Moira Tennant", "password": ""})
    assert client.get("/admin/people").status_code == 200


def test_with_a_mail_server_the_link_is_printed_only_when_asked_for(house: House) -> None:
    served = replace(house, settings=house.settings.model_copy(update={"smtp_host": "mail.example"}))
    quiet = CliRunner().invoke(goodpartners, ["people", "invite", EMAIL], obj=served)
    asked = CliRunner().invoke(goodpartners, ["people", "invite", EMAIL, "--print-link"], obj=served)
    assert "http" not in quiet.output
    assert "/invitation/" in asked.output


def test_an_organisation_is_added_when_its_kind_is_named(house: House, command: Command) -> None:
    refused = command("people", "invite", EMAIL, "--organisation", "Tessaly Care")
    assert refused.exit_code == 1
    assert "Add it with --kind" in refused.output
    assert rows(house, "person") == []
    words = ("--organisation", "Tessaly Care", "--kind", "provider", "--job", "home manager", "--role", "side lead")
    assert command("people", "invite", EMAIL, *words).exit_code == 0
    [membership] = rows(house, "membership")
    assert (membership.side, membership.job_family) == ("provider", "home manager")
    assert rows(house, "role_grant")[0].organisation_id == membership.organisation_id


@pytest.mark.parametrize("words", [("nonsense",), (EMAIL, "--role", "side lead"), (EMAIL, "--name", " ")])
def test_a_refusal_is_a_sentence_and_exit_code_1(house: House, command: Command, words: tuple[str, ...]) -> None:
    done = command("people", "invite", *words)
    assert done.exit_code == 1
    assert done.output.startswith("Error: ")
    assert rows(house, "person") == []


def test_words_that_make_no_sense_are_exit_code_2(command: Command) -> None:
    assert command("people", "invite").exit_code == 2
    assert command("people", "invite", EMAIL, "--role", "emperor").exit_code == 2
    assert command("people", "dance").exit_code == 2


def test_the_list_has_everybody_page_after_page(house: House, command: Command) -> None:
    for n in range(60):
        make_account(house, f"Person {n:02}")
    make_account(house, "Moira Tennant", email=EMAIL, roles=[Role.ADMIN, Role.AUTHOR], organisation="Tessaly Care")
    lines = command("people", "list").output.splitlines()
    assert len(lines) == 61
    assert "Moira Tennant\tmoira@example.org\tactive\tTessaly Care\tadmin, author" in lines
    assert len(command("people", "list", "--search", "tessaly care").output.splitlines()) == 1


def test_roles_are_given_and_taken(house: House, command: Command) -> None:
    make_account(house, email=EMAIL)
    assert command("people", "role", "add", EMAIL.upper(), "trainer").exit_code == 0
    assert [row.role for row in rows(house, "role_grant")] == ["trainer"]
    assert command("people", "role", "remove", EMAIL, "author").exit_code == 1
    assert command("people", "role", "remove", EMAIL, "trainer").exit_code == 0
    assert rows(house, "role_grant") == []
    assert command("people", "role", "add", "nobody@example.org", "trainer").exit_code == 1
    assert [row.actor_id for row in rows(house, "audit_entry")] == [None, None]


def test_the_last_admin_stays_although_an_operator_asks(house: House, command: Command) -> None:
    make_account(house, email=EMAIL, roles=[Role.ADMIN])
    assert command("people", "role", "remove", EMAIL, "admin").exit_code == 1
    assert command("people", "close", EMAIL).exit_code == 1


def test_an_account_is_closed_and_reopened(house: House, command: Command) -> None:
    make_account(house, email=EMAIL)
    assert command("people", "close", EMAIL).exit_code == 0
    assert rows(house, "person")[0].closed_at is not None
    assert command("people", "reset", EMAIL).exit_code == 1
    assert command("people", "close", EMAIL, "--reopen").exit_code == 0
    assert rows(house, "person")[0].closed_at is None


def test_a_reset_link_is_mailed_and_works(app: Flask, house: House, command: Command) -> None:
    make_account(house, email=EMAIL)
    done = command("people", "reset", EMAIL)
    assert done.exit_code == 0
    assert app.test_client().get(link_in(mails(house)[0])).status_code == 200
    assert done.output.splitlines()[1].endswith(link_in(mails(house)[0]))


@pytest.mark.parametrize(
    "words",
    [
        *(
            ("people", *more)
            for more in ((), ("invite",), ("list",), ("role", "add"), ("role", "remove"), ("close",), ("reset",))
        ),
        *(("db", *more) for more in ((), ("upgrade",), ("backup",), ("restore",))),
        *(("jobs", *more) for more in ((), ("run-due",), ("watch",))),
    ],
    ids=" ".join,
)
def test_every_command_explains_itself_and_gives_an_example(command: Command, words: tuple[str, ...]) -> None:
    done = command(*words, "--help")
    assert done.exit_code == 0
    assert len(words) < 2 or "Example" in done.output
