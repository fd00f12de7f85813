"""Coming in and going out: passwords, links by mail, invitations, resets. A GET never uses a link up."""

from __future__ import annotations

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from goodpartners.domain import emails
from goodpartners.domain.errors import Invalid
from goodpartners.domain.policy import Permission
from goodpartners.services import (
    accounts,
    addresses,
    email_changes,
    invitations,
    rate_limits,
    resets,
    sign_in_links,
    sign_ins,
    tokens,
)
from goodpartners.services.accounts import Entered
from goodpartners.services.rate_limits import Limit
from goodpartners.services.tokens import LinkOver, Purpose
from goodpartners.web.access import access
from goodpartners.web.devices import device_of
from goodpartners.web.forms import again, local_path, typed
from goodpartners.web.house import house, now
from goodpartners.web.sign_in import enter, leave
from goodpartners.web.transactions import session, transactional

bp = Blueprint("door", __name__)


@bp.errorhandler(LinkOver)
def link_over(refusal: LinkOver) -> ResponseReturnValue:
    """A link that is over, and how to get another."""
    g.refused = True
    return make_response(render_template("door/link_over.html", purpose=refusal.purpose, sentence=str(refusal)), 410)


@bp.get("/sign-in")
@access(Permission.PUBLIC)
def sign_in() -> ResponseReturnValue:
    """The sign-in page; whoever is signed in already goes on."""
    onward = local_path(request.args.get("next"))
    if g.actor:
        return redirect(onward or url_for("learn.home"))
    return render_template("door/sign_in.html", email="", onward=onward, problems=[], password_open=False)


@bp.post("/sign-in")
@access(Permission.PUBLIC)
@transactional
def sign_in_with_password() -> ResponseReturnValue:
    """Sign in with a password. The Enter key posts here too: without a password it asks for a link."""
    email, password, onward = typed("email"), typed("password"), local_path(typed("next"))
    if typed("way") == "either" and not password:
        return _mail_a_link(email, onward)
    try:
        _slow_down(rate_limits.PASSWORD_FOR_ACCOUNT, rate_limits.PASSWORD_FROM_ADDRESS, email)
        proven = accounts.prove(house().database, house().passwords, email=email, password=password)
        entered = accounts.sign_in(session(), proven, device=_device(), now=now())
    except Invalid as refusal:
        return again("door/sign_in.html", refusal, email=email, onward=onward, password_open=True)
    return _arrive(entered, onward)


@bp.post("/sign-in/link")
@access(Permission.PUBLIC)
@transactional
def sign_in_by_link() -> ResponseReturnValue:
    """Mail a link. The answer is the same whether the address has an account or not."""
    return _mail_a_link(typed("email"), local_path(typed("next")))


