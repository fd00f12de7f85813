"""One person of a cohort, for its trainer: how far they have come, their papers, exceptions, letters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from goodpartners.domain.allowances import AllowanceKind
from goodpartners.domain.errors import FieldProblem, Invalid, NotFound
from goodpartners.domain.policy import Permission
from goodpartners.services import participants
from goodpartners.services.allowances import Wanted
from goodpartners.services.participants import KINDS, SHOWN
from goodpartners.web.access import access
from goodpartners.web.addresses import url_for
from goodpartners.web.forms import again, typed
from goodpartners.web.house import actor, catalogue, now
from goodpartners.web.transactions import session, transactional

bp = Blueprint("participants", __name__)

FIELDS = ("about", "percent", "until", "reason")


@bp.get("/train/cohorts/<int:cohort>/people/<int:person>")
@access(Permission.RUN_COHORT)
def person(cohort: int, person: int) -> ResponseReturnValue:
    """One learner as their trainer sees them."""
    return render_template("participants/person.html", problems=[], typed={}, **_person(cohort, person))


@bp.get("/train/cohorts/<int:cohort>/people/<int:person>/attempts/<int:attempt>")
@access(Permission.RUN_COHORT)
def attempt(cohort: int, person: int, attempt: int) -> ResponseReturnValue:
    """A paper that somebody handed in, with every answer explained."""
    found = participants.paper(session(), catalogue(), cohort, person, attempt, actor=actor())
    score = found.attempt.score()
    return render_template("participants/attempt.html", paper=found, score=score)


@bp.post("/train/cohorts/<int:cohort>/people/<int:person>/exceptions/<kind>")
@access(Permission.RUN_COHORT)
@transactional
def allow(cohort: int, person: int, kind: str) -> ResponseReturnValue:
    """Make an exception: another try, a later date, extra time."""
    if kind not in KINDS:
        raise NotFound("There is no such kind of exception.")
    try:
        wanted = _wanted(cohort, kind)
        participants.allow(session(), catalogue(), cohort, person, wanted, actor=actor(), now=now())
    except Invalid as refusal:
        found = Invalid([FieldProblem(f"{kind}-{p.field}", p.sentence) for p in refusal.problems])
        return again("participants/person.html", found, typed=request.form, **_person(cohort, person))
    flash("The exception is made. The person can read it, with its reason, in their account.")
    return _back(cohort, person)


@bp.post("/train/cohorts/<int:cohort>/people/<int:person>/exceptions/<int:exception>/take-back")
@access(Permission.RUN_COHORT)
@transactional
def take_back(cohort: int, person: int, exception: int) -> ResponseReturnValue:
    """End an exception."""
    participants.take_back(session(), cohort, person, exception, actor=actor(), now=now())
    flash("The exception is taken back.")
    return _back(cohort, person)


def _wanted(cohort: int, kind: str) -> Wanted:
    given = {field: typed(f"{kind}-{field}").strip() for field in FIELDS}
    percent = given["percent"]
    return Wanted(
        KINDS[kind],
        given["reason"],
        about=given["about"] if KINDS[kind] is not AllowanceKind.EXTRA_TIME and given["about"] else None,
        percent=int(percent) if KINDS[kind] is AllowanceKind.EXTRA_TIME and _is_number(percent) else None,
        until=_day(given["until"]) if KINDS[kind] is AllowanceKind.LATER_DATE else None,
        cohort_id=cohort,
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 6


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _person(cohort: int, person: int) -> Mapping[str, Any]:
    found = participants.find(session(), catalogue(), cohort, person, actor=actor(), now=now())
    return {"found": found, "learner": found.learner, "board": found.board, "shows": SHOWN}


def _back(cohort: int, person: int) -> Response:
    return make_response(redirect(url_for("participants.person", cohort=cohort, person=person), 303))
