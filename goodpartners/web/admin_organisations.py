"""One organisation, for admins: its name, what it is, its people and its partnerships."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from goodpartners.domain.errors import Invalid
from goodpartners.domain.policy import Permission
from goodpartners.services import organisation_records as service
from goodpartners.web.access import access
from goodpartners.web.addresses import url_for
from goodpartners.web.forms import again, typed
from goodpartners.web.house import actor, now
from goodpartners.web.transactions import session, transactional

bp = Blueprint("admin_organisations", __name__)
TEMPLATE = "admin/organisation.html"


@bp.get("/admin/organisations/<int:organisation>")
@access(Permission.MANAGE_PEOPLE)
def one(organisation: int) -> ResponseReturnValue:
    """An organisation with its people and partnerships, and a form to correct it."""
    found = service.one(session(), organisation, actor=actor())
    return render_template(
        TEMPLATE, problems=[], record=found, name=found.organisation.name, kind=found.organisation.kind
    )


@bp.post("/admin/organisations/<int:organisation>")
@access(Permission.MANAGE_PEOPLE)
@transactional
def change(organisation: int) -> ResponseReturnValue:
    """Rename it, or say anew what it is."""
    found = service.one(session(), organisation, actor=actor())
    name, kind = typed("name"), found.organisation.kind if found.in_use else typed("kind")
    try:
        service.change(session(), organisation, name, kind, actor=actor(), now=now())
    except Invalid as refusal:
        return again(TEMPLATE, refusal, record=found, name=name, kind=kind)
    flash("The organisation is saved.")
    return redirect(url_for("admin_organisations.one", organisation=organisation), 303)
