"""Reminders: by the jobs to those who have something due, or by a trainer; at most one letter a week a person.

Who may get one is asked again under the person's lock when it is written, so that two processes, or a trainer and the
jobs, cannot both write. Nobody else is ever named or counted in a letter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain import reminders as rules
from goodpartners.domain.board import Learner
from goodpartners.domain.cohorts import Cohort
from goodpartners.domain.errors import Closed, Invalid, NotFound
from goodpartners.domain.people import Actor
from goodpartners.domain.policy import Permission, require
from goodpartners.domain.times import day, local_time
from goodpartners.services import accounts, addresses, boards, letters, mail, tokens
from goodpartners.services import cohorts as cohort_service
from goodpartners.services.boards import Board
from goodpartners.services.letters import Letter, Reminded
from goodpartners.services.tokens import Purpose
from goodpartners.store import audit
from goodpartners.store import reminders as store
from goodpartners.store.database import Database
from goodpartners.store.reminders import Addressee, Reminder

AT_ONCE = 200
"""Letters written in one transaction."""


class Reason(StrEnum):
    """Why a trainer writes; each has its own words to begin with."""

    STUCK = "stuck"
    BEHIND = "behind"
    HELP = "help"


FIRST_WORDS = {
    Reason.STUCK: (
        "I see that you have not been in {courses} for a while. Is something in the way? If it is time, tell me and we "
        "look for some together. If it is something else, tell me that too."
    ),
    Reason.BEHIND: (
        "Your pair will soon meet over {courses}. It goes better when both sides have read it. Would half an hour this "
        "week be possible? If not, tell me when, and I will plan for it."
    ),
    Reason.HELP: (
        "I see that you have tried one question several times. That happens, and it often lies with the question. "
        "Shall we look at it together? Answer with a time that suits you."
    ),
}


@dataclass(frozen=True)
class Recipient:
    """Somebody a trainer wants to write to; `free_from` is when they may get the next letter, None for now."""

    learner: Learner
    free_from: datetime | None
    wants_none: bool

    @property
    def gets_it(self) -> bool:
        """Whether a letter may leave now."""
        return self.free_from is None and not self.wants_none and self.learner.came


@dataclass(frozen=True)
class Draft:
    """What a trainer sees before sending; `left` counts those of the list who are in the cohort no longer."""

    cohort: Cohort
    recipients: tuple[Recipient, ...]
    reason: Reason
    leaves: datetime
    left: int

    @property
    def getting_it(self) -> tuple[Recipient, ...]:
        """Who will get the letter."""
        return tuple(r for r in self.recipients if r.gets_it)

    @property
    def not_now(self) -> tuple[Recipient, ...]:
        """Who will not."""
        return tuple(r for r in self.recipients if not r.gets_it)


@dataclass(frozen=True)
class _Part:
    """One cohort's share of a letter."""

    cohort: Cohort
    learner: Learner
    titles: Mapping[str, str]
    due: tuple[rules.Due, ...]
    text: str


def send_due(
    database: Database, catalogue: Catalogue, *, base: str, now: datetime, may_go_on: Callable[[], bool] = lambda: True
) -> int:
    """Write to everybody who has something due and may be written to now; how many letters.

    A fixed number of statements a cohort, whatever the number of its people, and a few for each bundle of letters.
    """
    if not rules.in_hours(now):
        return 0
    with database.reading() as session:
        waiting = _waiting(session, catalogue, now)
    people, written = iter(sorted(waiting)), 0
    while (bundle := list(islice(people, AT_ONCE))) and may_go_on():
        with database.writing() as session:
            parts = {person: waiting[person] for person in bundle}
            written += len(_write(session, parts, base=base, by=None, leaves=now, now=now))
    return written


