"""What was acknowledged is there after the server was killed.

SIGKILL to every process of the server at once, right after the answer came. This shows that nothing acknowledged is
held back in a process. It does not test a loss of power, in which what the system has not yet written to the disk is
lost too: against that stands SQLite's `synchronous=FULL`, which no test of ours can watch at work.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from pathlib import Path
from threading import Event
from time import monotonic
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup

from goodpartners.content.catalogue import load
from goodpartners.settings import REPOSITORY
from tests.factories import START
from tests.web.visitor import fields_of

pytestmark = [pytest.mark.skipif(os.name == "nt", reason="Windows has no process groups to kill")]
PATIENCE = 60


def free_port() -> int:
    """A port on this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Whether anybody takes connections there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(port: int, *, listening: bool, server: subprocess.Popen[bytes]) -> None:
    """Wait until the port is taken, or free again."""
    until = monotonic() + PATIENCE
    while listens(port) is not listening:
        assert monotonic() < until, "the server took too long"
        assert not listening or server.poll() is None, "the server stopped by itself"
        Event().wait(0.05)


def kill(server: subprocess.Popen[bytes]) -> None:
    """End the server and all it started, without a chance to finish anything."""
    os.killpg(server.pid, signal.SIGKILL)
    server.wait(PATIENCE)


@contextmanager
def running(port: int, data: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The real server in a process group of its own."""
    command = [sys.executable, "-m", "goodpartners", "local", "--port", str(port), "--data", str(data)]
    with (data.parent / "server.txt").open("ab") as log:
        server = subprocess.Popen(command, cwd=REPOSITORY, start_new_session=True, stdout=log, stderr=log)
    try:
        wait_until(port, listening=True, server=server)
        yield server
    finally:
        if server.poll() is None:
            kill(server)


class Browser:
    """A browser that keeps cookies, on a real connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[HTTPResponse, bytes]:
        """One request; the connection is closed afterwards."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        for _, header in (pair for pair in answer.getheaders() if pair[0].lower() == "set-cookie"):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
        return answer, content

    def page(self, path: str) -> BeautifulSoup:
        """A page, wherever it leads."""
        answer, content = self.ask("GET", path)
        if answer.status in (302, 303):
            return self.page(answer.headers["Location"])
        assert answer.status == 200, content
        return BeautifulSoup(content, "html.parser")

    def token(self, path: str = "/appearance") -> str:
        """A form token."""
        return str(self.page(path).select_one("input[name=csrf_token]")["value"])  # type: ignore[index]

    def post(self, path: str, fields: Sequence[tuple[str, str]] = ()) -> str:
        """Send a form; where it leads."""
        answer, content = self.ask("POST", path, urlencode([*fields, ("csrf_token", self.token())]))
        assert answer.status == 303, content
        return str(answer.headers["Location"])

    def sign_in(self, data: Path) -> None:
        """Sign in as the first person of the demo."""
        account = json.loads((data / "demo_accounts.json").read_text("utf-8"))[0]
        fields = {"email": account["email"], "password": account["password"], "way": "password"}
        soup = self.page("/sign-in")
        form = soup.find("input", attrs={"name": "password"}).find_parent("form")  # type: ignore[union-attr]
        given = {**dict(fields_of(form)), **fields}  # type: ignore[arg-type]
        answer, content = self.ask("POST", str(form.get("action") or "/sign-in"), urlencode(given))  # type: ignore[union-attr]
        assert answer.status == 303, content


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
    data, port = tmp_path / "data", free_port()
    quiz, page, save = quiz_and_note()
    with running(port, data) as server:
        browser = Browser(port)
        browser.sign_in(data)
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
        wait_until(port, listening=False, server=server)

    with running(port, data):
        browser = Browser(port)
        browser.sign_in(data)
        assert browser.post(quiz) == attempt
        assert chosen(browser, first[0]) == first[1]
        assert chosen(browser, second[0]) == second[1]
        assert "Kept – “so” 🌱" in browser.page(page).get_text()
        assert browser.post(f"{attempt}/check") == f"{attempt}/results"
