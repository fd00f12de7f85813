"""The people of a cohort, inviting them by a list, and codes to join by."""

from __future__ import annotations

from typing import Any

import segno
from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from goodpartners.domain import roster
from goodpartners.domain.cohorts import Cohort
from goodpartners.domain.counts import counted
from goodpartners.domain.errors import Closed, FieldProblem, Invalid, NotFound
from goodpartners.domain.people import Side
from goodpartners.domain.policy import Permission
from goodpartners.services import addresses, cohorts, join_codes, join_requests, roster_previews, rosters
from goodpartners.services.join_codes import Code
from goodpartners.services.roster_previews import Done, Preview
from goodpartners.web.access import access
from goodpartners.web.addresses import url_for
from goodpartners.web.forms import again, typed
from goodpartners.web.house import actor, house, now
from goodpartners.web.transactions import session, transactional

bp = Blueprint("rosters", __name__)


@bp.get("/train/cohorts/<int:cohort>/people")
@access(Permission.RUN_COHORT)
def people(cohort: int) -> ResponseReturnValue:
    """Everybody by pair and side, those on their way in, and those who have left; a search narrows it."""
    search = request.args.get("q", "").strip()[:200]
    found = rosters.people_of(session(), cohort, search=search, actor=actor())
    return render_template("rosters/people.html", people=found, search=search)


@bp.get("/train/cohorts/<int:cohort>/invite")
@access(Permission.RUN_COHORT)
def invite(cohort: int) -> ResponseReturnValue:
    """A place to paste a list, or to choose a file."""
    return render_template("rosters/invite.html", problems=[], preview=None, **_list(cohort, ""))


@bp.post("/train/cohorts/<int:cohort>/invite")
@access(Permission.RUN_COHORT)
@transactional
def preview(cohort: int) -> ResponseReturnValue:
    """What the list would do. Nothing is written and nothing is sent."""
    return _preview(cohort, _pasted())


@bp.post("/train/cohorts/<int:cohort>/invite/send")
@access(Permission.RUN_COHORT)
@transactional
def send(cohort: int) -> ResponseReturnValue:
    """Do just what was previewed; when that is no longer what would happen, show the preview again."""
    text = typed("people")
    to = {"base": _base(), "support": house().settings.support_contact}
    done = roster_previews.confirm(session(), cohort, text, typed("digest"), actor=actor(), now=now(), **to)
    if not isinstance(done, Done):
        return _preview(cohort, text, changed=True)
    sent = f"{counted(done.sent, 'invitation is', 'invitations are')} on the way. " if done.sent else ""
    added = f"{counted(done.changed, 'person has', 'people have')} another pair. "
    flash(f"{sent}{added if done.changed else ''}".strip() or "Nothing was changed.")
    for entry, sentence in done.refused:
        flash(f"{entry.name} was left out. {sentence}")
    return redirect(url_for("rosters.people", cohort=cohort), 303)


@bp.get("/train/cohorts/<int:cohort>/invite/list.csv")
@access(Permission.RUN_COHORT)
def template(cohort: int) -> ResponseReturnValue:
    """A list to fill in."""
    cohorts.find(session(), cohort, actor=actor())
    answer = make_response("\ufeff" + roster.template())
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = "attachment; filename=people-of-a-cohort.csv"
    return answer


@bp.get("/train/cohorts/<int:cohort>/codes")
@access(Permission.RUN_COHORT)
def codes(cohort: int) -> ResponseReturnValue:
    """A code for each side of each pair, and who used one and waits."""
    found = cohorts.find(session(), cohort, actor=actor())
    held = join_codes.all_of(session(), found)
    waiting = join_requests.waiting(session(), cohort)
    return render_template("rosters/codes.html", cohort=found, codes=held, requests=waiting, address=_join_address())


@bp.get("/train/cohorts/<int:cohort>/codes/<int:pair>/<side>")
@access(Permission.RUN_COHORT)
def code(cohort: int, pair: int, side: str) -> ResponseReturnValue:
    """One code, large, with a picture for telephones: for the wall of a room."""
    found = cohorts.find(session(), cohort, actor=actor())
    shown = _code(found, pair, _side(side))
    address = f"{_join_address()}{shown.shown}"
    return render_template("rosters/code.html", cohort=found, code=shown, address=address, picture=_picture(address))