def draft(
    session: Session,
    catalogue: Catalogue,
    cohort_id: int,
    person_ids: Sequence[int],
    reason: str = "",
    *,
    actor: Actor,
    now: datetime,
) -> Draft:
    """Who would get a trainer's letter and who would not. Raises NotFound when nobody of them is in the cohort."""
    board = boards.board(session, catalogue, cohort_id, actor=actor, now=now)
    if board.cohort.closed_at:
        raise Closed("This cohort is closed. Open it again to write to its people.")
    wanted = set(person_ids)
    learners = [x for x in board.learners if x.person_id in wanted]
    if not learners:
        raise NotFound("Nobody of these people is in this cohort.")
    latest, off = store.latest_in(session, cohort_id), store.off_in(session, cohort_id)
    leaves = rules.leaves_at(now)
    found = []
    for learner in learners:
        last = latest.get(learner.person_id)
        free_from = last + rules.REST if last and not rules.may_write(last, leaves) else None
        found.append(Recipient(learner, free_from, learner.person_id in off))
    why = Reason(reason) if reason in set(Reason) else _reason(board, learners)
    return Draft(board.cohort, tuple(found), why, leaves, len(wanted) - len(learners))


def send(
    session: Session,
    catalogue: Catalogue,
    cohort_id: int,
    person_ids: Sequence[int],
    text: str,
    *,
    base: str,
    actor: Actor,
    now: datetime,
) -> int:
    """Write a trainer's letter to each of those who may get one; how many. Raises Invalid, NotFound, Closed."""
    words = rules.tidy(text)
    if faults := rules.text_faults(words, field="text", needed=True):
        raise Invalid(faults)
    board = boards.board(session, catalogue, cohort_id, actor=actor, now=now)
    if board.cohort.closed_at:
        raise Closed("This cohort is closed. Open it again to write to its people.")
    wanted = set(person_ids)
    parts = {
        x.person_id: [_part(board, x, words, local_time(now).date())] for x in board.learners if x.person_id in wanted
    }
    if not parts:
        raise NotFound("Nobody of these people is in this cohort.")
    return len(_write(session, parts, base=base, by=actor, leaves=rules.leaves_at(now), now=now))


def set_up(session: Session, cohort_id: int, *, reminds: bool, text: str, actor: Actor, now: datetime) -> None:
    """Say whether a cohort reminds its people, and in which words; the usual ones when empty. Raises Invalid."""
    row = cohort_service.find_row(session, cohort_id, actor=actor)
    words = rules.tidy(text)
    if faults := rules.text_faults(words, field="text", needed=False):
        raise Invalid(faults)
    kept = None if words in ("", rules.USUAL_TEXT) else words
    if (row.reminds, row.reminder_text) != (reminds, kept):
        row.reminds, row.reminder_text = reminds, kept
        act = "reminders set up" if reminds else "reminders switched off"
        audit.add(session, act, at=now, actor_id=actor.person_id or None, cohort_id=cohort_id)
        session.flush()


def preview(session: Session, catalogue: Catalogue, cohort_id: int, text: str, *, base: str, actor: Actor) -> Letter:
    """A reminder of a cohort as an invented person would get it. Raises Invalid."""
    cohort = cohort_service.find(session, cohort_id, actor=actor)
    words = rules.tidy(text)
    if faults := rules.text_faults(words, field="text", needed=False):
        raise Invalid(faults)
    titles = _titles(catalogue)
    due = tuple(sorted((rules.Due(c.course, cohort.due(c.course), overdue=False) for c in cohort.courses[:2]), key=_on))
    filled = rules.filled(words or rules.USUAL_TEXT, _words("Amara", due, titles, base))
    lines = tuple(f"{titles.get(d.course, d.course)}: {d.by}" for d in due)
    stop = addresses.link(base, addresses.STOP_REMINDERS, "…")
    return letters.reminder("Amara", [Reminded(cohort.name, filled, lines)], home=f"{base}{addresses.HOME}", stop=stop)


def wanted(session: Session, *, actor: Actor) -> bool:
    """Whether the actor wants reminders."""
    return accounts.own(session, actor=actor).reminders_off_at is None


def last_sent(session: Session, *, actor: Actor) -> datetime | None:
    """When the last letter to the actor left."""
    require(Permission.OWN_ACCOUNT, actor, accounts.subject_of(actor))
    return store.latest(session, [actor.person_id]).get(actor.person_id)


def choose(session: Session, wants: bool, *, actor: Actor, now: datetime) -> None:
    """Stop or resume the actor's reminders."""
    person = accounts.own(session, actor=actor)
    if (person.reminders_off_at is None) != wants:
        person.reminders_off_at = None if wants else now
        act = "reminders resumed" if wants else "reminders stopped"
        audit.add(session, act, at=now, actor_id=actor.person_id, person_id=actor.person_id)
        session.flush()


