"""What a request does inside: statements, rows written and where the time goes. A process of its own runs this.

It loads the application by the name under which the server loads it, with the same settings in the environment, and
makes the journeys without a network.
"""

from __future__ import annotations

import cProfile
import io
import json
import pstats
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask
from werkzeug.test import Client
from werkzeug.utils import import_string

from goodpartners.cli.benchmarks import journeys
from goodpartners.cli.benchmarks.counter import Counter
from goodpartners.cli.benchmarks.journeys import Learner, Paper
from goodpartners.cli.benchmarks.load import Journey, Reply, UnexpectedReply
from goodpartners.cli.serve import APPLICATION
from goodpartners.services.house import House

REPEATS = {"section page": 300, "saves": 12, "one page": 60, "item by item": 12}
LINES = 18
REPEATS_OF_TRAINERS = 10


def walk(client: Client, journey: Journey) -> int:
    """Make a journey to its end; how many requests it took. Raises UnexpectedReply."""
    requests = 0
    ask = next(journey)
    while True:
        requests += 1
        lines = [line.split(": ", 1) for line in ask.headers.splitlines()]
        answer = client.open(ask.path, method=ask.method, headers=[(n, v) for n, v in lines], data=ask.body)
        if answer.status_code >= 400:
            raise UnexpectedReply(f"{ask.method} {ask.path} was answered with {answer.status_code}.")
        head = "".join(f"\r\n{name.lower()}: {value}" for name, value in answer.headers)
        try:
            ask = journey.send(Reply(answer.status_code, head.encode("latin-1"), answer.get_data()))
        except StopIteration:
            return requests


def main() -> None:
    """Read what to look at as JSON, write what was found as JSON."""
    asked = json.load(sys.stdin)
    app: Flask = import_string(APPLICATION)
    house: House = app.extensions["goodpartners"]
    quizzes = house.library.current(today=house.clock().date()).quizzes
    learner, page = Learner(asked["cookie"]), asked["page"]
    single, several = (Paper(address, quizzes[address.removeprefix("/quizzes/")]) for address in asked["papers"])
    walks: dict[str, Callable[[], Journey]] = {
        "section page": lambda: journeys.read(learner, page),
        "saves": lambda: journeys.saving(learner, several),
        "one page": lambda: journeys.on_one_page(learner, single),
        "item by item": lambda: journeys.item_by_item(learner, several),
    }
    client = Client(app, use_cookies=False)
    counter = Counter(house.database.engine)
    walk(client, journeys.arrive(learner, page))
    trainer = Learner(asked["trainer"])
    found: dict[str, Any] = {
        "pages": max(_statements(client, counter, learner, asked["pages"]).values()),
        "trainer": _statements(client, counter, trainer, asked["trainer_pages"]),
        "rooms": _statements(client, counter, learner, asked["rooms"]),
    }
    for name, journey in walks.items():
        walk(client, journey())
        counted = counter.fresh()
        walk(client, journey())
        found[name] = {"statements": counted.statements, "rows": counted.rows}
    if asked["profile"]:
        found["profile"] = {name: _profile(app, walks[name], REPEATS[name]) for name in walks}
        for page in asked["trainer_pages"]:
            found["profile"][page] = _profile(app, partial(journeys.read, trainer, page), REPEATS_OF_TRAINERS)
    json.dump(found, sys.stdout)


def _statements(client: Client, counter: Counter, learner: Learner, pages: list[str]) -> dict[str, int]:
    """How many statements each page takes."""
    found = {}
    for page in pages:
        counted = counter.fresh()
        walk(client, journeys.read(learner, page))
        found[page] = counted.statements
    return found


def _profile(app: Flask, journey: Callable[[], Journey], repeats: int) -> str:
    """Where the application's time goes, function by function; the client's is left out."""
    profiler = cProfile.Profile()
    client = Client(lambda environ, start: profiler.runcall(app, environ, start), use_cookies=False)
    requests = sum(walk(client, journey()) for _ in range(repeats))
    written = io.StringIO()
    stats = pstats.Stats(profiler, stream=written).strip_dirs()
    stats.sort_stats("cumulative").print_stats(LINES).sort_stats("tottime").print_stats(LINES)
    return f"{requests} requests\n{written.getvalue()}"


if __name__ == "__main__":
    main()
