"""Cohorts as their trainers make and change them: dates, courses, pairs, trainers, and what was done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from goodpartners.domain import reminders as reminder_rules
from goodpartners.domain.errors import FieldProblem, Invalid
from goodpartners.domain.policy import Permission
from goodpartners.services import activity, addresses, cohort_list, pair_list, partnerships, reminders, trainers
from goodpartners.services import cohorts as service
from goodpartners.services.letters import Letter
from goodpartners.web.access import access
from goodpartners.web.addresses import url_for
from goodpartners.web.cohort_forms import TypedPlan, organisations_typed
from goodpartners.web.forms import again, typed
from goodpartners.web.house import actor, catalogue, house, now
from goodpartners.web.transactions import session, transactional

bp = Blueprint("cohorts", __name__)


@bp.get("/train")
@access(Permission.RUN_COHORTS)
def all() -> ResponseReturnValue:
    """The trainer's cohorts: under way, to come, closed."""
    return render_template(
        "cohorts/all.html", stages=cohort_list.listed(session(), catalogue(), actor=actor(), now=now())
    )


@bp.get("/train/cohorts/new")
@access(Permission.RUN_COHORTS)
def new() -> ResponseReturnValue:
    """A form for a cohort, on one page."""
    return render_template("cohorts/new.html", problems=[], form=TypedPlan(), **_choices())


@bp.post("/train/cohorts/new")
@access(Permission.RUN_COHORTS)
@transactional
def create() -> ResponseReturnValue:
    """Make a cohort with its pairs, and go on to inviting."""
    form = TypedPlan.sent(catalogue())
    try:
        plan, proposed = form.plan(catalogue()), form.proposed()
        made = service.create(session(), catalogue(), plan, actor=actor(), now=now())
        ids = form.partnership_ids() + ([_propose(*proposed)] if proposed else [])
        for number in dict.fromkeys(ids):
            service.add_pair(session(), made, number, actor=actor(), now=now())
    except Invalid as refusal:
        return again("cohorts/new.html", refusal, form=form, **_choices())
    flash("The cohort is made. Now invite its people.")
    return _to("rosters.invite", cohort=made)


@bp.get("/train/cohorts/<int:cohort>/settings")
@access(Permission.RUN_COHORT)
def settings(cohort: int) -> ResponseReturnValue:
    """Name, dates, courses, reminders, trainers; close or open again."""
    return render_template("cohorts/settings.html", problems=[], **_settings(cohort))


@bp.post("/train/cohorts/<int:cohort>/settings")
@access(Permission.RUN_COHORT)
@transactional
def change(cohort: int) -> ResponseReturnValue:
    """Save name, dates and courses."""
    form = TypedPlan.sent(catalogue())
    try:
        service.find_row(session(), cohort, actor=actor())
        service.change(session(), catalogue(), cohort, form.plan(catalogue()), actor=actor(), now=now())
    except Invalid as refusal:
        return again("cohorts/settings.html", refusal, **{**_settings(cohort), "form": form})
    flash("The cohort is saved.")
    return _to("cohorts.settings", cohort=cohort)


@bp.post("/train/cohorts/<int:cohort>/settings/reminders")
@access(Permission.RUN_COHORT)
@transactional
def set_up_reminders(cohort: int) -> ResponseReturnValue:
    """Save whether the cohort reminds its people and in which words, or show how a letter would look."""
    text, wants = typed("text"), typed("reminds") == "yes"
    try:
        if typed("do") == "preview":
            letter = _preview(cohort, text)
            values = {**_settings(cohort), "text": text, "reminds": wants, "letter": letter}
            return render_template("cohorts/settings.html", problems=[], **values)
        reminders.set_up(session(), cohort, reminds=wants, text=text, actor=actor(), now=now())
    except Invalid as refusal:
        return again("cohorts/settings.html", refusal, **{**_settings(cohort), "text": text, "reminds": wants})
    flash("The reminders are saved.")
    return _to("cohorts.settings", cohort=cohort)


@bp.post("/train/cohorts/<int:cohort>/settings/trainers")
@access(Permission.RUN_COHORT)
@transactional
def add_trainer(cohort: int) -> ResponseReturnValue:
    """Let another trainer run the cohort too."""
    try:
        name = trainers.add(session(), cohort, typed("trainer"), actor=actor(), now=now())
    except Invalid as refusal:
        return again("cohorts/settings.html", refusal, **{**_settings(cohort), "trainer": typed("trainer")})
    flash(f"{name} runs this cohort too.")
    return _to("cohorts.settings", cohort=cohort)


