"""A real server of our own, started as a person would start it, and its other commands."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from click.testing import CliRunner
from playwright.sync_api import Page

from goodpartners.cli.main import goodpartners
from goodpartners.factory import build
from goodpartners.services.house import House
from goodpartners.services.mail import STOP
from goodpartners.settings import REPOSITORY, Settings
from goodpartners.store.mail import OutboxMail

OUR_SETTINGS = {field.validation_alias for field in Settings.model_fields.values()} | {"GOODPARTNERS_RUNS"}
PATIENCE = 60
LINK = re.compile(r"https?://\S+")


@dataclass
class Server:
    """A running server: where it is, what it keeps and shows, the process to end, and its house for other commands."""

    address: str
    data: Path
    content: Path
    process: subprocess.Popen[bytes]
    house: House = field(repr=False)

    @property
    def log(self) -> str:
        """Everything the server and its jobs have written so far, mails included."""
        return (self.data / "log.txt").read_text("utf-8", errors="replace")

    @property
    def accounts(self) -> dict[str, dict[str, str]]:
        """The invented people who can sign in, by name."""
        return {one["name"]: one for one in json.loads((self.data / "demo_accounts.json").read_text("utf-8"))}

    def command(self, *arguments: str) -> str:
        """Run `goodpartners …` beside the server and give what it prints."""
        done = CliRunner().invoke(goodpartners, arguments, obj=self.house)
        assert done.exit_code == 0, done.output
        return done.output

    def invite(self, email: str, *options: str) -> str:
        """Invite somebody at the command line; the link."""
        return link_in(self.command("people", "invite", email, *options))

    def mail_to(self, email: str) -> Callable[[], str | None]:
        """Looks into the log for the newest mail to somebody that has come since this was called."""
        seen = len(self.log)

        def look() -> str | None:
            _before, found, mail = self.log[seen:].rpartition(f"Mail to {email}: ")
            return mail if found and LINK.search(mail) else None

        return look

    @property
    def mails(self) -> list[tuple[str, str]]:
        """Every mail of the last hour, (address, text), left or not; what has left holds no secret any more."""
        columns = sa.select(OutboxMail.to_address, OutboxMail.body).order_by(OutboxMail.id)
        with self.house.database.reading() as session:
            found = session.execute(columns.where(OutboxMail.created_at > self.house.clock() - timedelta(hours=1)))
            return [(to, body) for to, body in found]

    def link_to_stop(self, email: str, look: Callable[[], str | None]) -> str:
        """The link that stops reminders in the newest letter to somebody, which waits for office hours or has left."""
        waiting = [body for to, body in self.mails if to == email]
        found = [link.group() for text in (*waiting, look() or "") if (link := STOP.search(text))]
        assert found, f"no letter to {email} says how to stop"
        return found[-1]

    def kill(self) -> None:
        """End it as a power cut does: every process at once, without a word."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=15)

    def start_again(self) -> Server:
        """The same server once more, at the same address, on what it kept."""
        self.house.database.close()
        return start(self.data, content=self.content, port=int(self.address.rpartition(":")[2]))

    def stop(self) -> None:
        """End the server with everything it started."""
        self.house.database.close()
        if os.name == "nt":
            subprocess.run(["taskkill", "/T", "/F", "/PID", str(self.process.pid)], capture_output=True)
            return
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, sign)
                self.process.wait(timeout=15)
            except ProcessLookupError:
                return
            except subprocess.TimeoutExpired:
                continue


def start(data: Path, *options: str, content: Path = REPOSITORY, port: int = 0, **settings: str) -> Server:
    """Start `goodpartners local`, on a free port if none is named, in a process group of its own, and wait for it."""
    data.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    environment = {name: value for name, value in os.environ.items() if name not in OUR_SETTINGS}
    environment |= {"GOODPARTNERS_CONTENT": str(content), "GOODPARTNERS_WORKERS": "2", **settings}
    command = [sys.executable, "-m", "goodpartners", "local", "--port", str(port), "--data", str(data), *options]
    with (data / "log.txt").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    beside = Settings(
        mode="local",
        data_dir=data,
        content_root=content,
        public_url=address,
        database_url=settings.get("DATABASE_URL", ""),
    )
    server = Server(address, data, content, process, build(beside))
    try:
        wait_until(lambda: answers(server), f"{address} does not answer:\n{server.log}")
    except BaseException:
        server.stop()
        raise
    return server


def answers(server: Server) -> bool:
    """Whether the server is there; AssertionError once it has ended."""
    assert server.process.poll() is None, server.log
    try:
        with urllib.request.urlopen(f"{server.address}/healthz", timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False


def wait_until(true: Callable[[], object], otherwise: str) -> None:
    """Look again and again, up to a minute."""
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, otherwise
        time.sleep(0.1)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def link_in(text: str) -> str:
    """The first link in a text."""
    found = LINK.search(text)
    assert found, f"no link in: {text}"
    return found.group()


def link_mailed(page: Page, look: Callable[[], str | None]) -> str:
    """The link in a mail that is on its way; the jobs send within ten seconds."""
    mail = look()
    for _ in range(PATIENCE * 4):
        if mail:
            break
        page.wait_for_timeout(250)
        mail = look()
    assert mail, "no mail has come"
    return link_in(mail)


def every_kind_content(folder: Path) -> Path:
    """A small content folder with every block and every kind of question, which a test may change.

    The eight questions stand in one file; here they are also asked at once, all on one page, and against the clock.
    """
    here = Path(__file__).parent
    shutil.copytree(here.parent / "content" / "good", folder)
    shutil.copytree(here / "content", folder, dirs_exist_ok=True)
    quizzes = folder / "quizzes" / "every-kind"
    eight = (quizzes / "handed-in.yaml").read_text("utf-8")
    ways = {
        "at-once": "behaviour: immediate",
        "on-one-page": "layout: one-page",
        "against-the-clock": "behaviour: deferred\ntime_limit: {minutes: 6}",
    }
    for name, way in ways.items():
        other = eight.replace("id: handed-in", f"id: {name}", 1).replace("behaviour: deferred", way, 1)
        (quizzes / f"{name}.yaml").write_text(other, "utf-8")
    return folder
