"""Taking a quiz: start, answer, check, hand in. The domain decides, the store appends."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.course import Course, Module
from goodpartners.domain.errors import Clash, Closed, NotFound
from goodpartners.domain.people import Actor
from goodpartners.domain.policy import Permission, Subject, require
from goodpartners.domain.progress import CourseProgress
from goodpartners.domain.quiz import selection
from goodpartners.domain.quiz.attempts import Answered, Attempt, Held, Started
from goodpartners.domain.quiz.drawn import Drawn
from goodpartners.domain.quiz.items import Item
from goodpartners.domain.quiz.marking import Verdict
from goodpartners.domain.quiz.quiz import Quiz
from goodpartners.domain.quiz.responses import Response
from goodpartners.domain.quiz.review import Review
from goodpartners.domain.start_and_end import Form, require_open, start_and_end
from goodpartners.services import allowances, overdue, standings
from goodpartners.services.drafts import require_unsettled
from goodpartners.services.learning import find_module, may_take, open_course, progress_of
from goodpartners.services.opened import Opened, find_opened
from goodpartners.store import attempts as store


def find_quiz(catalogue: Catalogue, key: str) -> tuple[Course, Module | None, Quiz]:
    """A quiz that can be taken, with its course and the module it closes; NotFound for any other."""
    quiz = catalogue.quizzes.get(key)
    course = catalogue.course(key.split("/")[0])
    if quiz is None or course is None or not _can_be_taken(quiz, key, course):
        raise NotFound("There is no quiz at this address.")
    module = next((m for m in course.modules if m.header.knowledge_check == key), None)
    return course, module, quiz


def _can_be_taken(quiz: Quiz, key: str, course: Course) -> bool:
    return quiz.purpose == "knowledge-check" or key in course.file.forms


def form_of(progress: CourseProgress, key: str, *, actor: Actor) -> Form | None:
    """The quiz as one of the person's two forms in a course, or None for every other quiz."""
    both = start_and_end(progress, actor.person_id)
    return both.form(key) if both else None


def place_of(session: Session, catalogue: Catalogue, key: str, *, actor: Actor) -> tuple[Course | None, Module | None]:
    """Where a quiz belongs now: results stay when a quiz, its course or the person's place in it is gone."""
    course = catalogue.course(key.split("/")[0])
    if course is None or not may_take(session, course, actor=actor):
        return None, None
    return course, next((m for m in course.modules if m.header.knowledge_check == key), None)


def start(session: Session, catalogue: Catalogue, key: str, *, actor: Actor, seed: int, now: datetime) -> int:
    """Begin a try, or give the one that is under way. Raises Closed when no tries are left or the module is locked."""
    course, module, quiz = find_quiz(catalogue, key)
    open_course(session, catalogue, course.id, actor=actor)
    earlier = store.of_people(session, [actor.person_id], [key])
    running = next((one.id for one in earlier if one.ended_at is None), None)
    if running is not None:
        opened = open_attempt(session, running, actor=actor, lock=True)
        if overdue.settle(session, catalogue, opened, now=now).attempt.ended_at is None:
            return running
    progress = None
    if key in course.file.forms or (module and course.file.order == "locked"):
        progress = progress_of(session, catalogue, course.id, actor=actor)
    if progress and module:
        find_module(progress, module.id)
    form = form_of(progress, key, actor=actor) if progress else None
    if form:
        require_open(form)
    tries = allowances.tries(session, quiz.tries, key, person_id=actor.person_id)
    if tries is not None and len(earlier) >= tries:
        raise Closed(f"You have used all {tries} tries at this quiz.")
    text = selection.canonical(quiz)
    name = selection.revision(text)
    store.store_revision(session, name=name, quiz=key, content=text, at=now)
    seen = store.items_seen(session, actor.person_id, key) if earlier and quiz.draw else frozenset()
    paper = selection.draw(quiz, seed, seen)
    over = would_end_at(session, quiz, actor=actor, now=now)
    started = Started(now, seed, paper.items, paper.orders, over)
    closes_at = Attempt(0, quiz, started, ends_at=over).closes_at
    try:
        row = store.begin(
            session, person_id=actor.person_id, quiz=key, revision=name, started=started, closes_at=closes_at
        )
    except IntegrityError as taken:
        raise Clash("You have just started this quiz in another window. Go there, or reload this page.") from taken
    standings.renew(session, catalogue, course.id, person_id=actor.person_id)
    return row.id


def would_end_at(session: Session, quiz: Quiz, *, actor: Actor, now: datetime) -> datetime | None:
    """When the time of a try that is begun now would be over, extra time included; None without a limit."""
    return quiz.ends_at(now, allowances.time_percent(session, actor.person_id)) if quiz.time_limit else None


def open_attempt(session: Session, attempt_id: int, *, actor: Actor, lock: bool = False) -> Opened:
    """A person's own attempt, replayed; NotFound for anybody else's."""
    opened = find_opened(session, attempt_id, lock=lock)
    if opened is None:
        raise NotFound("There is no such attempt.")
    require(Permission.OWN_ATTEMPT, actor, Subject(person_id=opened.row.person_id))
    return opened


