"""The application in the test's own process: on a real file, behind a real port, with a clock that the test sets."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from goodpartners.factory import build, create_app
from goodpartners.services import sign_ins
from goodpartners.services.house import House
from goodpartners.settings import Settings
from goodpartners.store.people import Person
from goodpartners.web import house as houses
from tests.conftest import KEY, Clock
from tests.factories import signed_in


class Quiet(WSGIRequestHandler):
    """Writes no line for each request."""

    def log_request(self, *_: Any) -> None:
        """Say nothing."""


class OwnServer:
    """A server that can be ended and begun again on the same file, and on the same port for the same browser."""

    def __init__(self, folder: Path, content: Path, clock: Clock, with_tables: Callable[[str], None]) -> None:
        self.clock = clock
        self.socket = socket.create_server(("127.0.0.1", 0))  # held all the time, or somebody else may take the port
        self.port: int = self.socket.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.settings = Settings(
            mode="local",
            secret_key=KEY,
            data_dir=folder,
            content_root=content,
            public_url=self.address,
            argon2_memory_kib=8,
        )
        with_tables(self.settings.database)
        self.app: Flask = create_app(self.settings, clock=clock)
        self.running: BaseWSGIServer | None = None
        self.begin()

    @property
    def house(self) -> House:
        """What the running server shares."""
        return houses.house(self.app)

    def begin(self) -> None:
        """Answer from now on; nothing but the file is left of an earlier run."""
        houses.install(self.app, build(self.settings, self.clock))
        self.running = make_server(
            "127.0.0.1", self.port, self.app, threaded=True, request_handler=Quiet, fd=self.socket.fileno()
        )
        threading.Thread(target=self.running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def end(self) -> None:
        """Answer nobody any more, and let go of the file."""
        if self.running:
            self.running.shutdown()
            self.running.server_close()
            self.running = None
            self.house.database.close()

    def cookie_of(self, person: Person) -> dict[str, str]:
        """A new sign-in, as the browser's cookie."""
        client = signed_in(self.app.test_client(), person)
        cookie = client.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
        assert cookie
        return {"name": cookie.key, "value": cookie.value, "url": self.address}

    def end_sign_ins(self, person: Person) -> None:
        """Sign somebody out everywhere."""
        with self.house.database.writing() as session:
            sign_ins.end_all_of(session, person.id)
