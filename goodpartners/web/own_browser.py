"""What a person's own browser keeps for them: under a name and a key that only this server can work out again.

The name says whose something is without saying who they are. The key seals what waits to be sent, so that whoever uses
the browser next cannot read it. Both come from the server's secret, and change with it.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request

from goodpartners.domain.errors import NotSignedIn
from goodpartners.domain.people import Actor

View = TypeVar("View", bound=Callable[..., Any])
HEADER = "X-Person"
COPY = "X-Offline-Copy"


def install(app: Flask) -> None:
    """Look who sends, and say which pages may be kept."""
    app.before_request(_require_same_person)
    app.after_request(_allow_copy)


def may_be_kept(view: View) -> View:
    """A learner's page, which a device of their own may keep to be read and answered without a network."""
    view.may_be_kept = True  # type: ignore[attr-defined]
    return view


def name_of(actor: Actor) -> str:
    """What a browser calls this person."""
    return _derived(actor, "name")[:22]


def key_of(actor: Actor) -> str:
    """The key with which a browser seals what this person typed: 32 bytes in base 64."""
    return _derived(actor, "key")


def _derived(actor: Actor, use: str) -> str:
    secret: str = current_app.config["SECRET_KEY"]
    digest = hmac.digest(secret.encode(), f"goodpartners browser {use} {actor.person_id}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode()


def _require_same_person() -> None:
    """What one person typed is never taken for another, who signed in meanwhile in another window of the browser."""
    sender = request.headers.get(HEADER)
    if sender and g.actor and sender != name_of(g.actor):
        raise NotSignedIn("Somebody else has signed in here meanwhile.")


def _allow_copy(response: Response) -> Response:
    view = current_app.view_functions.get(request.endpoint or "")
    if response.status_code == 200 and request.method == "GET" and getattr(view, "may_be_kept", False) and g.actor:
        response.headers[COPY] = name_of(g.actor)
    return response
