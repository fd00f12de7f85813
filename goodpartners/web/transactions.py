"""One session a request: it reads on GET, writes on POST, and is committed once, at the edge."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, g, make_response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from goodpartners.web.house import house

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def session() -> Session:
    """This request's session, opened at first use."""
    if "session" not in g:
        g.session = house().database.session(writes=request.method not in SAFE)
    opened: Session = g.session
    return opened


def transactional(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Commit after a 2xx or 3xx answer, else roll back."""

    @wraps(view)
    def in_transaction(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        response = make_response(view(*args, **kwargs))
        if "session" in g:
            if response.status_code < 400 or g.get("keeps"):
                g.session.commit()
            else:
                g.session.rollback()
            g.session.info.pop("flushed", None)
        return response

    in_transaction.transactional = True  # type: ignore[attr-defined]
    return in_transaction


def keep_in_spite_of_refusal() -> None:
    """Commit this request although it is refused: what somebody typed is kept, and the page asks again."""
    g.keeps = True


def install(app: Flask) -> None:
    """Close the session when the request is over."""
    app.extensions["unsaved"] = []
    app.teardown_appcontext(lambda error: _close(app, error))


def _close(app: Flask, error: BaseException | None) -> None:
    opened = g.pop("session", None)
    if opened is None:
        return
    forgotten = error is None and (opened.info.get("flushed") or opened.new or opened.dirty or opened.deleted)
    if forgotten and "refused" not in g:
        app.extensions["unsaved"].append(request.path)
        app.logger.error("a request left changes without a commit", extra={"path": request.path})
    opened.close()
