"""Pages are compressed for whoever understands it; the secret in a form changes with every page."""

from __future__ import annotations

import gzip

from flask import Flask, Response, request

SMALLEST = 1400


def install(app: Flask) -> None:
    """Compress text answers of a certain size."""
    app.after_request(compress)


def compress(response: Response) -> Response:
    """Gzip a page when the browser takes it."""
    if (
        response.direct_passthrough
        or response.mimetype not in ("text/html", "application/json", "text/csv")
        or "Content-Encoding" in response.headers
        or "gzip" not in request.headers.get("Accept-Encoding", "")
    ):
        return response
    body = response.get_data()
    if len(body) >= SMALLEST:
        response.set_data(gzip.compress(body, 3, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    return response
