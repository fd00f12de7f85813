"""What learners do, request by request: each journey is a generator of requests that is handed the replies."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from goodpartners.cli.benchmarks.load import Ask, Journey, Reply, UnexpectedReply
from goodpartners.domain.quiz.items import Item, ShortText
from goodpartners.domain.quiz.marking import key
from goodpartners.domain.quiz.quiz import Quiz
from goodpartners.domain.quiz.responses import to_fields

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
Fields = Sequence[tuple[str, str]]
Asking = Generator[Ask, Reply, Reply]


@dataclass
class Learner:
    """Somebody who is signed in: the cookie as the browser would hold it, and the token of their forms."""

    cookie: str
    token: str = field(default="", init=False)

    def get(self, path: str, label: str = "") -> Asking:
        """Open a page."""
        return (yield from self._ask("GET", path, label=label))

    def post(self, path: str, fields: Fields, label: str = "") -> Asking:
        """Send a form."""
        body = urlencode([("csrf_token", self.token), *fields]).encode()
        return (yield from self._ask("POST", path, FORM, body, label))

    def put(self, path: str, fields: Fields, label: str = "") -> Asking:
        """Send a form as our script does while somebody is typing."""
        headers = f"{FORM}X-CSRFToken: {self.token}\r\nX-Requested-With: fetch\r\n"
        return (yield from self._ask("PUT", path, headers, urlencode(fields).encode(), label))

    def _ask(self, method: str, path: str, headers: str = "", body: bytes = b"", label: str = "") -> Asking:
        accepted = "application/json" if method == "PUT" else "text/html"
        headers += f"Cookie: {self.cookie}\r\nAccept: {accepted}\r\nAccept-Encoding: gzip\r\n"
        reply = yield Ask(method, path, headers, body, label)
        if kept := reply.header("set-cookie"):
            self.cookie = kept.split(";", 1)[0]
        return reply


def read(learner: Learner, address: str) -> Journey:
    """Open one page."""
    yield from learner.get(address)


def arrive(learner: Learner, address: str) -> Journey:
    """Open one page and keep the token of its form, which later forms send."""
    reply = yield from learner.get(address)
    found = TOKEN.search(reply.text)
    if found is None:
        raise UnexpectedReply(f"GET {address}: the page has no form with a token, so nobody is signed in there.")
    learner.token = found[1]


def hello() -> Journey:
    """Ask the bare application."""
    yield Ask("GET", "/", label="hello")


@dataclass(frozen=True)
class Paper:
    """A quiz whose order is fixed, at the address where it starts."""

    address: str
    quiz: Quiz

    def answers(self) -> list[tuple[Item, Fields]]:
        """Each item with the fields of its right answer."""
        return [(item, fields_of(item)) for item in self.quiz.items]


def fields_of(item: Item) -> Fields:
    """The right answer to an item as form fields; the second point where nothing is right or wrong."""
    right = key(item)
    return to_fields(right) if right else [("answer", "2")]


def started(learner: Learner, paper: Paper) -> Generator[Ask, Reply, str]:
    """Start a try and give its address."""
    reply = yield from learner.post(paper.address, ())
    return reply.header("location")


def on_one_page(learner: Learner, paper: Paper) -> Journey:
    """A try at a quiz on one page: start, then send all answers and hand in at once."""
    attempt = yield from started(learner, paper)
    fields = [("action", "hand-in")]
    for item, answer in paper.answers():
        fields += [(f"{item.id}-version", "0"), *((f"{item.id}-{name}", value) for name, value in answer)]
    yield from learner.post(attempt, fields)


def item_by_item(learner: Learner, paper: Paper) -> Journey:
    """A try item by item: start, send each answer, hand in, look at the results."""
    attempt = yield from started(learner, paper)
    for number, (_item, answer) in enumerate(paper.answers(), 1):
        yield from learner.post(f"{attempt}/{number}", _sent(number, answer), "answer")
    reply = yield from learner.post(f"{attempt}/check", ())
    yield from learner.get(reply.header("location"))


def page_by_page(learner: Learner, paper: Paper) -> Journey:
    """The same as a browser does it, which opens the page that each answer leads to."""
    attempt = yield from started(learner, paper)
    reply = yield from learner.get(attempt)
    yield from learner.get(reply.header("location"))
    for number, (_item, answer) in enumerate(paper.answers(), 1):
        reply = yield from learner.post(f"{attempt}/{number}", _sent(number, answer))
        yield from learner.get(reply.header("location"))
    reply = yield from learner.post(f"{attempt}/check", ())
    yield from learner.get(reply.header("location"))


def saving(learner: Learner, paper: Paper) -> Journey:
    """A try in which each answer is saved as a draft while it is typed and then sent; the saves are labelled."""
    attempt = yield from started(learner, paper)
    for number, (item, answer) in enumerate(paper.answers(), 1):
        typed = [("answer", "so far")] if isinstance(item, ShortText) else answer
        reply = yield from learner.put(f"{attempt}/{number}", [*typed, ("version", "0")], "draft")
        yield from learner.post(f"{attempt}/{number}", _sent(number, answer, told(reply)), "answer")
    yield from learner.post(f"{attempt}/check", ())


def lanes_of(learners: Sequence[Learner], count: int) -> list[Sequence[Learner]]:
    """The learners shared out between connections, so that nobody is in two places at once."""
    return [learners[n::count] for n in range(count)]


def told(reply: Reply) -> str:
    """The number that a form carries after something was saved."""
    return str(json.loads(reply.text)["version"])


def _sent(number: int, answer: Fields, version: str = "0") -> Fields:
    return [("version", version), ("key", f"benchmark-{number}"), ("action", "next"), *answer]
