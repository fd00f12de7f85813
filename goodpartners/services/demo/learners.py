"""What the invented people learned, act by act, through the services that real people use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.people import Actor
from goodpartners.domain.quiz import selection
from goodpartners.domain.quiz.drawn import Drawn
from goodpartners.domain.quiz.items import Item, Scale
from goodpartners.domain.quiz.marking import Verdict, key, mark
from goodpartners.domain.quiz.quiz import Quiz
from goodpartners.domain.quiz.responses import Response, from_fields
from goodpartners.services import attempts, certificates, learning
from goodpartners.services.demo.cast import Part
from goodpartners.services.demo.work import Paper, Work
from goodpartners.store import attempts as tries

Act = Callable[[datetime], None]
Calendar = Callable[[int, int], datetime]
"""The moment so many days before the first run and so many minutes after the start of work."""
NOTES = (
    "Initiator: duty team, whoever is on\nInfluencer: the therapist, wants calm evenings\n"
    "Gatekeeper: Sam in brokerage, needs answers by 3\nDecision maker: ?\nBuyer: "
)
REFLECTION = {
    "learned": "Repair and safeguarding are two routes, and the safety route comes first.",
    "impact": "",
    "peer": "",
}
GUESSES = ("a", "b", "true", "false", "1")
SEEDS = range(1, 60)


@dataclass
class Learning:
    """One person's way through the courses; `missed` are the items they got wrong, by quiz."""

    session: Session
    catalogue: Catalogue
    part: Part
    actor: Actor
    missed: dict[str, set[str]] = field(default_factory=dict)

    def acts(self, calendar: Calendar) -> Iterator[tuple[datetime, Act]]:
        """Everything the person does, each act with its moment; what the content no longer has is left out."""
        for place, work in enumerate(self.part.work):
            course_id, module_id = work.module.split("/")
            module = self.catalogue.module(course_id, module_id)
            if module is None:
                continue
            for number, section in enumerate(module.sections[: work.sections]):
                yield calendar(work.ago, 50 * place + 7 * number), self._reads(course_id, module_id, section.id)
            quiz = self.catalogue.quizzes.get(module.header.knowledge_check or "")
            if quiz is not None and module.header.knowledge_check:
                yield from self._papers(module.header.knowledge_check, quiz, work, calendar)
        if self.part.keeps_notes and self.part.work:
            course = self.part.work[0].module.split("/")[0]
            yield calendar(self.part.work[-1].ago, 400), lambda at: self._reflects(course, at)

    def _papers(self, name: str, quiz: Quiz, work: Work, calendar: Calendar) -> Iterator[tuple[datetime, Act]]:
        for number, (paper, ago) in enumerate(work.papers):
            yield calendar(ago, 180 + 60 * number), self._takes(name, quiz, paper)

    def _reads(self, course_id: str, module_id: str, section_id: str) -> Act:
        def act(at: datetime) -> None:
            place = (self.session, self.catalogue, course_id, module_id)
            page = learning.finish_section(*place, section_id, actor=self.actor, now=at)
            for activity in page.section.activities if self.part.keeps_notes else ():
                learning.save_note(*place, activity.id, NOTES, version=0, actor=self.actor, now=at)

        return act

    def _takes(self, name: str, quiz: Quiz, paper: Paper) -> Act:
        def act(at: datetime) -> None:
            session, catalogue, actor = self.session, self.catalogue, self.actor
            seed = self._seed(name, quiz) if paper is Paper.FAILED else actor.person_id
            number = attempts.start(session, catalogue, name, actor=actor, seed=seed, now=at)
            opened = attempts.open_attempt(session, number, actor=actor, lock=True)
            items = opened.attempt.items
            answers = self._answers(name, quiz, items[:2] if paper is Paper.BEGUN else items, paper)
            opened = attempts.answer_page(session, opened, answers, now=at + timedelta(minutes=8))
            if paper is not Paper.BEGUN:
                attempts.hand_in(session, catalogue, opened, now=at + timedelta(minutes=9))

        return act

    def _answers(
        self, name: str, quiz: Quiz, items: tuple[Item, ...], paper: Paper
    ) -> dict[str, tuple[Response | None, Drawn]]:
        """One wrong answer on a paper that passes; the hard item and two others on one that does not."""
        missed = self.missed.setdefault(name, set())
        if paper is Paper.FAILED:
            others = [i.id for i in items if i.id not in missed and i.id != _hard(quiz)]
            wrong = {_hard(quiz), *others[:2]}
        else:
            wrong = {items[1].id} if paper is Paper.PASSED and len(items) > 4 else set()
        missed |= wrong
        return {i.id: (_wrong(i) if i.id in wrong else key(i), Drawn()) for i in items if not isinstance(i, Scale)}

    def _seed(self, name: str, quiz: Quiz) -> int:
        """One that draws a paper with the hard item in it."""
        seen = tries.items_seen(self.session, self.actor.person_id, name)
        return next((n for n in SEEDS if _hard(quiz) in selection.draw(quiz, n, seen).items), SEEDS[0])

    def _reflects(self, course: str, at: datetime) -> None:
        if certificates.mine(self.session, actor=self.actor):
            certificates.save_reflection(self.session, course, REFLECTION, version=0, actor=self.actor, now=at)


def _hard(quiz: Quiz) -> str:
    """An item of the objective with the fewest, which comes up most often."""
    objectives = [item.objective for item in quiz.items]
    return min(quiz.items, key=lambda item: objectives.count(item.objective)).id


def _wrong(item: Item) -> Response | None:
    """A response that earns nothing; none at all where no guess is wrong."""
    given = (from_fields(item, {"answer": [guess]}) for guess in GUESSES)
    return next((r for r in given if r and mark(item, r).verdict is Verdict.WRONG), None)
