"""Knowledge-check results by module and item, by side."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("question_results", __name__)
