"""Partnerships between organisations, for admins; and how a side answers, for whoever speaks for its organisation."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from goodpartners.domain.errors import Invalid
from goodpartners.domain.people import OrganisationKind, Side
from goodpartners.domain.policy import Permission
from goodpartners.services import addresses, people, side_modes
from goodpartners.services import partnerships as service
from goodpartners.web import organisations
from goodpartners.web.access import access
from goodpartners.web.addresses import url_for
from goodpartners.web.forms import again
from goodpartners.web.house import actor, house, now
from goodpartners.web.transactions import session, transactional

bp = Blueprint("partnerships", __name__)


@bp.get("/admin/partnerships")
@access(Permission.MANAGE_PEOPLE)
def every() -> ResponseReturnValue:
    """All partnerships with where they stand, and a form to propose one."""
    return render_template("admin/partnerships.html", problems=[], typed={}, **_partnerships())


@bp.post("/admin/partnerships")
@access(Permission.MANAGE_PEOPLE)
@transactional
def propose() -> ResponseReturnValue:
    """Propose that two organisations work together."""
    authority, provider = (request.form.get(name, 0, type=int) for name in ("authority", "provider"))
    try:
        service.propose(session(), authority, provider, actor=actor(), now=now(), base=_base())
    except Invalid as refusal:
        return again("admin/partnerships.html", refusal, typed=request.form, **_partnerships())
    flash("The partnership is proposed. Those who speak for the two organisations were told by email.")
    return redirect(url_for("partnerships.every"), 303)


@bp.post("/admin/partnerships/<int:partnership>/<act>")
@access(Permission.MANAGE_PEOPLE)
@transactional
def decide(partnership: int, act: str) -> ResponseReturnValue:
    """Decide something on behalf of one of the two organisations."""
    within = request.form.get("organisation", 0, type=int)
    found = service.decide(session(), partnership, act, organisation_id=within, actor=actor(), now=now(), base=_base())
    flash(f"Saved. {found.name}: {found.state}.")
    return redirect(url_for("partnerships.every"), 303)


@bp.post("/partnerships/<int:partnership>/answering")
@access(Permission.SPEAK_FOR_ORGANISATION)
@transactional
def answering(partnership: int) -> ResponseReturnValue:
    """Choose how an organisation's side answers rounds about a pair, for whoever speaks for it."""
    organisation = request.form.get("organisation", 0, type=int)
    way = request.form.get("mode", "")
    try:
        mode = side_modes.choose(session(), partnership, way, organisation_id=organisation, actor=actor(), now=now())
    except Invalid as refusal:
        values = organisations.page(organisation)
        return again("organisations/overview.html", refusal, **{**values, "asked": partnership})
    flash(f"Saved. Your side answers like this from now on: {side_modes.WORDS[mode]}.")
    return redirect(url_for("organisations.overview", organisation=organisation), 303)


def _partnerships() -> dict[str, Any]:
    organisations = people.organisations(session(), actor=actor())
    return {
        "partnerships": service.every(session(), actor=actor()),
        "authorities": [(o.id, o.name) for o in organisations if o.kind == OrganisationKind.AUTHORITY],
        "providers": [(o.id, o.name) for o in organisations if o.kind == OrganisationKind.PROVIDER],
        "sides": tuple(Side),
    }


def _base() -> str:
    return addresses.base(house().settings, request.host_url)
