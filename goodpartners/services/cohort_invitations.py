"""Inviting people to a cohort, as its trainer does it, who never learns whether an address had an account before.

Somebody new gets a link that opens an account; somebody with an account is led to their home page. The trainer sees
the name and address that were typed and nothing else, until the person accepts. Any number of people takes the same
few statements a hundred.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from goodpartners.domain.cohorts import Pair
from goodpartners.domain.errors import Closed, FieldProblem, Invalid, NotFound
from goodpartners.domain.people import Actor, Side
from goodpartners.services import accounts, addresses, cohort_letters, mail, tokens
from goodpartners.services import cohorts as service
from goodpartners.services.invitations import is_pending
from goodpartners.services.joining import is_open
from goodpartners.services.tokens import Purpose
from goodpartners.store import audit, cohorts, joining, people
from goodpartners.store.cohorts import CohortRow
from goodpartners.store.joining import CohortInvitation, CohortInvitationPair
from goodpartners.store.people import Person

PAUSE = timedelta(minutes=10)
"""An invitation is not sent again before this time is over: mail is slow, and nobody wants it twice."""


@dataclass(frozen=True)
class Wanted:
    """Somebody to be asked: the address is folded, the names are as they are stored."""

    name: str
    email: str
    organisation_id: int
    organisation: str
    side: Side | None
    job_family: str
    pair_ids: frozenset[int]


@dataclass(frozen=True)
class Asked:
    """An invitation as the trainer sees it; `pairs` are those that can still be sat in."""

    id: int
    name: str
    email: str
    organisation_id: int
    organisation: str
    side: Side | None
    job_family: str | None
    pairs: tuple[Pair, ...]
    sent_at: datetime
    declined_at: datetime | None


def send(
    session: Session,
    cohort_id: int,
    wanted: Sequence[Wanted],
    *,
    base: str,
    support: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Ask people who have not been asked by this organisation's name; one mail a person. Raises Clash, Closed."""
    cohort = open_cohort(session, cohort_id, actor=actor)
    found = _people(session, wanted, now=now)
    rows = [
        CohortInvitation(
            cohort_id=cohort_id,
            person_id=found[w.email].id,
            name=w.name,
            email=w.email,
            organisation_id=w.organisation_id,
            side=w.side,
            job_family=w.job_family or None,
            invited_by_id=actor.person_id or None,
            sent_at=now,
        )
        for w in wanted
    ]
    session.add_all(rows)
    session.flush()
    widen(session, {row.id: w.pair_ids for row, w in zip(rows, wanted, strict=True)})
    by = actor.person_id or None
    for row in rows:
        about: dict[str, Any] = {"cohort": cohort.name, "organisation_id": row.organisation_id}
        audit.add(session, "invited to cohort", at=now, actor_id=by, person_id=row.person_id, **about)
    if rows:
        audit.add(session, "people invited", at=now, actor_id=by, cohort_id=cohort_id, count=len(rows))
    names = {w.organisation_id: w.organisation for w in wanted}
    _mail(session, cohort, rows, names, list(found.values()), base=base, support=support, actor=actor, now=now)


def widen(session: Session, more: Mapping[int, Iterable[int]]) -> None:
    """Add pairs to invitations, by their numbers."""
    session.add_all(
        CohortInvitationPair(invitation_id=invitation_id, pair_id=pair_id)
        for invitation_id, pair_ids in more.items()
        for pair_id in sorted(pair_ids)
    )
    session.flush()


def one(session: Session, cohort_id: int, invitation_id: int, *, actor: Actor) -> Asked:
    """An invitation that was not accepted and not withdrawn, as the trainer typed it. Raises NotFound."""
    service.find(session, cohort_id, actor=actor)
    for asked in all_of(session, cohort_id):
        if asked.id == invitation_id:
            return asked
    raise NotFound("This invitation was accepted or withdrawn already.")


def all_of(session: Session, cohort_id: int) -> list[Asked]:
    """Everybody who was asked and has not accepted, by the name that was typed, in three statements."""
    rows = joining.standing_in(session, cohort_id)
    pair_ids = joining.pairs_of(session, [row.id for row, _ in rows])
    pairs = {pair.id: pair for pair in cohorts.pairs(session, cohort_id) if is_open(pair)}
    return [
        Asked(
            row.id,
            row.name or "No name",
            row.email,
            row.organisation_id,
            organisation,
            Side(row.side) if row.side else None,
            row.job_family,
            _by_name(pairs, pair_ids.get(row.id, ())),
            row.sent_at,
            row.declined_at,
        )
        for row, organisation in rows
    ]


def set_pairs(
    session: Session, cohort_id: int, invitation_id: int, pair_ids: frozenset[int], *, actor: Actor, now: datetime
) -> None:
    """Write other pairs into an invitation that waits; no mail, for the person sees them before they accept."""
    cohort, row = _standing(session, cohort_id, invitation_id, actor=actor)
    if row.declined_at:
        raise Closed("This invitation was declined.")
    if not pair_ids <= {pair.id for pair in cohorts.pairs(session, cohort_id) if is_open(pair)}:
        raise Invalid([FieldProblem("pairs", "Choose pairs from the list.")])
    if joining.pairs_of(session, [row.id]).get(row.id, frozenset()) != pair_ids:
        joining.set_pairs(session, row.id, pair_ids)
        _note(session, "cohort invitation changed", row, cohort, actor=actor, now=now)
        audit.note(session, "invitations changed", actor=actor, now=now, cohort_id=cohort_id, count=1)


