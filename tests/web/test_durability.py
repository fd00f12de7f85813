"""What was acknowledged is there after the server was killed.

SIGKILL to every process of the server at once, right after the answer came or while several people write. This shows
that nothing acknowledged is held back in a process. It does not test a loss of power, in which what the system has not
yet written to the disk is lost too: against that stands SQLite's `synchronous=FULL`, which no test of ours can watch at
work.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import partial
from http.client import HTTPException
from pathlib import Path
from random import Random
from subprocess import Popen
from time import monotonic, sleep
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup

from goodpartners.content.catalogue import load
from goodpartners.services.house import House
from goodpartners.settings import REPOSITORY
from tests.factories import START
from tests.threads import together
from tests.web.conftest import write_garden
from tests.web.served import PATIENCE, Browser, Production, free_port, kill, production, running
from tests.web.taking import answers
from tests.web.visitor import fields_of
from tests.web.windows import Window, answering, attempt_of, drafting, noting

pytestmark = [pytest.mark.skipif(os.name == "nt", reason="Windows has no process groups to kill")]
PEOPLE = 3
LATEST = 0.3
"""Seconds within which the server dies once every window has had something acknowledged."""


def somebody(port: int, data: Path) -> Browser:
    """The first person of the demo, signed in."""
    account = json.loads((data / "demo_accounts.json").read_text("utf-8"))[0]
    browser = Browser(port)
    browser.sign_in(account["email"], account["password"])
    return browser


def quiz_and_note() -> tuple[str, str, str]:
    """A quiz of ours, and where one can write notes: its page, and where they are saved."""
    catalogue = load(REPOSITORY, today=START.date()).catalogue
    key = next(key for key, quiz in catalogue.quizzes.items() if quiz.purpose == "knowledge-check")
    course, module, section = next(
        (c, m, s) for c in catalogue.courses for m in c.modules for s in m.sections if s.activities
    )
    here = f"/courses/{course.id}/{module.id}"
    return f"/quizzes/{key}", f"{here}/{section.id}", f"{here}/notes/{section.activities[0].id}"


def questions_with_one_answer(browser: Browser, attempt: str) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """(address, the last option, the form's other fields) of items of which one option is chosen."""
    for number in range(1, 100):
        answer, content = browser.ask("GET", f"{attempt}/{number}")
        if answer.status != 200:
            return
        form = BeautifulSoup(content, "html.parser").select_one("form#question")
        options = form.select("input[type=radio]") if form else []
        if form and options:
            fields = [(name, value) for name, value in fields_of(form).items() if name not in ("answer", "csrf_token")]
            yield f"{attempt}/{number}", str(options[-1]["value"]), fields


def chosen(browser: Browser, address: str) -> str:
    """The option that is chosen on an item's page."""
    return str(browser.page(address).select_one("form#question input[checked]")["value"])  # type: ignore[index]


def test_what_was_acknowledged_survives_the_death_of_every_process(tmp_path: Path) -> None:
    data, port, log = tmp_path / "data", free_port(), tmp_path / "server.txt"
    words = ("local", "--port", str(port), "--data", str(data))
    quiz, page, save = quiz_and_note()
    with running(port, log, *words) as server:
        browser = somebody(port, data)
        attempt = browser.post(quiz)
        first, second, *_ = questions_with_one_answer(browser, attempt)
        headers = {"X_CSRFToken": browser.token(), "Accept": "application/json"}

        note = urlencode({"text": "Kept – “so” 🌱", "version": "0"})
        noted, _ = browser.ask("PUT", save, note, **headers)
        draft = urlencode([*second[2], ("answer", second[1])])
        drafted, receipt = browser.ask("PUT", second[0], draft, **headers)
        browser.post(first[0], [*first[2], ("answer", first[1])])
        kill(server)
        assert (noted.status, drafted.status) == (200, 200)
        assert json.loads(receipt)["saved"]

    with running(port, log, *words):
        browser = somebody(port, data)
        assert browser.post(quiz) == attempt
        assert chosen(browser, first[0]) == first[1]
        assert chosen(browser, second[0]) == second[1]
        assert "Kept – “so” 🌱" in browser.page(page).get_text()
        assert browser.post(f"{attempt}/check") == f"{attempt}/results"


@pytest.mark.parametrize("kills", [2, pytest.param(500, marks=pytest.mark.deep)])
def test_whenever_the_server_is_killed_under_load_everything_acknowledged_stands(tmp_path: Path, kills: int) -> None:
    server = production(tmp_path, workers=2)
    emails = server.prepare(write_garden(tmp_path / "garden"), [f"Person {n}" for n in range(PEOPLE)])
    chance = Random(kills)
    windows: list[Window] = []
    for number in range(kills):
        with server.serving() as processes:
            windows = windows or [window for email in emails for window in windows_of(email, server.settings.port)]
            for window in windows:
                assert_stands(window)
            write_until_killed(windows, processes, again=number % 2 == 0, after=chance.uniform(0, LATEST))
    with server.serving():
        for window in windows:
            assert_stands(window)
            window.write()
    assert not any(window.clashes for window in windows)
    assert_on_record(server, windows)


def windows_of(email: str, port: int) -> list[Window]:
    """Somebody who signs in and then types, answers and takes notes in three windows."""
    browser = Browser(port)
    browser.sign_in(email)
    attempt = attempt_of(browser)
    return [drafting(browser, attempt), answering(browser, attempt), noting(browser)]


def write_until_killed(windows: list[Window], server: Popen[bytes], *, again: bool, after: float) -> None:
    """Let everybody write until the server dies; `again` sends first what was not acknowledged before."""
    before = [len(window.acknowledged) for window in windows]

    def write(window: Window) -> None:
        try:
            window.write(again=again)
            while True:
                window.write()
        except (OSError, HTTPException):
            return

    def strike() -> None:
        until = monotonic() + PATIENCE
        while any(len(window.acknowledged) == known for window, known in zip(windows, before, strict=True)):
            assert monotonic() < until, "not everybody was heard"
            sleep(0.005)
        sleep(after)
        kill(server)

    for failure in together(strike, *(partial(write, window) for window in windows)):
        assert failure is None, failure


def assert_stands(window: Window) -> None:
    """What was acknowledged last stands, or what was sent after it."""
    last = window.acknowledged[-1:] or [0]
    assert window.standing() in (*last, *(number for number in window.sent if number > last[0])), window


def assert_on_record(server: Production, windows: list[Window]) -> None:
    """Every acknowledged answer is on record, once and in its order, and the file is whole."""
    house: House = server.house()
    for window in windows:
        if not window.is_typed:
            kept = [int(response.text) for _, response in answers(house, window.address.rsplit("/", 1)[0])]
            assert kept == sorted(set(kept))
            assert set(window.acknowledged) <= set(kept) <= set(window.sent)
    with house.database.reading() as session:
        assert session.scalar(sa.text("PRAGMA integrity_check")) == "ok"
    house.database.close()
