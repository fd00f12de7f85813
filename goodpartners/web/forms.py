"""A form that is shown again with what was typed, and addresses that a form may send people to."""

from __future__ import annotations

import re
from typing import Any

from flask import Response, g, make_response, render_template, request

from goodpartners.domain.errors import Invalid

LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
NOT_AFTER_SIGNING_IN = ("/sign-in", "/sign-out", "/static/")
LONGEST_ADDRESS = 500


def again(template: str, refusal: Invalid, **values: Any) -> Response:
    """The page with its error summary, as 422."""
    g.refused = True
    return make_response(render_template(template, problems=refusal.problems, **values), 422)


def typed(name: str) -> str:
    """What stands in a field; empty when it is not there."""
    return request.form.get(name, "")


def local_path(given: str | None) -> str:
    """A page of ours to go on to; empty for what could lead elsewhere and for pages that make no sense then."""
    path = given or ""
    if len(path) > LONGEST_ADDRESS or not LOCAL.fullmatch(path) or path.startswith(NOT_AFTER_SIGNING_IN):
        return ""
    return path
