"""Flask-Login over our own rows: the cookie holds a random name, the database its hash."""

from __future__ import annotations

from flask import Flask, request
from flask import session as cookie
from flask_login import LoginManager, UserMixin, login_user, logout_user
from sqlalchemy.orm import Session

from goodpartners.domain.people import Actor
from goodpartners.services import sign_ins
from goodpartners.services.accounts import Entered
from goodpartners.web.house import house, now
from goodpartners.web.transactions import SAFE, session


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login carries: the person as a value and the name of this sign-in."""

    def __init__(self, actor: Actor, name: str) -> None:
        self.actor = actor
        self.name = name

    def get_id(self) -> str:
        """The random name of this sign-in, which is what the cookie holds."""
        return self.name


def install(app: Flask) -> None:
    """Tell Flask-Login how to find who is there."""
    manager = LoginManager()
    manager.session_protection = None
    manager.init_app(app)
    manager.user_loader(load)


def load(name: str) -> SignedIn | None:
    """Who holds this sign-in, unless it ended or was idle for too long."""
    if request.method in SAFE:
        found = _find(session(), name)
    else:  # not in the session that writes: it would hold the lock while a visit is noted or a password is checked
        with house().database.reading() as reading:
            found = _find(reading, name)
    if found is None:
        return None
    if found.stale:
        with house().database.writing() as writing:
            sign_ins.touch(writing, found.actor.session_id, now=now())
    return SignedIn(found.actor, name)


def _find(reading: Session, name: str) -> sign_ins.Present | None:
    settings = house().settings
    return sign_ins.find(
        reading, name, idle_minutes=settings.session_idle_minutes, days=settings.session_days, now=now()
    )


def enter(entered: Entered) -> None:
    """Begin the browser's session anew, so that nothing from before signing in lives on in it."""
    cookie.clear()
    cookie.permanent = True
    login_user(SignedIn(entered.actor, entered.name))


def leave() -> None:
    """Empty the browser's session."""
    logout_user()
    cookie.clear()
