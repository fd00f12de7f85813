"""The least that Flask can do, to compare with: one view, one word, on the server that serves ours."""

from __future__ import annotations

from flask import Flask

app = Flask("bare")


@app.get("/")
def hello() -> str:
    """The word."""
    return "hello"


if __name__ == "__main__":
    from goodpartners.cli.serve import listen
    from goodpartners.settings import Settings

    listen("goodpartners.cli.benchmarks.bare:app", Settings())
