"""How well the questionnaires measure, over all cohorts, for admins."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from goodpartners.domain.policy import Permission
from goodpartners.services import measurement as service
from goodpartners.web.access import access
from goodpartners.web.house import actor
from goodpartners.web.transactions import session

bp = Blueprint("measurement", __name__)


@bp.get("/admin/questionnaires")
@access(Permission.MANAGE_PEOPLE)
def overview() -> ResponseReturnValue:
    """Reliability of each version that was used, over many pairs or not at all."""
    found = service.overview(session(), actor=actor())
    limits = {"people": service.ENOUGH_PEOPLE, "pairs": service.ENOUGH_PAIRS, "a_side": service.ENOUGH_A_SIDE}
    return render_template("measurement/overview.html", versions=found, limits=limits)
