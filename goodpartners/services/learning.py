"""Reading and doing: what is on record about people, sections done, notes, and questions asked on the spot."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.course import Course, Module, Section
from goodpartners.domain.errors import Clash, Closed, FieldProblem, Invalid, NotAllowed, NotFound
from goodpartners.domain.people import Actor
from goodpartners.domain.policy import Permission, Subject, allows
from goodpartners.domain.progress import CourseProgress, ModuleProgress, course_progress
from goodpartners.domain.quiz import responses
from goodpartners.domain.quiz.items import Item
from goodpartners.domain.quiz.responses import Response
from goodpartners.domain.quiz.review import Review, review
from goodpartners.services import certificates, standings
from goodpartners.services.records import records
from goodpartners.store import learning, seats
from goodpartners.store.learning import Note, Noted

LONGEST_NOTE = 20_000


@dataclass(frozen=True)
class SpotQuestion:
    """A question asked inside a section, with the person's latest answer explained."""

    quiz: str
    item: Item
    response: Response | None
    review: Review | None


@dataclass(frozen=True)
class SectionPage:
    """One section as its page needs it."""

    course: Course
    module: Module
    section: Section
    progress: ModuleProgress
    notes: Mapping[str, Noted]
    questions: Mapping[tuple[str, str], SpotQuestion]

    @property
    def number(self) -> int:
        """Place of the section in its module, from 1."""
        return self.module.sections.index(self.section) + 1

    @property
    def before(self) -> Section | None:
        """The section before this one."""
        return self.module.sections[self.number - 2] if self.number > 1 else None

    @property
    def after(self) -> Section | None:
        """The section after this one."""
        return self.module.sections[self.number] if self.number < len(self.module.sections) else None


class NoteClash(Clash):
    """The note was changed in another window; both texts are kept for the person to choose."""

    def __init__(self, mine: str, standing: Note) -> None:
        super().__init__("You changed these notes in another window too. Both texts are below: keep what you need.")
        self.mine, self.standing = mine, standing


def open_course(session: Session, catalogue: Catalogue, course_id: str, *, actor: Actor) -> Course:
    """A course the person may take; NotFound or NotAllowed."""
    course = catalogue.course(course_id)
    if course is None:
        raise NotFound("There is no course at this address.")
    if not may_take(session, course, actor=actor):
        raise NotAllowed("This course is for people in a cohort that takes it. Ask your trainer.")
    return course


def may_take(session: Session, course: Course, *, actor: Actor) -> bool:
    """Whether a course is open to the person: to everybody, or by a cohort; asks the database only when it must."""
    if allows(Permission.TAKE_COURSE, actor, Subject(open=course.file.open)):
        return True
    return course.id in seats.courses_of(session, actor.person_id)


def courses_for(session: Session, catalogue: Catalogue, *, actor: Actor) -> list[Course]:
    """Every course the person may take; one statement at most, whatever their number."""
    may = {c.id for c in catalogue.courses if allows(Permission.TAKE_COURSE, actor, Subject(open=c.file.open))}
    if len(may) < len(catalogue.courses):
        may |= seats.courses_of(session, actor.person_id)
    return [c for c in catalogue.courses if c.id in may]


def progress_of(session: Session, catalogue: Catalogue, course_id: str, *, actor: Actor) -> CourseProgress:
    """The person's progress in one course."""
    course = open_course(session, catalogue, course_id, actor=actor)
    return course_progress(course, records(session, catalogue, [actor.person_id], course.id)[actor.person_id])


def all_progress(session: Session, catalogue: Catalogue, *, actor: Actor) -> tuple[CourseProgress, ...]:
    """The person's progress in every course they may take: the one begun last and their own side's first."""
    record = records(session, catalogue, [actor.person_id])[actor.person_id]
    courses = courses_for(session, catalogue, actor=actor)
    side = actor.side.value if actor.side else None
    rank = {side: 0, "joint": 1}
    return tuple(
        course_progress(c, record)
        for c in sorted(courses, key=lambda c: (rank.get(c.file.side.value, 2), c.file.letter))
    )


def find_module(progress: CourseProgress, module_id: str) -> ModuleProgress:
    """One module's progress; NotFound, or Closed while it is locked."""
    found = next((m for m in progress.modules if m.module.id == module_id), None)
    if found is None:
        raise NotFound("There is no module at this address.")
    if found.locked:
        before = progress.modules[progress.modules.index(found) - 1].module.header
        raise Closed(f"This module opens when {before.code}, {before.title}, is done.")
    return found


