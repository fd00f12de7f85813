"""The servers that are measured: ours as `goodpartners serve` starts it, and a bare one with the same settings."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from goodpartners.cli.benchmarks.load import UnexpectedReply

OURS = ("-m", "goodpartners", "serve")
BARE = ("-m", "goodpartners.cli.benchmarks.bare")
PATIENCE = 30.0
"""Seconds that a server may take to open its port."""


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


@contextmanager
def running(command: Sequence[str], environment: Mapping[str, str], port: int, log: Path) -> Iterator[None]:
    """A server that listens on `port` and writes to `log`; it is stopped at the end. Raises UnexpectedReply."""
    with log.open("wb") as file:
        server = subprocess.Popen([sys.executable, *command], env=dict(environment), stdout=file, stderr=file)
    try:
        _wait(server, port, log)
        yield
    finally:
        server.terminate()
        try:
            server.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    said = log.read_text("utf-8", "replace")[-2000:].strip()
    raise UnexpectedReply(f"The server did not start. It said:\n{said}")
