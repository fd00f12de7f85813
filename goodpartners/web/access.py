"""Every route says what it needs; nothing is served before that has been asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, g, request
from flask_login import current_user

from goodpartners.domain.people import Actor
from goodpartners.domain.policy import BY_ROUTE, WITHOUT_SIGNING_IN, Permission, require

View = TypeVar("View", bound=Callable[..., Any])


def access(permission: Permission) -> Callable[[View], View]:
    """Declare what a view needs."""

    def declare(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        return view

    return declare


def declared(endpoint: str) -> Permission | None:
    """What the view behind an endpoint needs; None when it says nothing."""
    return getattr(current_app.view_functions[endpoint], "access", None)


def install(app: Flask) -> None:
    """Ask before every request."""
    app.before_request(_ask)


def _ask() -> None:
    g.actor = None
    if request.endpoint is None:
        g.actor = _who()
        return
    permission = declared(request.endpoint)
    if permission is None:
        raise RuntimeError(f"the route {request.endpoint} declares no access")
    g.actor = _who() if _needs_person(permission) else None
    require_for_route(permission)


def _who() -> Actor | None:
    return getattr(current_user, "actor", None)


def _needs_person(permission: Permission) -> bool:
    """Static files, pictures and health need no look at who is there; other public pages greet the person."""
    return permission not in WITHOUT_SIGNING_IN or not getattr(
        current_app.view_functions[request.endpoint or ""], "anonymous", False
    )


def anonymous(view: View) -> View:
    """A public view that never asks who is there, so that it costs no look into the database."""
    view.anonymous = True  # type: ignore[attr-defined]
    return view


def require_for_route(permission: Permission) -> None:
    """Ask for the part of a permission that the route alone can answer: being signed in, or holding a role.

    Whose thing it is, and whether a course is open, only the service knows once it has found the thing.
    """
    require(BY_ROUTE.get(permission, permission), g.actor)
