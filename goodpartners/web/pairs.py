"""The pair, as those who sit in it see it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("pairs", __name__)
