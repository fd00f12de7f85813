"""What every request can reach: settings, database, content and the clock."""

from __future__ import annotations

from datetime import datetime

from flask import Flask, current_app, g

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.people import Actor
from goodpartners.services.house import Clock, House

__all__ = ["Clock", "House", "actor", "catalogue", "house", "install", "now"]


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
