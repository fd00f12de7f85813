"""The rules of reminders: to whom, about what, how often and at which hours, and what the words in braces stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from goodpartners.domain.board import Learner, share_of_time
from goodpartners.domain.cohorts import Cohort
from goodpartners.domain.errors import FieldProblem
from goodpartners.domain.times import LONDON, day, local_time

REST = timedelta(days=7)
"""The least time between two letters to one person, whoever writes them and in whatever cohort."""
SOON = timedelta(days=7)
"""A course that is due within so long is worth a word, however far the person has come."""
ARRIVING = timedelta(days=2)
"""Nobody is reminded by itself so soon after they have joined."""
OPENS, CLOSES = time(8), time(18)
WORDS = {
    "first_name": "the person’s first name",
    "courses": "the courses that are due",
    "due": "the next day by which one is due",
    "link": "the address where they go on",
}
BRACED = re.compile(r"\{([^{}]*)\}")
LONGEST_TEXT = 2000
USUAL_TEXT = (
    "There is something left for you in {courses}. One section takes a few minutes, and you go on where you stopped."
)


@dataclass(frozen=True)
class Due:
    """A course that somebody has not completed and the day by which it is due for them."""

    course: str
    on: date
    overdue: bool

    @property
    def by(self) -> str:
        """“by 30 November 2026”."""
        return f"was due by {day(self.on)}" if self.overdue else f"by {day(self.on)}"


def due_of(learner: Learner, begins: date, today: date) -> tuple[Due, ...]:
    """What of somebody's courses is due: by its day, within a week or before, or by the plan for today."""
    found = []
    for standing, on in zip(learner.standings, learner.due, strict=True):
        behind = standing.steps * share_of_time(begins, on, today) > standing.done
        if standing.complete_at is None and standing.steps and (behind or on <= today + SOON):
            found.append(Due(standing.course, on, on < today))
    return tuple(sorted(found, key=lambda due: due.on))


def needs_word(learner: Learner, cohort: Cohort, now: datetime) -> bool:
    """Whether a running cohort has a reason to write to somebody: a step is due by the plan, or a course by its day."""
    today = local_time(now).date()
    if not cohort.runs(today) or not learner.came or learner.complete or now - learner.enrolled_at < ARRIVING:
        return False
    due = due_of(learner, cohort.begins, today)
    by_plan = learner.planned(cohort.begins, today) > learner.percent
    return bool(due) and (by_plan or any(d.on <= today + SOON for d in due))


def may_write(latest: datetime | None, leaves: datetime) -> bool:
    """Whether a letter may leave then, seen from the last one that left or will leave."""
    return latest is None or leaves - latest >= REST


def in_hours(now: datetime) -> bool:
    """Whether it is a weekday between eight and six in London."""
    local = local_time(now)
    return local.weekday() < 5 and OPENS <= local.time() < CLOSES


def leaves_at(now: datetime) -> datetime:
    """When a letter that is written now leaves: at once, or at eight on the next weekday."""
    if in_hours(now):
        return now
    local = local_time(now)
    on = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    while on.weekday() >= 5:
        on += timedelta(days=1)
    return datetime.combine(on, OPENS, tzinfo=LONDON).astimezone(now.tzinfo)


def filled(text: str, words: Mapping[str, str]) -> str:
    """A text with the words in braces put in; what is put in is not looked at again."""
    return BRACED.sub(lambda found: words.get(found.group(1), found.group()), text)


def text_faults(text: str, *, field: str, needed: bool) -> list[FieldProblem]:
    """What is wrong with a text that somebody wrote; an empty one is fault only where one is needed."""
    if not text:
        return [FieldProblem(field, "Write what the letter should say.")] if needed else []
    if len(text) > LONGEST_TEXT:
        return [FieldProblem(field, f"Use at most {LONGEST_TEXT} characters.")]
    unknown = list(dict.fromkeys(f"{{{name}}}" for name in BRACED.findall(text) if name not in WORDS))
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in WORDS)
        return [FieldProblem(field, f"Nothing stands for {', '.join(unknown)}. Only these are filled in: {known}.")]
    return []


def tidy(text: str) -> str:
    """A text as it is kept: no spaces at its ends, and one kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
