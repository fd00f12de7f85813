"""People and organisations, for admins. A fixed number of statements a page, whatever the number of people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from goodpartners.domain import emails
from goodpartners.domain.allowances import AllowanceKind
from goodpartners.domain.errors import FieldProblem, Invalid
from goodpartners.domain.people import OrganisationKind, Role, Side
from goodpartners.domain.policy import Permission
from goodpartners.services import addresses, allowances, invitations, memberships, roles
from goodpartners.services import people as service
from goodpartners.services.invitations import Wanted
from goodpartners.web.access import access
from goodpartners.web.forms import again, typed
from goodpartners.web.house import actor, house, now
from goodpartners.web.transactions import session, transactional

bp = Blueprint("admin", __name__)


@bp.get("/admin/people")
@access(Permission.MANAGE_PEOPLE)
def people() -> ResponseReturnValue:
    """People by name, a page at a time, or those that a search finds."""
    search, number = request.args.get("q", "").strip()[:200], request.args.get("page", 1, type=int)
    page = service.page(session(), search=search, number=number, actor=actor())
    return render_template("admin/people.html", page=page, search=search)


@bp.get("/admin/people/invite")
@access(Permission.MANAGE_PEOPLE)
def invite() -> ResponseReturnValue:
    """A form to invite somebody."""
    return render_template("admin/invite.html", problems=[], wanted=_NOBODY, **_choices())


@bp.post("/admin/people/invite")
@access(Permission.MANAGE_PEOPLE)
@transactional
def send_invitation() -> ResponseReturnValue:
    """Invite somebody."""
    form = _typed_invitation()
    try:
        wanted = form.wanted()
        invited = invitations.invite(
            session(), wanted, base=_base(), support=house().settings.support_contact, actor=actor(), now=now()
        )
    except Invalid as refusal:
        return again("admin/invite.html", refusal, wanted=form, **_choices())
    flash(f"{emails.folded(wanted.email)} was sent an invitation. It can be used for 14 days.")
    return redirect(url_for("admin.person", person=invited.person_id), 303)


@bp.get("/admin/people/<int:person>")
@access(Permission.MANAGE_PEOPLE)
def person(person: int) -> ResponseReturnValue:
    """One person: where they belong, what they may do, their time in quizzes, their invitation or account."""
    return make_response(render_template("admin/person.html", problems=[], typed={}, **about(person)))


@bp.post("/admin/people/<int:person>/roles")
@access(Permission.MANAGE_PEOPLE)
@transactional
def give_role(person: int) -> ResponseReturnValue:
    """Give a role."""

    def act() -> str:
        found = service.one(session(), person, actor=actor()).person
        role = _one_of(Role, typed("role"), "role", "Choose a role.")
        within = request.form.get("organisation", type=int)
        roles.give(session(), found, role, within, actor=actor(), now=now())
        return f"{found.name} is {role} now."

    return _done(person, act)


@bp.post("/admin/people/<int:person>/roles/<int:grant>/take")
@access(Permission.MANAGE_PEOPLE)
@transactional
def take_role(person: int, grant: int) -> ResponseReturnValue:
    """Take a role away."""

    def act() -> str:
        found = service.one(session(), person, actor=actor()).person
        roles.take(session(), found, grant, actor=actor(), now=now())
        return "The role is taken away."

    return _done(person, act)


@bp.post("/admin/people/<int:person>/extra-time")
@access(Permission.MANAGE_PEOPLE)
@transactional
def set_extra_time(person: int) -> ResponseReturnValue:
    """Set the time a person has in timed quizzes, and why."""

    def act() -> str:
        service.one(session(), person, actor=actor())
        percent = request.form.get("percent", 0, type=int)
        wanted = allowances.Wanted(AllowanceKind.EXTRA_TIME, typed("reason"), percent=percent)
        allowances.give(session(), person, wanted, actor=actor(), now=now())
        return "The time in timed quizzes is saved."

    return _done(person, act)


@bp.post("/admin/people/<int:person>/invitation")
@access(Permission.MANAGE_PEOPLE)
@transactional
def resend_invitation(person: int) -> ResponseReturnValue:
    """Send a new link."""

    def act() -> str:
        support = house().settings.support_contact
        invitations.resend(session(), person, base=_base(), support=support, actor=actor(), now=now())
        return "A new invitation is on its way. The link in the old one no longer works."

    return _done(person, act)


@bp.post("/admin/people/<int:person>/invitation/withdraw")
@access(Permission.MANAGE_PEOPLE)
@transactional
def withdraw_invitation(person: int) -> ResponseReturnValue:
    """Take an invitation back."""
    invitations.withdraw(session(), person, actor=actor(), now=now())
    flash("The invitation is withdrawn, and nothing is kept about the person.")
    return redirect(url_for("admin.people"), 303)


@bp.post("/admin/people/<int:person>/close")
@access(Permission.MANAGE_PEOPLE)
@transactional
def close(person: int) -> ResponseReturnValue:
    """Close an account."""

    def act() -> str:
        service.close(session(), person, base=_base(), actor=actor(), now=now())
        return "The account is closed."

    return _done(person, act)


@bp.post("/admin/people/<int:person>/reopen")
@access(Permission.MANAGE_PEOPLE)
@transactional
def reopen(person: int) -> ResponseReturnValue:
    """Open an account again."""

    def act() -> str:
        service.reopen(session(), person, actor=actor(), now=now())
        return "The account is open again."

    return _done(person, act)


@bp.get("/admin/organisations")
@access(Permission.MANAGE_PEOPLE)
def organisations() -> ResponseReturnValue:
    """All organisations, and a form to add one."""
    return render_template("admin/organisations.html", problems=[], name="", kind="", **_organisations())


@bp.post("/admin/organisations")
@access(Permission.MANAGE_PEOPLE)
@transactional
def add_organisation() -> ResponseReturnValue:
    """Add an organisation."""
    try:
        made = service.add_organisation(session(), typed("name"), typed("kind"), actor=actor(), now=now())
    except Invalid as refusal:
        values = {"name": typed("name"), "kind": typed("kind"), **_organisations()}
        return again("admin/organisations.html", refusal, **values)
    flash(f"{made.name} is added.")
    return redirect(url_for("admin.organisations"), 303)


@dataclass(frozen=True)
class _Typed:
    """The invitation form as it was typed."""

    email: str = ""
    name: str = ""
    organisation: str = ""
    side: str = ""
    job_family: str = ""
    roles: tuple[str, ...] = ()

    def wanted(self) -> Wanted:
        """What was typed as a value. Raises Invalid."""
        return Wanted(
            email=self.email,
            name=self.name,
            organisation_id=int(self.organisation) if self.organisation.isdecimal() else None,
            side=_one_of(Side, self.side, "side", "Choose a side from the list.") if self.side else None,
            job_family=self.job_family,
            roles=frozenset(_one_of(Role, role, "roles", "Choose roles from the list.") for role in self.roles),
        )


_NOBODY = _Typed()


def _typed_invitation() -> _Typed:
    names = ("email", "name", "organisation", "side", "job_family")
    return _Typed(**{name: typed(name) for name in names}, roles=tuple(request.form.getlist("roles")))


def _one_of(kind: Callable[[str], Any], value: str, field: str, sentence: str) -> Any:
    try:
        return kind(value)
    except ValueError:
        raise Invalid([FieldProblem(field, sentence)]) from None


def _done(person: int, act: Callable[[], str]) -> Response:
    """Do something to a person and go back to their page, or show it again with what is wrong."""
    try:
        flash(act())
    except Invalid as refusal:
        return again("admin/person.html", refusal, typed=request.form, **about(person))
    return make_response(redirect(url_for("admin.person", person=person), 303))


def about(person: int) -> dict[str, Any]:
    """What the page of one person shows."""
    listed = service.one(session(), person, actor=actor())
    names = service.organisations(session(), actor=actor())
    return {
        "listed": listed,
        "held": roles.held(session(), listed.person),
        "places": memberships.of_person(session(), listed.person.id, actor=actor()),
        "organisations": names,
        "roles": tuple(Role),
        "time_percent": allowances.time_percent(session(), listed.person.id),
    }


def _choices() -> dict[str, Any]:
    names = service.organisations(session(), actor=actor())
    return {"organisations": names, "sides": tuple(Side), "roles": tuple(Role)}


def _organisations() -> dict[str, Any]:
    return {
        "organisations": service.organisations(session(), actor=actor()),
        "counts": service.people_by_organisation(session(), actor=actor()),
        "kinds": tuple(OrganisationKind),
    }


def _base() -> str:
    return addresses.base(house().settings, request.host_url)
