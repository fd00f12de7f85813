"""One person’s place in a cohort, as its trainer changes it: an invitation that waits, or a place that is taken."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from goodpartners.domain.errors import Closed, FieldProblem, Invalid
from goodpartners.domain.people import OrganisationKind, Side
from goodpartners.domain.policy import Permission
from goodpartners.services import addresses, cohort_invitations, cohorts, rosters
from goodpartners.web.access import access
from goodpartners.web.addresses import url_for
from goodpartners.web.forms import again, typed
from goodpartners.web.house import actor, house, now
from goodpartners.web.transactions import session, transactional

bp = Blueprint("places", __name__)


@bp.get("/train/cohorts/<int:cohort>/invitations/<int:invitation>")
@access(Permission.RUN_COHORT)
def invitation(cohort: int, invitation: int) -> ResponseReturnValue:
    """An invitation that nobody has accepted: send it again, change its pairs, take it back."""
    return render_template("places/invitation.html", **_invitation(cohort, invitation))


@bp.post("/train/cohorts/<int:cohort>/invitations/<int:invitation>/send")
@access(Permission.RUN_COHORT)
@transactional
def resend(cohort: int, invitation: int) -> ResponseReturnValue:
    """Send an invitation once more."""
    to = {"base": _base(), "support": house().settings.support_contact}
    email = cohort_invitations.resend(session(), cohort, invitation, actor=actor(), now=now(), **to)
    flash(f"The invitation is on its way to {email} once more.")
    return redirect(url_for("rosters.people", cohort=cohort), 303)


@bp.post("/train/cohorts/<int:cohort>/invitations/<int:invitation>/pairs")
@access(Permission.RUN_COHORT)
@transactional
def change_invitation(cohort: int, invitation: int) -> ResponseReturnValue:
    """Write other pairs into an invitation."""
    cohort_invitations.set_pairs(session(), cohort, invitation, _pairs("pairs"), actor=actor(), now=now())
    flash("The pairs in the invitation are changed. The person sees them before they accept.")
    return redirect(url_for("places.invitation", cohort=cohort, invitation=invitation), 303)


@bp.post("/train/cohorts/<int:cohort>/invitations/<int:invitation>/withdraw")
@access(Permission.RUN_COHORT)
@transactional
def withdraw(cohort: int, invitation: int) -> ResponseReturnValue:
    """Take an invitation back, or off the list."""
    cohort_invitations.withdraw(session(), cohort, invitation, actor=actor(), now=now())
    flash("The invitation is taken off the list. You can invite the same person again at any time.")
    return redirect(url_for("rosters.people", cohort=cohort), 303)


@bp.get("/train/cohorts/<int:cohort>/places/<int:enrolment>")
@access(Permission.RUN_COHORT)
def place(cohort: int, enrolment: int) -> ResponseReturnValue:
    """Somebody who takes part: move to other pairs, note another organisation, end the place."""
    return render_template("places/place.html", problems=[], typed={}, **_place(cohort, enrolment))


@bp.post("/train/cohorts/<int:cohort>/places/<int:enrolment>/pairs")
@access(Permission.RUN_COHORT)
@transactional
def move(cohort: int, enrolment: int) -> ResponseReturnValue:
    """Let somebody sit in just the pairs that are ticked."""
    try:
        name = rosters.move(session(), cohort, enrolment, _pairs("pairs"), actor=actor(), now=now())
    except (Closed, Invalid) as refusal:
        return _again(cohort, enrolment, refusal, "pairs")
    flash(f"The pairs of {name} are changed.")
    return redirect(url_for("rosters.people", cohort=cohort), 303)


@bp.post("/train/cohorts/<int:cohort>/places/<int:enrolment>/end")
@access(Permission.RUN_COHORT)
@transactional
def end(cohort: int, enrolment: int) -> ResponseReturnValue:
    """End somebody's place in the cohort."""
    name = rosters.leave(session(), cohort, enrolment, base=_base(), actor=actor(), now=now())
    flash(f"The place of {name} has ended. What they learned stays theirs, and we have told them.")
    return redirect(url_for("rosters.people", cohort=cohort), 303)


@bp.post("/train/cohorts/<int:cohort>/places/<int:enrolment>/organisation")
@access(Permission.RUN_COHORT)
@transactional
def change_organisation(cohort: int, enrolment: int) -> ResponseReturnValue:
    """Let somebody take part for another organisation from now on."""
    organisation = request.form.get("organisation", 0, type=int)
    side = Side(typed("side")) if typed("side") in tuple(Side) else None
    pairs = _pairs("new_pairs")
    try:
        begun = rosters.change_organisation(
            session(), cohort, enrolment, organisation, side, pairs, base=_base(), actor=actor(), now=now()
        )
    except (Closed, Invalid) as refusal:
        return _again(cohort, enrolment, refusal, "organisation")
    flash("The old place has ended and the new one has begun. We have told the person.")
    return redirect(url_for("places.place", cohort=cohort, enrolment=begun), 303)


def _again(cohort: int, enrolment: int, refusal: Closed | Invalid, field: str) -> ResponseReturnValue:
    """The page with everything that was typed; what the act had begun is rolled back first."""
    session().rollback()
    shown = refusal if isinstance(refusal, Invalid) else Invalid([FieldProblem(field, refusal.sentence)])
    return again("places/place.html", shown, typed=request.form.to_dict(flat=False), **_place(cohort, enrolment))


def _invitation(cohort: int, invitation: int) -> dict[str, Any]:
    found = cohorts.find(session(), cohort, actor=actor())
    asked = cohort_invitations.one(session(), cohort, invitation, actor=actor())
    return {
        "cohort": found,
        "asked": asked,
        "pairs": rosters.pairs_for(session(), cohort, asked.organisation_id),
        "too_soon": now() < asked.sent_at + cohort_invitations.PAUSE,
    }


def _place(cohort: int, enrolment: int) -> dict[str, Any]:
    found = cohorts.find(session(), cohort, actor=actor())
    member = rosters.member(session(), cohort, enrolment, actor=actor())
    choices = [o for o in rosters.organisations_for(session(), cohort) if o.id != member.organisation_id]
    return {
        "cohort": found,
        "member": member,
        "pairs": rosters.pairs_for(session(), cohort, member.organisation_id),
        "all_pairs": rosters.open_pairs(session(), cohort),
        "organisations": [(o.id, o.name) for o in choices],
        "sided": any(o.kind == OrganisationKind.OTHER for o in choices),
    }


def _pairs(field: str) -> frozenset[int]:
    return frozenset(int(number) for number in request.form.getlist(field) if number.isdecimal() and len(number) < 10)


def _base() -> str:
    return addresses.base(house().settings, request.host_url)
