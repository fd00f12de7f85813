"""All cohorts, for admins: so that one whose trainer left is not lost."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from goodpartners.domain.errors import Invalid
from goodpartners.domain.policy import Permission
from goodpartners.services import cohort_overview as service
from goodpartners.services import cohorts
from goodpartners.web.access import access
from goodpartners.web.addresses import url_for
from goodpartners.web.forms import again
from goodpartners.web.house import actor, now
from goodpartners.web.transactions import session, transactional

bp = Blueprint("admin_cohorts", __name__)


@bp.get("/admin/cohorts")
@access(Permission.MANAGE_PEOPLE)
def every() -> ResponseReturnValue:
    """All cohorts with their dates and trainers."""
    return render_template("admin/cohorts.html", problems=[], asked=0, **_cohorts())


@bp.post("/admin/cohorts/<int:cohort>/trainers")
@access(Permission.MANAGE_PEOPLE)
@transactional
def add_trainer(cohort: int) -> ResponseReturnValue:
    """Let another trainer run a cohort."""
    trainer = request.form.get("trainer", 0, type=int)
    try:
        cohorts.add_trainer(session(), cohort, trainer, actor=actor(), now=now())
    except Invalid as refusal:
        return again("admin/cohorts.html", refusal, asked=cohort, **_cohorts())
    flash("The cohort has another trainer.")
    return redirect(url_for("admin_cohorts.every"), 303)


def _cohorts() -> dict[str, Any]:
    trainers = service.trainers(session(), actor=actor())
    return {
        "cohorts": service.every(session(), actor=actor()),
        "trainers": [(person.id, person.name) for person in trainers],
        "today": now().date(),
    }
