"""Ways into a cohort: an invitation accepted, a code used."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("joining", __name__)
