"""One run of the benchmark: ours and the bare application are asked in turn, in the same minute."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from goodpartners.cli.benchmarks import journeys
from goodpartners.cli.benchmarks.journeys import Learner, lanes_of
from goodpartners.cli.benchmarks.load import Journey, Load, UnexpectedReply, drive
from goodpartners.cli.benchmarks.stage import Stage

WARM_UP = 0.5
Making = Callable[[Learner], Journey]


@dataclass
class Benchmark:
    """One run: the stage, the bare application's port, and how long each side is asked in a round."""

    stage: Stage
    bare_port: int
    seconds: float
    rounds: int
    connections: int
    tick: Callable[[str], None]
    profiles: bool = False
    inside: dict[str, Any] = field(default_factory=dict)
    client_seconds: list[float] = field(default_factory=list)
    """Processor time of the client for each reply of the bare application."""

    def prepare(self) -> None:
        """Count statements and rows, then let every learner arrive, so that all workers have read the content."""
        self.inside = look_inside(self.stage, profiles=self.profiles)
        page = self.stage.page
        shared = lanes_of(self.stage.learners, self.connections * 2)
        drive(self.stage.port, [[journeys.arrive(who, page) for who in lane] for lane in shared], float("inf"))
        self.bare()

    def bare(self, connections: int | None = None, seconds: float | None = None) -> Load:
        """Ask the bare application."""
        lanes = [iter(journeys.hello, None) for _ in range(connections or self.connections)]
        load = drive(self.bare_port, lanes, seconds or self.seconds)
        self.client_seconds.append(load.client_seconds / max(load.replies, 1))
        return load

    def ours(
        self,
        making: Making,
        connections: int | None = None,
        seconds: float | None = None,
        who: Sequence[Learner] = (),
    ) -> Load:
        """Let the learners make journeys, or somebody else."""
        lanes = lanes_of(who or self.stage.learners, connections or self.connections)
        return drive(self.stage.port, [_endless(making, lane) for lane in lanes], seconds or self.seconds)

    def compare(
        self, name: str, making: Making, connections: int | None = None, who: Sequence[Learner] = ()
    ) -> list[tuple[Load, Load]]:
        """Rounds of ours and bare in turn, after a warm-up that does not count."""
        self.ours(making, connections, WARM_UP, who)
        found = []
        for _ in range(self.rounds):
            found.append((self.ours(making, connections, who=who), self.bare(connections)))
            self.tick(name)
        return found


def _endless(making: Making, learners: Sequence[Learner]) -> Iterator[Journey]:
    return (making(learner) for learner in cycle(learners))


def look_inside(stage: Stage, *, profiles: bool, rooms: Sequence[str] = ()) -> dict[str, Any]:
    """What requests do inside, found out by a process of its own; `rooms` are addresses of the first learner's."""
    asked = {
        "cookie": stage.learners[0].cookie,
        "page": stage.page,
        "pages": stage.pages,
        "papers": [stage.on_one_page.address, stage.item_by_item.address],
        "trainer": stage.trainer.cookie,
        "trainer_pages": stage.trainer_pages,
        "rooms": list(rooms),
        "profile": profiles,
    }
    command = [sys.executable, "-m", "goodpartners.cli.benchmarks.inside"]
    done = subprocess.run(command, env=stage.environment, input=json.dumps(asked), capture_output=True, text=True)
    if done.returncode:
        raise UnexpectedReply(f"The application could not be looked into:\n{done.stderr[-2000:].strip()}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found
