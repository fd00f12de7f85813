"""Proof of save: what has become of the answer behind a receipt."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from goodpartners.domain.errors import NotFound
from goodpartners.domain.policy import Permission
from goodpartners.services import receipts
from goodpartners.web.access import access
from goodpartners.web.house import actor, house
from goodpartners.web.transactions import session

bp = Blueprint("receipts", __name__)


@bp.get("/receipts")
@access(Permission.LEARN)
def look() -> ResponseReturnValue:
    """A form for a code, and what stands behind the one that was sent."""
    code = request.args.get("code", "").strip()[:120]
    if not code:
        return render_template("receipts/look.html", code="", found=None, refusal=None)
    try:
        found = receipts.look(session(), house().settings, code, actor=actor())
    except NotFound as refusal:
        return make_response(render_template("receipts/look.html", code=code, found=None, refusal=refusal), 404)
    return render_template("receipts/look.html", code=code, found=found, refusal=None)
