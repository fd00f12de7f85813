"""Builds the application: settings, database, content, sign-in, errors and the blueprints. Sees every layer."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from goodpartners.services.library import Library
from goodpartners.services.passwords import Passwords
from goodpartners.services.storage import Database
from goodpartners.settings import Settings
from goodpartners.web import (
    access,
    account,
    addresses,
    admin,
    admin_cohorts,
    admin_memberships,
    admin_organisations,
    assets,
    attempts,
    authoring,
    boards,
    calendars,
    certificates,
    cohort_rounds,
    cohorts,
    compression,
    door,
    errors,
    explanations,
    exports,
    guides,
    headers,
    health,
    joining,
    joint_dates,
    learn,
    logs,
    measurement,
    merging,
    offline,
    organisations,
    own_browser,
    pages,
    pairs,
    participants,
    partnerships,
    places,
    question_problems,
    question_results,
    receipts,
    reminders,
    retention,
    rooms,
    rosters,
    rounds,
    sign_in,
    templating,
    transactions,
)
from goodpartners.web import house as houses
from goodpartners.web.house import Clock, House

BLUEPRINTS = (
    account.bp,
    admin.bp,
    admin_cohorts.bp,
    admin_memberships.bp,
    admin_organisations.bp,
    assets.bp,
    attempts.bp,
    authoring.bp,
    boards.bp,
    calendars.bp,
    certificates.bp,
    cohort_rounds.bp,
    cohorts.bp,
    door.bp,
    explanations.bp,
    exports.bp,
    guides.bp,
    health.bp,
    joining.bp,
    joint_dates.bp,
    learn.bp,
    measurement.bp,
    merging.bp,
    offline.bp,
    organisations.bp,
    pages.bp,
    pairs.bp,
    participants.bp,
    partnerships.bp,
    places.bp,
    question_problems.bp,
    question_results.bp,
    receipts.bp,
    reminders.bp,
    retention.bp,
    rooms.bp,
    rosters.bp,
    rounds.bp,
)
LARGEST_FORM = 1_000_000


def system_clock() -> datetime:
    """The time, the only place that reads it."""
    return datetime.now(UTC)


class NotReady(Exception):
    """The settings do not allow a production server to start; one sentence a fault."""


def create_app(settings: Settings | None = None, *, clock: Clock = system_clock) -> Flask:
    """An application for these settings; NotReady when production lacks one.

    Without settings it reads the environment and sets up the process's log, as a server's worker needs.
    """
    chosen = settings or Settings()
    if settings is None:
        logs.configure(chosen)
    if faults := chosen.faults():
        raise NotReady("\n".join(faults))
    app = Flask("goodpartners", static_folder=None, template_folder=str(Path(__file__).parent / "web" / "templates"))
    app.jinja_environment = templating.Environment
    _configure(app, chosen)
    houses.install(app, build(chosen, clock))
    for part in (logs, sign_in):
        part.install(app)
    CSRFProtect(app)
    for later in (access, own_browser, addresses, transactions, errors, templating, headers, compression):
        later.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if chosen.trusted_proxies:
        count = chosen.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    return app


def build(settings: Settings, clock: Clock = system_clock) -> House:
    """What the application and the command share."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return House(
        settings=settings,
        database=Database(settings.database),
        library=Library(settings.content_root, settings.data_dir, live=settings.mode == "local"),
        passwords=Passwords(memory_kib=settings.argon2_memory_kib),
        clock=clock,
        release=assets.release_of(),
    )


def _configure(app: Flask, settings: Settings) -> None:
    prefix = "__Host-" if settings.https else ""
    app.config.update(
        SECRET_KEY=settings.secret_key or secrets.token_hex(32),
        SESSION_COOKIE_NAME=f"{prefix}goodpartners",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=settings.session_days),
        SESSION_REFRESH_EACH_REQUEST=False,  # a sign-in ends so many days after it began, used or not
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=True,
        TEMPLATES_AUTO_RELOAD=False,
    )
