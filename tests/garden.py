"""The course of tests/content/good with a quiz of all eight kinds, and a person who learns with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue, load
from goodpartners.domain.people import Actor, Grant, Role
from goodpartners.domain.quiz.attempts import Attempt, Held
from goodpartners.domain.quiz.drawn import Drawn
from goodpartners.domain.quiz.marking import key
from goodpartners.domain.quiz.quiz import Quiz
from goodpartners.domain.quiz.responses import Response
from goodpartners.services import attempts, drafts, learning
from goodpartners.services.attempts import Opened
from goodpartners.store.attempts import AttemptRow, events
from goodpartners.store.database import Database
from tests.conftest import Clock
from tests.domain.courses import module, section
from tests.domain.quiz.examples import quiz as example
from tests.factories import START, make_person

ROOT = Path(__file__).parent / "content" / "good"
COURSE, MODULE, ACTIVITY = "shared-garden", "plan-the-beds", "write-the-plan"
QUIZ = f"{COURSE}/{MODULE}"
SECTIONS = ("one-garden", "what-a-plan-holds", "two-sides", "make-your-own", "look-back")
ASKING, WRITING = "what-a-plan-holds", "make-your-own"
SECOND = "grow-the-beans"
THINK, QUESTION = f"{COURSE}/think", "first-step"

T = TypeVar("T")


@cache
def _loaded() -> Catalogue:
    return load(ROOT, today=START.date()).catalogue


def garden(quiz: Quiz | None = None, *, modules: int = 1, **file: Any) -> Catalogue:
    """The course, with this quiz as its knowledge check, one or two modules, and changes to its course file."""
    loaded = _loaded()
    (course,) = loaded.courses
    parts = (*course.modules, module(COURSE, SECOND, section("sow"), section("pick")))[:modules]
    quizzes = {
        **loaded.quizzes,
        QUIZ: quiz or example(),
        f"{COURSE}/{SECOND}": example("day", id=SECOND),
    }
    changed = course.file.model_validate({**course.file.model_dump(), **file})
    return replace(loaded, courses=(replace(course, file=changed, modules=parts),), quizzes=MappingProxyType(quizzes))


@dataclass
class Learner:
    """Somebody who learns: every act is a transaction of its own, as every request is."""

    database: Database
    catalogue: Catalogue
    clock: Clock
    actor: Actor

    def write(self, act: Callable[[Session], T]) -> T:
        """Do something in a transaction and commit it."""
        with self.database.writing() as session:
            return act(session)

    def read(self, act: Callable[[Session], T]) -> T:
        """Look at something."""
        with self.database.reading() as session:
            return act(session)

    def start(self, quiz: str = QUIZ, seed: int = 1) -> int:
        """Press Start."""
        return self.write(
            lambda s: attempts.start(s, self.catalogue, quiz, actor=self.actor, seed=seed, now=self.clock())
        )

    def open(self, attempt: int) -> Opened:
        """Look at an attempt."""
        return self.read(lambda s: attempts.open_attempt(s, attempt, actor=self.actor))

    def locked(self, session: Session, attempt: int) -> Opened:
        """An attempt to write to."""
        return attempts.open_attempt(session, attempt, actor=self.actor, lock=True)

    def answer(
        self,
        attempt: int,
        item: str,
        response: Response | None,
        *,
        drawn: Drawn | None = None,
        sent: Collection[Response | None] = (),
        key: str | None = None,
        check: bool = False,
    ) -> Held:
        """Answer on a form that was drawn just now, or with the numbers of an older one."""

        def act(session: Session) -> Held:
            opened = self.locked(session, attempt)
            numbers = drawn or opened.drawn(item)
            return attempts.answer(
                session, opened, item, response, drawn=numbers, sent=sent, key=key, now=self.clock(), check=check
            )

        return self.write(act)

    def answer_page(self, attempt: int, responses: Mapping[str, tuple[Response | None, Drawn]]) -> Opened:
        """Send a whole page of answers."""
        return self.write(lambda s: attempts.answer_page(s, self.locked(s, attempt), responses, now=self.clock()))

    def draft(
        self,
        attempt: int,
        item: str,
        response: Response | None,
        *,
        drawn: Drawn | None = None,
        sent: Collection[Response | None] = (),
    ) -> Drawn:
        """Type without sending, on a form that was drawn just now or with these numbers; its numbers afterwards."""

        def act(session: Session) -> Drawn:
            opened = self.locked(session, attempt)
            numbers = drawn or opened.drawn(item)
            kept = drafts.save_draft(session, opened, item, response, drawn=numbers, sent=sent, now=self.clock())
            return kept.drawn(item)

        return self.write(act)

    def keep_beside(self, attempt: int, item: str, response: Response | None, *, drawn: Drawn) -> Opened:
        """Leave a page that was drawn with these numbers."""
        return self.write(
            lambda s: drafts.keep_beside(s, self.locked(s, attempt), item, response, drawn=drawn, now=self.clock())
        )

    def hand_in(self, attempt: int) -> Attempt:
        """Hand in."""
        return self.write(lambda s: attempts.hand_in(s, self.catalogue, self.locked(s, attempt), now=self.clock()))

    def take(self, quiz: str = QUIZ, *, right: bool = True) -> int:
        """Take a quiz from start to hand-in, all right or without an answer."""
        attempt = self.start(quiz)
        for item in self.open(attempt).attempt.items if right else ():
            self.answer(attempt, item.id, key(item))
        self.hand_in(attempt)
        return attempt

    def finish(self, section: str, module: str = MODULE) -> None:
        """Press “Done, next”."""
        self.write(
            lambda s: learning.finish_section(
                s, self.catalogue, COURSE, module, section, actor=self.actor, now=self.clock()
            )
        )

    def row(self, attempt: int) -> AttemptRow:
        """The summary of an attempt."""
        found = self.read(lambda s: s.get(AttemptRow, attempt))
        assert found
        return found

    def events(self, attempt: int) -> list[Any]:
        """The events of an attempt."""
        return [event for _, event in self.read(lambda s: events(s, attempt))]


def learner(
    database: Database,
    clock: Clock,
    name: str = "Amara Osei",
    *,
    catalogue: Catalogue | None = None,
    roles: Sequence[Role] = (),
) -> Learner:
    """A new person who learns."""
    with database.writing() as session:
        person = make_person(session, name, roles=roles)
    actor = Actor(person.id, person.name, person.email or "", frozenset(Grant(role) for role in roles))
    return Learner(database, catalogue or garden(), clock, actor)
