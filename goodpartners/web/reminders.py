"""Reminders: written by a trainer, stopped by whoever gets them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from goodpartners.domain import reminders as rules
from goodpartners.domain.counts import counted
from goodpartners.domain.errors import Invalid
from goodpartners.domain.policy import Permission
from goodpartners.services import addresses, trainer_letters
from goodpartners.services import reminders as service
from goodpartners.services.tokens import LinkOver
from goodpartners.web.access import access
from goodpartners.web.addresses import url_for
from goodpartners.web.forms import again, typed
from goodpartners.web.house import actor, catalogue, house, now
from goodpartners.web.transactions import session, transactional

bp = Blueprint("reminders", __name__)


@bp.errorhandler(LinkOver)
def link_over(_refusal: LinkOver) -> ResponseReturnValue:
    """A link that is over, and the other way to stop."""
    g.refused = True
    return make_response(render_template("reminders/link_over.html"), 410)


@bp.get("/train/cohorts/<int:cohort>/write")
@access(Permission.RUN_COHORT)
def compose(cohort: int) -> ResponseReturnValue:
    """A letter to some people of a cohort: who gets it, who does not, and words to begin with."""
    to = request.args.getlist("to", type=int)
    draft = _draft(cohort, to, request.args.get("about", ""))
    return render_template(
        "reminders/compose.html", problems=[], text=trainer_letters.FIRST_WORDS[draft.reason], **_shown(draft, to)
    )


@bp.post("/train/cohorts/<int:cohort>/write")
@access(Permission.RUN_COHORT)
@transactional
def send(cohort: int) -> ResponseReturnValue:
    """Send it, one letter to each."""
    to, text = request.form.getlist("to", type=int), typed("text")
    try:
        count = trainer_letters.send(session(), catalogue(), cohort, to, text, base=_base(), actor=actor(), now=now())
    except Invalid as refusal:
        draft = _draft(cohort, to, typed("about"))
        return again("reminders/compose.html", refusal, text=text, **_shown(draft, to))
    flash(f"{counted(count, 'letter')} written." if count else "Nobody could be written to now.")
    return redirect(url_for("boards.board", cohort=cohort), 303)


@bp.get("/account/reminders")
@access(Permission.OWN_ACCOUNT)
def choice() -> ResponseReturnValue:
    """Whether to get reminders."""
    wants = service.wanted(session(), actor=actor())
    return render_template(
        "account/reminders.html", wants=wants, last=service.last_sent(session(), actor=actor()), problems=[]
    )


@bp.post("/account/reminders")
@access(Permission.OWN_ACCOUNT)
@transactional
def choose() -> ResponseReturnValue:
    """Save the choice."""
    wants = typed("wants") != "no"
    service.choose(session(), wants, actor=actor(), now=now())
    flash("You get reminders when something is due." if wants else "You get no more reminders.")
    return redirect(url_for("account.overview"), 303)


@bp.get(f"{addresses.STOP_REMINDERS}<token>")
@access(Permission.PUBLIC)
def stop(token: str) -> ResponseReturnValue:
    """A button that stops reminders, for whoever has the letter; looking changes nothing."""
    stopped = service.asked_to_stop(session(), token, now=now())
    return render_template("reminders/stop.html", token=token, stopped=stopped)


@bp.post(f"{addresses.STOP_REMINDERS}<token>")
@access(Permission.PUBLIC)
@transactional
def stop_now(token: str) -> ResponseReturnValue:
    """Stop them."""
    service.stop(session(), token, now=now())
    return redirect(url_for("reminders.stop", token=token), 303)


def _draft(cohort: int, to: list[int], about: str) -> trainer_letters.Draft:
    return trainer_letters.draft(session(), catalogue(), cohort, to, about, actor=actor(), now=now())


def _shown(draft: trainer_letters.Draft, to: list[int]) -> dict[str, Any]:
    return {"draft": draft, "cohort": draft.cohort, "to": to, "words": rules.WORDS}


def _base() -> str:
    return addresses.base(house().settings, request.host_url)
