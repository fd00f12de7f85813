"""`goodpartners jobs`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from goodpartners.services import jobs, mail
from goodpartners.services.house import House
from goodpartners.services.letters import Letter
from goodpartners.settings import REPOSITORY
from goodpartners.store import jobs as leases
from goodpartners.store.database import Database
from tests.cli.conftest import Command
from tests.conftest import Clock
from tests.factories import mails


def write(house: House) -> None:
    with house.database.writing() as session:
        mail.post(session, "amara@tessaly.example", Letter("Hello", "Hello"), person_id=None, now=house.clock())


def test_one_run_tells_what_it_did(house: House, command: Command) -> None:
    write(house)
    done = command("jobs", "run-due")
    assert done.exit_code == 0
    assert "Mail: 0 sent, 1 failed, 1 waiting, 0 given up." in done.output
    assert "Reminders: 0 about courses, 0 about rounds." in done.output
    assert "Rounds: 0 opened, 0 closed." in done.output
    assert "Deleted: 0 old sign-ins, 0 links, 0 counters, 0 old messages, 0 unused accounts" in done.output


def test_a_run_gives_way_to_another_process(house: House, command: Command, clock: Clock) -> None:
    with house.database.writing() as session:
        leases.take(session, jobs.LEASE, "another", now=clock(), until=clock() + jobs.LEASED_FOR)
    done = command("jobs", "run-due")
    assert (done.exit_code, done.output) == (0, "Another process is at it.\n")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM that a process could hear")
def test_the_watch_works_until_it_is_told_to_stop(
    house: House, database: Database, clock: Clock, tmp_path: Path
) -> None:
    clock.now = datetime.now(UTC)  # the watch goes by the real time
    write(house)
    environment = {
        **os.environ,
        "GOODPARTNERS_MODE": "local",
        "GOODPARTNERS_DATA": str(tmp_path / "data"),
        "DATABASE_URL": database.url.render_as_string(hide_password=False),
        "LOG_FORMAT": "text",
    }
    words = [sys.executable, "-m", "goodpartners", "jobs", "watch", "--every", "3600"]
    with subprocess.Popen(words, env=environment, cwd=REPOSITORY, stderr=subprocess.PIPE, text=True) as watch:
        assert watch.stderr is not None
        said = next(line for line in watch.stderr if "Mail to" in line)
        watch.send_signal(signal.SIGTERM)
        assert watch.wait(30) == 0
    assert said == "WARNING goodpartners.mail: Mail to amara@tessaly.example: Hello\n"
    assert mails(house)[0].sent_at is not None