@bp.post("/train/cohorts/<int:cohort>/close")
@access(Permission.RUN_COHORT)
@transactional
def close(cohort: int) -> ResponseReturnValue:
    """Close a cohort."""
    service.close(session(), cohort, actor=actor(), now=now())
    flash("The cohort is closed. It can still be read, and nobody is reminded any more.")
    return _to("cohorts.settings", cohort=cohort)


@bp.post("/train/cohorts/<int:cohort>/reopen")
@access(Permission.RUN_COHORT)
@transactional
def reopen(cohort: int) -> ResponseReturnValue:
    """Open a closed cohort again."""
    service.reopen(session(), cohort, actor=actor(), now=now())
    flash("The cohort is open again.")
    return _to("cohorts.settings", cohort=cohort)


@bp.get("/train/cohorts/<int:cohort>/pairs")
@access(Permission.RUN_COHORT)
def pairs(cohort: int) -> ResponseReturnValue:
    """The pairs that take part, and forms to add one."""
    return render_template("cohorts/pairs.html", problems=[], **_pairs(cohort))


@bp.post("/train/cohorts/<int:cohort>/pairs")
@access(Permission.RUN_COHORT)
@transactional
def add_pair(cohort: int) -> ResponseReturnValue:
    """Let a partnership take part."""

    def act() -> str:
        number = request.form.get("partnership", 0, type=int)
        if not number:
            raise Invalid([FieldProblem("partnership", "Choose a partnership from the list.")])
        service.add_pair(session(), cohort, number, actor=actor(), now=now())
        return "The pair takes part now."

    return _done(act, cohort)


@bp.post("/train/cohorts/<int:cohort>/pairs/propose")
@access(Permission.RUN_COHORT)
@transactional
def propose_pair(cohort: int) -> ResponseReturnValue:
    """Propose a new partnership and let it take part."""

    def act() -> str:
        service.find_row(session(), cohort, actor=actor())
        number = _propose(*organisations_typed(typed("authority"), typed("provider")))
        service.add_pair(session(), cohort, number, actor=actor(), now=now())
        return "The partnership is proposed to both organisations, and the pair takes part now."

    return _done(act, cohort)


@bp.post("/train/cohorts/<int:cohort>/pairs/<int:pair>/end")
@access(Permission.RUN_COHORT)
@transactional
def end_pair(cohort: int, pair: int) -> ResponseReturnValue:
    """End a pair's part in the cohort."""
    service.end_pair(session(), cohort, pair, actor=actor(), now=now())
    flash("The pair takes part no longer. Its people stay in the cohort, and what they learned stays theirs.")
    return _to("cohorts.pairs", cohort=cohort)


@bp.get("/train/cohorts/<int:cohort>/log")
@access(Permission.RUN_COHORT)
def log(cohort: int) -> ResponseReturnValue:
    """What was done in the cohort, by whom and to whom."""
    number = request.args.get("page", 1, type=int)
    found = activity.in_cohort(session(), cohort, number=number, actor=actor())
    return render_template("cohorts/log.html", log=found, cohort=found.cohort)


def _done(act: Callable[[], str], cohort: int) -> Response:
    """Do something about the pairs and go back to them, or show them again with what is wrong."""
    try:
        flash(act())
    except Invalid as refusal:
        return again("cohorts/pairs.html", refusal, **{**_pairs(cohort), "typed": request.form})
    return _to("cohorts.pairs", cohort=cohort)


def _propose(authority: int, provider: int) -> int:
    return partnerships.propose(session(), authority, provider, actor=actor(), now=now(), base=_base())


def _choices() -> dict[str, Any]:
    return {"courses": catalogue().courses, "parties": pair_list.parties(session(), actor=actor())}


def _settings(number: int) -> dict[str, Any]:
    cohort = service.find(session(), number, actor=actor())
    return {
        "cohort": cohort,
        "form": TypedPlan.of(cohort),
        "courses": catalogue().courses,
        "trainers": trainers.names(session(), cohort, actor=actor()),
        "trainer": "",
        "text": cohort.reminder_text or reminder_rules.USUAL_TEXT,
        "reminds": cohort.reminds,
        "words": reminder_rules.WORDS,
        "letter": _preview(number, cohort.reminder_text or ""),
    }


def _pairs(cohort: int) -> dict[str, Any]:
    arranged = pair_list.arrangement(session(), cohort, actor=actor())
    parties = pair_list.parties(session(), actor=actor(), without=arranged.running)
    return {"arranged": arranged, "cohort": arranged.cohort, "parties": parties, "typed": {}}


def _preview(cohort: int, text: str) -> Letter:
    return reminders.preview(session(), catalogue(), cohort, text, base=_base(), actor=actor())


def _base() -> str:
    return addresses.base(house().settings, request.host_url)


def _to(endpoint: str, **values: Any) -> Response:
    return make_response(redirect(url_for(endpoint, **values), 303))
