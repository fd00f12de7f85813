"""The network goes at a moment that nobody chose and comes back: everything typed last stands on the server."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import NamedTuple

import pytest
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import BrowserContext

from tests.e2e.own_server import OwnServer
from tests.e2e.paper import NOTES, Paper
from tests.e2e.server import wait_until

SEEDS = [*range(10), *(pytest.param(seed, marks=pytest.mark.deep) for seed in range(10, 110))]
STEPS = 10
THINGS = ("one choice", "a number", "a word", "notes")


class Plan(NamedTuple):
    """What a seed decides: when the network goes and comes back, and what its person does then."""

    goes: int
    comes: int
    after: str


class Writer:
    """Somebody with three questions and their notes open in four windows, who writes here and there."""

    def __init__(self, context: BrowserContext, paper: Paper, chance: random.Random) -> None:
        self.context, self.chance = context, chance
        self.last: dict[str, str] = {}
        attempt = f"/attempts/{paper.attempt}"
        self.paths = dict(zip(THINGS, (f"{attempt}/1", f"{attempt}/6", f"{attempt}/7", NOTES), strict=True))
        self.windows = {thing: context.new_page() for thing in THINGS}
        for thing, page in self.windows.items():
            page.goto(self.paths[thing])

    def writes(self, thing: str) -> None:
        """Something new, or another choice."""
        page = self.windows[thing]
        if thing == "one choice":
            self.last[thing] = self.chance.choice("abc")
            page.locator(f"[name=answer][value={self.last[thing]}]").check()
            return
        number = str(self.chance.randrange(10**6))
        self.last[thing] = number if thing == "a number" else f"Words\nnumber {number}" if thing == "notes" else number
        page.locator("textarea[name^=note-]" if thing == "notes" else "[data-save] [name=answer]").fill(
            self.last[thing]
        )

    def pauses(self) -> None:
        """For a moment that is sometimes too short for saving, and sometimes just long enough."""
        self.context.pages[0].wait_for_timeout(self.chance.choice([0, 0, 30, 510, 530, 600]))

    def stands(self, thing: str) -> str:
        """What the server has."""
        page = BeautifulSoup(self.context.request.get(self.paths[thing]).text(), "html.parser")
        if thing == "notes":
            box = page.select_one("textarea[name^=note-]")
            return box.text.removeprefix("\n") if box else ""
        box = page.select_one(
            "[data-save] [name=answer][checked]" if thing == "one choice" else "[data-save] [name=answer]"
        )
        return str(box.get("value", "")) if isinstance(box, Tag) else ""


def planned(chance: random.Random) -> Plan:
    """When and how long the network is away, and what happens once it is back."""
    goes = chance.randrange(1, STEPS - 3)
    comes = chance.randrange(goes + 1, STEPS + 1)
    return Plan(goes, comes, chance.choice(["stays", "reloads", "closes", "closed before"]))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_typed_while_the_network_was_lost_stands_in_the_end(
    own_server: OwnServer, opened: Callable[..., BrowserContext], seed: int
) -> None:
    chance = random.Random(seed)
    plan = planned(chance)
    paper = Paper(own_server, f"Lost Network {seed}", "handed-in")
    context = opened(base_url=own_server.address)
    context.add_cookies([own_server.cookie_of(paper.person)])
    writer = Writer(context, paper, chance)
    for step in range(STEPS):
        writer.writes(chance.choice(THINGS))
        writer.pauses()
        if step in (plan.goes, plan.comes):
            context.set_offline(step == plan.goes)
    spare = context.new_page()
    if plan.after == "closed before":
        close(writer)
    context.set_offline(False)
    if plan.after == "reloads":
        for page in writer.windows.values():
            page.on("dialog", lambda dialog: dialog.accept())
            page.reload()
    elif plan.after == "closes":
        close(writer)
    spare.goto("/home")  # any page sends what windows that are gone have left
    for thing, words in writer.last.items():
        wait_until(lambda t=thing, w=words: writer.stands(t) == w, f"seed {seed}, {plan}: {thing} is not {words!r}")


def close(writer: Writer) -> None:
    """Close every window that something was written in."""
    for page in writer.windows.values():
        page.close()
