"""The trainer's board, a pair of it, one of its people, and the sheet for the room."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("boards", __name__)
