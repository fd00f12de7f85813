"""How long things are kept, for admins."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from goodpartners.domain.errors import Invalid
from goodpartners.domain.policy import Permission
from goodpartners.domain.retention import RULES
from goodpartners.services import retention as service
from goodpartners.web.access import access
from goodpartners.web.addresses import url_for
from goodpartners.web.forms import again, typed
from goodpartners.web.house import actor, now
from goodpartners.web.transactions import session, transactional

bp = Blueprint("retention", __name__)


@bp.get("/admin/retention")
@access(Permission.MANAGE_PEOPLE)
def periods() -> ResponseReturnValue:
    """What is kept for how long, what happens then, and what the next month would bring."""
    return render_template("admin/retention.html", problems=[], asked="", typed="", **_periods())


@bp.post("/admin/retention/<kind>")
@access(Permission.MANAGE_PEOPLE)
@transactional
def change(kind: str) -> ResponseReturnValue:
    """Set how long a kind of thing is kept."""
    wanted = kind.replace("-", " ")
    never, given = typed("never") == "yes", request.form.get("months", 0, type=int)
    try:
        service.set_period(session(), wanted, None if never else given, actor=actor(), now=now())
    except Invalid as refusal:
        return again("admin/retention.html", refusal, asked=wanted, typed=typed("months"), **_periods())
    flash("Saved. It holds from the next run on.")
    return redirect(url_for("retention.periods"), 303)


def _periods() -> dict[str, Any]:
    return {
        "rules": tuple(RULES.values()),
        "periods": service.periods(session(), actor=actor()),
        "forecast": service.forecast(session(), actor=actor(), now=now()),
    }
