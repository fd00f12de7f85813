"""For whoever watches over the server: is the process there, and can it serve."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from goodpartners.domain.policy import Permission
from goodpartners.services import readiness
from goodpartners.web.access import access, anonymous
from goodpartners.web.house import house, now

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@access(Permission.PUBLIC)
@anonymous
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return _unkept(jsonify(ok=True))


@bp.get("/readyz")
@access(Permission.PUBLIC)
@anonymous
def readyz() -> ResponseReturnValue:
    """Each part with a reason; 503 when one of them is not in order."""
    found = readiness.checks(house(), now=now())
    ready = all(check.ok for check in found)
    response = _unkept(jsonify(ok=ready, checks={c.part: {"ok": c.ok, "reason": c.reason} for c in found}))
    response.status_code = 200 if ready else 503
    return response


def _unkept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
