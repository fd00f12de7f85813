"""What a trainer can take away: the same view values as the pages, as CSV and XLSX."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("exports", __name__)
