"""The least that Flask can do, to compare with: one view, one word."""

from __future__ import annotations

from flask import Flask

app = Flask("bare")


@app.get("/")
def hello() -> str:
    """The word."""
    return "hello"
