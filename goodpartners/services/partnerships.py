"""Partnerships between organisations: proposed by us, agreed by both sides, paused and ended by either."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from goodpartners.domain.errors import Closed, FieldProblem, Invalid, NotFound
from goodpartners.domain.partnerships import Act, Partnership, PartnershipState
from goodpartners.domain.people import Actor, OrganisationKind, Side
from goodpartners.domain.policy import Permission, Subject, allows, require
from goodpartners.services import addresses, letters, mail, seats
from goodpartners.services.letters import Letter
from goodpartners.store import audit, cohorts, joining, partnerships, people
from goodpartners.store import seats as places
from goodpartners.store.partnerships import PartnershipRow
from goodpartners.store.seats import Enrolment


def propose(
    session: Session, authority_id: int, provider_id: int, *, actor: Actor, now: datetime, base: str = ""
) -> int:
    """Propose that two organisations work together; a partnership they have already is given back. Raises Invalid."""
    _may_arrange(actor)
    _check_kinds(session, authority_id, provider_id)
    standing = partnerships.between(session, authority_id, provider_id)
    if standing is not None:
        return standing.id
    row = PartnershipRow(authority_id=authority_id, provider_id=provider_id, proposed_at=now)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        standing = partnerships.between(session, authority_id, provider_id)
        if standing is None:
            raise
        return standing.id
    made = _value(session, row.id)
    _note(session, "partnership proposed", made, actor=actor, now=now)
    for side in Side:
        where = _page(base, made.organisation_id(side))
        letter = letters.partnership_proposed(made.name, made.organisation(side), where)
        _write_to(session, {made.organisation_id(side)}, letter, actor=actor, now=now)
    return made.id


def decide(
    session: Session,
    partnership_id: int,
    act: Act | str,
    *,
    organisation_id: int,
    actor: Actor,
    now: datetime,
    base: str = "",
) -> Partnership:
    """Decide something for one of the two organisations; what stands so already changes nothing.

    The organisation's side leads and managers may, and an admin on its behalf. Raises NotFound, and Closed for one that
    has ended.
    """
    row = partnerships.find(session, partnership_id, lock=True)
    found = partnerships.find_value(session, partnership_id)
    side = found.side_of(organisation_id) if found else None
    if row is None or found is None or side is None:
        raise NotFound("There is no such partnership.")
    speaks = allows(Permission.SPEAK_FOR_ORGANISATION, actor, Subject(organisation_id=organisation_id))
    if not speaks and not allows(Permission.MANAGE_PEOPLE, actor):
        require(Permission.SPEAK_FOR_ORGANISATION, actor, Subject(organisation_id=organisation_id))
    if found.state is PartnershipState.ENDED:
        raise Closed(f"The partnership of {found.name} has ended. A new one can be proposed.")
    name = _apply(row, _known(act), side, now)
    if name is None:
        return found
    session.flush()
    if row.ended_at is not None:
        _end_in_cohorts(session, found, actor=actor, now=now)
    _note(session, name, found, actor=actor, now=now, on_behalf=not speaks, organisation_id=organisation_id)
    if row.ended_at is not None:
        told = {found.authority_id, found.provider_id} - ({organisation_id} if speaks else set())
        letter = letters.partnership_ended(found.name, found.organisation(side))
        _write_to(session, told, letter, actor=actor, now=now)
    return _value(session, partnership_id)


def every(session: Session, *, actor: Actor) -> list[Partnership]:
    """All partnerships by name, those that ended last; for admins and trainers."""
    _may_arrange(actor)
    return partnerships.every(session)


def of_organisation(session: Session, organisation_id: int, *, actor: Actor) -> list[Partnership]:
    """An organisation's partnerships by name; for those who speak for it, and for admins."""
    if not allows(Permission.MANAGE_PEOPLE, actor):
        require(Permission.SPEAK_FOR_ORGANISATION, actor, Subject(organisation_id=organisation_id))
    return partnerships.of_organisations(session, [organisation_id])


def _may_arrange(actor: Actor) -> None:
    if not allows(Permission.RUN_COHORTS, actor):
        require(Permission.MANAGE_PEOPLE, actor)


