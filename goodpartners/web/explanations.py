"""Explain this number: the rule behind a figure, and the rows it was made of."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("explanations", __name__)
