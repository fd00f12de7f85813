"""What the benchmark's client counts of a run."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from goodpartners.cli.benchmarks.load import Ask, Journey, drive

REPLY = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


@pytest.fixture
def port() -> Iterator[int]:
    """A server that answers whatever it is asked on one connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            line, _ = listening.accept()
            with line:
                while line.recv(1024):
                    line.sendall(REPLY)

        server = threading.Thread(target=answer, daemon=True)
        server.start()
        yield listening.getsockname()[1]
        server.join(timeout=5)


def asks() -> Journey:
    yield Ask("GET", "/")


def test_a_reply_that_comes_after_the_time_is_counted_when_there_was_no_other(port: int) -> None:
    load = drive(port, [iter(lambda: asks(), None)], seconds=0.0)
    assert load.replies == 1
    assert load.seconds > 0
    assert load.rate > 0