def _check_kinds(session: Session, authority_id: int, provider_id: int) -> None:
    wanted = (
        ("authority", authority_id, OrganisationKind.AUTHORITY, "Choose a placing authority from the list."),
        ("provider", provider_id, OrganisationKind.PROVIDER, "Choose a provider from the list."),
    )
    found = []
    for field, number, kind, sentence in wanted:
        organisation = people.organisation(session, number)
        if organisation is None or organisation.kind != kind:
            found.append(FieldProblem(field, sentence))
    if found:
        raise Invalid(found)


def _known(act: Act | str) -> Act:
    try:
        return Act(act)
    except ValueError:
        raise NotFound from None


def _apply(row: PartnershipRow, act: Act, side: Side, now: datetime) -> str | None:
    """Change the row; the name of what happened, or None when nothing did."""
    own = "authority" if side is Side.COMMISSIONER else "provider"
    if act is Act.ACCEPT and getattr(row, f"{own}_accepted_at") is None:
        setattr(row, f"{own}_accepted_at", now)
        return "partnership accepted"
    if act is Act.PAUSE and row.paused_at is None:
        row.paused_at = now
        return "partnership paused"
    if act is Act.RESUME and row.paused_at is not None:
        row.paused_at = None
        return "partnership resumed"
    if act is Act.END:
        row.ended_at = now
        return "partnership ended"
    return _apply_procurement(row, act, own, now)


def _apply_procurement(row: PartnershipRow, act: Act, own: str, now: datetime) -> str | None:
    said = f"procurement_lift_{own}_at"
    if act is Act.PROCUREMENT and (row.procurement_since is None or getattr(row, said) is not None):
        row.procurement_since = row.procurement_since or now
        setattr(row, said, None)
        return "procurement pause declared"
    if act is not Act.LIFT or row.procurement_since is None or getattr(row, said) is not None:
        return None
    setattr(row, said, now)
    if row.procurement_lift_authority_at is None or row.procurement_lift_provider_at is None:
        return "procurement pause may end"
    row.procurement_since = row.procurement_lift_authority_at = row.procurement_lift_provider_at = None
    return "procurement pause lifted"


def _end_in_cohorts(session: Session, partnership: Partnership, *, actor: Actor, now: datetime) -> None:
    """End the pairs and seats of a partnership; who sat there stays in the cohort, and what they learned stays theirs.

    Its codes work no longer, and invitations that nobody has answered ask for its pairs no longer.
    """
    rows = [row for row in cohorts.rows_of_partnership(session, partnership.id) if row.ended_at is None]
    ending = {row.id for row in rows}
    people_of = {seat.enrolment_id: seat.person_id for seat in places.in_partnership(session, partnership.id)}
    for enrolment_id, person_id in sorted(people_of.items()):
        kept = frozenset(s.pair_id for s in places.of_enrolment(session, enrolment_id)) - ending
        enrolment = session.get_one(Enrolment, enrolment_id)
        seats.end_seats(session, enrolment, person_id, but=kept, actor=actor, now=now)
    cohorts.withdraw_codes(session, sorted(ending), now)
    joining.forget_pairs(session, sorted(ending))
    for row in rows:
        row.ended_at = now
        audit.note(
            session,
            "pair ended",
            actor=actor,
            now=now,
            cohort_id=row.cohort_id,
            partnership_id=partnership.id,
            pair=partnership.name,
        )


def _write_to(
    session: Session, organisation_ids: Collection[int], letter: Letter, *, actor: Actor, now: datetime
) -> None:
    for person in people.speakers(session, organisation_ids):
        if person.id != actor.person_id:
            mail.post(session, person.email or "", letter, person_id=person.id, now=now)


def _page(base: str, organisation_id: int) -> str:
    return f"{base}{addresses.ORGANISATIONS}{organisation_id}" if base else ""


def _value(session: Session, partnership_id: int) -> Partnership:
    found = partnerships.find_value(session, partnership_id)
    if found is None:
        raise NotFound("There is no such partnership.")
    return found


def _note(session: Session, act: str, about: Partnership, *, actor: Actor, now: datetime, **detail: Any) -> None:
    session.flush()
    side = about.side_of(detail.get("organisation_id", 0))
    if side is not None:
        detail["organisation"] = about.organisation(side)
    audit.note(session, act, actor=actor, now=now, partnership_id=about.id, partnership=about.name, **detail)
