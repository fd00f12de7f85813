"""Merging duplicates, for admins: two organisations that are one, two accounts of one person."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from goodpartners.domain.errors import Invalid
from goodpartners.domain.policy import Permission
from goodpartners.services import addresses, merging_people, people
from goodpartners.services import merging as service
from goodpartners.web.access import access
from goodpartners.web.addresses import url_for
from goodpartners.web.forms import again, typed
from goodpartners.web.house import actor, catalogue, house, now
from goodpartners.web.transactions import session, transactional

bp = Blueprint("merging", __name__)


@bp.get("/admin/organisations/<int:organisation>/merge")
@access(Permission.MANAGE_PEOPLE)
def organisations(organisation: int) -> ResponseReturnValue:
    """Choose the organisation that stays, then see what would move."""
    into = request.args.get("into", type=int)
    choices = _choices(organisation)
    if into is None:
        return render_template("admin/merge_organisations.html", problems=[], plan=None, into="", **choices)
    try:
        plan = service.plan_organisations(session(), organisation, into, actor=actor())
    except Invalid as refusal:
        return again("admin/merge_organisations.html", refusal, plan=None, into=into, **choices)
    return render_template("admin/merge_organisations.html", problems=[], plan=plan, into=into, **choices)


@bp.post("/admin/organisations/<int:organisation>/merge")
@access(Permission.MANAGE_PEOPLE)
@transactional
def merge_organisations(organisation: int) -> ResponseReturnValue:
    """Merge one organisation into another, as the page said."""
    into = request.form.get("into", 0, type=int)
    plan = service.merge_organisations(session(), organisation, into, actor=actor(), now=now())
    flash(f"{plan.gone.name} is merged into {plan.kept.name}.")
    return redirect(url_for("admin_organisations.one", organisation=into), 303)


@bp.get("/admin/people/<int:person>/merge")
@access(Permission.MANAGE_PEOPLE)
def accounts(person: int) -> ResponseReturnValue:
    """Name the account that stays, then see what would move."""
    keep = request.args.get("keep", "").strip()[:300]
    listed = people.one(session(), person, actor=actor())
    if not keep:
        return render_template("admin/merge_people.html", problems=[], plan=None, keep="", listed=listed, typed="")
    try:
        plan = merging_people.plan_people(session(), person, keep, actor=actor())
    except Invalid as refusal:
        return again("admin/merge_people.html", refusal, plan=None, keep=keep, listed=listed, typed="")
    return render_template("admin/merge_people.html", problems=[], plan=plan, keep=keep, listed=listed, typed="")


@bp.post("/admin/people/<int:person>/merge")
@access(Permission.MANAGE_PEOPLE)
@transactional
def merge_accounts(person: int) -> ResponseReturnValue:
    """Merge one account into another, once its address was typed."""
    keep, address, held = typed("keep"), typed("address"), session()
    base = addresses.base(house().settings, request.host_url)
    try:
        plan = merging_people.merge_people(
            held, catalogue(), person, keep, typed=address, base=base, actor=actor(), now=now()
        )
    except Invalid as refusal:
        listed = people.one(held, person, actor=actor())
        known = all(problem.field == "address" for problem in refusal.problems)
        plan_again = merging_people.plan_people(held, person, keep, actor=actor()) if known else None
        values: dict[str, Any] = {"plan": plan_again, "keep": keep, "listed": listed, "typed": address}
        return again("admin/merge_people.html", refusal, **values)
    flash(f"The two accounts are one now. {plan.kept.name} was told by email.")
    return redirect(url_for("admin.person", person=plan.kept.id), 303)


def _choices(organisation: int) -> dict[str, Any]:
    found = service.candidates(session(), organisation, actor=actor())
    gone = next(o for o in people.organisations(session(), actor=actor()) if o.id == organisation)
    return {"organisation": gone, "candidates": [(o.id, o.name) for o in found]}
