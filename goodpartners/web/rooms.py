"""The pair's room: what is open, what both wait for, results, workshop pack, and the practice pair."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from goodpartners.domain.errors import FieldProblem, Invalid, NotFound
from goodpartners.domain.pair_views import PairView
from goodpartners.domain.partnership import beside, locks
from goodpartners.domain.partnership.packs import GROUND_RULES, NOTICE, Pack
from goodpartners.domain.partnership.questionnaire import Questionnaire
from goodpartners.domain.partnership.results import QUESTIONS, Names, Result
from goodpartners.domain.partnership.snapshots import Mode, Snapshot
from goodpartners.domain.people import Side
from goodpartners.domain.policy import Permission
from goodpartners.domain.times import local_time
from goodpartners.exporters.spreadsheets import as_csv
from goodpartners.services import cohort_results, packs, pairs, room_tables, side_modes
from goodpartners.services import practice as practice_pair
from goodpartners.services import rooms as service
from goodpartners.services.rooms import Room
from goodpartners.web.access import access
from goodpartners.web.addresses import url_for
from goodpartners.web.forms import typed
from goodpartners.web.house import actor, catalogue, house, now
from goodpartners.web.transactions import session, transactional

bp = Blueprint("rooms", __name__)
ANY_SIDE = "commissioner-learner"
"""As whom a trainer sees a pair's milestones: they are the same from both sides."""


@bp.get("/pairs/<int:pair>/room")
@access(Permission.IN_COHORT)
def room(pair: int) -> ResponseReturnValue:
    """The room: results to both sides at once, and until then why they are shut and what can be done."""
    found = _room(pair, request.args.get("round", type=int))
    strip = cohort_results.of_room(session(), found)
    return render_template("rooms/room.html", room=found, view=_view(found), strip=strip, **_words(found))


@bp.get("/pairs/<int:pair>/room/pack")
@access(Permission.IN_COHORT)
def pack(pair: int) -> ResponseReturnValue:
    """Three pages for the workshop, without any figure while results are shut."""
    found = _room(pair, request.args.get("round", type=int))
    made = packs.of_room(session(), catalogue(), found)
    return _pack(made, url_for("rooms.room", pair=pair), invented=actor().demo)


@bp.get("/pairs/<int:pair>/room/<int:wave>.csv")
@access(Permission.IN_COHORT)
def table(pair: int, wave: int) -> ResponseReturnValue:
    """The tables of a round's results."""
    found = _room(pair, wave)
    if found.shown is None:
        raise NotFound("There are no results of this round.")
    answer = make_response(as_csv(room_tables.table(found, found.shown)))
    return _file(answer, f"{found.pair.name} {found.shown.of.questionnaire.short} round {found.shown.of.wave.number}")


@bp.post("/pairs/<int:pair>/room/suggest")
@access(Permission.IN_COHORT)
@transactional
def suggest(pair: int) -> ResponseReturnValue:
    """Suggest another way for a small side to answer."""
    if typed("side") not in set(Side) or typed("mode") not in set(Mode):
        raise Invalid([FieldProblem("mode", "Choose what to suggest.")])
    mode = Mode(typed("mode"))
    side_modes.suggest(session(), pair, Side(typed("side")), mode, actor=actor(), now=now())
    flash(f"Your suggestion stands in the room now, for both sides to read: {side_modes.WORDS[mode]}.")
    return redirect(url_for("rooms.room", pair=pair), 303)


@bp.get("/practice")
@access(Permission.LEARN)
def practice() -> ResponseReturnValue:
    """A room of an invented pair, for those who have no partner yet."""
    found = practice_pair.practice(catalogue(), request.args.get("about"), actor=actor())
    return render_template(
        "rooms/practice.html",
        practice=found,
        sides=tuple(Side),
        **_beside(found.names, found.questionnaire, found.snapshot, found.results),
    )


@bp.get("/practice/pack")
@access(Permission.LEARN)
def practice_pack() -> ResponseReturnValue:
    """The invented pair's workshop pack."""
    made = practice_pair.pack(catalogue(), request.args.get("about"), actor=actor())
    return _pack(made, url_for("rooms.practice"), invented=True)


def _room(pair: int, wave: int | None) -> Room:
    found = service.room(session(), pair, actor=actor(), now=now(), wave_id=wave)
    service.look(house().database, found, actor=actor(), now=now())
    return found


def _pack(made: Pack, back: str, *, invented: bool) -> str:
    said = {"rules": GROUND_RULES, "questions": QUESTIONS, "notice": NOTICE}
    return render_template("rooms/pack.html", pack=made, back=back, invented=invented, **said)


def _view(found: Room) -> PairView:
    """What both sides have reached, as those in the pair see it."""
    if found.own:
        return pairs.page(session(), catalogue(), found.pair.id, actor=actor(), now=now()).view
    return pairs.seen_by(session(), catalogue(), found.pair.id, ANY_SIDE, actor=actor(), now=now()).view


def _words(found: Room) -> dict[str, Any]:
    shown = found.shown
    about = _beside(found.names, shown.of.questionnaire, shown.snapshot, shown.results) if shown else {}
    return {"today": local_time(now()).date(), "locks": locks, "sides": tuple(Side), **about}


def _beside(
    names: Names, questionnaire: Questionnaire, snapshot: Snapshot, results: Sequence[Result]
) -> dict[str, object]:
    return {"readings": beside.readings(results), "unseen": beside.unseen(questionnaire, snapshot, names)}


def _file(answer: Response, name: str) -> Response:
    words = "-".join(re.findall(r"[a-z0-9]+", name.casefold())) or "results"
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers.set("Content-Disposition", "attachment", filename=f"{words[:80]}.csv")
    answer.headers["Cache-Control"] = "no-store"
    return answer
