"""Making two rows one: memberships, enrolments, pairs and partnerships, with everything that hangs on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from goodpartners.store import merging_rounds
from goodpartners.store.audit import AuditEntry
from goodpartners.store.cohorts import CohortPartnershipRow, JoinCode, JointDateRow
from goodpartners.store.database import Base
from goodpartners.store.joining import OPEN, CohortInvitation, CohortInvitationPair
from goodpartners.store.partnerships import PartnershipRow
from goodpartners.store.people import MembershipRow, Organisation, Person, RoleGrant
from goodpartners.store.seats import Enrolment, SeatRow


class Sitting(NamedTuple):
    """Somebody's seat that has not ended, with the partnership that it is in."""

    person_id: int
    name: str
    partnership_id: int
    cohort_id: int
    pair_id: int
    side: str
    organisation_id: int


def references(table: str) -> frozenset[tuple[str, str]]:
    """(table, column) of everything that points to a table."""
    return frozenset(
        (key.parent.table.name, key.parent.name)
        for other in Base.metadata.tables.values()
        for key in other.foreign_keys
        if key.column.table.name == table
    )


def sittings(session: Session, partnership_ids: Sequence[int]) -> list[Sitting]:
    """Who sits in these partnerships, on which side, in which cohort."""
    return _sittings(session, CohortPartnershipRow.partnership_id.in_(partnership_ids))


def sittings_of(session: Session, person_ids: Sequence[int]) -> list[Sitting]:
    """Where these people sit."""
    return _sittings(session, MembershipRow.person_id.in_(person_ids))


def _sittings(session: Session, wanted: sa.ColumnElement[bool]) -> list[Sitting]:
    rows = session.execute(
        sa.select(
            MembershipRow.person_id,
            Person.name,
            CohortPartnershipRow.partnership_id,
            CohortPartnershipRow.cohort_id,
            SeatRow.pair_id,
            SeatRow.side,
            MembershipRow.organisation_id,
        )
        .join_from(SeatRow, Enrolment, Enrolment.id == SeatRow.enrolment_id)
        .join(MembershipRow, MembershipRow.id == Enrolment.membership_id)
        .join(Person, Person.id == MembershipRow.person_id)
        .join(CohortPartnershipRow, CohortPartnershipRow.id == SeatRow.pair_id)
        .where(wanted, SeatRow.ended_at.is_(None), Enrolment.ended_at.is_(None))
        .order_by(Person.name, SeatRow.id)
    )
    return [Sitting._make(row) for row in rows]


def memberships_in(session: Session, organisation_id: int) -> Sequence[MembershipRow]:
    """Everybody's memberships of an organisation, ended or not."""
    mine = MembershipRow.organisation_id == organisation_id
    return session.scalars(sa.select(MembershipRow).where(mine).order_by(MembershipRow.id)).all()


def memberships_of(session: Session, person_id: int) -> Sequence[MembershipRow]:
    """A person's memberships, ended or not."""
    mine = MembershipRow.person_id == person_id
    return session.scalars(sa.select(MembershipRow).where(mine).order_by(MembershipRow.id)).all()


def join_memberships(session: Session, gone: MembershipRow, kept: MembershipRow, now: datetime) -> None:
    """Make two running memberships one, with the earlier beginning and every enrolment of both."""
    kept.begins = min(kept.begins, gone.begins)
    kept.side, kept.job_family = kept.side or gone.side, kept.job_family or gone.job_family
    kept.agency = kept.agency and gone.agency
    held = {e.cohort_id: e for e in _enrolments(session, kept.id) if e.ended_at is None}
    for enrolment in _enrolments(session, gone.id):
        twin = held.get(enrolment.cohort_id)
        if enrolment.ended_at is None and twin is not None:
            _join_enrolments(session, enrolment, twin, now)
        else:
            enrolment.membership_id = kept.id
    session.flush()
    session.delete(gone)
    session.flush()


def _enrolments(session: Session, membership_id: int) -> Sequence[Enrolment]:
    mine = Enrolment.membership_id == membership_id
    return session.scalars(sa.select(Enrolment).where(mine).order_by(Enrolment.id)).all()


def _join_enrolments(session: Session, gone: Enrolment, kept: Enrolment, now: datetime) -> None:
    kept.begins_at = min(kept.begins_at, gone.begins_at)
    taken = {s.pair_id for s in _seats(session, kept.id) if s.ended_at is None}
    for seat in _seats(session, gone.id):
        if seat.ended_at is None and seat.pair_id in taken:
            seat.ended_at = now
            session.flush()
        seat.enrolment_id = kept.id
    session.flush()
    session.delete(gone)
    session.flush()


def _seats(session: Session, enrolment_id: int) -> Sequence[SeatRow]:
    mine = SeatRow.enrolment_id == enrolment_id
    return session.scalars(sa.select(SeatRow).where(mine).order_by(SeatRow.id)).all()


