"""Addresses of pages, remembered: putting one together takes as long as a good part of a template, and pages have many."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask, current_app, request

KEPT = 4096


def install(app: Flask) -> None:
    """Remember this application's addresses, and let templates use them under Flask's name."""

    @lru_cache(maxsize=KEPT)
    def built(_root: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
        return app.url_for(endpoint, **dict(values))

    app.extensions["addresses"] = built
    app.jinja_env.globals["url_for"] = url_for


def url_for(endpoint: str, **values: str | int | None) -> str:
    """The address of a view within this site, as Flask's function of that name gives it."""
    found: str = current_app.extensions["addresses"](request.root_path, endpoint, tuple(values.items()))
    return found
