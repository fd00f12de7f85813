"""Facilitators' guides: the list, and one guide to read or print."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from goodpartners.domain.errors import NotFound
from goodpartners.domain.policy import Permission
from goodpartners.web.access import access
from goodpartners.web.house import catalogue

bp = Blueprint("guides", __name__)


@bp.get("/train/guides")
@access(Permission.READ_GUIDES)
def overview() -> ResponseReturnValue:
    """Every module that has a guide, by course."""
    return render_template("guides/overview.html", courses=catalogue().courses, guides=catalogue().guides)


@bp.get("/train/guides/<course>/<module>")
@access(Permission.READ_GUIDES)
def guide(course: str, module: str) -> ResponseReturnValue:
    """One guide, whole: a trainer prints it and cuts out the cards."""
    found, taught = catalogue().guides.get((course, module)), catalogue().module(course, module)
    if found is None or taught is None:
        raise NotFound("There is no guide at this address.")
    return render_template("guides/guide.html", course=catalogue().course(course), module=taught, guide=found)
