"""Ways into a cohort: an invitation accepted, a code used."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from goodpartners.domain import emails
from goodpartners.domain.errors import Invalid, NotFound
from goodpartners.domain.policy import Permission
from goodpartners.services import addresses, join_codes, join_requests, joining, rate_limits
from goodpartners.web.access import access
from goodpartners.web.addresses import url_for
from goodpartners.web.forms import again, typed
from goodpartners.web.house import actor, house, now
from goodpartners.web.transactions import session, transactional

bp = Blueprint("joining", __name__)


@dataclass(frozen=True)
class _Typed:
    """The form as it was typed."""

    name: str = ""
    email: str = ""
    job_family: str = ""


@bp.get("/join")
@access(Permission.PUBLIC)
def ask() -> ResponseReturnValue:
    """A place to type a code; it leads to the page that says what the code is for."""
    code = join_codes.plain(request.args.get("code", ""))
    if code:
        return redirect(url_for("joining.join", code=join_codes.in_halves(code)))
    return render_template("joining/ask.html", problems=[], code="")


@bp.get("/join/asked")
@access(Permission.PUBLIC)
def asked() -> ResponseReturnValue:
    """Thanks; the same for everybody."""
    return render_template("joining/asked.html")


@bp.get(f"{addresses.JOIN}<code>")
@access(Permission.PUBLIC)
def join(code: str) -> ResponseReturnValue:
    """What one would join, and who would see what."""
    try:
        entrance = join_codes.entrance(session(), code)
    except NotFound as refusal:
        return _unknown(code, refusal)
    return render_template("joining/join.html", problems=[], entrance=entrance, typed=_Typed())


@bp.post(f"{addresses.JOIN}<code>")
@access(Permission.PUBLIC)
@transactional
def request_place(code: str) -> ResponseReturnValue:
    """Ask for the place. The answer is the same whether the address has an account or not."""
    form = _Typed(typed("name"), typed("email"), typed("job_family"))
    person = g.actor
    about = person.email if person else emails.folded(form.email)
    tries = (
        (rate_limits.JOIN_FOR_ACCOUNT, about),
        (rate_limits.JOIN_FROM_ADDRESS, rate_limits.place(request.remote_addr)),
    )
    rate_limits.count(house().database, *tries, now=now())
    if person:
        new = join_requests.ask_signed_in(session(), code, actor=person, now=now())
        flash("Your request is with the trainer. You get a mail." if new else "You are in this pair already.")
        return redirect(url_for("learn.home"), 303)
    try:
        join_requests.ask(session(), code, name=form.name, email=form.email, job_family=form.job_family, now=now())
    except Invalid as refusal:
        entrance = join_codes.entrance(session(), code)
        return again("joining/join.html", refusal, entrance=entrance, typed=form)
    return redirect(url_for("joining.asked"), 303)


@bp.post("/cohort-invitations/<int:invitation>/accept")
@access(Permission.LEARN)
@transactional
def accept(invitation: int) -> ResponseReturnValue:
    """Take the place in a cohort."""
    cohort = joining.accept(session(), invitation, actor=actor(), now=now())
    flash(f"You take part in “{cohort}” now.")
    return redirect(url_for("learn.home"), 303)


@bp.post("/cohort-invitations/<int:invitation>/decline")
@access(Permission.LEARN)
@transactional
def decline(invitation: int) -> ResponseReturnValue:
    """Say no to a place in a cohort."""
    cohort = joining.decline(session(), invitation, actor=actor(), now=now())
    flash(f"You have declined the invitation to “{cohort}”. If you change your mind, ask the trainer for another.")
    return redirect(url_for("learn.home"), 303)


def _unknown(code: str, refusal: NotFound) -> Response:
    problem = {"field": "code", "sentence": refusal.sentence}
    shown = join_codes.in_halves(join_codes.plain(code))
    return make_response(render_template("joining/ask.html", problems=[problem], code=shown), 404)
