"""A cohort's dates for the calendar on somebody's phone."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("calendars", __name__)
