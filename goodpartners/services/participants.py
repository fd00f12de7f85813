"""One learner as the trainer of their cohort sees them: answers, marks, completion and certificates, and nothing else.

A trainer sees somebody only while they are enrolled in a cohort that the trainer runs, and only what belongs to that
cohort's courses. Notes, answers to questions within a module, reflections and drafts are read by nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.allowances import AllowanceKind
from goodpartners.domain.board import Learner, PairStanding
from goodpartners.domain.cohorts import Cohort
from goodpartners.domain.course import Course, Module
from goodpartners.domain.errors import FieldProblem, Invalid, NotFound
from goodpartners.domain.people import Actor, Side
from goodpartners.domain.progress import CourseProgress, ModuleProgress, QuizRecord, StepKind, course_progress
from goodpartners.domain.quiz import selection
from goodpartners.domain.quiz.attempts import Attempt, replay
from goodpartners.domain.quiz.review import Line, Review, review
from goodpartners.domain.visibility import Thing, Viewer, sees
from goodpartners.services import activity, allowances, boards, cohorts
from goodpartners.services.activity import Entry
from goodpartners.services.boards import Board
from goodpartners.services.records import records
from goodpartners.store import allowances as given
from goodpartners.store import attempts, certificates, participants
from goodpartners.store.allowances import Allowance
from goodpartners.store.attempts import Tried
from goodpartners.store.certificates import Certificate
from goodpartners.store.people import Person
from goodpartners.store.reminders import Reminder

SHOWN = (Thing.ANSWERS, Thing.MARKS, Thing.COMPLETION, Thing.CERTIFICATES)
"""What these pages show about somebody; the table says that their trainer may see it."""
LATEST = 20
THEIRS = {
    "Your answer": "Their answer",
    "You put it at": "They put it at",
    "Not right: you chose": "Not right: they chose",
}
KINDS = {kind.value.replace(" ", "-"): kind for kind in AllowanceKind}


@dataclass(frozen=True)
class Participant:
    """Everything that the page about one person needs."""

    board: Board
    learner: Learner
    courses: tuple[CourseProgress, ...]
    tries: Mapping[str, tuple[Tried, ...]]
    certificates: tuple[Certificate, ...]
    letters: tuple[Reminder, ...]
    entries: tuple[Entry, ...]
    allowances: tuple[Allowance, ...]
    time_percent: int

    @property
    def pairs(self) -> tuple[tuple[PairStanding, Side], ...]:
        """The pairs the person sits in, with the side."""
        found = ((self.board.pair(pair), side) for pair, side in self.learner.seats)
        return tuple((pair, side) for pair, side in found if pair)

    @property
    def checks(self) -> tuple[tuple[str, str], ...]:
        """The knowledge checks of the person's courses: key, and what a form calls it."""
        every = ((m.module.header.knowledge_check, m.module) for course in self.courses for m in course.modules)
        return tuple((key, f"{m.header.code}, {m.header.title}") for key, m in every if key)

    def record(self, module: ModuleProgress) -> QuizRecord | None:
        """What is on record about a module's knowledge check."""
        return next((s.record for s in module.steps if s.kind is StepKind.KNOWLEDGE_CHECK), None)


@dataclass(frozen=True)
class Paper:
    """Answers that somebody handed in, explained."""

    cohort: Cohort
    person: Person
    course: Course
    module: Module | None
    number: int
    attempt: Attempt
    reviews: tuple[Review, ...]


def find(
    session: Session, catalogue: Catalogue, cohort_id: int, person_id: int, *, actor: Actor, now: datetime
) -> Participant:
    """One person of a cohort that the actor runs, in a fixed number of statements. Raises NotFound."""
    board = boards.board(session, catalogue, cohort_id, actor=actor, now=now)
    learner = board.learner(person_id)
    if learner is None:
        raise NotFound("There is no such person in this cohort.")
    return about(session, catalogue, board, learner)


def about(session: Session, catalogue: Catalogue, board: Board, learner: Learner) -> Participant:
    """The same for a caller who has asked already who may see it: a person sees what their trainer sees."""
    _may_see()
    person_id = learner.person_id
    taken = {s.course for s in learner.standings}
    courses = [course for course in board.courses if course.id in taken]
    record = records(session, catalogue, [person_id])[person_id]
    tried = attempts.of_people(session, [person_id], _checks(courses))
    of_person = given.of_people(session, [person_id])
    return Participant(
        board=board,
        learner=learner,
        courses=tuple(course_progress(course, record) for course in courses),
        tries=_by_quiz(tried),
        certificates=tuple(c for c in certificates.of_person(session, person_id) if c.course in taken),
        letters=tuple(participants.written(session, board.cohort.id, person_id, limit=LATEST)),
        entries=tuple(activity.about_participant(session, board.cohort, person_id)),
        allowances=tuple(a for a in of_person if a.cohort_id == board.cohort.id),
        time_percent=allowances.time_percent(session, person_id),
    )


