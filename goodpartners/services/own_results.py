"""One's own result of a round, at once and for oneself alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.partnership import sheets
from goodpartners.domain.partnership.gaps.own import OwnGaps, own_gaps
from goodpartners.domain.partnership.questionnaire import Question, Questionnaire, QuestionnaireKind
from goodpartners.domain.partnership.readiness.personal import ModuleLink, PersonalResult, Step, path, personal
from goodpartners.domain.partnership.results import number
from goodpartners.domain.partnership.sheets import Answers
from goodpartners.domain.people import Actor
from goodpartners.services import learning, module_links
from goodpartners.services import waves as rounds
from goodpartners.services.answering import Opened
from goodpartners.store import sheets as store
from goodpartners.store import waves

A_MOVE = 0.25
"""Points from which one's own mean counts as moved: less is one step in one statement of four."""


class Moved(NamedTuple):
    """One dimension now and in the round before, over the statements that both asked."""

    title: str
    before: str
    now: str
    words: str


@dataclass(frozen=True)
class OwnResult:
    """What somebody reads of their own answers; exactly one of `readiness` and `gaps` is there."""

    readiness: PersonalResult | None
    steps: tuple[Step, ...]
    modules: Mapping[tuple[str, str], ModuleLink]
    moved: tuple[Moved, ...]
    gaps: OwnGaps | None


def own_result(session: Session, catalogue: Catalogue, opened: Opened, *, actor: Actor) -> OwnResult:
    """The result of a sheet of the actor's that was handed in; five statements at most."""
    asked = opened.questionnaire
    if asked.kind is QuestionnaireKind.GAPS:
        return OwnResult(None, (), {}, (), own_gaps(asked, opened.side, opened.answers))
    open_to_me = {course.id for course in learning.courses_for(session, catalogue, actor=actor)}
    links = for_courses(module_links.links(catalogue), open_to_me)
    result = personal(asked, opened.side, opened.answers, links)
    return OwnResult(result, path(result), by_place(links), _moved(session, opened), None)


def for_courses(links: Mapping[str, tuple[ModuleLink, ...]], courses: set[str]) -> Mapping[str, tuple[ModuleLink, ...]]:
    """Those that lead to courses which somebody may take."""
    return {code: tuple(m for m in modules if m.course in courses) for code, modules in links.items()}


def by_place(links: Mapping[str, tuple[ModuleLink, ...]]) -> dict[tuple[str, str], ModuleLink]:
    """Every module once, by course and id."""
    return {(link.course, link.module): link for modules in links.values() for link in modules}


def _moved(session: Session, opened: Opened) -> tuple[Moved, ...]:
    earlier = waves.before(session, opened.wave) if opened.row else None
    if earlier is None or opened.row is None:
        return ()
    then = store.answers_of(session, [earlier.id], [opened.row.key]).get((earlier.id, opened.row.key))
    if not then:
        return ()
    return moved(
        opened.questionnaire, opened.answers, rounds.questionnaires(session, [earlier])[earlier.version_id], then
    )


def moved(asked: Questionnaire, now: Answers, asked_then: Questionnaire, then: Answers) -> tuple[Moved, ...]:
    """How one's own answers moved, dimension by dimension, where both rounds have enough of them."""
    shared = {statement.id for statement in asked_then.statements}
    found = []
    for dimension in asked.dimensions:
        ids = [s.id for s in asked.of_dimension(dimension.id) if s.id in shared]
        both = [sheets.score(answers, Question.NOW, ids) for answers in (then, now)]
        if both[0] is None or both[1] is None:
            continue
        step = float(both[1].value - both[0].value)
        words = "about the same" if abs(step) < A_MOVE else "further on" if step > 0 else "further back"
        found.append(Moved(dimension.title, number(float(both[0].value)), number(float(both[1].value)), words))
    return tuple(found)
