"""A course's start and end quiz: two parallel forms, of which a person meets one before and the other after."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from goodpartners.domain.errors import Closed
from goodpartners.domain.progress import CourseProgress, QuizRecord


class Turn(StrEnum):
    """When a form is taken."""

    START = "start"
    END = "end"


@dataclass(frozen=True)
class Form:
    """One form as a person meets it: its key 'course/quiz', what is on record, and whether it can be begun now."""

    turn: Turn
    key: str
    record: QuizRecord
    may_begin: bool

    @property
    def taken(self) -> bool:
        """Whether it was handed in."""
        return self.record.tries > 0

    @property
    def offered(self) -> bool:
        """Whether there is something to do: a form to begin, or one that is under way."""
        return self.may_begin or self.record.running_id is not None


@dataclass(frozen=True)
class StartAndEnd:
    """Both forms of a course for one person."""

    start: Form
    end: Form

    def form(self, key: str) -> Form | None:
        """The form of that key, or None."""
        return next((form for form in (self.start, self.end) if form.key == key), None)

    @property
    def explained(self) -> bool:
        """Whether answers may be explained: the forms are twins, so not before the second is handed in."""
        return self.end.taken


def order_of(forms: Sequence[str], course_id: str, person_id: int) -> tuple[str, str]:
    """Which of the two forms a person takes at the start and which at the end.

    Half of the people meet them the other way round, so that a harder form makes nobody's course look better. The
    order hangs on the person and the course only, and does not change when an author lists the forms anew.
    """
    first, second = sorted(forms)
    swapped = hashlib.sha256(f"{course_id}:{person_id}".encode()).digest()[0] % 2
    return (second, first) if swapped else (first, second)


def start_and_end(progress: CourseProgress, person_id: int) -> StartAndEnd | None:
    """A person's start and end quiz in a course, or None where the course has none.

    The first is for those who have no module behind them, the second for those who have completed the course.
    """
    forms = progress.course.file.forms
    if not forms:
        return None
    start, end = order_of(forms, progress.course.id, person_id)
    before, after = (progress.forms.get(key, QuizRecord()) for key in (start, end))
    return StartAndEnd(
        Form(Turn.START, start, before, not before.tries and progress.done_modules == 0),
        Form(Turn.END, end, after, not after.tries and progress.complete),
    )


def require_open(form: Form) -> None:
    """Raise Closed, with the reason, when a form cannot be begun."""
    if form.may_begin:
        return
    if form.taken:
        raise Closed("You have handed this quiz in. It is taken once.")
    if form.turn is Turn.START:
        raise Closed("The start quiz is for the time before your first module, and you have done one.")
    raise Closed("The end quiz opens when you have completed the course.")
