"""What an organisation's manager and a side lead see and decide."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from goodpartners.domain.partnership.snapshots import Mode
from goodpartners.domain.partnerships import Act
from goodpartners.domain.policy import Permission
from goodpartners.services import addresses, partnerships, side_modes
from goodpartners.services import organisations as service
from goodpartners.web.access import access
from goodpartners.web.addresses import url_for
from goodpartners.web.house import actor, catalogue, house, now
from goodpartners.web.transactions import session, transactional

bp = Blueprint("organisations", __name__)
DONE = {
    Act.ACCEPT: "You have agreed to the partnership.",
    Act.PAUSE: "The partnership is paused.",
    Act.RESUME: "The partnership is taken up again.",
    Act.END: "The partnership has ended.",
    Act.PROCUREMENT: "The procurement pause is declared. Neither side sees results of the other.",
    Act.LIFT: "You have said that the procurement pause may end. It ends when both organisations have.",
}
WAYS = (
    (
        Mode.POOLED,
        "Everybody answers. Nobody sees anybody’s answers. Averages are shown to both sides from three people up.",
    ),
    (
        Mode.ORGANISATION,
        "One shared answer. Our side agrees on it and hands it in once. It is shown openly as our organisation’s, to "
        "both sides and to the trainer. What somebody answered alone before is not used and stays unseen.",
    ),
    (
        Mode.WORKSHOP,
        "A workshop without scores. No results are worked out for either side. The workshop questions are there to "
        "print.",
    ),
)
"""How a side can answer, and what that means."""


@bp.app_template_global()
def own_organisation() -> int | None:
    """The organisation for which whoever is signed in speaks, the first of several."""
    person = g.get("actor")
    return next(iter(service.spoken_for(person)), None) if person else None


@bp.get("/organisations/<int:organisation>")
@access(Permission.SPEAK_FOR_ORGANISATION)
def overview(organisation: int) -> ResponseReturnValue:
    """Own people with what they completed, and the organisation's partnerships."""
    number = request.args.get("page", 1, type=int)
    return render_template("organisations/overview.html", problems=[], **page(organisation, number))


def page(organisation: int, number: int = 1) -> dict[str, Any]:
    """What the page of an organisation shows."""
    found = service.overview(session(), catalogue(), organisation, number=number, actor=actor(), now=now())
    return {"found": found, "organisation": found.organisation, "ways": WAYS, "way_words": side_modes.WORDS}


@bp.post("/partnerships/<int:partnership>/<act>")
@access(Permission.SPEAK_FOR_ORGANISATION)
@transactional
def decide(partnership: int, act: str) -> ResponseReturnValue:
    """Accept, pause, resume or end a partnership, declare a procurement pause, or say that it may end."""
    organisation = request.form.get("organisation", 0, type=int)
    base = addresses.base(house().settings, request.host_url)
    partnerships.decide(session(), partnership, act, organisation_id=organisation, actor=actor(), now=now(), base=base)
    flash(DONE[Act(act)])
    return redirect(url_for("organisations.overview", organisation=organisation), 303)
