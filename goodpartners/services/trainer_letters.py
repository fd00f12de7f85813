"""What a trainer writes to people of a cohort: who gets it and who does not, and words to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain import reminders as rules
from goodpartners.domain.board import Learner
from goodpartners.domain.cohorts import Cohort
from goodpartners.domain.errors import Closed, Invalid, NotFound
from goodpartners.domain.people import Actor
from goodpartners.services import boards
from goodpartners.services.boards import Board
from goodpartners.services.reminder_letters import part_of, write
from goodpartners.store import reminders as store


class Reason(StrEnum):
    """Why a trainer writes; each has its own words to begin with."""

    STUCK = "stuck"
    BEHIND = "behind"
    HELP = "help"
    ROUND = "round"


FIRST_WORDS = {
    Reason.STUCK: (
        "It has been quiet in {courses} for a while. Is something in the way? If it is time, write to me, and we look "
        "for some together. If it is something else, tell me that too."
    ),
    Reason.BEHIND: (
        "Both sides of your pair will soon talk about {courses}. That goes better when both have been through it. "
        "Would half an hour this week be possible? If not, write to me when it would, and I will plan for it."
    ),
    Reason.HELP: (
        "One question in {courses} seems to be a hard one. That happens, and often the question is to blame. Shall we "
        "look at it together? Write to me with a time that suits you."
    ),
    Reason.ROUND: (
        "A round of questions about your pair is open. Both sides see the results at once, as soon as enough people on "
        "each side have answered. Would a quarter of an hour this week be possible? You find it here: {link}"
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
    board = _open_board(session, catalogue, cohort_id, actor=actor, now=now)
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
    board = _open_board(session, catalogue, cohort_id, actor=actor, now=now)
    wanted = set(person_ids)
    parts = {x.person_id: [part_of(board, x, words)] for x in board.learners if x.person_id in wanted}
    if not parts:
        raise NotFound("Nobody of these people is in this cohort.")
    return len(write(session, parts, base=base, by=actor, leaves=rules.leaves_at(now), now=now))


def _open_board(session: Session, catalogue: Catalogue, cohort_id: int, *, actor: Actor, now: datetime) -> Board:
    board = boards.board(session, catalogue, cohort_id, actor=actor, now=now)
    if board.cohort.closed_at:
        raise Closed("This cohort is closed. Open it again to write to its people.")
    return board


def _reason(board: Board, learners: Sequence[Learner]) -> Reason:
    if all(x.stuck(board.cohort.begins, board.now, board.today) for x in learners):
        return Reason.STUCK
    return Reason.HELP if all(x.struggles for x in learners) else Reason.BEHIND