@bp.get("/sign-in/sent")
@access(Permission.PUBLIC)
def sent() -> ResponseReturnValue:
    """Look into your mail."""
    return render_template("door/sent.html", minutes=tokens.LIVES[Purpose.SIGN_IN].seconds // 60)


@bp.get(f"{addresses.SIGN_IN_LINK}<token>")
@access(Permission.PUBLIC)
def link(token: str) -> ResponseReturnValue:
    """A button that signs in."""
    found = tokens.find(session(), Purpose.SIGN_IN, token, now=now())
    onward = local_path(request.args.get("next"))
    return render_template("door/link.html", email=found.person.email, token=token, onward=onward)


@bp.post(f"{addresses.SIGN_IN_LINK}<token>")
@access(Permission.PUBLIC)
@transactional
def use_link(token: str) -> ResponseReturnValue:
    """Use a link up and sign in."""
    return _arrive(sign_in_links.use(session(), token, device=_device(), now=now()), local_path(typed("next")))


@bp.post("/sign-out")
@access(Permission.PUBLIC)
@transactional
def sign_out() -> ResponseReturnValue:
    """End this sign-in."""
    if g.actor:
        sign_ins.end(session(), actor=g.actor)
    leave()
    flash("You are signed out.")
    return redirect(url_for("door.sign_in"), 303)


@bp.get(f"{addresses.INVITATION}<token>")
@access(Permission.PUBLIC)
def invitation(token: str) -> ResponseReturnValue:
    """What the invitation says, with a name to correct and a password to choose or leave."""
    invited = invitations.look(session(), token, now=now())
    return render_template("door/invitation.html", invitation=invited, name=invited.name, token=token, problems=[])


@bp.post(f"{addresses.INVITATION}<token>")
@access(Permission.PUBLIC)
@transactional
def accept_invitation(token: str) -> ResponseReturnValue:
    """Use an invitation up and sign in."""
    name, password = typed("name"), typed("password")
    with house().database.reading() as reading:
        invited = invitations.look(reading, token, now=now())
    try:
        accounts.checked_name(name)
        hashed = accounts.new_hash(house().passwords, password, about=invited.email) if password else None
        entered = invitations.accept(session(), token, name=name, password_hash=hashed, device=_device(), now=now())
    except Invalid as refusal:
        return again("door/invitation.html", refusal, invitation=invited, name=name, token=token)
    return _arrive(entered, "")


@bp.post(f"{addresses.INVITATION}<token>/decline")
@access(Permission.PUBLIC)
@transactional
def decline_invitation(token: str) -> ResponseReturnValue:
    """Use an invitation up and say no to every cohort in it; no account is opened."""
    invitations.decline(session(), token, now=now())
    flash("You have declined. No account was opened. If you change your mind, ask whoever invited you.")
    return redirect(url_for("door.sign_in"), 303)


@bp.get("/reset")
@access(Permission.PUBLIC)
def ask_reset() -> ResponseReturnValue:
    """Ask for a new password."""
    return render_template("door/ask_reset.html", email="", problems=[])


@bp.post("/reset")
@access(Permission.PUBLIC)
@transactional
def mail_reset() -> ResponseReturnValue:
    """Mail a link. The answer is the same whether the address has an account or not."""
    email = typed("email")
    try:
        _check_email(email)
    except Invalid as refusal:
        return again("door/ask_reset.html", refusal, email=email)
    _slow_down(rate_limits.RESET_FOR_ACCOUNT, rate_limits.RESET_FROM_ADDRESS, email)
    resets.ask(session(), email, base=_base(), now=now())
    return redirect(url_for("door.reset_sent"), 303)


@bp.get("/reset/sent")
@access(Permission.PUBLIC)
def reset_sent() -> ResponseReturnValue:
    """Look into your mail."""
    return render_template("door/reset_sent.html", minutes=tokens.LIVES[Purpose.RESET].seconds // 60)


@bp.get(f"{addresses.RESET}<token>")
@access(Permission.PUBLIC)
def reset(token: str) -> ResponseReturnValue:
    """Choose a new password."""
    return render_template("door/reset.html", email=resets.about(session(), token, now=now()), token=token, problems=[])


@bp.post(f"{addresses.RESET}<token>")
@access(Permission.PUBLIC)
@transactional
def set_password(token: str) -> ResponseReturnValue:
    """Use the link up, set the password, sign out everywhere and in here."""
    with house().database.reading() as reading:
        email = resets.about(reading, token, now=now())
    try:
        hashed = accounts.new_hash(house().passwords, typed("password"), about=email)
    except Invalid as refusal:
        return again("door/reset.html", refusal, email=email, token=token)
    entered = resets.reset(session(), token, hashed, base=_base(), device=_device(), now=now())
    answer = _arrive(entered, "")
    flash("Your password is changed. You were signed out everywhere else.")
    return answer


@bp.get(f"{addresses.CONFIRM_EMAIL}<token>")
@access(Permission.PUBLIC)
def confirm_email(token: str) -> ResponseReturnValue:
    """A button that changes the address."""
    found = email_changes.find(session(), token, now=now())
    return render_template("door/confirm_email.html", email=found.token.email, token=token)


@bp.post(f"{addresses.CONFIRM_EMAIL}<token>")
@access(Permission.PUBLIC)
@transactional
def change_email(token: str) -> ResponseReturnValue:
    """Use the link up and change the address."""
    email = email_changes.confirm(session(), token, base=_base(), now=now())
    flash(f"Your email address is {email} now.")
    return redirect(url_for("account.overview" if g.actor else "door.sign_in"), 303)


def _mail_a_link(email: str, onward: str) -> ResponseReturnValue:
    try:
        _check_email(email)
    except Invalid as refusal:
        return again("door/sign_in.html", refusal, email=email, onward=onward, password_open=False)
    _slow_down(rate_limits.LINK_FOR_ACCOUNT, rate_limits.LINK_FROM_ADDRESS, email)
    sign_in_links.ask(session(), email, base=_base(), onward=onward, now=now())
    return redirect(url_for("door.sent"), 303)


def _arrive(entered: Entered, onward: str) -> Response:
    if g.actor:
        sign_ins.end(session(), actor=g.actor)
    enter(entered)
    return make_response(redirect(onward or url_for("learn.home"), 303))


def _slow_down(for_account: Limit, from_address: Limit, email: str) -> None:
    tries = (for_account, emails.folded(email)), (from_address, rate_limits.place(request.remote_addr))
    rate_limits.count(house().database, *tries, now=now())


def _check_email(email: str) -> None:
    if found := emails.faults(email):
        raise Invalid(found)


def _device() -> str:
    return device_of(request.user_agent.string)


def _base() -> str:
    return addresses.base(house().settings, request.host_url)
