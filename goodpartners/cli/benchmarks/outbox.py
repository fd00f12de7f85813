"""What the browser's outbox costs: a page of ours is opened with so much waiting in it, and uses it as ever."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goodpartners.cli.benchmarks import browser
from goodpartners.cli.benchmarks.load import UnexpectedReply

SCRIPT = Path(__file__).with_suffix(".js")


@dataclass(frozen=True)
class Costs:
    """Milliseconds: to keep one thing, to look at all that waits, and to send it all, the last two for each thing."""

    keep: float
    look: float
    send: float


def costs(origin: str, page: str, cookie: str, number: int) -> Costs:
    """Let a page keep so many things, show the window another page, and take the time there."""
    with browser.window(origin, cookie) as tab:
        tab.add_init_script(path=SCRIPT)
        tab.goto(origin + page)
        tab.evaluate("number => benchmark.fill(number)", number)
        tab.reload()
        found: dict[str, Any] = tab.evaluate("() => benchmark.measure()")
    if (found["waiting"], found["left"]) != (number, 0):
        raise UnexpectedReply(f"{number} things waited in the outbox, {found['waiting']} were found: {found}")
    return Costs(found["keep"], found["look"] / number, found["send"] / number)
