"""What every request can reach: settings, database, content and the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app, g

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.people import Actor
from goodpartners.services.library import Library
from goodpartners.services.passwords import Passwords
from goodpartners.services.storage import Database
from goodpartners.settings import Settings

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class House:
    """Made once by the factory."""

    settings: Settings
    database: Database
    library: Library
    passwords: Passwords
    clock: Clock
    release: str
    """Names the static files; changes when one of them does."""


def install(app: Flask, house: House) -> None:
    """Hang the house on an application."""
    app.extensions["goodpartners"] = house


def house(app: Flask | None = None) -> House:
    """The house of the running application."""
    found: House = (app or current_app).extensions["goodpartners"]
    return found


def now() -> datetime:
    """The time of this request: the same from its beginning to its end."""
    if "now" not in g:
        g.now = house().clock()
    moment: datetime = g.now
    return moment


def catalogue() -> Catalogue:
    """The content of this request: the same from its beginning to its end."""
    if "catalogue" not in g:
        g.catalogue = house().library.current(today=now().date())
    found: Catalogue = g.catalogue
    return found


def actor() -> Actor:
    """Who is signed in; call it only where access is declared."""
    person: Actor = g.actor
    return person
