"""The joint dates of a cohort, and the days by which its courses are due, for its trainer."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from goodpartners.domain.errors import Invalid
from goodpartners.domain.policy import Permission
from goodpartners.services import cohorts
from goodpartners.services import joint_dates as service
from goodpartners.web.access import access
from goodpartners.web.addresses import url_for
from goodpartners.web.cohort_forms import TypedDate
from goodpartners.web.forms import again
from goodpartners.web.house import actor, catalogue, now
from goodpartners.web.transactions import session, transactional

bp = Blueprint("joint_dates", __name__)


@bp.get("/train/cohorts/<int:cohort>/dates")
@access(Permission.RUN_COHORT)
def all(cohort: int) -> ResponseReturnValue:
    """Joint dates and the days by which courses are due."""
    return render_template("joint_dates/all.html", problems=[], form=TypedDate(), **_dates(cohort))


@bp.post("/train/cohorts/<int:cohort>/dates")
@access(Permission.RUN_COHORT)
@transactional
def add(cohort: int) -> ResponseReturnValue:
    """Add a joint date."""
    form = TypedDate.sent()
    cohorts.find_row(session(), cohort, actor=actor())
    try:
        service.add(session(), cohort, form.meeting(), actor=actor(), now=now())
    except Invalid as refusal:
        return again("joint_dates/all.html", refusal, form=form, **_dates(cohort))
    flash("The date is added.")
    return _back(cohort)


@bp.post("/train/cohorts/<int:cohort>/dates/<int:joint_date>/held")
@access(Permission.RUN_COHORT)
@transactional
def hold(cohort: int, joint_date: int) -> ResponseReturnValue:
    """Mark a joint date as held."""
    service.hold(session(), cohort, joint_date, actor=actor(), now=now())
    flash("The date is marked as held.")
    return _back(cohort)


@bp.post("/train/cohorts/<int:cohort>/dates/<int:joint_date>/drop")
@access(Permission.RUN_COHORT)
@transactional
def drop(cohort: int, joint_date: int) -> ResponseReturnValue:
    """Take a joint date off the list."""
    service.drop(session(), cohort, joint_date, actor=actor(), now=now())
    flash("The date is taken off the list.")
    return _back(cohort)


def _dates(number: int) -> dict[str, Any]:
    cohort = cohorts.find(session(), number, actor=actor())
    return {
        "cohort": cohort,
        "found": service.of_cohort(session(), number, actor=actor()),
        "pairs": cohorts.pairs(session(), number),
        "titles": {course.id: f"{course.file.letter}, {course.file.title}" for course in catalogue().courses},
    }


def _back(cohort: int) -> ResponseReturnValue:
    return redirect(url_for("joint_dates.all", cohort=cohort), 303)
