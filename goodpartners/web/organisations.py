"""What an organisation's manager and a side lead see and decide."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("organisations", __name__)
