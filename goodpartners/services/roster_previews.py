"""A pasted list of people: what it would do to a cohort, and doing exactly that.

Everything that decides is read in a fixed number of statements, whatever the length of the list. A preview carries a
digest of what it showed; only that is done, else the list is previewed again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from goodpartners.domain import roster
from goodpartners.domain.cohorts import Pair
from goodpartners.domain.errors import Closed
from goodpartners.domain.people import Actor, OrganisationKind
from goodpartners.domain.roster import Entry, Known, KnownPair, RowProblem
from goodpartners.services import cohort_invitations, seats
from goodpartners.services import cohorts as service
from goodpartners.services.cohort_invitations import Wanted
from goodpartners.services.joining import is_open
from goodpartners.services.roster_lines import CHANGING, SENDING, CohortPeople, Line, Outcome
from goodpartners.services.seats import Place
from goodpartners.store import audit, cohorts, people
from goodpartners.store.people import Person


@dataclass(frozen=True)
class Preview:
    """What a list would do; `problems` are about rows that do nothing before they are corrected."""

    lines: tuple[Line, ...]
    problems: tuple[RowProblem, ...]
    notes: tuple[RowProblem, ...]

    @property
    def sending(self) -> tuple[Line, ...]:
        """Rows that send an invitation."""
        return tuple(line for line in self.lines if line.outcome in SENDING)

    @property
    def changing(self) -> tuple[Line, ...]:
        """Rows that add a pair and send nothing."""
        return tuple(line for line in self.lines if line.outcome in CHANGING)

    @property
    def quiet(self) -> tuple[Line, ...]:
        """Rows that change nothing."""
        return tuple(line for line in self.lines if not line.acts)

    @property
    def bad_rows(self) -> int:
        """How many rows have a problem."""
        return len({problem.line for problem in self.problems})

    @property
    def digest(self) -> str:
        """A name for just what would happen, without the number of any person in it."""
        acts = [
            (
                (line.outcome, line.organisation_id),
                (line.entry.email, line.entry.name, line.entry.side, line.entry.job_family),
                ([pair.id for pair in line.pairs], [pair.id for pair in line.added]),
            )
            for line in self.lines
            if line.acts
        ]
        return hashlib.sha256(json.dumps(acts).encode()).hexdigest()


@dataclass(frozen=True)
class Done:
    """What a confirmed list did; `refused` are rows that a rule of seats forbade after all, with its sentence."""

    sent: int
    changed: int
    refused: tuple[tuple[Entry, str], ...] = ()


def preview(session: Session, cohort_id: int, text: str, *, actor: Actor) -> Preview:
    """What a list would do now, in nine statements; nothing is written and nothing is sent."""
    service.find(session, cohort_id, actor=actor)
    pairs = {pair.id: pair for pair in cohorts.pairs(session, cohort_id) if is_open(pair)}
    organisations = {row.name: row for row in people.organisations(session)}
    known = Known(
        {name: OrganisationKind(row.kind) for name, row in organisations.items()},
        tuple(KnownPair(p.id, p.partnership.authority, p.partnership.provider) for p in pairs.values()),
    )
    read = roster.read(text, known)
    there = CohortPeople.of(session, cohort_id, read.entries)
    numbers = {name: row.id for name, row in organisations.items()}
    lines, problems = there.lines(read.entries, numbers, pairs, text.splitlines())
    return Preview(lines, tuple(sorted((*read.problems, *problems), key=lambda p: p.line)), read.notes)


def confirm(
    session: Session, cohort_id: int, text: str, digest: str, *, base: str, support: str, actor: Actor, now: datetime
) -> Preview | Done:
    """Do what a preview with this digest showed; the preview as it is now when that is something else. Raises Clash."""
    cohort_invitations.open_cohort(session, cohort_id, actor=actor)
    shown = preview(session, cohort_id, text, actor=actor)
    if shown.digest != digest or not (shown.sending or shown.changing):
        return shown
    return apply(session, cohort_id, shown.lines, base=base, support=support, actor=actor, now=now)


def apply(
    session: Session,
    cohort_id: int,
    lines: Iterable[Line],
    *,
    base: str,
    support: str,
    actor: Actor,
    now: datetime,
) -> Done:
    """Send invitations and add pairs."""
    acting = [line for line in lines if line.acts]
    wanted = [_wanted(line) for line in acting if line.outcome in SENDING]
    if wanted:
        cohort_invitations.send(session, cohort_id, wanted, base=base, support=support, actor=actor, now=now)
    wider = [line for line in acting if line.outcome is Outcome.WIDER]
    cohort_invitations.widen(session, {line.invitation_id or 0: [pair.id for pair in line.added] for line in wider})
    if wider:
        by = actor.person_id or None
        audit.add(session, "invitations changed", at=now, actor_id=by, cohort_id=cohort_id, count=len(wider))
    seated = [line for line in acting if line.outcome is Outcome.SEATED]
    refused = []
    for line in seated:
        try:
            with session.begin_nested():
                _seat(session, cohort_id, line, actor=actor, now=now)
        except Closed as refusal:
            refused.append((line.entry, str(refusal)))
    session.flush()
    return Done(len(wanted), len(wider) + len(seated) - len(refused), tuple(refused))


def ask_one(
    session: Session,
    cohort_id: int,
    entry: Entry,
    pair: Pair,
    *,
    base: str,
    support: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Invite somebody who asked for it: an earlier no is taken back, and an invitation that waits is sent once more.

    Raises Closed when a rule of seats forbids it.
    """
    there = CohortPeople.of(session, cohort_id, [entry])
    numbers = {entry.organisation: pair.partnership.organisation_id(entry.side)}
    lines, problems = there.lines([entry], numbers, {pair.id: pair}, [])
    for problem in problems:
        raise Closed(problem.sentence)
    (line,) = lines
    asked = there.asked.get((line.person_id or 0, line.organisation_id))
    if line.outcome is Outcome.DECLINED and asked:
        asked.withdrawn_at = now
        line = replace(line, outcome=Outcome.AGAIN, added=line.pairs)
    done = apply(session, cohort_id, [line], base=base, support=support, actor=actor, now=now)
    for _, sentence in done.refused:
        raise Closed(sentence)
    waits = line.outcome in (Outcome.INVITED, Outcome.WIDER)
    if waits and asked and now >= asked.sent_at + cohort_invitations.PAUSE:
        cohort_invitations.resend(session, cohort_id, asked.id, base=base, support=support, actor=actor, now=now)


def _seat(session: Session, cohort_id: int, line: Line, *, actor: Actor, now: datetime) -> None:
    person = session.get_one(Person, line.person_id)
    added = frozenset(pair.id for pair in line.added)
    place = Place(cohort_id, line.organisation_id, line.entry.side, line.entry.job_family or None, added)
    seats.enrol(session, person, place, actor=actor, now=now)


def _wanted(line: Line) -> Wanted:
    entry = line.entry
    pair_ids = frozenset(pair.id for pair in line.pairs)
    where = line.organisation_id, entry.organisation, entry.side
    return Wanted(entry.name, entry.email, *where, entry.job_family, pair_ids)
