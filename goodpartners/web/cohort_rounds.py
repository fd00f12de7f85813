"""Rounds of a cohort as its trainer plans, moves, withdraws and opens them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from goodpartners.domain.counts import counted
from goodpartners.domain.errors import FieldProblem, Invalid
from goodpartners.domain.policy import Permission
from goodpartners.domain.rounds import NUMBERS
from goodpartners.services import addresses, results, round_overview
from goodpartners.services import waves as service
from goodpartners.services.waves import RoundPlan
from goodpartners.web.access import access
from goodpartners.web.addresses import url_for
from goodpartners.web.dates import day_typed
from goodpartners.web.forms import again, typed
from goodpartners.web.house import actor, catalogue, house, now
from goodpartners.web.transactions import session, transactional

bp = Blueprint("cohort_rounds", __name__)
ORDER = ("questionnaire", "number", "opens", "closes", "pair_ids")


@dataclass(frozen=True)
class TypedRound:
    """The form of a round as it was typed; `pair_ids` is None until it was sent, for all are ticked at first."""

    questionnaire: str = ""
    number: str = "1"
    opens: str = ""
    closes: str = ""
    pair_ids: tuple[str, ...] | None = None

    @classmethod
    def sent(cls) -> TypedRound:
        """What the browser sent."""
        pair_ids = tuple(request.form.getlist("pair_ids"))
        return cls(typed("questionnaire"), typed("number"), typed("opens"), typed("closes"), pair_ids)

    def days(self, found: list[FieldProblem]) -> tuple[date | None, date | None]:
        """The first and the last day, and what cannot be read."""
        return day_typed(self.opens, "opens", found), day_typed(self.closes, "closes", found)

    def ticked(self, pair_id: int) -> bool:
        """Whether a pair is chosen."""
        return self.pair_ids is None or str(pair_id) in self.pair_ids


@bp.get("/train/cohorts/<int:cohort>/rounds")
@access(Permission.RUN_COHORT)
def rounds(cohort: int) -> ResponseReturnValue:
    """Pairs against rounds, one round with its people, and a form to plan another."""
    return render_template("cohort_rounds/rounds.html", problems=[], **_page(cohort, request.args.get("round")))


@bp.post("/train/cohorts/<int:cohort>/rounds")
@access(Permission.RUN_COHORT)
@transactional
def plan(cohort: int) -> ResponseReturnValue:
    """Plan a round for some pairs or all."""
    form = TypedRound.sent()
    found: list[FieldProblem] = []
    opens, closes = form.days(found)
    wanted = RoundPlan(form.questionnaire, _number(form.number), opens, closes, _numbers(form.pair_ids or ()))
    try:
        with_days = _unless_unread(found, lambda: service.plan(*_where(cohort), wanted, actor=actor(), now=now()))
    except Invalid as refusal:
        return again("cohort_rounds/rounds.html", refusal, **{**_page(cohort), "form": form})
    told = f"The round is planned for {counted(with_days, 'pair')}. Both sides are written to when it opens."
    flash(told if with_days else "These pairs have this round already. Nothing was changed.")
    return redirect(url_for("cohort_rounds.rounds", cohort=cohort), 303)


@bp.post("/train/rounds/<int:wave>/move")
@access(Permission.RUN_COHORT)
@transactional
def move(wave: int) -> ResponseReturnValue:
    """Give a round other days."""
    _wave, cohort = service.owned(session(), wave, actor=actor())
    form = TypedRound(opens=typed("opens"), closes=typed("closes"))
    found: list[FieldProblem] = []
    opens, closes = form.days(found)
    try:
        _unless_unread(found, lambda: service.move(session(), wave, opens, closes, actor=actor(), now=now()))
    except Invalid as refusal:
        moved = [FieldProblem(f"move-{problem.field}", problem.sentence) for problem in refusal.problems]
        values = {**_page(cohort, str(wave)), "days": form}
        return again("cohort_rounds/rounds.html", Invalid(moved), **values)
    flash("The round has its new days.")
    return _to(cohort, wave)


@bp.post("/train/rounds/<int:wave>/withdraw")
@access(Permission.RUN_COHORT)
@transactional
def withdraw(wave: int) -> ResponseReturnValue:
    """Take a round back that nobody has begun."""
    _wave, cohort = service.owned(session(), wave, actor=actor())
    service.withdraw(session(), wave, actor=actor(), now=now())
    flash("The round is withdrawn.")
    return redirect(url_for("cohort_rounds.rounds", cohort=cohort), 303)


@bp.post("/train/rounds/<int:wave>/release")
@access(Permission.RUN_COHORT)
@transactional
def release(wave: int) -> ResponseReturnValue:
    """Open the results to both sides at once, before the round closes."""
    _wave, cohort = service.owned(session(), wave, actor=actor())
    base = addresses.base(house().settings, request.host_url)
    results.release_now(session(), wave, base=base, actor=actor(), now=now())
    flash("The results are open to both sides. Everybody in the pair was written to.")
    return _to(cohort, wave)


def _page(cohort: int, wave: str | None = None) -> dict[str, Any]:
    number = int(wave) if wave and wave.isascii() and wave.isdigit() and len(wave) < 20 else None
    found = round_overview.overview(session(), catalogue(), cohort, wave_id=number, actor=actor(), now=now())
    days = TypedRound()
    if found.chosen:
        standing = found.chosen.standing
        days = TypedRound(opens=standing.opens.isoformat(), closes=standing.closes.isoformat())
    return {"found": found, "cohort": found.cohort, "form": TypedRound(), "days": days, "numbers": NUMBERS}


def _where(cohort: int) -> tuple[Any, Any, int]:
    return session(), catalogue(), cohort


def _unless_unread(found: list[FieldProblem], act: Callable[[], Any]) -> Any:
    """Do something; a day that cannot be read is told instead of what the service would say of its absence."""
    try:
        return act()
    except Invalid as refusal:
        unread = {problem.field for problem in found}
        problems = found + [problem for problem in refusal.problems if problem.field not in unread]
        raise Invalid(sorted(problems, key=lambda problem: ORDER.index(problem.field))) from refusal


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0


def _numbers(texts: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10))


def _to(cohort: int, wave: int) -> ResponseReturnValue:
    return redirect(url_for("cohort_rounds.rounds", cohort=cohort, round=wave), 303)
