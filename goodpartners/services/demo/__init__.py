"""An invented cast at different points of the courses, so that a first look shows something true to life."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.services import addresses
from goodpartners.services.demo.cast import CAST, ORGANISATIONS, Part
from goodpartners.services.demo.learners import Learning
from goodpartners.services.demo.rounds import Rounds
from goodpartners.services.demo.runs import Runs
from goodpartners.services.demo.scene import Scene
from goodpartners.services.demo.words import WORDS
from goodpartners.services.house import House
from goodpartners.store import demo, people


def present(session: Session) -> bool:
    """Whether an invented person could sign in."""
    return people.has_demo_people(session)


def fill(house: House, cast: Sequence[Part] = CAST) -> list[dict[str, str]]:
    """Write the cast into the database; who can sign in, with a random password each."""
    now = house.clock()
    catalogue = house.library.current(today=now.date())
    passwords = {part.name: _password() for part in cast if part.who}
    hashes = {name: house.passwords.hash(password) for name, password in passwords.items()}
    with house.database.writing() as session:
        scene = _play(session, catalogue, cast, hashes, base=addresses.base(house.settings), now=now)
    return [
        {"name": part.name, "email": scene.actors[part.name].email, "password": passwords[part.name], "who": part.who}
        for part in cast
        if part.who
    ]


def remove(session: Session) -> int:
    """Delete the invented people with all they did, and their cohorts, partnerships and organisations.

    What somebody else uses by now stays; how many people there were.
    """
    return demo.delete(session, list(ORGANISATIONS))


def _play(
    session: Session, catalogue: Catalogue, cast: Sequence[Part], hashes: dict[str, str], *, base: str, now: datetime
) -> Scene:
    """Let everything happen in the order in which it happened, so that every log reads as it would."""
    scene = Scene(session, catalogue, now, base)
    acts = list(scene.arrange(cast))
    runs = Runs(scene, cast)
    acts += [*runs.acts(), *Rounds(runs, cast).acts()]
    for part in cast:
        actor = scene.enter(part, hashes.get(part.name))
        acts += Learning(session, catalogue, part, actor).acts(scene.at)
    for at, act in sorted(acts, key=lambda timed: timed[0]):
        act(at)
    demo.settle(session)
    return scene


def _password() -> str:
    return "-".join(secrets.choice(WORDS) for _ in range(3)) + f"-{secrets.randbelow(90) + 10}"
