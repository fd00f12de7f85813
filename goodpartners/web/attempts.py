"""Taking a quiz: introduction, items, check answers, results."""

from __future__ import annotations

import secrets

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from goodpartners.domain.errors import FieldProblem
from goodpartners.domain.policy import Permission
from goodpartners.domain.quiz import responses
from goodpartners.domain.quiz.attempts import AnswerClash, State
from goodpartners.domain.quiz.drawn import Drawn
from goodpartners.domain.quiz.items import Item
from goodpartners.domain.quiz.passing import shown
from goodpartners.domain.quiz.review import review
from goodpartners.domain.quiz.wording import said
from goodpartners.domain.start_and_end import start_and_end
from goodpartners.services import attempts, drafts, learning, overdue, receipts
from goodpartners.services.opened import Opened
from goodpartners.web.access import access
from goodpartners.web.addresses import url_for
from goodpartners.web.autosave import clashed, saved, unheard
from goodpartners.web.house import actor, catalogue, house, now
from goodpartners.web.late_answers import late, with_status
from goodpartners.web.own_browser import may_be_kept
from goodpartners.web.transactions import session, transactional

bp = Blueprint("attempts", __name__)


@bp.get("/quizzes/<course>/<quiz>")
@access(Permission.TAKE_COURSE)
@may_be_kept
def introduction(course: str, quiz: str) -> ResponseReturnValue:
    """What the quiz is like, said before it starts."""
    key = f"{course}/{quiz}"
    found_course, module, found = attempts.find_quiz(catalogue(), key)
    progress = learning.progress_of(session(), catalogue(), course, actor=actor())
    if module:
        learning.find_module(progress, module.id)
    form = attempts.form_of(progress, key, actor=actor())
    record = form.record if form else next((s.record for s in progress.steps if s.id == key), None)
    return render_template(
        "attempts/introduction.html",
        course=found_course,
        module=module,
        quiz=found,
        record=record,
        form=form,
        ends_at=attempts.would_end_at(session(), found, actor=actor(), now=now()),
    )


@bp.post("/quizzes/<course>/<quiz>")
@access(Permission.TAKE_COURSE)
@transactional
def start(course: str, quiz: str) -> ResponseReturnValue:
    """Start a try, or go back to the one under way."""
    seed = secrets.randbits(32)
    attempt = attempts.start(session(), catalogue(), f"{course}/{quiz}", actor=actor(), seed=seed, now=now())
    return redirect(url_for("attempts.resume", attempt=attempt), 303)


@bp.get("/attempts/<int:attempt>")
@access(Permission.OWN_ATTEMPT)
@may_be_kept
def resume(attempt: int) -> ResponseReturnValue:
    """Lead to the first item without an answer, the check page, or the results."""
    opened = _opened(attempt)
    if opened.attempt.state is not State.RUNNING:
        return redirect(url_for("attempts.results", attempt=attempt))
    if opened.attempt.quiz.layout == "one-page":
        return _one_page(opened)
    for n, item in enumerate(opened.attempt.paper.items, 1):
        if item not in opened.answered:
            return redirect(url_for("attempts.item", attempt=attempt, number=n))
    return redirect(url_for("attempts.check", attempt=attempt))


@bp.post("/attempts/<int:attempt>")
@access(Permission.OWN_ATTEMPT)
@transactional
def answer_page(attempt: int) -> ResponseReturnValue:
    """Take a whole page of answers: keep them, or hand them in."""
    opened = _locked(attempt)
    items = opened.attempt.items
    given = {i.id: (responses.from_fields(i, _fields(f"{i.id}-")), _drawn(f"{i.id}-version")) for i in items}
    if (refused := late(opened, {item: response for item, (response, _) in given.items()})) is not None:
        return refused
    try:
        opened = attempts.answer_page(session(), opened, given, now=now())
    except AnswerClash:
        for item, (response, drawn) in given.items():
            opened = drafts.keep_beside(session(), opened, item, response, drawn=drawn, now=now())
        return _one_page(opened, clashed=True)
    if request.form.get("action") == "keep":
        flash("Your answers are saved.")
        return redirect(url_for("learn.home"), 303)
    found = [
        FieldProblem(f"{i.id}-{p.field}", f"Question {n}: {p.sentence}")
        for n, i in enumerate(items, 1)
        for p in responses.problems(i, given[i.id][0])
    ]
    if found and "incomplete" not in request.form:
        return _one_page(opened, problems=found)
    attempts.hand_in(session(), catalogue(), opened, now=now())
    return redirect(url_for("attempts.results", attempt=attempt), 303)


