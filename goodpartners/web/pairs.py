"""The pair, as those who sit in it see it, and as a trainer may see it with their eyes."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from goodpartners.domain.people import Side
from goodpartners.domain.policy import Permission
from goodpartners.domain.times import local_time
from goodpartners.domain.visibility import Viewer
from goodpartners.services import pairs as service
from goodpartners.services import trainer_sights
from goodpartners.services.pairs import SEEN_BY
from goodpartners.web.access import access
from goodpartners.web.house import actor, catalogue, now
from goodpartners.web.transactions import session

bp = Blueprint("pairs", __name__)
ROLES = {
    Viewer.COLLEAGUE: "a learner on the {side}’s side",
    Viewer.SIDE_LEAD: "a side lead on the {side}’s side",
    Viewer.ORGANISATION_MANAGER: "a manager of the {side}’s organisation",
}


def today() -> date:
    """London's day."""
    return local_time(now()).date()


def said(viewer: str) -> str:
    """Whom a trainer looks as, in words."""
    side, stands = SEEN_BY[viewer]
    return ROLES[stands].format(side="commissioner" if side is Side.COMMISSIONER else "provider")


@bp.get("/pairs/<int:pair>")
@access(Permission.IN_COHORT)
def pair(pair: int) -> ResponseReturnValue:
    """One pair: who is in it, what both sides have reached, what comes next."""
    found = service.page(session(), catalogue(), pair, actor=actor(), now=now())
    return render_template("pairs/pair.html", page=found, view=found.view, seen_as=None, today=today())


@bp.get("/pairs/<int:pair>/seen-by/<viewer>")
@access(Permission.RUN_COHORT)
def seen_by(pair: int, viewer: str) -> ResponseReturnValue:
    """The same page as somebody else would see it, with nothing to press."""
    found = service.seen_by(session(), catalogue(), pair, viewer, actor=actor(), now=now())
    others = [(name, said(name)) for name in SEEN_BY if name != viewer]
    return render_template(
        "pairs/pair.html", page=found, view=found.view, seen_as=said(viewer), others=others, today=today()
    )


@bp.get("/cohorts/<int:cohort>/what-my-trainer-sees")
@access(Permission.IN_COHORT)
def trainer_sees(cohort: int) -> ResponseReturnValue:
    """Exactly what the trainer sees about the person who asks."""
    sight = trainer_sights.sight(session(), catalogue(), cohort, actor=actor(), now=now())
    return render_template("pairs/trainer_sees.html", sight=sight, found=sight.found)
