"""Reminders: written by a trainer, stopped by whoever gets them."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("reminders", __name__)
