"""For authors and trainers: what is wrong with the content files, and what people say about questions."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from goodpartners.domain.policy import Permission
from goodpartners.services import releases, reports
from goodpartners.web.access import access
from goodpartners.web.house import actor, catalogue, house, now
from goodpartners.web.transactions import session, transactional

bp = Blueprint("authoring", __name__)


@bp.get("/authoring/problems")
@access(Permission.READ_QUESTION_REPORTS)
def problems() -> ResponseReturnValue:
    """Every problem in the content that is being served, with its place."""
    served = catalogue()
    found = house().library.problems
    if house().library.live:
        found = sorted((*found, *releases.changed_after_use(session(), served.root)))
    return render_template("authoring/problems.html", problems=found, catalogue=served)


@bp.get("/authoring/reports")
@access(Permission.READ_QUESTION_REPORTS)
def question_reports() -> ResponseReturnValue:
    """What people say about questions."""
    return render_template("authoring/reports.html", reports=reports.unsettled(session(), actor=actor()))


@bp.post("/authoring/reports/<int:report>")
@access(Permission.READ_QUESTION_REPORTS)
@transactional
def settle(report: int) -> ResponseReturnValue:
    """Take a report off the list."""
    reports.settle(session(), report, actor=actor(), now=now())
    return redirect(url_for("authoring.question_reports"), 303)