def numbered(attempt: Attempt, number: int) -> Item:
    """The item at that place of the paper, from 1; NotFound beyond its end."""
    if not 1 <= number <= len(attempt.items):
        raise NotFound("This question is not part of your paper.")
    return attempt.items[number - 1]


def answer(
    session: Session,
    opened: Opened,
    item: str,
    response: Response | None,
    *,
    drawn: Drawn,
    sent: Collection[Response | None] = (),
    key: str | None,
    now: datetime,
    check: bool = False,
) -> Held:
    """Take an answer, and mark it at once when asked to; the same answer with the same key twice changes nothing.

    A form that was sent, never heard of and changed comes again with its old key, and says something new. `opened` was
    opened with its lock, `drawn` and `sent` are what the window knows: see Opened.require_known. Raises Closed, or
    AnswerClash with both when something else has come since the form was drawn.
    """
    earlier = store.with_key(session, opened.row.id, key) if key else None
    if earlier and (earlier.item, earlier.response) == (item, response):
        return opened.attempt.held(item)
    attempt = opened.attempt
    event = _taken(opened, item, response, drawn, sent, now)
    if event:
        attempt = attempt.after(store.append(session, opened.row, event, client_key=None if earlier else key), event)
        opened.row.answered = len(attempt.answered)
    if item in opened.drafts:
        store.drop_drafts(session, opened.row.id, [item])
    if check and (checked := attempt.check(item, at=now)):
        store.append(session, opened.row, checked)
    session.flush()
    return attempt.held(item)


def answer_page(
    session: Session, opened: Opened, given: Mapping[str, tuple[Response | None, Drawn]], *, now: datetime
) -> Opened:
    """Take the answers of a whole page: item -> (response, what its form was drawn with). All or none.

    An item without an answer on a form that was drawn without one says nothing, whatever another window said since.
    """
    attempt = opened.attempt
    said = {item: one for item, one in given.items() if one != (None, Drawn())}
    events = [_taken(opened, item, response, drawn, (), now) for item, (response, drawn) in said.items()]
    for event in filter(None, events):
        attempt = attempt.after(store.append(session, opened.row, event), event)
    opened.row.answered = len(attempt.answered)
    if said.keys() & opened.drafts.keys():
        store.drop_drafts(session, opened.row.id, said)
    session.flush()
    return Opened(opened.row, attempt, {item: draft for item, draft in opened.drafts.items() if item not in said})


def _taken(
    opened: Opened,
    item: str,
    response: Response | None,
    drawn: Drawn,
    sent: Collection[Response | None],
    now: datetime,
) -> Answered | None:
    """The event to append for an answer; None where it says what stands."""
    attempt = opened.attempt
    if response != opened.typed(item):
        require_unsettled(attempt, item, now=now)
        opened.require_known(item, response, drawn, sent)
    return attempt.answer(item, response, version=attempt.held(item).version, at=now)


def hand_in(session: Session, catalogue: Catalogue, opened: Opened, *, now: datetime) -> Attempt:
    """Turn what was typed into answers, finish and write the result; a second time changes nothing."""
    attempt = opened.attempt
    if attempt.ended_at:
        return attempt
    for item, draft in opened.drafts.items():
        held = attempt.held(item)
        if draft.saved_at >= held.at and item not in attempt.checked:
            typed_at = draft.saved_at if attempt.time_is_over(now) else now
            event = attempt.answer(item, draft.response, version=held.version, at=typed_at)
            if event:
                attempt = attempt.after(store.append(session, opened.row, event), event)
    finished = attempt.hand_in(at=now)
    if finished:
        attempt = attempt.after(store.append(session, opened.row, finished), finished)
    overdue.end(session, catalogue, opened, attempt)
    return attempt


@dataclass(frozen=True)
class Revision:
    """What to look at again: an objective or a module, and the items that say so, by number and id."""

    objective: str
    questions: tuple[tuple[int, str], ...]
    module: Module | None


def to_revise(reviews: Sequence[Review], course: Course | None, module: Module | None) -> tuple[Revision, ...]:
    """What to look at again, in the order of the paper; right and unmarked items say nothing.

    A knowledge check's items lead to its module's objectives, those of a start or end quiz to the course's modules.
    """
    found: dict[str, Revision] = {}
    for number, review in enumerate(reviews, 1):
        if review.mark.verdict not in (Verdict.RIGHT, Verdict.UNMARKED):
            name, where = _to_read(review.item, course, module)
            earlier = found[name].questions if name in found else ()
            found[name] = Revision(name, (*earlier, (number, review.item.id)), where)
    return tuple(found.values())


def _to_read(item: Item, course: Course | None, module: Module | None) -> tuple[str, Module | None]:
    if module:
        texts = {objective.id: objective.text for objective in module.header.objectives}
        return texts.get(item.objective or "", "Look at these again"), module
    modules = course.modules if course else ()
    where = next((m for m in modules if set(item.elements) & set(m.header.elements)), None)
    return (f"{where.header.code} {where.header.title}" if where else "Look at these again"), where
