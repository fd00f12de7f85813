"""The people of a cohort: invited by list, by code, resent, withdrawn, moved, ended."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("rosters", __name__)
