"""A person's own account: name, address, password, where they are signed in, their data."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from goodpartners.domain.errors import FieldProblem, Invalid
from goodpartners.domain.policy import Permission
from goodpartners.domain.times import local_time
from goodpartners.exporters import person_data
from goodpartners.exporters.person_data import PersonData
from goodpartners.services import accounts, activity, addresses, email_changes, privacy, rate_limits, sign_ins
from goodpartners.services.accounts import Standing
from goodpartners.web.access import access
from goodpartners.web.forms import again, typed
from goodpartners.web.house import actor, house, now
from goodpartners.web.sign_in import leave
from goodpartners.web.transactions import session, transactional

bp = Blueprint("account", __name__)


@bp.get("/account")
@access(Permission.OWN_ACCOUNT)
def overview() -> ResponseReturnValue:
    """Everything about the account in one list."""
    return render_template("account/overview.html", standing=_standing())


@bp.get("/account/name")
@access(Permission.OWN_ACCOUNT)
def name() -> ResponseReturnValue:
    """Change the name."""
    return render_template("account/name.html", name=actor().name, problems=[])


@bp.post("/account/name")
@access(Permission.OWN_ACCOUNT)
@transactional
def change_name() -> ResponseReturnValue:
    """Save the name."""
    try:
        accounts.change_name(session(), typed("name"), actor=actor(), now=now())
    except Invalid as refusal:
        return again("account/name.html", refusal, name=typed("name"))
    flash("Your name is changed.")
    return _to("account.overview")


@bp.get("/account/email")
@access(Permission.OWN_ACCOUNT)
def email() -> ResponseReturnValue:
    """Change the address."""
    return render_template("account/email.html", email="", problems=[], standing=_standing())


@bp.post("/account/email")
@access(Permission.OWN_ACCOUNT)
@transactional
def ask_email() -> ResponseReturnValue:
    """Mail a link to the new address; the old one stays until it is used."""
    try:
        wanted = email_changes.checked(typed("email"), actor=actor())
        _confirm()
    except Invalid as refusal:
        return again("account/email.html", refusal, email=typed("email"), standing=_standing())
    limit = (rate_limits.NEW_EMAIL_FOR_ACCOUNT, str(actor().person_id))
    rate_limits.count(house().database, limit, now=now())
    email_changes.ask(session(), wanted, base=_base(), actor=actor(), now=now())
    flash(f"We mailed a link to {wanted}. Your address changes when you use it, within a day.")
    return _to("account.overview")


@bp.get("/account/password")
@access(Permission.OWN_ACCOUNT)
def password() -> ResponseReturnValue:
    """Change the password, or choose a first one."""
    return render_template("account/password.html", problems=[], standing=_standing())


@bp.post("/account/password")
@access(Permission.OWN_ACCOUNT)
@transactional
def change_password() -> ResponseReturnValue:
    """Save the password and sign out everywhere else."""
    try:
        _confirm()
        hashed = accounts.new_hash(house().passwords, typed("new_password"), about=actor().email, field="new_password")
    except Invalid as refusal:
        return again("account/password.html", refusal, standing=_standing())
    accounts.change_password(session(), hashed, base=_base(), actor=actor(), now=now())
    flash("Your password is changed. You were signed out everywhere else.")
    return _to("account.overview")


@bp.get("/account/where")
@access(Permission.OWN_ACCOUNT)
def where() -> ResponseReturnValue:
    """Where the person is signed in."""
    settings = house().settings
    found = sign_ins.everywhere(
        session(), actor=actor(), idle_minutes=settings.session_idle_minutes, days=settings.session_days, now=now()
    )
    return render_template("account/where.html", sign_ins=found)


@bp.post("/account/where/<int:sign_in>")
@access(Permission.OWN_ACCOUNT)
@transactional
def end_one(sign_in: int) -> ResponseReturnValue:
    """End one sign-in; ending this one signs out."""
    ended = sign_ins.end(session(), actor=actor(), sign_in_id=sign_in)
    if sign_in == actor().session_id:
        leave()
        flash("You are signed out.")
        return _to("door.sign_in")
    flash("That sign-in is ended." if ended else "That sign-in had ended already.")
    return _to("account.where")


@bp.post("/account/where/others")
@access(Permission.OWN_ACCOUNT)
@transactional
def end_others() -> ResponseReturnValue:
    """End all sign-ins but this one."""
    sign_ins.end_everywhere(session(), actor=actor(), but_here=True)
    flash("You are signed out everywhere else.")
    return _to("account.where")


@bp.get("/account/activity")
@access(Permission.OWN_ACCOUNT)
def log() -> ResponseReturnValue:
    """What was done to the account."""
    return render_template("account/activity.html", entries=activity.about(session(), actor=actor()))


@bp.get("/account/data")
@access(Permission.OWN_ACCOUNT)
def data() -> ResponseReturnValue:
    """What is on record, by kind, and two ways to download it."""
    copied = privacy.copy(session(), actor=actor(), now=now())
    return render_template("account/data.html", counts={kind: len(rows) for kind, rows in copied.records.items()})


@bp.get("/account/data.json")
@access(Permission.OWN_ACCOUNT)
def data_json() -> ResponseReturnValue:
    """Everything on record as one JSON file."""
    return _file(person_data.as_json(_copied()), "application/json", "json")


@bp.get("/account/data.zip")
@access(Permission.OWN_ACCOUNT)
def data_zip() -> ResponseReturnValue:
    """Everything on record as CSV files in a zip."""
    return _file(person_data.as_zip(_copied()), "application/zip", "zip")


@bp.get("/account/erase")
@access(Permission.OWN_ACCOUNT)
def erase() -> ResponseReturnValue:
    """What erasing means, the download first, then the word and the password."""
    return render_template("account/erase.html", word="", problems=[], standing=_standing())


@bp.post("/account/erase")
@access(Permission.OWN_ACCOUNT)
@transactional
def erase_now() -> ResponseReturnValue:
    """Erase the account and sign out."""
    problems: list[FieldProblem] = []
    checks: tuple[Callable[[], None], ...] = (lambda: privacy.check_word(typed("word")), _confirm)
    for check in checks:
        try:
            check()
        except Invalid as refusal:
            problems += refusal.problems
    if problems:
        return again("account/erase.html", Invalid(problems), word=typed("word"), standing=_standing())
    privacy.erase(session(), actor=actor(), now=now())
    leave()
    flash("Your account is erased.")
    return _to("door.sign_in")


def _standing() -> Standing:
    with house().database.reading() as reading:
        return accounts.standing(reading, actor=actor(), now=now())


def _confirm() -> None:
    accounts.confirm(house().database, house().passwords, typed("password"), actor=actor(), now=now())


def _copied() -> PersonData:
    rate_limits.count(house().database, (rate_limits.DOWNLOAD_FOR_ACCOUNT, str(actor().person_id)), now=now())
    return privacy.copy(session(), actor=actor(), now=now())


def _file(content: bytes, kind: str, ending: str) -> Response:
    response = make_response(content)
    response.mimetype = kind
    name = f"good-partners-data-{local_time(now()).date().isoformat()}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _base() -> str:
    return addresses.base(house().settings, request.host_url)


def _to(endpoint: str) -> Response:
    return make_response(redirect(url_for(endpoint), 303))