def paper(
    session: Session, catalogue: Catalogue, cohort_id: int, person_id: int, attempt_id: int, *, actor: Actor
) -> Paper:
    """A paper that somebody of the cohort handed in at a knowledge check of its courses. Raises NotFound."""
    cohort = cohorts.find(session, cohort_id, actor=actor)
    person = participants.find(session, cohort_id, person_id)
    found = attempts.find(session, attempt_id)
    if person is None or found is None or found[0].person_id != person_id or found[0].ended_at is None:
        raise NotFound("There is no such paper in this cohort.")
    _may_see()
    row, content = found
    course = catalogue.course(row.quiz.split("/")[0])
    if course is None or course.id not in {c.course for c in cohort.courses}:
        raise NotFound("There is no such paper in this cohort.")
    quiz = selection.from_canonical(content)
    if quiz.purpose != "knowledge-check":
        raise NotFound("There is no such paper in this cohort.")
    attempt = replay(row.id, quiz, attempts.events(session, row.id))
    earlier = attempts.of_people(session, [person_id], [row.quiz])
    return Paper(
        cohort=cohort,
        person=person,
        course=course,
        module=next((m for m in course.modules if m.header.knowledge_check == row.quiz), None),
        number=sum(one.id <= row.id for one in earlier),
        attempt=attempt,
        reviews=tuple(_of_them(review(item, attempt.held(item.id).response)) for item in attempt.items),
    )


def allow(
    session: Session,
    catalogue: Catalogue,
    cohort_id: int,
    person_id: int,
    wanted: allowances.Wanted,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Make an exception for somebody of the cohort, within its courses and checks. Raises Invalid, NotFound."""
    cohort = cohorts.find(session, cohort_id, actor=actor)
    if participants.find(session, cohort_id, person_id) is None:
        raise NotFound("There is no such person in this cohort.")
    courses = [course for taken in cohort.courses if (course := catalogue.course(taken.course))]
    may_be = {
        AllowanceKind.ANOTHER_TRY: set(_checks(courses)),
        AllowanceKind.LATER_DATE: {course.id for course in courses},
    }
    if wanted.about and wanted.about not in may_be.get(wanted.kind, {wanted.about}):
        raise Invalid([FieldProblem("about", "Choose what the exception is for.")])
    titles = {course.id: course.file.title for course in courses}
    titles |= {key: catalogue.quizzes[key].title for key in _checks(courses) if key in catalogue.quizzes}
    named = replace(wanted, title=titles.get(wanted.about or ""))
    allowances.give(session, person_id, named, actor=actor, now=now)


def take_back(
    session: Session, cohort_id: int, person_id: int, allowance_id: int, *, actor: Actor, now: datetime
) -> None:
    """End an exception that was made in this cohort for this person. Raises NotFound."""
    cohorts.find(session, cohort_id, actor=actor)
    row = given.find(session, allowance_id)
    if row is None or row.cohort_id != cohort_id or row.person_id != person_id:
        raise NotFound("There is no such exception.")
    allowances.take_back(session, allowance_id, actor=actor, now=now)


def _of_them(found: Review) -> Review:
    """The explanation that a learner reads, said to somebody else."""

    def said(line: Line) -> Line:
        for own, theirs in THEIRS.items():
            if line.word.startswith(own):
                return replace(line, word=theirs + line.word.removeprefix(own))
        return line

    return replace(found, lines=tuple(said(line) for line in found.lines))


def _may_see() -> None:
    """The one table is asked here too: were a thing taken from trainers there, these pages would end."""
    if not all(sees(Viewer.TRAINER, thing) for thing in SHOWN):
        raise NotFound("There is no such page.")


def _checks(courses: Sequence[Course]) -> list[str]:
    every = (module.header.knowledge_check for course in courses for module in course.modules)
    return [key for key in every if key]


def _by_quiz(tried: Sequence[Tried]) -> dict[str, tuple[Tried, ...]]:
    found: dict[str, list[Tried]] = {}
    for one in sorted(tried, key=lambda one: one.id):
        found.setdefault(one.quiz, []).append(one)
    return {quiz: tuple(tries) for quiz, tries in found.items()}
