"""Whether the server can serve."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from goodpartners.outside.smtp import ToLog
from goodpartners.services import jobs, mail
from goodpartners.services.house import House
from goodpartners.services.letters import Letter
from goodpartners.services.library import Library
from goodpartners.settings import REPOSITORY
from goodpartners.store.database import Database
from goodpartners.web import house as houses
from tests.conftest import Clock
from tests.factories import rows


def run_jobs(house: House) -> None:
    jobs.run_due(house.database, ToLog(), house.settings, holder="test", clock=house.clock)


def test_the_process_answers_without_its_database(app: Flask, house: House) -> None:
    gone = Database("postgresql://nobody@127.0.0.1:1/none")
    houses.install(app, replace(house, database=gone))
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"ok": True})
    ready = app.test_client().get("/readyz")
    assert ready.status_code == 503
    assert ready.json is not None
    assert ready.json["checks"]["database"] == {
        "ok": False,
        "reason": "The database does not answer: OperationalError.",
    }
    assert ready.json["checks"]["content"]["ok"] is True


def test_a_server_is_ready_when_every_part_is(client: FlaskClient, house: House) -> None:
    run_jobs(house)
    answer = client.get("/readyz")
    assert answer.json is not None
    assert {part: check["ok"] for part, check in answer.json["checks"].items()} == {
        "database": True,
        "content": True,
        "jobs": True,
        "mail": True,
    }
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_jobs_that_never_ran_or_stopped_running_are_noticed(client: FlaskClient, house: House, clock: Clock) -> None:
    never = client.get("/readyz")
    assert never.status_code == 503
    assert never.json is not None
    assert "never run" in never.json["checks"]["jobs"]["reason"]
    run_jobs(house)
    clock.advance(minutes=60)
    assert client.get("/readyz").status_code == 200
    clock.advance(minutes=1)
    late = client.get("/readyz")
    assert late.status_code == 503
    assert late.json is not None
    assert "61 minutes ago" in late.json["checks"]["jobs"]["reason"]


def test_unpublished_content_is_noticed(app: Flask, house: House, tmp_path: Path) -> None:
    run_jobs(house)
    houses.install(app, replace(house, library=Library(REPOSITORY, tmp_path, live=False)))
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert "content publish" in answer.json["checks"]["content"]["reason"]


def test_a_database_that_waits_for_migrations_is_noticed(app: Flask, house: House, empty_address: str) -> None:
    empty = Database(empty_address)
    houses.install(app, replace(house, database=empty))
    answer = app.test_client().get("/readyz")
    empty.close()
    assert answer.status_code == 503
    assert answer.json is not None
    assert "db upgrade" in answer.json["checks"]["database"]["reason"]


def test_mail_that_was_given_up_is_shown_but_takes_nothing_away(
    client: FlaskClient, house: House, clock: Clock
) -> None:
    with house.database.writing() as session:
        mail.post(session, "nowhere@nowhere.example", Letter("Hello", "Hello"), person_id=None, now=clock())
    for _try in range(6):
        jobs.run_due(house.database, mail.post_of(house.settings), house.settings, holder="test", clock=clock)
        clock.advance(hours=13)
    run_jobs(house)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["checks"]["mail"]["reason"] == "0 waiting, 1 given up."
    assert rows(house, "outbox_mail")[0].last_error == "No mail server is set. Set SMTP_HOST."


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_sets_no_cookie(client: FlaskClient, path: str) -> None:
    assert "Set-Cookie" not in client.get(path).headers
