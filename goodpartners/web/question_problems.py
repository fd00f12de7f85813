"""Reporting a problem with a question of one's own paper."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from goodpartners.domain.errors import Invalid
from goodpartners.domain.policy import Permission
from goodpartners.services import attempts, reports
from goodpartners.web.access import access
from goodpartners.web.addresses import url_for
from goodpartners.web.forms import again
from goodpartners.web.house import actor, now
from goodpartners.web.transactions import session, transactional

bp = Blueprint("question_problems", __name__)


@bp.get("/attempts/<int:attempt>/<int:number>/problem")
@access(Permission.OWN_ATTEMPT)
def form(attempt: int, number: int) -> ResponseReturnValue:
    """A form to report a problem with a question."""
    opened = attempts.open_attempt(session(), attempt, actor=actor())
    asked = attempts.numbered(opened.attempt, number)
    return render_template("attempts/problem.html", opened=opened, item=asked, number=number, text="", problems=[])


@bp.post("/attempts/<int:attempt>/<int:number>/problem")
@access(Permission.OWN_ATTEMPT)
@transactional
def report(attempt: int, number: int) -> ResponseReturnValue:
    """Keep what somebody says about a question."""
    opened = attempts.open_attempt(session(), attempt, actor=actor())
    asked = attempts.numbered(opened.attempt, number)
    text = request.form.get("text", "")
    try:
        reports.report(session(), attempt, asked.id, text, actor=actor(), now=now())
    except Invalid as refusal:
        return again("attempts/problem.html", refusal, opened=opened, item=asked, number=number, text=text)
    flash("Thank you. The people who write the questions will look at it.")
    return redirect(url_for("attempts.item", attempt=attempt, number=number), 303)
