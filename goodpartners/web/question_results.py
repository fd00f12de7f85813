"""Knowledge-check results by module and item, by side."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from goodpartners.domain.people import Side
from goodpartners.domain.policy import Permission
from goodpartners.domain.question_results import SMALLEST_PART, TOO_FEW, share
from goodpartners.domain.visibility import SMALLEST_VERDICT
from goodpartners.services import question_results
from goodpartners.services.question_figures import NAMES
from goodpartners.web.access import access
from goodpartners.web.house import actor, catalogue
from goodpartners.web.transactions import session

bp = Blueprint("question_results", __name__)

SIDES = {Side.COMMISSIONER: "c", Side.PROVIDER: "p", None: "t"}
"""The letter by which a bar knows whose it is."""
RULES = {"least": SMALLEST_PART, "verdict_from": SMALLEST_VERDICT, "too_few": TOO_FEW}


@bp.get("/train/cohorts/<int:cohort>/questions")
@access(Permission.RUN_COHORT)
def overview(cohort: int) -> ResponseReturnValue:
    """Every knowledge check of the cohort: who handed in, the mean of first papers, and who passed."""
    found = question_results.overview(session(), catalogue(), cohort, actor=actor())
    return render_template("question_results/overview.html", found=found, names=NAMES, rules=RULES)


@bp.get("/train/cohorts/<int:cohort>/questions/<course>/<quiz>")
@access(Permission.RUN_COHORT)
def quiz(cohort: int, course: str, quiz: str) -> ResponseReturnValue:
    """One knowledge check by item, the hardest first."""
    found = question_results.answers(session(), catalogue(), cohort, f"{course}/{quiz}", actor=actor())
    return render_template(
        "question_results/quiz.html",
        found=found,
        names=NAMES,
        letters=SIDES,
        share=share,
        rules=RULES,
        quiz_name=quiz,
    )
