"""Where links in mail lead. The routes are made from the same words, so that a mail cannot point beside them."""

from __future__ import annotations

from urllib.parse import quote

from goodpartners.settings import Settings

INVITATION = "/invitation/"
SIGN_IN_LINK = "/sign-in/link/"
RESET = "/reset/"
CONFIRM_EMAIL = "/confirm-email/"
STOP_REMINDERS = "/reminders/stop/"
HOME = "/home"
SIGN_IN = "/sign-in"
JOIN = "/join/"
HELP = "/help"
ORGANISATIONS = "/organisations/"
OWN_DATA = "/account/data"
COHORTS_RUN = "/train/cohorts/"
ROUNDS = "/rounds/"
ROOMS = "/pairs/"


def base(settings: Settings, asked_at: str = "") -> str:
    """The address people use, without a slash at its end; in local mode the one they just used, if any."""
    return settings.public_url or asked_at.rstrip("/") or f"http://{settings.host}:{settings.port}"


def link(base: str, path: str, secret: str, *, onward: str = "") -> str:
    """The address of a single-use link; `onward` is the page of ours to go to afterwards."""
    return f"{base}{path}{secret}" + (f"?next={quote(onward, safe='/')}" if onward else "")
