"""Requests to join by a code: they wait until the trainer approves, and never say whether an address has an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from goodpartners.domain import emails, roster
from goodpartners.domain import seats as rules
from goodpartners.domain.cohorts import Pair
from goodpartners.domain.errors import Closed, FieldProblem, Invalid, NotFound
from goodpartners.domain.people import Actor, Side
from goodpartners.services import accounts, addresses, cohort_letters, mail, roster_previews, seats
from goodpartners.services import cohorts as service
from goodpartners.services.cohort_invitations import described, open_cohort
from goodpartners.services.join_codes import entrance, open_pair
from goodpartners.services.seats import Place
from goodpartners.store import audit, cohorts, joining
from goodpartners.store import seats as stored
from goodpartners.store.cohorts import CohortRow, JoinCode
from goodpartners.store.joining import JoinRequest
from goodpartners.store.people import Person


@dataclass(frozen=True)
class Waiting:
    """Somebody who used a code and waits; `known` when they were signed in."""

    id: int
    name: str
    email: str
    job_family: str | None
    pair: Pair
    side: Side
    known: bool
    asked_at: datetime

    @property
    def organisation(self) -> str:
        """For whom they would take part."""
        return self.pair.partnership.organisation(self.side)


def ask(session: Session, typed: str, *, name: str, email: str, job_family: str, now: datetime) -> None:
    """Wait for the place behind a code; asking twice changes nothing. Raises Invalid, NotFound."""
    found = emails.faults(email)
    try:
        named = accounts.checked_name(name)
    except Invalid as refusal:
        found += refusal.problems
    job = " ".join("".join(c for c in job_family if c.isprintable()).split())
    if len(job) > roster.LONGEST_JOB:
        found.append(FieldProblem("job_family", f"Use at most {roster.LONGEST_JOB} characters for the kind of work."))
    if found:
        raise Invalid(found)
    behind = entrance(session, typed)
    address = emails.folded(email)
    if not joining.asked_already(session, behind.code_id, address):
        session.add(
            JoinRequest(code_id=behind.code_id, name=named, email=address, job_family=job or None, asked_at=now)
        )
        session.flush()


def ask_signed_in(session: Session, typed: str, *, actor: Actor, now: datetime) -> bool:
    """The same for the actor, with their own name and address; False when they sit there already. Raises Closed."""
    behind = entrance(session, typed)
    held = stored.of_person(session, actor.person_id, behind.pair.partnership.id)
    rules.check(behind.pair.partnership, behind.side, held)
    if any(seat.pair_id == behind.pair.id for seat in held):
        return False
    if not joining.asks_for(session, behind.code_id, actor.person_id):
        job = next((m.job_family for m in actor.memberships if m.organisation_id == behind.organisation_id), None)
        asked = {"person_id": actor.person_id, "name": actor.name, "email": actor.email, "job_family": job}
        session.add(JoinRequest(code_id=behind.code_id, asked_at=now, **asked))
        by = actor.person_id
        audit.add(session, "asked to join", at=now, actor_id=by, person_id=by, cohort=behind.cohort)
        session.flush()
    return True


def waiting(session: Session, cohort_id: int) -> list[Waiting]:
    """Requests that nobody has decided, the oldest first, in two statements."""
    pairs = {pair.id: pair for pair in cohorts.pairs(session, cohort_id, ended=True)}
    return [
        Waiting(
            row.id,
            row.name,
            row.email,
            row.job_family,
            pairs[code.pair_id],
            Side(code.side),
            row.person_id is not None,
            row.asked_at,
        )
        for row, code in joining.waiting(session, cohort_id)
    ]


def approve(
    session: Session, cohort_id: int, request_id: int, *, base: str, support: str, actor: Actor, now: datetime
) -> str:
    """Let somebody in who was signed in when they asked; invite anybody else. The name. Raises Closed."""
    cohort = open_cohort(session, cohort_id, actor=actor)
    row, code = _undecided(session, cohort_id, request_id)
    pair, side, name = open_pair(session, cohort_id, code.pair_id), Side(code.side), row.name
    if row.person_id is not None:
        _let_in(session, cohort, row, pair, side, base=base, actor=actor, now=now)
    else:
        organisation = pair.partnership.organisation(side)
        entry = roster.Entry(1, row.name, row.email, organisation, side, row.job_family or "", (pair.id,))
        roster_previews.ask_one(session, cohort_id, entry, pair, base=base, support=support, actor=actor, now=now)
    _decide(session, row, cohort_id, approved=True, actor=actor, now=now)
    return name


def decline(session: Session, cohort_id: int, request_id: int, *, actor: Actor, now: datetime) -> str:
    """Say no, and tell the person kindly; what they entered is forgotten. The name."""
    cohort = service.find_row(session, cohort_id, actor=actor)
    row, code = _undecided(session, cohort_id, request_id)
    name, side = row.name, Side(code.side)
    pair = cohorts.pair(session, code.pair_id)
    where = described(pair.partnership.organisation(side), side, [pair]) if pair else ""
    letter = cohort_letters.request_declined(name, cohort.name, where, by=actor.name)
    mail.post(session, row.email, letter, person_id=row.person_id, now=now)
    if row.person_id:
        audit.note(session, "own request declined", actor=actor, now=now, person_id=row.person_id, cohort=cohort.name)
    _decide(session, row, cohort_id, approved=False, actor=actor, now=now)
    return name


def _let_in(
    session: Session,
    cohort: CohortRow,
    row: JoinRequest,
    pair: Pair,
    side: Side,
    *,
    base: str,
    actor: Actor,
    now: datetime,
) -> None:
    person = session.get_one(Person, row.person_id)
    organisation_id, organisation = pair.partnership.organisation_id(side), pair.partnership.organisation(side)
    place = Place(cohort.id, organisation_id, side, row.job_family, frozenset((pair.id,)))
    seats.enrol(session, person, place, actor=actor, now=now)
    _answer_invitations(session, cohort.id, person.id, organisation_id, pair.id, now)
    where, home = described(organisation, side, [pair]), f"{base}{addresses.HOME}"
    letter = cohort_letters.request_approved(person.name, cohort.name, where, by=actor.name, home=home)
    mail.post(session, person.email or "", letter, person_id=person.id, now=now)


def _answer_invitations(
    session: Session, cohort_id: int, person_id: int, organisation_id: int, pair_id: int, now: datetime
) -> None:
    """Who comes in by a code has answered an invitation to just that place, and taken back an earlier no."""
    for row, _ in joining.standing_in(session, cohort_id):
        same = row.person_id == person_id and row.organisation_id == organisation_id
        if same and (row.declined_at or joining.pairs_of(session, [row.id]).get(row.id, frozenset()) <= {pair_id}):
            row.accepted_at = now


def _undecided(session: Session, cohort_id: int, request_id: int) -> tuple[JoinRequest, JoinCode]:
    row = joining.request(session, request_id, lock=True)
    code = session.get(JoinCode, row.code_id) if row else None
    pair = cohorts.pair(session, code.pair_id) if code else None
    if row is None or code is None or pair is None or pair.cohort_id != cohort_id:
        raise NotFound("There is no such request.")
    if row.decided_at:
        raise Closed("This request was decided already.")
    return row, code


def _decide(session: Session, row: JoinRequest, cohort_id: int, *, approved: bool, actor: Actor, now: datetime) -> None:
    row.decided_at, row.approved = now, approved
    row.name = row.email = ""
    row.job_family = None
    audit.note(
        session, "request approved" if approved else "request declined", cohort_id=cohort_id, actor=actor, now=now
    )