def section_page(
    session: Session, catalogue: Catalogue, course_id: str, module_id: str, section_id: str, *, actor: Actor
) -> SectionPage:
    """Everything a section's page shows."""
    progress = progress_of(session, catalogue, course_id, actor=actor)
    found = find_module(progress, module_id)
    section = found.module.section(section_id)
    if section is None:
        raise NotFound("There is no such part in this module.")
    notes = learning.notes(session, actor.person_id, course_id, module_id) if section.activities else {}
    questions = _spot_questions(session, catalogue, section, actor) if section.questions else {}
    return SectionPage(progress.course, found.module, section, found, notes, questions)


def finish_section(
    session: Session,
    catalogue: Catalogue,
    course_id: str,
    module_id: str,
    section_id: str,
    *,
    actor: Actor,
    now: datetime,
) -> SectionPage:
    """Count a section as done, because its button was pressed."""
    page = section_page(session, catalogue, course_id, module_id, section_id, actor=actor)
    learning.mark_done(session, actor.person_id, course_id, module_id, section_id, now)
    progress = standings.renew(session, catalogue, course_id, person_id=actor.person_id)
    certificates.issue_if_complete(session, progress, actor=actor, now=now)
    return page


def save_note(
    session: Session,
    catalogue: Catalogue,
    course_id: str,
    module_id: str,
    activity: str,
    text: str,
    *,
    version: int,
    sent: Collection[str] = (),
    actor: Actor,
    now: datetime,
) -> Note:
    """Save a note; `version` is that of the text the form was drawn with. Raises NoteClash or Invalid.

    A window that `sent` a text and never heard back does not know its version.
    """
    course = open_course(session, catalogue, course_id, actor=actor)
    module = course.module(module_id)
    if module is None or module.activity(activity) is None:
        raise NotFound("There is no such activity.")
    if len(text) > LONGEST_NOTE:
        over = len(text) - LONGEST_NOTE
        raise Invalid(
            [FieldProblem(f"note-{activity}", f"Your notes are {over} characters too long to save. Shorten them.")]
        )
    text, *earlier = (each.replace("\r\n", "\n").replace("\x00", "") for each in (text, *sent))
    learning.take_turns(session, actor.person_id)
    standing = learning.note(session, actor.person_id, course_id, module_id, activity)
    if standing is None:
        place = {"person_id": actor.person_id, "course": course_id, "module": module_id, "activity": activity}
        standing = Note(**place, version=1, text=text, saved_at=now)
        session.add(standing)
    elif standing.text != text:
        if standing.version != version and standing.text not in earlier:
            raise NoteClash(text, standing)
        standing.version, standing.text, standing.saved_at = standing.version + 1, text, now
    session.flush()
    return standing


def answer_on_the_spot(
    session: Session,
    catalogue: Catalogue,
    quiz_key: str,
    item_id: str,
    fields: responses.Fields,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Keep the answer to a question asked inside a section. Raises Invalid while it is incomplete."""
    item = practice_item(catalogue, quiz_key, item_id)
    if item is None:
        raise NotFound("There is no such question.")
    response = responses.from_fields(item, fields)
    found = responses.problems(item, response)
    if found or response is None:
        raise Invalid([FieldProblem(f"{item_id}-{p.field}", p.sentence) for p in found])
    learning.take_turns(session, actor.person_id)
    learning.save_spot_answer(session, actor.person_id, quiz_key, item_id, responses.to_json(response), now)


def practice_item(catalogue: Catalogue, quiz_key: str, item_id: str) -> Item | None:
    """An item that a module may ask on the spot: only practice quizzes lend them."""
    quiz = catalogue.quizzes.get(quiz_key)
    if quiz is None or quiz.purpose != "practice":
        return None
    return next((item for item in quiz.items if item.id == item_id), None)


def _spot_questions(
    session: Session, catalogue: Catalogue, section: Section, actor: Actor
) -> dict[tuple[str, str], SpotQuestion]:
    answers = learning.spot_answers(session, actor.person_id, [q.quiz for q in section.questions])
    found = {}
    for question in section.questions:
        item = practice_item(catalogue, question.quiz, question.item)
        if item is None:
            continue
        given = answers.get((question.quiz, question.item))
        response = responses.fitted(item, responses.from_json(given)) if given else None
        explained = review(item, response) if response else None
        found[question.quiz, question.item] = SpotQuestion(question.quiz, item, response, explained)
    return found


def module_notes(session: Session, course_id: str, module_id: str, *, actor: Actor) -> dict[str, Noted]:
    """The person's notes in a module by activity."""
    return learning.notes(session, actor.person_id, course_id, module_id)
