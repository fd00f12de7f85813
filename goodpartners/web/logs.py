"""One line a request, as JSON or text, with an id that the response carries too; never what somebody typed."""

from __future__ import annotations

import logging
import re
import secrets
import time

from flask import Flask, Response, g, request

from goodpartners.outside import log
from goodpartners.settings import Settings

LOG = logging.getLogger("goodpartners.requests")
SAFE_ID = re.compile(r"^[A-Za-z0-9_-]{8,64}$")
QUIET = frozenset({"assets.static_file", "health.healthz"})


def configure(settings: Settings) -> None:
    """Set the shape and level of all log lines of this process."""
    log.configure(settings.log_format, settings.log_level)


def install(app: Flask) -> None:
    """Name every request and log it when it is answered."""
    app.before_request(_begin)
    app.after_request(_log)


def _begin() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if SAFE_ID.match(given) else secrets.token_urlsafe(9)
    g.began = time.perf_counter()


def _log(response: Response) -> Response:
    if request.endpoint in QUIET and response.status_code < 400:
        return response
    rule = request.url_rule.rule if request.url_rule else request.path
    fields = {
        "request_id": g.get("request_id"),
        "method": request.method,
        "route": rule,
        "status": response.status_code,
        "ms": round((time.perf_counter() - g.began) * 1000, 1) if "began" in g else None,
    }
    LOG.info("%s %s %s", request.method, rule, response.status_code, extra=fields)
    return response
