"""Merging duplicates, for admins: two organisations that are one, two accounts of one person."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("merging", __name__)
