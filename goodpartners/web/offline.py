"""What works without a network: the page that says so, the service worker, and what this device keeps."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue

from goodpartners.domain.policy import Permission
from goodpartners.web.access import access, anonymous
from goodpartners.web.assets import STATIC

bp = Blueprint("offline", __name__)


@bp.get("/offline")
@access(Permission.PUBLIC)
@anonymous
def page() -> ResponseReturnValue:
    """What a browser shows when there is no connection; the same for everybody, so that it may be kept."""
    response = make_response(render_template("offline/page.html"))
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/service-worker.js")
@access(Permission.PUBLIC)
@anonymous
def service_worker() -> ResponseReturnValue:
    """The script that answers when the network does not; at the root, because it may serve only what lies below it."""
    response = make_response((STATIC / "js" / "service-worker.js").read_bytes())
    response.mimetype = "text/javascript"
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/account/device")
@access(Permission.LEARN)
def device() -> ResponseReturnValue:
    """What waits on this device to be sent, and whether it may keep pages for reading without a network."""
    return render_template("offline/device.html")