def resend(
    session: Session, cohort_id: int, invitation_id: int, *, base: str, support: str, actor: Actor, now: datetime
) -> str:
    """Send the mail once more, with a new link where it needs one; the address. Raises Closed, also when too soon."""
    cohort, row = _standing(session, cohort_id, invitation_id, actor=actor)
    if row.declined_at:
        raise Closed("This invitation was declined, and we do not ask twice. Speak with the person, then invite anew.")
    if now < row.sent_at + PAUSE:
        raise Closed("This invitation was sent a moment ago. Give it ten minutes to arrive before you send it again.")
    person = session.get_one(Person, row.person_id)
    organisation = people.organisation(session, row.organisation_id)
    row.sent_at = now
    _note(session, "invited to cohort again", row, cohort, actor=actor, now=now)
    audit.note(session, "invitation sent again", actor=actor, now=now, cohort_id=cohort_id)
    if is_pending(person):
        tokens.withdraw(session, person.id, Purpose.INVITATION)
    names = {row.organisation_id: organisation.name if organisation else ""}
    _mail(session, cohort, [row], names, [person], base=base, support=support, actor=actor, now=now)
    return row.email


def withdraw(session: Session, cohort_id: int, invitation_id: int, *, actor: Actor, now: datetime) -> None:
    """Take an invitation back, or clear one that was declined. Of somebody who never came nothing is kept."""
    cohort, row = _standing(session, cohort_id, invitation_id, actor=actor)
    row.withdrawn_at = now
    person = session.get_one(Person, row.person_id)
    _note(session, "cohort invitation withdrawn", row, cohort, actor=actor, now=now)
    audit.note(session, "invitation withdrawn", actor=actor, now=now, cohort_id=cohort_id)
    if is_pending(person) and not _wanted_elsewhere(session, person):
        session.delete(person)
        session.flush()


def open_cohort(session: Session, cohort_id: int, *, actor: Actor) -> CohortRow:
    """The row of a cohort that the actor runs and that takes people, locked. Raises Closed."""
    cohort = service.find_row(session, cohort_id, actor=actor)
    if cohort.closed_at:
        raise Closed("This cohort is closed. Open it again before you change who takes part.")
    return cohort


def described(organisation: str, side: Side | None, pairs: Iterable[Pair]) -> str:
    """A place in words for a mail, without a full stop."""
    where = f"for {organisation}" + (f", on the {side}’s side" if side else "")
    names = [pair.name for pair in pairs]
    if not names:
        return where
    return f"{where}, in the {'pair' if len(names) == 1 else 'pairs'} {'; '.join(names)}"


def _by_name(pairs: Mapping[int, Pair], pair_ids: Iterable[int]) -> tuple[Pair, ...]:
    return tuple(sorted((pairs[pair] for pair in pair_ids if pair in pairs), key=lambda pair: pair.name))


def _wanted_elsewhere(session: Session, person: Person) -> bool:
    return bool(
        joining.has_open(session, person.id)
        or people.memberships_of(session, [person.id])
        or people.grants_of(session, [person.id])
        or any(entry.act == "invited" for entry in audit.about(session, person.id))
    )


def _standing(
    session: Session, cohort_id: int, invitation_id: int, *, actor: Actor
) -> tuple[CohortRow, CohortInvitation]:
    cohort = open_cohort(session, cohort_id, actor=actor)
    row = joining.invitation(session, invitation_id, lock=True)
    if row is None or row.cohort_id != cohort_id or row.accepted_at or row.withdrawn_at:
        raise NotFound("This invitation was accepted or withdrawn already.")
    return cohort, row


def _people(session: Session, wanted: Sequence[Wanted], *, now: datetime) -> dict[str, Person]:
    """Who has these addresses; those whom nobody knows yet are made."""
    found = people.by_emails(session, {w.email for w in wanted})
    new = {w.email: Person(name=accounts.checked_name(w.name), email=w.email, created_at=now) for w in wanted}
    made = {email: person for email, person in new.items() if email not in found}
    session.add_all(made.values())
    try:
        session.flush()
    except IntegrityError as taken:
        raise accounts.clash_of_emails() from taken
    return found | made


def _mail(
    session: Session,
    cohort: CohortRow,
    rows: Sequence[CohortInvitation],
    organisations: Mapping[int, str],
    recipients: Sequence[Person],
    *,
    base: str,
    support: str,
    actor: Actor,
    now: datetime,
) -> None:
    pair_ids = joining.pairs_of(session, [row.id for row in rows])
    pairs = {pair.id: pair for pair in cohorts.pairs(session, cohort.id) if is_open(pair)}
    places: dict[int, list[str]] = {}
    for row in rows:
        theirs = _by_name(pairs, pair_ids.get(row.id, ()))
        side = Side(row.side) if row.side else None
        places.setdefault(row.person_id, []).append(described(organisations[row.organisation_id], side, theirs))
    new = {person.id: person.email or "" for person in recipients if is_pending(person)}
    links = tokens.issue_all(session, new, Purpose.INVITATION, now=now)
    written = []
    for person in recipients:
        link = links.get(person.id)
        letter = cohort_letters.invitation(
            person.name,
            cohort.name,
            addresses.link(base, addresses.INVITATION, link.secret) if link else f"{base}{addresses.HOME}",
            by=actor.name,
            places=places[person.id],
            until=link.until if link else None,
            support=support,
            closed=person.closed_at is not None,
        )
        written.append((person.email or "", letter, person.id))
    mail.post_all(session, written, now=now)


def _note(session: Session, act: str, row: CohortInvitation, cohort: CohortRow, *, actor: Actor, now: datetime) -> None:
    audit.note(session, act, actor=actor, now=now, person_id=row.person_id, cohort=cohort.name)
