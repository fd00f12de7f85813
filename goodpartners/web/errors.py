"""One table from reasons to statuses, one template that shows the sentence."""

from __future__ import annotations

from flask import Flask, Response, current_app, g, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from goodpartners.content.problems import Problem
from goodpartners.content.rules import FORM
from goodpartners.domain import errors
from goodpartners.domain.policy import Permission, allows
from goodpartners.web.house import house

STATUS: dict[type[errors.Refused], int] = {
    errors.NotSignedIn: 401,
    errors.NotAllowed: 403,
    errors.NotFound: 404,
    errors.Clash: 409,
    errors.Closed: 409,
    errors.Invalid: 422,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}
TITLES = {
    400: "This form has gone stale",
    401: "Sign in to go on",
    403: "This page is for another role",
    404: "We just missed each other",
    405: "This address takes another kind of request",
    409: "Something else was quicker",
    413: "That is too much at once",
    422: "Something needs another look",
    429: "Too many tries for now",
    500: "Something broke on our side",
    503: "We will be back in a moment",
}
SENTENCES = {
    400: "We could not be sure that this form came from you. Go back, reload the page and send it again.",
    404: "There is no page at this address. It may have moved, or a letter went astray when the link was copied.",
    405: "Go back and use the button on the page.",
    413: "What you sent is larger than we can take. Shorten it and send it again.",
    500: "It is not your fault and nothing that was saved is lost. Try again in a minute.",
    503: "The service is being looked after. Nothing that was saved is lost.",
}
HIDING = (*FORM, "listed-module", "unlisted-module")
"""The rules without which a file is not shown."""


def install(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(errors.Refused, _refused)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(HTTPException, _http)
    for kind in (DataError, OverflowError):
        app.register_error_handler(kind, _out_of_range)
    app.register_error_handler(Exception, _broken)


def status_of(refusal: errors.Refused) -> int:
    """The status of the refusal's nearest listed class."""
    return next((STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS), 400)


def wants_json() -> bool:
    """Whether the caller is a machine or our own script."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def show(status: int, sentence: str | None = None) -> Response:
    """The error page, or its JSON."""
    g.refused = True
    title = TITLES.get(status, "That did not work")
    text = sentence or SENTENCES.get(status, "Go back and try again.")
    if wants_json():
        return make_response(jsonify(status=status, reason=title, sentence=text), status)
    broken = _broken_files() if status == 404 else []
    page = render_template(
        "errors/error.html", status=status, title=title, sentence=text, written=_written(status), broken=broken
    )
    return make_response(page, status)


def _broken_files() -> list[Problem]:
    """Where authors see their files at once: what keeps this course's files from being read, told to who mends them."""
    parts, person = request.path.split("/"), g.get("actor")
    if len(parts) < 3 or parts[1] not in ("courses", "quizzes") or not house().library.live:
        return []
    if person is None or not allows(Permission.READ_QUESTION_REPORTS, person):
        return []
    found = (problem for problem in house().library.problems if problem.rule in HIDING)
    return [problem for problem in found if problem.path.split("/")[1] == parts[2]]


def _written(status: int) -> list[str]:
    """The longer texts of a refused form, so that nobody has to write them twice; never a password."""
    if request.method != "POST" or status == 413:
        return []
    secret = ("password", "token", "key")
    fields = request.form.items(multi=True)
    return [text for name, text in fields if " " in text.strip() and not any(word in name for word in secret)]


def _refused(refusal: errors.Refused) -> ResponseReturnValue:
    status = status_of(refusal)
    if status == 401 and request.method == "GET" and not wants_json():
        g.refused = True
        return redirect(url_for("door.sign_in", next=request.full_path.rstrip("?")), 303)
    response = show(status, refusal.sentence)
    if isinstance(refusal, errors.TooMany):
        response.headers["Retry-After"] = str(refusal.wait)
    return response


def _stale(_error: CSRFError) -> ResponseReturnValue:
    return show(400)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    return show(error.code)


def _out_of_range(error: Exception) -> ResponseReturnValue:
    """A number or a text that no database could hold: no page of ours makes one, and nothing is there under it."""
    current_app.logger.warning("a value is out of range", exc_info=error)
    return show(404 if request.method in ("GET", "HEAD") else 422)


def _broken(error: Exception) -> ResponseReturnValue:
    current_app.logger.error("a request failed", exc_info=error)
    return show(500)
