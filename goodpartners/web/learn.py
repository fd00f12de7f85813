"""The learner's pages: home, courses, modules and their sections, notes, search and glossary."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, flash, g, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import BadRequest

from goodpartners.content.search import Hit
from goodpartners.domain.errors import Invalid, NotFound
from goodpartners.domain.policy import Permission, allows
from goodpartners.domain.progress import Step, StepKind, where_to_go_on
from goodpartners.domain.quiz import responses
from goodpartners.domain.start_and_end import start_and_end
from goodpartners.domain.times import local_time
from goodpartners.services import certificates, joining, learning, open_rounds, pairs
from goodpartners.services.learning import NoteClash, SectionPage
from goodpartners.web import own_browser
from goodpartners.web.access import access
from goodpartners.web.addresses import url_for
from goodpartners.web.autosave import clashed, saved, unheard
from goodpartners.web.errors import wants_json
from goodpartners.web.house import actor, catalogue, now
from goodpartners.web.own_browser import may_be_kept
from goodpartners.web.transactions import session, transactional

bp = Blueprint("learn", __name__)
RESULTS = 20


@bp.app_template_global()
def step_address(course: str, module: str, step: Step) -> str:
    """Where a step is done: its section's page, the try that is under way, or the quiz's first page."""
    if step.kind is StepKind.SECTION:
        return url_for("learn.section", course=course, module=module, section=step.id)
    if step.record and step.record.running_id:
        return url_for("attempts.resume", attempt=step.record.running_id)
    owner, quiz = step.id.split("/")
    return url_for("attempts.introduction", course=owner, quiz=quiz)


@bp.get("/home")
@access(Permission.LEARN)
@may_be_kept
def home() -> ResponseReturnValue:
    """One big Continue, the courses, results and certificates."""
    courses = learning.all_progress(session(), catalogue(), actor=actor())
    mine = certificates.mine(session(), actor=actor())
    together = pairs.together(session(), catalogue(), actor=actor(), now=now())
    sat = [(view.pair, side) for view, side in together.views]
    return render_template(
        "learn/home.html",
        courses=courses,
        place=where_to_go_on(courses),
        certificates=mine,
        together=together,
        rounds=open_rounds.home(session(), catalogue(), sat, courses, actor=actor(), now=now()),
        offers=joining.open_for(session(), actor=actor()),
        today=local_time(now()).date(),
    )


@bp.get("/courses/<course>")
@access(Permission.TAKE_COURSE)
@may_be_kept
def course(course: str) -> ResponseReturnValue:
    """A course as a task list."""
    progress = learning.progress_of(session(), catalogue(), course, actor=actor())
    mine = [c for c in certificates.mine(session(), actor=actor()) if c.course == course and not c.revoked_at]
    due = pairs.due_of(session(), catalogue(), course, actor=actor())
    forms = start_and_end(progress, actor().person_id)
    certificate = mine[0] if mine else None
    return render_template("learn/course.html", progress=progress, certificate=certificate, due=due, forms=forms)


@bp.get("/courses/<course>/why")
@access(Permission.TAKE_COURSE)
def why_course(course: str) -> ResponseReturnValue:
    """Why a course stands at its percent: the rule and the records behind it."""
    progress = learning.progress_of(session(), catalogue(), course, actor=actor())
    return render_template("learn/why_course.html", progress=progress)


@bp.get("/courses/<course>/<module>")
@access(Permission.TAKE_COURSE)
@may_be_kept
def module(course: str, module: str) -> ResponseReturnValue:
    """A module's first page: what it is for, its steps and its sources."""
    progress = learning.progress_of(session(), catalogue(), course, actor=actor())
    found = learning.find_module(progress, module)
    has_guide = (course, module) in catalogue().guides and allows(Permission.READ_GUIDES, actor())
    return render_template(
        "learn/module.html", course=progress, progress=found, module=found.module, has_guide=has_guide
    )


@bp.get("/courses/<course>/<module>/why")
@access(Permission.TAKE_COURSE)
def why_module(course: str, module: str) -> ResponseReturnValue:
    """Why a module stands at its percent."""
    progress = learning.progress_of(session(), catalogue(), course, actor=actor())
    found = learning.find_module(progress, module)
    return render_template("learn/why_module.html", course=progress.course, progress=found)


@bp.get("/courses/<course>/<module>/whole")
@access(Permission.TAKE_COURSE)
@may_be_kept
def whole(course: str, module: str) -> ResponseReturnValue:
    """All parts of a module on one page, for printing or reading straight through."""
    progress = learning.progress_of(session(), catalogue(), course, actor=actor())
    found = learning.find_module(progress, module)
    notes = learning.module_notes(session(), course, module, actor=actor())
    return render_template("learn/whole.html", course=progress.course, module=found.module, notes=notes)


@bp.get("/courses/<course>/<module>/<section>")
@access(Permission.TAKE_COURSE)
@may_be_kept
def section(course: str, module: str, section: str) -> ResponseReturnValue:
    """One part of a module."""
    return _section(learning.section_page(session(), catalogue(), course, module, section, actor=actor()))


