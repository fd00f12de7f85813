"""Addresses of pages, remembered: putting one together takes long, and every page has dozens."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask, current_app

KEPT = 4096


def install(app: Flask) -> None:
    """Remember this application's addresses, and let templates use them under Flask's name."""

    @lru_cache(maxsize=KEPT)
    def built(endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
        return app.url_for(endpoint, **dict(values))

    app.extensions["addresses"] = built
    app.jinja_env.globals["url_for"] = lambda endpoint, **values: built(endpoint, tuple(values.items()))


def url_for(endpoint: str, **values: str | int | None) -> str:
    """The address of a view within this site, as Flask's function of that name gives it."""
    found: str = current_app.extensions["addresses"](endpoint, tuple(values.items()))
    return found
