"""Pages for everybody, signed in or not: help, privacy, cookies, accessibility, appearance."""

from __future__ import annotations

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from goodpartners.domain.errors import FieldProblem, Invalid
from goodpartners.domain.policy import Permission
from goodpartners.services import accounts, retention
from goodpartners.web.access import access, anonymous
from goodpartners.web.forms import again, typed
from goodpartners.web.house import house
from goodpartners.web.templating import theme_of
from goodpartners.web.transactions import session, transactional

bp = Blueprint("pages", __name__)
A_YEAR = 365 * 24 * 3600


@bp.get("/")
@access(Permission.PUBLIC)
def front() -> ResponseReturnValue:
    """Where everybody lands: their learning, or the sign-in page."""
    return redirect(url_for("learn.home" if g.actor else "door.sign_in"))


@bp.get("/help")
@access(Permission.PUBLIC)
def help_page() -> ResponseReturnValue:
    """What to do when stuck."""
    return render_template("pages/help.html")


@bp.get("/privacy")
@access(Permission.PUBLIC)
def privacy() -> ResponseReturnValue:
    """What is kept, why, who sees it, for how long, and people's rights."""
    periods = {kind.name: months for kind, months in retention.promised(session()).items()}
    return render_template("pages/privacy.html", periods=periods)


@bp.get("/cookies")
@access(Permission.PUBLIC)
def cookies() -> ResponseReturnValue:
    """The two cookies."""
    return render_template("pages/cookies.html")


@bp.get("/accessibility")
@access(Permission.PUBLIC)
def accessibility() -> ResponseReturnValue:
    """The accessibility statement."""
    return render_template("pages/accessibility.html")


@bp.get("/appearance")
@access(Permission.PUBLIC)
def appearance() -> ResponseReturnValue:
    """Light or dark."""
    return render_template("pages/appearance.html", chosen=theme_of(g.actor), problems=[])


@bp.post("/appearance")
@access(Permission.PUBLIC)
@transactional
def choose_appearance() -> ResponseReturnValue:
    """Remember light or dark: in this browser, and with the account of whoever is signed in."""
    theme = typed("theme")
    try:
        if theme not in accounts.THEMES:
            raise Invalid([FieldProblem("theme", "Choose light, dark, or the same as your device.")])
        if g.actor:
            accounts.choose_theme(session(), theme, actor=g.actor)
    except Invalid as refusal:
        return again("pages/appearance.html", refusal, chosen=theme_of(g.actor))
    flash("Your choice is saved.")
    response = make_response(redirect(url_for("pages.appearance"), 303))
    _remember(response, theme)
    return response


@bp.get("/robots.txt")
@access(Permission.PUBLIC)
@anonymous
def robots() -> ResponseReturnValue:
    """Nothing here is for search engines."""
    response = make_response("User-agent: *\nDisallow: /\n")
    response.mimetype = "text/plain"
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def _remember(response: Response, theme: str) -> None:
    if theme == "system":
        response.delete_cookie("theme", samesite="Lax", secure=house().settings.https)
    else:
        response.set_cookie(
            "theme", theme, max_age=A_YEAR, samesite="Lax", secure=house().settings.https, httponly=True
        )
