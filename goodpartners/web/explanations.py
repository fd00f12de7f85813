"""Explain this number: the rule behind a figure, and the rows it was made of."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from goodpartners.domain.people import Side
from goodpartners.domain.policy import Permission
from goodpartners.services import explanations
from goodpartners.services.explanations import Asked
from goodpartners.web.access import access
from goodpartners.web.addresses import url_for
from goodpartners.web.house import actor, catalogue, now
from goodpartners.web.transactions import session

bp = Blueprint("explanations", __name__)

LONGEST = 130


@bp.get("/train/cohorts/<int:cohort>/explain/<figure>")
@access(Permission.RUN_COHORT)
def figure(cohort: int, figure: str) -> ResponseReturnValue:
    """One figure, its rule and its rows."""
    asked = _asked()
    found = explanations.explain(session(), catalogue(), cohort, figure, asked, actor=actor(), now=now())
    back, words = _back(cohort, figure, asked)
    about_people = figure not in ("item", "check", "imbalance", "milestone")
    return render_template("explanations/figure.html", found=found, back=back, words=words, about_people=about_people)


def _asked() -> Asked:
    given = request.args
    side = given.get("side", "")
    return Asked(
        pair=_number("pair"),
        side=Side(side) if side in tuple(Side) else None,
        person=_number("person"),
        **{name: given.get(name, "")[:LONGEST] or None for name in ("course", "module", "quiz", "item")},
    )


def _number(name: str) -> int | None:
    number = request.args.get(name, type=int)
    return number if number is not None and 0 < number < 2**31 else None


def _back(cohort: int, figure: str, asked: Asked) -> tuple[str, str]:
    """The page on which the figure stands."""
    if figure == "item" and asked.course and asked.quiz:
        return url_for("question_results.quiz", cohort=cohort, course=asked.course, quiz=asked.quiz), "the questions"
    if figure == "check":
        return url_for("question_results.overview", cohort=cohort), "the knowledge checks"
    if asked.pair is not None:
        return url_for("boards.pair", cohort=cohort, pair=asked.pair), "the pair"
    if asked.person is not None:
        return url_for("participants.person", cohort=cohort, person=asked.person), "the person"
    return url_for("boards.board", cohort=cohort), "the board"
