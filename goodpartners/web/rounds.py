"""Answering a questionnaire about one's pair: consent, one statement a page, check answers, one's own result."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from goodpartners.domain.errors import Closed, FieldProblem, Invalid
from goodpartners.domain.partnership import consent, sheets
from goodpartners.domain.policy import Permission
from goodpartners.services import answering, own_answers, own_results, sheet_views
from goodpartners.services.answering import AnswersClash, Opened
from goodpartners.web import sheet_forms
from goodpartners.web.access import access
from goodpartners.web.addresses import url_for
from goodpartners.web.autosave import clashed, saved
from goodpartners.web.forms import again
from goodpartners.web.house import actor, catalogue, now
from goodpartners.web.own_browser import may_be_kept
from goodpartners.web.sheet_forms import Given, Shown
from goodpartners.web.transactions import keep_in_spite_of_refusal, session, transactional

bp = Blueprint("rounds", __name__)
ORDERS = ("step", "course")


@bp.get("/rounds/<int:wave>")
@access(Permission.IN_COHORT)
@may_be_kept
def introduction(wave: int) -> ResponseReturnValue:
    """What is asked, what happens with the answers, and a box to tick before anything is asked."""
    opened = answering.open_sheet(session(), wave, actor=actor(), now=now())
    return render_template("rounds/introduction.html", problems=[], **_introduced(opened))


@bp.post("/rounds/<int:wave>")
@access(Permission.IN_COHORT)
@transactional
def begin(wave: int) -> ResponseReturnValue:
    """Agree and begin, or go on where one stopped."""
    key = secrets.token_hex(16)
    try:
        answering.begin(session(), wave, agrees="agrees" in request.form, key=key, actor=actor(), now=now())
    except Invalid as refusal:
        opened = answering.open_sheet(session(), wave, actor=actor(), now=now())
        return again("rounds/introduction.html", refusal, **_introduced(opened))
    opened = answering.open_sheet(session(), wave, actor=actor(), now=now())
    if opened.to_do:
        return redirect(url_for("rounds.page", wave=wave, number=opened.to_do[0]), 303)
    return redirect(url_for("rounds.overview", wave=wave), 303)


@bp.get("/rounds/<int:wave>/answers")
@access(Permission.IN_COHORT)
@may_be_kept
def overview(wave: int) -> ResponseReturnValue:
    """Every answer once more, to change or to hand in."""
    opened = answering.open_sheet(session(), wave, actor=actor(), now=now())
    if not opened.begun:
        return redirect(url_for("rounds.introduction", wave=wave), 303)
    return render_template("rounds/overview.html", problems=[], **_overviewed(opened))


@bp.post("/rounds/<int:wave>/answers")
@access(Permission.IN_COHORT)
@transactional
def hand_in(wave: int) -> ResponseReturnValue:
    """Say that the answers count; they can still be changed until the round closes."""
    opened = _locked(wave)
    try:
        answering.hand_in(session(), opened, now=now())
    except Invalid as refusal:
        return again("rounds/overview.html", refusal, **_overviewed(opened))
    flash("Handed in. Thank you.")
    return redirect(url_for("rounds.result", wave=wave), 303)


@bp.get("/rounds/<int:wave>/<int:number>")
@access(Permission.IN_COHORT)
@may_be_kept
def page(wave: int, number: int) -> ResponseReturnValue:
    """One thing that is asked."""
    opened = answering.open_sheet(session(), wave, actor=actor(), now=now())
    if not opened.begun:
        return redirect(url_for("rounds.introduction", wave=wave), 303)
    return _page(opened, number)


@bp.post("/rounds/<int:wave>/<int:number>")
@access(Permission.IN_COHORT)
@transactional
def answer(wave: int, number: int) -> ResponseReturnValue:
    """Take the answer to a page, or keep it as it is and go elsewhere."""
    opened = _locked(wave)
    number, other = _drawn_of(opened, number)
    asked = answering.page_of(opened, number)
    action = request.form.get("action", "next")
    if action == "equal" and asked.about == sheets.POINTS and opened.takes_answers:
        return _page(opened, number, shown=sheet_forms.equal(opened))
    given = sheet_forms.read(opened, asked, _fields())
    try:
        if other:
            raise Closed(other)
        _save(opened, number, given)
    except AnswersClash as clash:
        return _page(opened, number, shown=given.shown, clash=clash)
    except Closed as refusal:
        return _page(opened, number, shown=given.shown, closed=refusal.sentence)
    except Invalid as refusal:
        return _page(opened, number, shown=given.shown, problems=refusal.problems)
    found = [] if action in ("skip", "back", "leave") else sheet_forms.problems(opened, asked, given)
    if found:
        now_standing = answering.open_sheet(session(), wave, actor=actor(), now=now())
        return _page(now_standing, number, shown=given.shown, problems=found)
    return redirect(_onward(opened, number, action), 303)


@bp.put("/rounds/<int:wave>/<int:number>")
@access(Permission.IN_COHORT)
@transactional
def save_draft(wave: int, number: int) -> ResponseReturnValue:
    """Keep what is being chosen: the form's fields in, a receipt with the page's new number out."""
    opened = _locked(wave)
    number, other = _drawn_of(opened, number)
    if other:
        raise Closed(other)
    asked = answering.page_of(opened, number)
    try:
        version = _save(opened, number, sheet_forms.read(opened, asked, _fields()))
    except AnswersClash as clash:
        stands = sheet_forms.standing(opened, asked).fields
        return clashed(
            clash.sentence,
            said=sheet_views.said(opened, asked),
            version=opened.revision(asked),
            fields=stands,
            whose="Your colleague’s answer" if opened.shared else "In the other window",
        )
    return saved(at=now(), version=version)


@bp.get("/rounds/<int:wave>/result")
@access(Permission.IN_COHORT)
@may_be_kept
def result(wave: int) -> ResponseReturnValue:
    """What the answers say, for whoever gave them alone."""
    opened = answering.open_sheet(session(), wave, actor=actor(), now=now())
    if not opened.handed_in or not opened.begun:
        return redirect(url_for("rounds.overview", wave=wave), 303)
    own = own_results.own_result(session(), catalogue(), opened, actor=actor())
    order = request.args.get("order", "")
    return render_template("rounds/result.html", opened=opened, own=own, order=order if order in ORDERS else ORDERS[0])


@bp.get("/rounds/<int:wave>/delete")
@access(Permission.IN_COHORT)
def delete(wave: int) -> ResponseReturnValue:
    """What goes and what stays when somebody deletes their answers."""
    opened = answering.open_sheet(session(), wave, actor=actor(), now=now())
    if not opened.begun or opened.shared:
        return redirect(url_for("rounds.introduction", wave=wave), 303)
    return render_template("rounds/delete.html", problems=[], opened=opened)


@bp.post("/rounds/<int:wave>/delete")
@access(Permission.IN_COHORT)
@transactional
def delete_now(wave: int) -> ResponseReturnValue:
    """Delete one's own answers of this round."""
    try:
        own_answers.delete(session(), wave, sure="sure" in request.form, actor=actor(), now=now())
    except Invalid as refusal:
        opened = answering.open_sheet(session(), wave, actor=actor(), now=now())
        return again("rounds/delete.html", refusal, opened=opened)
    flash("Your answers are deleted.")
    return redirect(url_for("rounds.introduction", wave=wave), 303)


