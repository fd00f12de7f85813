"""A cohort's dates for the calendar on somebody's phone."""

from __future__ import annotations

import re

from flask import Blueprint, make_response, request
from flask.typing import ResponseReturnValue

from goodpartners.domain.policy import Permission
from goodpartners.services import addresses
from goodpartners.services import calendars as service
from goodpartners.web.access import access
from goodpartners.web.house import actor, catalogue, house, now
from goodpartners.web.transactions import session

bp = Blueprint("calendars", __name__)


@bp.get("/cohorts/<int:cohort>/calendar.ics")
@access(Permission.IN_COHORT)
def cohort(cohort: int) -> ResponseReturnValue:
    """The dates as a file to import: a phone that asks by itself could not sign in."""
    base = addresses.base(house().settings, request.host_url)
    found = service.calendar(session(), catalogue(), cohort, base=base, actor=actor(), now=now())
    response = make_response(found.content)
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    name = re.sub(r"[^a-z0-9]+", "-", found.cohort.name.casefold()).strip("-") or f"cohort-{cohort}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name[:60]}.ics"'
    response.headers["Cache-Control"] = "no-store"
    return response
