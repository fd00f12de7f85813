"""What saving while somebody types is told: that it is kept, or what came from elsewhere meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from flask import Response, g, jsonify, make_response, request

from goodpartners.domain.times import clock

REMEMBERED = 3
"""How many things that a window sent without hearing back are looked at."""


def unheard() -> list[dict[str, list[str]]]:
    """The fields of what the window sent before without hearing back."""
    return [parse_qs(sent, keep_blank_values=True) for sent in request.form.getlist("sent")[-REMEMBERED:]]


def saved(*, at: datetime, version: object, **more: Any) -> Response:
    """It is kept: since when, and the number that the form carries from now on.

    `key` is the browser's own name for what it sent. Only an answer that says it again lets the browser forget it:
    many a network answers for us with a page of its own.
    """
    key = request.form.get("key", "")[:64]
    return make_response(jsonify(saved=clock(at), at=at.isoformat(), version=str(version), key=key, **more))


def clashed(
    sentence: str,
    *,
    said: str,
    version: object,
    fields: Iterable[tuple[str, str]],
    at: datetime | None = None,
    whose: str = "In the other window",
) -> Response:
    """It is not kept: what stands instead, in words and as fields, and the number with which it can be replaced."""
    g.refused = True
    since = f"{whose}, at {clock(at)}" if at else whose
    standing = {"whose": since, "said": said, "version": str(version), "fields": list(fields)}
    return make_response(jsonify(status=409, reason="clash", sentence=sentence, standing=standing), 409)