@bp.get("/attempts/<int:attempt>/<int:number>")
@access(Permission.OWN_ATTEMPT)
@may_be_kept
def item(attempt: int, number: int) -> ResponseReturnValue:
    """One item of a running attempt."""
    opened = _opened(attempt)
    if opened.attempt.state is not State.RUNNING:
        return redirect(url_for("attempts.results", attempt=attempt))
    return _item(opened, number)


@bp.post("/attempts/<int:attempt>/<int:number>")
@access(Permission.OWN_ATTEMPT)
@transactional
def answer(attempt: int, number: int) -> ResponseReturnValue:
    """Take the answer to one item, or keep it as it is and go elsewhere."""
    opened = _locked(attempt)
    asked = attempts.numbered(opened.attempt, number)
    fields, drawn = _fields(), _drawn()
    response = responses.from_fields(asked, fields)
    if (refused := late(opened, {asked.id: response})) is not None:
        return refused
    action = request.form.get("action", "next")
    if action in ("skip", "back", "leave"):
        drafts.keep_beside(session(), opened, asked.id, response, drawn=drawn, now=now())
        return redirect(_onward(opened, number, action), 303)
    if found := responses.problems(asked, response):
        opened = drafts.keep_beside(session(), opened, asked.id, response, drawn=drawn, now=now())
        return _item(opened, number, problems=found, fields=fields)
    checks = opened.attempt.behaviour.checks_items
    key, sent = request.form.get("key", "")[:64] or None, _sent(asked)
    try:
        attempts.answer(session(), opened, asked.id, response, drawn=drawn, sent=sent, key=key, now=now(), check=checks)
    except AnswerClash:
        opened = drafts.keep_beside(session(), opened, asked.id, response, drawn=drawn, now=now())
        return _item(opened, number, clashed=True)
    return redirect(request.path if checks else _onward(opened, number, "next"), 303)


@bp.put("/attempts/<int:attempt>/<int:number>")
@access(Permission.OWN_ATTEMPT)
@transactional
def save_draft(attempt: int, number: int) -> ResponseReturnValue:
    """Keep what is being typed: the form's fields in, a receipt with the draft's new number out."""
    opened = _locked(attempt)
    asked = attempts.numbered(opened.attempt, number)
    typed = responses.from_fields(asked, _fields())
    try:
        opened = drafts.save_draft(session(), opened, asked.id, typed, drawn=_drawn(), sent=_sent(asked), now=now())
    except AnswerClash as clash:
        other = clash.standing
        return clashed(
            clash.sentence,
            said=said(asked, other.response),
            at=other.at,
            version=opened.drawn(asked.id),
            fields=responses.to_fields(other.response) if other.response else [],
        )
    receipt = receipts.issue(house().settings, opened, asked.id, typed, at=now())
    return saved(at=now(), version=opened.drawn(asked.id), receipt=receipt)


@bp.get("/attempts/<int:attempt>/check")
@access(Permission.OWN_ATTEMPT)
@may_be_kept
def check(attempt: int) -> ResponseReturnValue:
    """All answers once more, before anything is marked."""
    opened = _opened(attempt)
    if opened.attempt.state is not State.RUNNING:
        return redirect(url_for("attempts.results", attempt=attempt))
    return render_template("attempts/check.html", opened=opened, attempt=opened.attempt)


@bp.post("/attempts/<int:attempt>/check")
@access(Permission.OWN_ATTEMPT)
@transactional
def hand_in(attempt: int) -> ResponseReturnValue:
    """Hand the paper in."""
    attempts.hand_in(session(), catalogue(), _locked(attempt), now=now())
    return redirect(url_for("attempts.results", attempt=attempt), 303)