@bp.post("/courses/<course>/<module>/<section>")
@access(Permission.TAKE_COURSE)
@transactional
def finish_section(course: str, module: str, section: str) -> ResponseReturnValue:
    """“Done, next”: keeps the notes on the page, counts the part and leads on."""
    page = learning.section_page(session(), catalogue(), course, module, section, actor=actor())
    try:
        _save_notes(page)
    except (NoteClash, Invalid) as refusal:
        return _section(page, refusal=refusal)
    if request.form.get("then") == "stay":
        return redirect(url_for("learn.section", course=course, module=module, section=section) + "#notes", 303)
    page = learning.finish_section(session(), catalogue(), course, module, section, actor=actor(), now=now())
    if wants_json():  # it was done without a network, and told later
        return saved(at=now(), version=0)
    if request.form.get("then") == "stop":
        flash("Saved. You can go on here at any time.")
        return redirect(url_for("learn.home"), 303)
    if page.after:
        return redirect(url_for("learn.section", course=course, module=module, section=page.after.id), 303)
    return redirect(_after_reading(page), 303)


@bp.put("/courses/<course>/<module>/notes/<activity>")
@access(Permission.OWN_NOTES)
@transactional
def save_note(course: str, module: str, activity: str) -> ResponseReturnValue:
    """Save a note while it is being written: the form's fields in, a receipt with the note's new number out."""
    text = request.form.get("text")
    if text is None:
        raise BadRequest
    sent = [fields["text"][0] for fields in unheard() if "text" in fields]
    version = request.form.get("version", 0, type=int)
    try:
        note = learning.save_note(
            session(), catalogue(), course, module, activity, text, version=version, sent=sent, actor=actor(), now=now()
        )
    except NoteClash as clash:
        other = clash.standing
        fields = [("text", other.text)]
        return clashed(clash.sentence, said=other.text, at=other.saved_at, version=other.version, fields=fields)
    return saved(at=note.saved_at, version=note.version)


@bp.post("/courses/<course>/<module>/<section>/questions/<item>")
@access(Permission.TAKE_COURSE)
@transactional
def answer_on_the_spot(course: str, module: str, section: str, item: str) -> ResponseReturnValue:
    """Answer a question inside a section; it counts for nothing and explains itself at once."""
    page = learning.section_page(session(), catalogue(), course, module, section, actor=actor())
    asked = next((q for q in page.section.questions if q.item == item), None)
    if asked is None:
        raise NotFound
    fields = {name: request.form.getlist(name) for name in request.form}
    try:
        learning.answer_on_the_spot(session(), catalogue(), asked.quiz, item, fields, actor=actor(), now=now())
    except Invalid as refusal:
        given = responses.from_fields(page.questions[asked.quiz, item].item, fields)
        return _section(page, refusal=refusal, given={item: given})
    return redirect(url_for("learn.section", course=course, module=module, section=section) + f"#question-{item}", 303)


@bp.get("/results")
@access(Permission.LEARN)
@may_be_kept
def results() -> ResponseReturnValue:
    """Every knowledge check with the try that counts."""
    courses = learning.all_progress(session(), catalogue(), actor=actor())
    return render_template("learn/results.html", courses=courses)


@bp.get("/glossary")
@access(Permission.LEARN)
@may_be_kept
def glossary() -> ResponseReturnValue:
    """All terms of art."""
    terms = catalogue().glossary
    return render_template("learn/glossary.html", terms=terms, names={t.id: t.term for t in terms})


@bp.get("/search")
@access(Permission.LEARN)
def search() -> ResponseReturnValue:
    """Full text over the modules and the glossary."""
    query = request.args.get("q", "").strip()[:200]
    courses = {c.id for c in learning.courses_for(session(), catalogue(), actor=actor())}
    hits = [h for h in catalogue().search.find(query, limit=RESULTS * 2) if h.kind == "term" or h.course in courses]
    return render_template("learn/search.html", query=query, hits=hits[:RESULTS] if query else [])


@bp.get("/form-token")
@access(Permission.LEARN)
def form_token() -> ResponseReturnValue:
    """A fresh CSRF token for a page that was drawn before somebody signed in again."""
    return jsonify(token=generate_csrf(), person=own_browser.name_of(actor()))


@bp.app_template_global()
def hit_address(hit: Hit) -> str:
    """Where something that was found stands."""
    if hit.kind == "term":
        return url_for("learn.glossary") + f"#{hit.section}"
    return url_for("learn.section", course=hit.course, module=hit.module, section=hit.section)


def _section(
    page: SectionPage,
    *,
    refusal: NoteClash | Invalid | None = None,
    given: Mapping[str, responses.Response | None] | None = None,
) -> Response:
    """A section as it stands, or with what was typed or `given` in answer to a question when that is refused."""
    problems = refusal.problems if isinstance(refusal, Invalid) else []
    clash = refusal if isinstance(refusal, NoteClash) else None
    status = 200 if refusal is None else 409 if clash else 422
    if refusal is not None:
        g.refused = True
    typed = {name: request.form.getlist(name) for name in request.form}
    return make_response(
        render_template(
            "learn/section.html", page=page, problems=problems, clash=clash, typed=typed, given=given or {}
        ),
        status,
    )


def _save_notes(page: SectionPage) -> None:
    for activity in page.section.activities:
        name = f"note-{activity.id}"
        text = request.form.get(name)
        if text is None or (not text.strip() and activity.id not in page.notes):
            continue
        learning.save_note(
            session(),
            catalogue(),
            page.course.id,
            page.module.id,
            activity.id,
            text,
            version=request.form.get(f"version-{activity.id}", 0, type=int),
            actor=actor(),
            now=now(),
        )


def _after_reading(page: SectionPage) -> str:
    step = next((s for s in page.progress.steps if s.kind is StepKind.KNOWLEDGE_CHECK and not s.done), None)
    if step:
        return step_address(page.course.id, page.module.id, step)
    flash(f"{page.module.header.title}: every part is done.")
    return url_for("learn.course", course=page.course.id)
