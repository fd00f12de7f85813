"""A small client for load: one thread, a few connections that stay open, and journeys that ask over them.

It is our own because the standard library's client takes longer over a request than the bare application does, and then
both sides of a comparison would mostly show the client.
"""

from __future__ import annotations

import gzip
import selectors
import socket
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

PATIENCE = 60.0
"""Seconds without a reply after which a run is given up; with its first request a worker reads all content."""
CHUNK = 262_144
HEAD_ENDS = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length: "


@dataclass(slots=True)
class Ask:
    """One request; `headers` are whole lines, and `label` gathers the seconds it takes under a name."""

    method: str
    path: str
    headers: str = ""
    body: bytes = b""
    label: str = ""

    def as_bytes(self) -> bytes:
        """The request as it goes over the line."""
        length = "" if self.method == "GET" else f"Content-Length: {len(self.body)}\r\n"
        first = f"{self.method} {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        return f"{first}{self.headers}{length}\r\n".encode() + self.body


@dataclass(slots=True)
class Reply:
    """What came back; `head` is everything before the body, with names in small letters as our server writes them."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        """The value of a header; empty when it is missing."""
        return _header(self.head, f"\r\n{name}: ".encode()).decode("latin-1")

    @property
    def text(self) -> str:
        """The body, unpacked."""
        return (gzip.decompress(self.body) if self.header("content-encoding") == "gzip" else self.body).decode()


Journey = Generator[Ask, Reply, None]
"""Gives one request after another and is handed each reply."""


class UnexpectedReply(Exception):
    """A request was refused, or nobody answered."""


@dataclass
class Load:
    """What came of a run within its time."""

    replies: int = 0
    seconds: float = 0.0
    client_seconds: float = 0.0
    """Processor time of the client itself."""
    took: dict[str, list[float]] = field(default_factory=dict)
    """Seconds of each request by label."""

    @property
    def rate(self) -> float:
        """Replies a second."""
        return self.replies / self.seconds if self.seconds else 0.0

    def mean(self, label: str) -> float:
        """Mean seconds of the requests with that label."""
        times = self.took.get(label, [])
        return sum(times) / len(times) if times else 0.0


class Lane:
    """One open connection and the journeys that are made over it, one after another."""

    def __init__(self, port: int, journeys: Iterable[Journey]) -> None:
        self.line = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.journeys: Iterator[Journey] = iter(journeys)
        self.journey: Journey | None = None
        self.ask = Ask("GET", "/")
        self.sent_at = 0.0
        self._received = b""

    def begin(self) -> bool:
        """Send the first request of the next journey; False when there is no other."""
        self.journey = next(self.journeys, None)
        if self.journey is not None:
            self._send(next(self.journey))
        return self.journey is not None

    def go_on(self, reply: Reply) -> bool:
        """Hand over the reply and send the journey's next request; False when the journey has come to its end."""
        if self.journey is None:
            return False
        try:
            self._send(self.journey.send(reply))
        except StopIteration:
            return False
        return True

    def receive(self) -> Reply | None:
        """The reply, once all of it has come. Raises UnexpectedReply for a refusal."""
        chunk = self.line.recv(CHUNK)
        if not chunk:
            raise UnexpectedReply(f"{self.ask.method} {self.ask.path}: the connection was closed.")
        self._received += chunk
        head, whole, body = self._received.partition(HEAD_ENDS)
        if not whole or len(body) < int(_header(head, LENGTH) or 0):
            return None
        status = int(head[9:12])
        if status >= 400:
            raise UnexpectedReply(f"{self.ask.method} {self.ask.path} was answered with {status}.")
        self._received = b""
        return Reply(status, head, body)

    def _send(self, ask: Ask) -> None:
        self.ask, self.sent_at = ask, time.perf_counter()
        self.line.sendall(ask.as_bytes())


def drive(port: int, lanes: Iterable[Iterable[Journey]], seconds: float) -> Load:
    """Make journeys over one connection a lane until the time is up or none is left.

    What is under way then is brought to its end, for nobody may be left in the middle of a quiz, but does not count;
    only the very first reply does, however late, for a round without one could not be compared.
    """
    load = Load()
    with ExitStack() as closing, selectors.DefaultSelector() as ready:
        open_lanes = [Lane(port, journeys) for journeys in lanes]
        began, client_began = time.perf_counter(), time.process_time()
        for lane in open_lanes:
            closing.callback(lane.line.close)
            ready.register(lane.line, selectors.EVENT_READ, lane)
            if not lane.begin():
                ready.unregister(lane.line)
        while ready.get_map():
            for lane in _with_news(ready):
                reply = lane.receive()
                if reply is None:
                    continue
                now = time.perf_counter()
                in_time = now - began < seconds
                if in_time or not load.replies:
                    load.replies, load.seconds = load.replies + 1, now - began
                    load.client_seconds = time.process_time() - client_began
                    if lane.ask.label:
                        load.took.setdefault(lane.ask.label, []).append(now - lane.sent_at)
                if not lane.go_on(reply) and not (in_time and lane.begin()):
                    ready.unregister(lane.line)
    return load


def _header(head: bytes, name: bytes) -> bytes:
    _, found, rest = head.partition(name)
    return rest.partition(b"\r\n")[0] if found else b""


def _with_news(ready: selectors.BaseSelector) -> Iterator[Lane]:
    found = ready.select(PATIENCE)
    if not found:
        raise UnexpectedReply(f"Nobody answered for {PATIENCE:.0f} seconds.")
    for key, _events in found:
        yield key.data