@bp.post("/train/cohorts/<int:cohort>/codes/<int:pair>/<side>")
@access(Permission.RUN_COHORT)
@transactional
def renew_code(cohort: int, pair: int, side: str) -> ResponseReturnValue:
    """Make a code; the one there was works no more."""
    join_codes.renew(session(), cohort, pair, _side(side), actor=actor(), now=now())
    return redirect(url_for("rosters.code", cohort=cohort, pair=pair, side=side), 303)


@bp.post("/train/cohorts/<int:cohort>/codes/<int:pair>/<side>/withdraw")
@access(Permission.RUN_COHORT)
@transactional
def withdraw_code(cohort: int, pair: int, side: str) -> ResponseReturnValue:
    """Let a code end."""
    join_codes.withdraw(session(), cohort, pair, _side(side), actor=actor(), now=now())
    flash("The code no longer works. Requests that were made with it still wait for you.")
    return redirect(url_for("rosters.codes", cohort=cohort), 303)


@bp.post("/train/cohorts/<int:cohort>/requests/<int:request_id>/approve")
@access(Permission.RUN_COHORT)
@transactional
def approve(cohort: int, request_id: int) -> ResponseReturnValue:
    """Let somebody in, or invite them."""
    to = {"base": _base(), "support": house().settings.support_contact}
    name = join_requests.approve(session(), cohort, request_id, actor=actor(), now=now(), **to)
    flash(f"The request of {name} is approved. They get a mail that says how to begin.")
    return _back_to_requests(cohort)


@bp.post("/train/cohorts/<int:cohort>/requests/<int:request_id>/decline")
@access(Permission.RUN_COHORT)
@transactional
def decline(cohort: int, request_id: int) -> ResponseReturnValue:
    """Say no to somebody who used a code."""
    name = join_requests.decline(session(), cohort, request_id, actor=actor(), now=now())
    flash(f"The request of {name} is declined, and we have told them.")
    return _back_to_requests(cohort)


def _back_to_requests(cohort: int) -> Response:
    page = "rosters.codes" if typed("page") == "codes" else "rosters.people"
    return make_response(redirect(url_for(page, cohort=cohort), 303))


def _preview(cohort: int, text: str, *, changed: bool = False) -> Response:
    values = _list(cohort, "" if "\0" in text else text)
    if values["cohort"].closed_at:
        raise Closed("This cohort is closed. Open it again before you change who takes part.")
    shown = roster_previews.preview(session(), cohort, text, actor=actor())
    problems = _problems(shown, text, changed)
    if problems:
        return again("rosters/invite.html", Invalid(problems), preview=shown, **values)
    return make_response(render_template("rosters/invite.html", problems=[], preview=shown, **values))


def _problems(shown: Preview, text: str, changed: bool) -> list[FieldProblem]:
    if not text.strip():
        return [FieldProblem("people", "Paste a list, or choose a file.")]
    if shown.problems and not shown.lines and shown.problems[0].column in (roster.Column.LIST, roster.Column.HEADER):
        return [FieldProblem("people", problem.sentence) for problem in shown.problems]
    found = []
    if changed and shown.lines:
        sentence = "Something has changed since you checked this list, so nothing was sent. Look at it once more."
        found.append(FieldProblem("good", sentence))
    if shown.bad_rows:
        rows = counted(shown.bad_rows, "row needs", "rows need")
        found.append(FieldProblem("bad", f"{rows} a correction. Nothing has been sent."))
    return found


def _list(cohort: int, text: str) -> dict[str, Any]:
    found = cohorts.find(session(), cohort, actor=actor())
    return {"cohort": found, "text": text, "pairs": rosters.open_pairs(session(), cohort)}


def _pasted() -> str:
    """The list that was chosen as a file, else the one that was pasted."""
    file = request.files.get("file")
    raw = file.read() if file and file.filename else b""
    if not raw:
        return typed("people")
    encodings = ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return "\0"


def _code(cohort: Cohort, pair: int, side: Side) -> Code:
    held = join_codes.all_of(session(), cohort)
    found = next((code for code in held if code.pair.id == pair and code.side is side and code.text), None)
    if found is None:
        raise NotFound("There is no code for this side of the pair. Make one on the page of codes.")
    return found


def _side(text: str) -> Side:
    if text not in tuple(Side):
        raise NotFound
    return Side(text)


def _picture(address: str) -> Markup:
    """The address as a QR code, drawn with attributes only, dark on light in every theme."""
    drawn = segno.make(address, error="m", micro=False)
    return Markup(drawn.svg_inline(scale=8, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None))


def _join_address() -> str:
    return f"{_base()}{addresses.JOIN}"


def _base() -> str:
    return addresses.base(house().settings, request.host_url)
