"""Answers that are not taken any more: refused with the reason, and shown to whoever wrote them."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, g, make_response, redirect, render_template
from flask.typing import ResponseReturnValue

from goodpartners.domain.errors import Closed
from goodpartners.domain.quiz import responses
from goodpartners.services.opened import Opened
from goodpartners.web.addresses import url_for
from goodpartners.web.house import now
from goodpartners.web.transactions import keep_in_spite_of_refusal


def late(opened: Opened, given: Mapping[str, responses.Response | None]) -> ResponseReturnValue | None:
    """What came after the end is not taken, and shown to whoever wrote it; None while answers are taken."""
    attempt = opened.attempt
    try:
        attempt.must_run(now())
    except Closed as refusal:
        new = [(n, i, given[i.id]) for n, i in enumerate(attempt.items, 1) if given.get(i.id)]
        new = [(n, i, said) for n, i, said in new if said != attempt.held(i.id).response]
        if not new:
            return redirect(url_for("attempts.resume", attempt=attempt.id), 303)
        return with_status(render_template("attempts/late.html", attempt=attempt, refusal=refusal, given=new), 409)
    return None


def with_status(page: str, status: int) -> Response:
    """A page that asks again is a refusal, and what was typed is kept all the same."""
    if status != 200:
        g.refused = True
        keep_in_spite_of_refusal()
    return make_response(page, status)