@bp.get("/attempts/<int:attempt>/results")
@access(Permission.OWN_ATTEMPT)
@may_be_kept
def results(attempt: int) -> ResponseReturnValue:
    """Marks, what to revise, and every answer explained, as far as the quiz shows them."""
    opened = _opened(attempt)
    done = opened.attempt
    if done.state is State.RUNNING:
        return redirect(url_for("attempts.resume", attempt=attempt))
    score = done.score()
    course, module = attempts.place_of(session(), catalogue(), opened.quiz_key, actor=actor())
    progress = learning.progress_of(session(), catalogue(), course.id, actor=actor()) if course else None
    forms = start_and_end(progress, actor().person_id) if progress else None
    form = forms.form(opened.quiz_key) if forms else None
    may_see = {name: shown(rule, score.passed) for name, rule in done.quiz.show.model_dump().items()}
    if forms and form and not forms.explained:
        may_see |= {"explanations": False, "right_answers": False}
    explained = done.items if may_see["explanations"] else ()
    reviews = [review(i, done.held(i.id).response, reveal=may_see["right_answers"]) for i in explained]
    return render_template(
        "attempts/results.html",
        opened=opened,
        attempt=done,
        score=score,
        may_see=may_see,
        reviews=reviews,
        revisions=attempts.to_revise(reviews, course, module),
        form=form,
        forms=forms,
        course=course,
        module=module,
        progress=progress,
        again=opened.quiz_key in catalogue().quizzes,
    )


def _opened(attempt: int) -> Opened:
    """The attempt as the clock leaves it; a page that only reads writes nothing."""
    return overdue.seen(attempts.open_attempt(session(), attempt, actor=actor()), now=now())


def _locked(attempt: int) -> Opened:
    """The attempt to write to; when its time has run out, that is written first."""
    opened = attempts.open_attempt(session(), attempt, actor=actor(), lock=True)
    return overdue.settle(session(), catalogue(), opened, now=now())


def _drawn(field: str = "version") -> Drawn:
    """The numbers the form was drawn with."""
    return Drawn.read(request.form.get(field, ""))


def _sent(asked: Item) -> list[responses.Response | None]:
    """What the window sent before and never heard of."""
    return [responses.from_fields(asked, before) for before in unheard()]


def _fields(prefix: str = "") -> dict[str, list[str]]:
    return {n.removeprefix(prefix): request.form.getlist(n) for n in request.form if n.startswith(prefix)}


def _onward(opened: Opened, number: int, action: str) -> str:
    attempt = opened.row.id
    if action == "leave":
        return url_for("learn.home")
    if action == "back":
        return url_for("attempts.item", attempt=attempt, number=max(1, number - 1))
    if "check" in request.form or number >= len(opened.attempt.items):
        return url_for("attempts.check", attempt=attempt)
    return url_for("attempts.item", attempt=attempt, number=number + 1)


def _item(
    opened: Opened,
    number: int,
    *,
    problems: list[FieldProblem] | None = None,
    fields: dict[str, list[str]] | None = None,
    clashed: bool = False,
) -> Response:
    asked = attempts.numbered(opened.attempt, number)
    standing = opened.standing(asked.id)
    page = render_template(
        "attempts/item.html",
        opened=opened,
        attempt=opened.attempt,
        item=asked,
        number=number,
        response=responses.from_fields(asked, fields) if fields is not None else standing.response,
        raw=(fields or {}).get("answer", [""])[0] if fields else None,
        problems=problems or [],
        explained=review(asked, opened.attempt.held(asked.id).response) if opened.attempt.tells(asked.id) else None,
        key=secrets.token_urlsafe(12),
        saved_at=standing.at,
        receipt=receipts.issue(house().settings, opened, asked.id, standing.response, at=standing.at),
    )
    return with_status(page, 422 if problems else 409 if clashed else 200)


def _one_page(opened: Opened, *, problems: list[FieldProblem] | None = None, clashed: bool = False) -> Response:
    page = render_template("attempts/one_page.html", opened=opened, attempt=opened.attempt, problems=problems or [])
    return with_status(page, 422 if problems else 409 if clashed else 200)
