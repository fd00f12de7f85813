"""What the tests of the door share."""

from __future__ import annotations

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories import PASSWORD, send, without_token

EMAIL = "amara.osei@tessaly.example"
STRANGER = "nobody.here@tessaly.example"
SIGN_IN = {"email": EMAIL, "password": PASSWORD, "way": "password"}
WRONG = {**SIGN_IN, "password": "four calm words"}


def ask_for_link(client: FlaskClient, email: str = EMAIL, onward: str = "") -> TestResponse:
    return send(client, "/sign-in/link", {"email": email, "next": onward})


def without_what_differs(response: TestResponse) -> str:
    """A page without its form token and without what was typed."""
    return without_token(response).replace(EMAIL, "").replace(STRANGER, "")


def headers_that_matter(response: TestResponse) -> dict[str, str]:
    return {k: v for k, v in response.headers.items() if k not in ("X-Request-Id", "Set-Cookie", "Content-Length")}
