"""Where people belong, for admins: places in organisations added, corrected and ended."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, flash, make_response, redirect, request
from flask.typing import ResponseReturnValue

from goodpartners.domain.errors import Invalid
from goodpartners.domain.people import Side
from goodpartners.domain.policy import Permission
from goodpartners.services import memberships as service
from goodpartners.services import people
from goodpartners.services.memberships import Wanted
from goodpartners.web import admin
from goodpartners.web.access import access
from goodpartners.web.addresses import url_for
from goodpartners.web.forms import again, typed
from goodpartners.web.house import actor, now
from goodpartners.web.transactions import session, transactional

bp = Blueprint("admin_memberships", __name__)


@bp.post("/admin/people/<int:person>/memberships")
@access(Permission.MANAGE_PEOPLE)
@transactional
def add(person: int) -> ResponseReturnValue:
    """Add a place in an organisation."""
    wanted = Wanted(
        organisation_id=request.form.get("membership_organisation", type=int),
        side=Side(typed("side")) if typed("side") in tuple(Side) else None,
        job_family=typed("job_family"),
        agency=bool(typed("agency")),
    )

    def act() -> None:
        service.add(session(), person, wanted, actor=actor(), now=now())

    return _done(person, act, "The place is added.")


@bp.post("/admin/people/<int:person>/memberships/<int:membership>")
@access(Permission.MANAGE_PEOPLE)
@transactional
def correct(person: int, membership: int) -> ResponseReturnValue:
    """Correct the kind of work, and whether somebody comes through an agency."""

    def act() -> None:
        job, agency = typed(f"job_family-{membership}"), bool(typed("agency"))
        service.correct(session(), person, membership, job, agency, actor=actor(), now=now())

    return _done(person, act, "The place is saved.")


@bp.post("/admin/people/<int:person>/memberships/<int:membership>/end")
@access(Permission.MANAGE_PEOPLE)
@transactional
def end(person: int, membership: int) -> ResponseReturnValue:
    """End a place today."""

    def act() -> None:
        service.end(session(), person, membership, actor=actor(), now=now())

    return _done(person, act, "The place has ended, and what hung on it.")


def _done(person: int, act: Callable[[], None], sentence: str) -> Response:
    people.one(session(), person, actor=actor())
    try:
        act()
    except Invalid as refusal:
        return again("admin/person.html", refusal, typed=request.form, **admin.about(person))
    flash(sentence)
    return make_response(redirect(url_for("admin.person", person=person), 303))
