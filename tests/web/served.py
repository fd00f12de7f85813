"""The real server in a process group of its own, which can be killed as a whole, and browsers that ask it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from pathlib import Path
from threading import Event
from time import monotonic
from urllib.parse import urlencode

from bs4 import BeautifulSoup

from goodpartners.content.catalogue import load
from goodpartners.factory import build
from goodpartners.services import releases, storage
from goodpartners.services.house import House
from goodpartners.settings import REPOSITORY, Settings
from tests.factories import PASSWORD, make_account
from tests.web.visitor import fields_of

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
        Event().wait(0.02)


def kill(server: subprocess.Popen[bytes]) -> None:
    """End the server and all it started, without a chance to finish anything."""
    os.killpg(server.pid, signal.SIGKILL)
    server.wait(PATIENCE)


@contextmanager
def running(
    port: int, log: Path, *words: str, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """`goodpartners …` as a person starts it, in a process group of its own."""
    command = [sys.executable, "-m", "goodpartners", *words]
    with log.open("ab") as file:
        server = subprocess.Popen(
            command, cwd=REPOSITORY, env=environment, start_new_session=True, stdout=file, stderr=file
        )
    try:
        wait_until(port, listening=True, server=server)
        yield server
    finally:
        if server.poll() is None:
            kill(server)
        wait_until(port, listening=False, server=server)


@dataclass
class Browser:
    """A browser that keeps cookies, on real connections."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[HTTPResponse, bytes]:
        """One request; the connection is closed afterwards."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            content = answer.read()
        finally:
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

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Sign in by the form for it."""
        fields = {"email": email, "password": password, "way": "password"}
        soup = self.page("/sign-in")
        form = soup.find("input", attrs={"name": "password"}).find_parent("form")  # type: ignore[union-attr]
        given = {**dict(fields_of(form)), **fields}  # type: ignore[arg-type]
        answer, content = self.ask("POST", str(form.get("action") or "/sign-in"), urlencode(given))  # type: ignore[union-attr]
        assert answer.status == 303, content


@dataclass
class Production:
    """A production server with content and people of its own; between two starts its data stays."""

    settings: Settings
    log: Path

    def prepare(self, content: Path, names: Sequence[str]) -> list[str]:
        """Make the tables, publish the content and invite people who then all have PASSWORD; their addresses."""
        house = self.house()
        storage.upgrade(house.database)
        house.library.releases.mkdir(parents=True)
        now = datetime.now(UTC)
        with house.database.writing() as session:
            releases.publish(session, load(content, today=now.date()), house.library.releases, now=now)
        emails = [str(make_account(house, name).email) for name in names]
        house.database.close()
        return emails

    def house(self) -> House:
        """What the server sees. Close its database before the server is killed: who holds the file open hides much."""
        return build(self.settings)

    @contextmanager
    def serving(self) -> Iterator[subprocess.Popen[bytes]]:
        """`goodpartners serve`; without jobs, which would only take longer to start."""
        with running(
            self.settings.port, self.log, "serve", "--no-jobs", environment={**os.environ, **self._environment()}
        ) as server:
            yield server

    def _environment(self) -> dict[str, str]:
        fields = type(self.settings).model_fields.items()
        return {str(field.validation_alias): str(getattr(self.settings, name)) for name, field in fields}


def production(folder: Path, *, workers: int, database_url: str = "") -> Production:
    """A server that keeps everything in a new folder, except on another database."""
    port = free_port()
    settings = Settings(
        mode="production",
        secret_key="a secret for tests that is long enough",
        public_url=f"http://127.0.0.1:{port}",
        database_url=database_url,
        data_dir=folder / "data",
        port=port,
        workers=workers,
        argon2_memory_kib=8,
        log_level="WARNING",
    )
    return Production(settings, folder / "server.txt")