def join_partnerships(session: Session, gone: PartnershipRow, kept: PartnershipRow) -> None:
    """Make two partnerships of the same two organisations one, pairs and seats included.

    What either organisation agreed to stands; a pause of either stands too, and ends only as it would have.
    """
    both_lifted = gone.procurement_since is not None and kept.procurement_since is not None
    for name in ("procurement_lift_authority_at", "procurement_lift_provider_at"):
        said = getattr(gone, name), getattr(kept, name)
        setattr(kept, name, max(said) if all(said) else None if both_lifted else said[0] or said[1])
    for name in ("authority_accepted_at", "provider_accepted_at", "paused_at", "procurement_since"):
        setattr(kept, name, min((t for t in (getattr(gone, name), getattr(kept, name)) if t), default=None))
    held = {row.cohort_id: row for row in _pairs(session, kept.id)}
    for pair in _pairs(session, gone.id):
        twin = held.get(pair.cohort_id)
        if twin is None:
            pair.partnership_id = kept.id
        else:
            _join_pairs(session, pair, twin)
    merging_rounds.join_side_modes(session, gone.id, kept.id)
    _point(session, AuditEntry, "partnership_id", gone.id, kept.id)
    session.flush()
    session.delete(gone)
    session.flush()


def _pairs(session: Session, partnership_id: int) -> Sequence[CohortPartnershipRow]:
    mine = CohortPartnershipRow.partnership_id == partnership_id
    return session.scalars(sa.select(CohortPartnershipRow).where(mine).order_by(CohortPartnershipRow.id)).all()


def _join_pairs(session: Session, gone: CohortPartnershipRow, kept: CohortPartnershipRow) -> None:
    kept.added_at = min(kept.added_at, gone.added_at)
    kept.ended_at = max(gone.ended_at, kept.ended_at) if gone.ended_at and kept.ended_at else None
    merging_rounds.join_rounds(session, gone.id, kept.id)
    for table in (SeatRow, JointDateRow, JoinCode):
        _point(session, table, "pair_id", gone.id, kept.id)
    invited = CohortInvitationPair
    already = sa.select(invited.invitation_id).where(invited.pair_id == kept.id)
    session.execute(sa.delete(invited).where(invited.pair_id == gone.id, invited.invitation_id.in_(already)))
    _point(session, invited, "pair_id", gone.id, kept.id)
    session.flush()
    session.delete(gone)
    session.flush()


def move_organisation(session: Session, gone: int, kept: int) -> None:
    """Let roles, and what the log says, be of another organisation; a role that somebody has in both stays once."""
    held = {(r.person_id, r.role) for r in _roles(session, kept)}
    for row in _roles(session, gone):
        if (row.person_id, row.role) in held:
            session.delete(row)
        else:
            row.organisation_id = kept
    said = AuditEntry.detail["organisation_id"].as_integer() == gone
    for entry in session.scalars(sa.select(AuditEntry).where(said)):
        entry.detail = {**entry.detail, "organisation_id": kept}
    session.flush()


def _roles(session: Session, organisation_id: int) -> Sequence[RoleGrant]:
    mine = RoleGrant.organisation_id == organisation_id
    return session.scalars(sa.select(RoleGrant).where(mine).order_by(RoleGrant.id)).all()


def roles_in(session: Session, organisation_id: int) -> int:
    """How many roles people hold in an organisation."""
    return len(_roles(session, organisation_id))


def invitations(session: Session, **of: int) -> Sequence[CohortInvitation]:
    """Invitations to cohorts of one organisation or one person, answered or not."""
    mine = [getattr(CohortInvitation, name) == value for name, value in of.items()]
    return session.scalars(sa.select(CohortInvitation).where(*mine).order_by(CohortInvitation.id)).all()


def move_invitations(session: Session, column: str, gone: int, kept: int, now: datetime) -> None:
    """Let invitations be for another organisation, or for another account.

    Two that nobody has answered, for one person to one cohort from one organisation, become one for the pairs of both.
    """
    for row in invitations(session, **{column: gone}):
        after = {"cohort_id": row.cohort_id, "person_id": row.person_id, "organisation_id": row.organisation_id}
        after[column] = kept
        same = [getattr(CohortInvitation, name) == value for name, value in after.items()]
        twin = session.scalar(sa.select(CohortInvitation).where(*same, OPEN))
        unanswered = row.accepted_at is None and row.declined_at is None and row.withdrawn_at is None
        if unanswered and twin is not None:
            _join_invitation_pairs(session, row.id, twin.id)
            row.withdrawn_at = now
            session.flush()
        setattr(row, column, kept)
        session.flush()


def _join_invitation_pairs(session: Session, gone: int, kept: int) -> None:
    invited = CohortInvitationPair
    already = set(session.scalars(sa.select(invited.pair_id).where(invited.invitation_id == kept)))
    for pair in session.scalars(sa.select(invited.pair_id).where(invited.invitation_id == gone)).all():
        if pair not in already:
            session.add(invited(invitation_id=kept, pair_id=pair))
    session.flush()


def delete_organisation(session: Session, organisation: Organisation) -> None:
    """Delete an organisation that nothing points to any more."""
    session.flush()
    session.delete(organisation)
    session.flush()


def anything_hangs_on(session: Session, organisation_id: int) -> bool:
    """Whether something points to an organisation."""
    for table, column in sorted(references("organisation")):
        held = Base.metadata.tables[table]
        found = sa.select(sa.literal(1)).select_from(held).where(held.c[column] == organisation_id).limit(1)
        if session.scalar(found):
            return True
    return False


def _point(session: Session, table: type[Base], column: str, gone: int, kept: int) -> None:
    at: Any = getattr(table, column)
    session.execute(sa.update(table).where(at == gone).values({column: kept}))
