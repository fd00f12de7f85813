"""What the home page says of rounds: those that are open for somebody, and the modules their readiness points to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.cohorts import Pair
from goodpartners.domain.partnership.questionnaire import Questionnaire, QuestionnaireKind
from goodpartners.domain.partnership.readiness.personal import ModuleLink, path, personal
from goodpartners.domain.people import Actor, Side
from goodpartners.domain.policy import Permission, require
from goodpartners.domain.progress import CourseProgress
from goodpartners.domain.times import local_time
from goodpartners.services import module_links, own_results
from goodpartners.services import waves as rounds
from goodpartners.store import own_rounds, sheets
from goodpartners.store.own_rounds import OwnRound

POINTED_TO = 3
"""Modules that the home page names before the usual order."""


class OpenRound(NamedTuple):
    """A round that takes answers, as its list on the home page says it."""

    wave_id: int
    title: str
    pair: str
    closes: date
    begun: bool
    handed_in: bool


class Pointed(NamedTuple):
    """A module that somebody’s readiness answers point to, and why."""

    link: ModuleLink
    reason: str


@dataclass(frozen=True)
class HomeRounds:
    """The home page’s two blocks about rounds."""

    open: tuple[OpenRound, ...]
    pointed: tuple[Pointed, ...]
    result_of: int | None
    """The round whose own result points to these modules."""


NOTHING = HomeRounds((), (), None)


def home(
    session: Session,
    catalogue: Catalogue,
    sat: Sequence[tuple[Pair, Side]],
    courses: Sequence[CourseProgress],
    *,
    actor: Actor,
    now: datetime,
) -> HomeRounds:
    """The rounds of the pairs in which the actor sits: two statements at most, none without a pair."""
    require(Permission.LEARN, actor)
    names = {pair.id: pair.name for pair, _ in sat}
    if not names:
        return NOTHING
    today = local_time(now).date()
    sides = {pair.id: side for pair, side in sat}
    found = own_rounds.own_rounds(session, actor.person_id, sides, today)
    open_ = tuple(
        OpenRound(
            each.wave.id,
            _asked(each).title,
            names[each.wave.pair_id],
            each.wave.closes,
            begun=each.begun,
            handed_in=each.handed_in,
        )
        for each in found
        if rounds.is_open(each.wave, today)
    )
    mine = [each for each in found if each.key and _asked(each).kind is QuestionnaireKind.READINESS]
    latest = max(mine, key=lambda each: (each.wave.opens, each.wave.id), default=None)
    pointed = _pointed(session, catalogue, latest, courses) if latest else ()
    return HomeRounds(open_, pointed, latest.wave.id if latest and pointed else None)


def _pointed(
    session: Session, catalogue: Catalogue, latest: OwnRound, courses: Sequence[CourseProgress]
) -> tuple[Pointed, ...]:
    """The modules that are open to the actor and not done, the most wanted first."""
    answers = {key: held.answer for key, held in sheets.answers(session, latest.wave.id, latest.key or "").items()}
    links = own_results.for_courses(module_links.links(catalogue), {course.course.id for course in courses})
    steps = path(personal(_asked(latest), latest.side, answers, links))
    known = own_results.by_place(links)
    waiting = {(c.course.id, m.module.id) for c in courses for m in c.modules if not m.done and not m.locked}
    found = [Pointed(known[s.course, s.module], s.reason) for s in steps if (s.course, s.module) in waiting]
    return tuple(found[:POINTED_TO])


def _asked(each: OwnRound) -> Questionnaire:
    return rounds.restored_from(each.digest, each.content)