def _locked(wave: int) -> Opened:
    """The sheet for writing; refused before it was begun."""
    opened = answering.open_sheet(session(), wave, actor=actor(), now=now(), lock=True)
    if not opened.begun:
        raise Closed("Read what happens with your answers first, then begin.")
    return opened


def _drawn_of(opened: Opened, number: int) -> tuple[int, str]:
    """The number of the page that a form was drawn of, and why there is none: an answer never goes to another one."""
    told, here = request.form.get("of"), opened.mark(answering.page_of(opened, number))
    numbers = {opened.mark(page): n for n, page in enumerate(opened.pages, 1)}
    if told in (None, here) or told in numbers:
        return numbers[told or here], ""
    return number, "How your side answers was changed meanwhile. What you chose here was not kept."


def _introduced(opened: Opened) -> dict[str, Any]:
    told = consent.SHARED_ANSWER if opened.shared else consent.CONSENT
    return {"opened": opened, "told": told, "closed": answering.closed(opened)}


def _overviewed(opened: Opened) -> dict[str, Any]:
    return {
        "opened": opened,
        "sections": sheet_views.sections(opened),
        "total": len(sheet_views.needed(opened)),
        "minutes": sheet_views.minutes_left(opened),
        "closed": answering.closed(opened),
    }


def _save(opened: Opened, number: int, given: Given) -> int:
    asked = answering.page_of(opened, number)
    revision = sheet_forms.revision(opened, asked, request.form)
    if asked.about == sheets.WORDS:
        return answering.save_words(session(), opened, given.words, revision=revision, now=now())
    return answering.save(session(), opened, asked, given.answers, revision=revision, now=now())


def _fields() -> dict[str, list[str]]:
    return {name: request.form.getlist(name) for name in request.form}


def _onward(opened: Opened, number: int, action: str) -> str:
    wave = opened.wave.id
    if action == "back" and number > 1:
        return url_for("rounds.page", wave=wave, number=number - 1)
    if action in ("leave", "back") or "check" in request.form or number >= len(opened.pages):
        return url_for("learn.home") if action == "leave" else url_for("rounds.overview", wave=wave)
    return url_for("rounds.page", wave=wave, number=number + 1)


def _page(
    opened: Opened,
    number: int,
    *,
    shown: Shown | None = None,
    problems: list[FieldProblem] | None = None,
    clash: AnswersClash | None = None,
    closed: str = "",
) -> Response:
    """A page as it stands, or with what was typed and why it is refused."""
    asked = answering.page_of(opened, number)
    stands = sheet_forms.standing(opened, asked)
    drawn = render_template(
        "rounds/page.html",
        opened=opened,
        number=number,
        asked=asked,
        place=sheet_views.place(opened, number),
        shown=shown or stands,
        stands=stands,
        stands_said=sheet_views.said(opened, asked) if clash else "",
        version=opened.revision(asked),
        problems=problems or [],
        clash=clash,
        closed=closed or answering.closed(opened),
        readers=answering.READERS,
        check="check" in request.form or request.args.get("from") == "check",
    )
    status = 422 if problems else 409 if clash or closed else 200
    if status != 200:
        g.refused = True
    if problems:
        keep_in_spite_of_refusal()
    return make_response(drawn, status)
