"""How long things are kept, for admins."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("retention", __name__)
