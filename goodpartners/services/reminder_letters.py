"""Letters that remind: put together from what is due in one or more cohorts, and written at most one a week a person.

Who may get one is asked again under the person's lock when it is written, so that two processes, or a trainer and the
jobs, cannot both write. Nobody else is ever named or counted in a letter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from goodpartners.domain import reminders as rules
from goodpartners.domain.board import Learner
from goodpartners.domain.cohorts import Cohort
from goodpartners.domain.course import Course
from goodpartners.domain.people import Actor
from goodpartners.domain.times import day
from goodpartners.services import addresses, cohort_letters, mail, tokens
from goodpartners.services.boards import Board
from goodpartners.services.cohort_letters import Reminded
from goodpartners.services.letters import Letter
from goodpartners.services.tokens import Purpose
from goodpartners.store import reminders as store
from goodpartners.store.audit import AuditEntry
from goodpartners.store.reminders import Addressee, Reminder


@dataclass(frozen=True)
class Part:
    """One cohort's share of a letter: what is due there, and the words, with their braces, of whoever runs it."""

    cohort: Cohort
    courses: Mapping[str, Course]
    due: tuple[rules.Due, ...]
    text: str

    @property
    def first_due(self) -> date:
        """By this the parts of a letter are ordered."""
        return self.due[0].on if self.due else self.cohort.ends

    @property
    def titles(self) -> list[str]:
        """The courses that are due, as a sentence names them."""
        return [f"“{self.courses[due.course].file.title}”" for due in self.due]

    @property
    def lines(self) -> tuple[str, ...]:
        """The courses that are due, each with its day."""
        return tuple(f"{title_of(self.courses[due.course])}: {due.by}" for due in self.due)


def part_of(board: Board, learner: Learner, text: str) -> Part:
    """What somebody has due in a cohort, with the words of a letter."""
    due = rules.due_of(learner, board.cohort.begins, board.today)
    return Part(board.cohort, {course.id: course for course in board.courses}, due, text)


def title_of(course: Course) -> str:
    """A course as letters and calendars name it."""
    return f"{course.file.letter}, {course.file.title}"


def first_name(name: str) -> str:
    """What to call somebody in a letter of their own."""
    return name.split()[0] if name.split() else name


def letter_of(name: str, parts: Sequence[Part], *, base: str, secret: str, by: Actor | None) -> Letter:
    """One person's letter."""
    return cohort_letters.reminder(
        first_name(name),
        reminded_of(name, parts, base=base),
        home=f"{base}{addresses.HOME}",
        stop=addresses.link(base, addresses.STOP_REMINDERS, secret),
        by=f"{by.name}, {by.email}" if by else None,
    )


def reminded_of(name: str, parts: Sequence[Part], *, base: str) -> list[Reminded]:
    """What a letter says of each cohort, the first due first; words that several share are said once, for them all."""
    ordered = sorted(parts, key=lambda part: part.first_due)
    found = []
    for part in ordered:
        same = [other for other in ordered if other.text == part.text]
        titles = list(dict.fromkeys(title for other in same for title in other.titles))
        words = {
            "first_name": first_name(name),
            "courses": _listed(titles) or "your courses",
            "due": day(part.first_due),
            "link": f"{base}{addresses.HOME}",
        }
        text = rules.filled(part.text, words) if same[0] is part else ""
        found.append(Reminded(part.cohort.name, text, part.lines))
    return found


def write(
    session: Session,
    parts: Mapping[int, Sequence[Part]],
    *,
    base: str,
    by: Actor | None,
    leaves: datetime,
    now: datetime,
) -> list[Addressee]:
    """Write to each person who may still get a letter, in a fixed number of statements; to whom it was."""
    ids = sorted(parts)
    ready = store.addressees(session, ids)
    latest = store.latest(session, ids)
    people = [x for x in ready if rules.may_write(latest.get(x.person_id), leaves)]
    links = tokens.issue_all(session, {x.person_id: x.email for x in people}, Purpose.REMINDERS, now=now)
    posts, records = [], []
    for person in people:
        secret, own = links[person.person_id].secret, parts[person.person_id]
        letter = letter_of(person.name, own, base=base, secret=secret, by=by)
        posts.append((person.email, letter, person.person_id))
        records += _records(person, own, base=base, by=by, leaves=leaves, now=now)
    mail.post_all(session, posts, now=now, leaves=leaves)
    session.bulk_save_objects(records, preserve_order=False)
    return people


def _records(
    person: Addressee, parts: Sequence[Part], *, base: str, by: Actor | None, leaves: datetime, now: datetime
) -> list[Reminder | AuditEntry]:
    """That a letter was written, for the week's rest; a cohort's trainers read of it, never another cohort's words."""
    by_id = (by.person_id or None) if by else None
    who, act = person.person_id, "letter written" if by else "reminder sent"
    where, [said] = parts[0].cohort.id, reminded_of(person.name, parts[:1], base=base)
    reminder = Reminder(person_id=who, cohort_id=where, sent_by_id=by_id, text=said.text, at=leaves)
    entries = (
        AuditEntry(at=now, act=act, actor_id=by_id, person_id=who, cohort_id=part.cohort.id, detail={})
        for part in parts
    )
    return [reminder, *entries]


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