def asked_to_stop(session: Session, secret: str, *, now: datetime) -> bool:
    """Whether the person behind a letter's link gets none already. Raises LinkOver."""
    return tokens.find(session, Purpose.REMINDERS, secret, now=now).person.reminders_off_at is not None


def stop(session: Session, secret: str, *, now: datetime) -> None:
    """Stop the reminders of the person behind a letter's link; a second time changes nothing. Raises LinkOver."""
    person = tokens.find(session, Purpose.REMINDERS, secret, now=now).person
    if person.reminders_off_at is None:
        person.reminders_off_at = now
        audit.add(session, "reminders stopped", at=now, actor_id=person.id, person_id=person.id)
        session.flush()


def _waiting(session: Session, catalogue: Catalogue, now: datetime) -> dict[int, list[_Part]]:
    found: dict[int, list[_Part]] = {}
    for cohort in store.cohorts_that_remind(session, local_time(now).date()):
        latest, off = store.latest_in(session, cohort.id), store.off_in(session, cohort.id)
        board = boards.read(session, catalogue, cohort, now=now)
        for learner in board.learners:
            free = rules.may_write(latest.get(learner.person_id), now) and learner.person_id not in off
            if free and rules.needs_word(learner, cohort, now):
                words = cohort.reminder_text or rules.USUAL_TEXT
                found.setdefault(learner.person_id, []).append(_part(board, learner, words, board.today))
    return found


def _write(
    session: Session,
    parts: Mapping[int, Sequence[_Part]],
    *,
    base: str,
    by: Actor | None,
    leaves: datetime,
    now: datetime,
) -> list[Addressee]:
    """Write one letter to each person who may still get one, in a fixed number of statements."""
    ids = sorted(parts)
    open_to_it = store.addressees(session, ids)
    latest = store.latest(session, ids)
    people = [x for x in open_to_it if rules.may_write(latest.get(x.person_id), leaves)]
    links = tokens.issue_all(session, {x.person_id: x.email for x in people}, Purpose.REMINDERS, now=now)
    posts = []
    for person in people:
        reminded = [_reminded(part, person, base) for part in sorted(parts[person.person_id], key=_first_due)]
        stop = addresses.link(base, addresses.STOP_REMINDERS, links[person.person_id].secret)
        signed = f"{by.name}, {by.email}" if by else None
        home = f"{base}{addresses.HOME}"
        letter = letters.reminder(_first_name(person.name), reminded, home=home, stop=stop, by=signed)
        posts.append((person.email, letter, person.person_id))
        _note(session, person, parts[person.person_id], reminded, by=by, leaves=leaves, now=now)
    mail.post_all(session, posts, now=now, leaves=leaves)
    return people


def _note(
    session: Session,
    person: Addressee,
    parts: Sequence[_Part],
    reminded: Sequence[Reminded],
    *,
    by: Actor | None,
    leaves: datetime,
    now: datetime,
) -> None:
    text = "\n\n".join(part.text for part in reminded)
    by_id = (by.person_id or None) if by else None
    session.add(
        Reminder(
            person_id=person.person_id, cohort_id=parts[0].cohort.id, sent_by_id=by_id, text=text, at=leaves
        )
    )
    for part in parts:
        act, named = "letter written" if by else "reminder sent", {"cohort": part.cohort.name}
        about = {"person_id": person.person_id, "cohort_id": part.cohort.id}
        audit.add(session, act, at=now, actor_id=by_id, **about, **named)


def _part(board: Board, learner: Learner, text: str, today: date) -> _Part:
    titles = {c.id: f"{c.file.letter}, {c.file.title}" for c in board.courses}
    return _Part(board.cohort, learner, titles, rules.due_of(learner, board.cohort.begins, today), text)


def _reminded(part: _Part, person: Addressee, base: str) -> Reminded:
    words = _words(_first_name(person.name), part.due, part.titles, base)
    lines = tuple(f"{part.titles[due.course]}: {due.by}" for due in part.due)
    return Reminded(part.cohort.name, rules.filled(part.text, words), lines)
