"""Ways into a cohort: invitations that a person accepts, and requests that a trainer approves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from goodpartners.store.cohorts import CohortPartnershipRow, CohortRow, CohortTrainer, JoinCode
from goodpartners.store.database import LOCKED, Base
from goodpartners.store.people import Organisation, Person


class CohortInvitation(Base):
    """Somebody is asked to join; nothing about them is shown to the trainer before they accept."""

    __tablename__ = "cohort_invitation"
    __table_args__ = (
        sa.Index(
            "uq_cohort_invitation_open",
            "cohort_id",
            "person_id",
            "organisation_id",
            unique=True,
            sqlite_where=sa.text("accepted_at IS NULL AND declined_at IS NULL AND withdrawn_at IS NULL"),
            postgresql_where=sa.text("accepted_at IS NULL AND declined_at IS NULL AND withdrawn_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    """Whom the trainer named, as it was typed: all that the trainer sees until the person accepts."""
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    side: Mapped[str | None] = mapped_column(sa.String(20))
    job_family: Mapped[str | None] = mapped_column(sa.String(80))
    invited_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    sent_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class CohortInvitationPair(Base):
    """A pair in which the invited person gets a seat."""

    __tablename__ = "cohort_invitation_pair"
    invitation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("cohort_invitation.id", ondelete="CASCADE"), primary_key=True
    )
    pair_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort_partnership.id", ondelete="CASCADE"), primary_key=True)


class JoinRequest(Base):
    """Somebody used a code and waits; once decided, only what the decision needs is kept."""

    __tablename__ = "join_request"
    id: Mapped[int] = mapped_column(primary_key=True)
    code_id: Mapped[int] = mapped_column(sa.ForeignKey("join_code.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    """Set when somebody who was signed in asked; else known by name and address only."""
    name: Mapped[str] = mapped_column(sa.String(200))
    email: Mapped[str] = mapped_column(sa.String(254))
    job_family: Mapped[str | None] = mapped_column(sa.String(80))
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    approved: Mapped[bool | None]


OPEN = sa.and_(
    CohortInvitation.accepted_at.is_(None),
    CohortInvitation.declined_at.is_(None),
    CohortInvitation.withdrawn_at.is_(None),
)


def invitation(session: Session, invitation_id: int, *, lock: bool = False) -> CohortInvitation | None:
    """One row; with `lock` nobody else changes it until the transaction ends."""
    return session.get(CohortInvitation, invitation_id, with_for_update=LOCKED if lock else None)


def open_for(session: Session, person_id: int) -> Sequence[CohortInvitation]:
    """Invitations that a person has not answered, the oldest first."""
    return session.scalars(
        sa.select(CohortInvitation).where(CohortInvitation.person_id == person_id, OPEN).order_by(CohortInvitation.id)
    ).all()


def open_in(session: Session, cohort_id: int) -> Sequence[CohortInvitation]:
    """Invitations to a cohort that nobody has answered, the oldest first."""
    return session.scalars(
        sa.select(CohortInvitation).where(CohortInvitation.cohort_id == cohort_id, OPEN).order_by(CohortInvitation.id)
    ).all()


def standing_in(session: Session, cohort_id: int) -> list[tuple[CohortInvitation, str]]:
    """Invitations to a cohort that were neither accepted nor withdrawn, with the organisation’s name, by typed name."""
    rows = session.execute(
        sa.select(CohortInvitation, Organisation.name)
        .join(Organisation, Organisation.id == CohortInvitation.organisation_id)
        .where(
            CohortInvitation.cohort_id == cohort_id,
            CohortInvitation.accepted_at.is_(None),
            CohortInvitation.withdrawn_at.is_(None),
        )
        .order_by(CohortInvitation.name, CohortInvitation.id)
    )
    return [(row, organisation) for row, organisation in rows]


def offered(session: Session, person_id: int) -> list[tuple[CohortInvitation, CohortRow, str]]:
    """What a person may still accept, with the cohort and the organisation’s name; none of cohorts that are closed."""
    rows = session.execute(
        sa.select(CohortInvitation, CohortRow, Organisation.name)
        .join(CohortRow, CohortRow.id == CohortInvitation.cohort_id)
        .join(Organisation, Organisation.id == CohortInvitation.organisation_id)
        .where(CohortInvitation.person_id == person_id, OPEN, CohortRow.closed_at.is_(None))
        .order_by(CohortInvitation.id)
    )
    return [(row, cohort, organisation) for row, cohort, organisation in rows]


def trainers_of(session: Session, cohort_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Names of those who run cohorts, by cohort, those who began first in front."""
    rows = session.execute(
        sa.select(CohortTrainer.cohort_id, Person.name)
        .join(Person, Person.id == CohortTrainer.person_id)
        .where(CohortTrainer.cohort_id.in_(cohort_ids), Person.erased_at.is_(None))
        .order_by(CohortTrainer.since, CohortTrainer.person_id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for cohort_id, name in rows:
        found[cohort_id] = (*found.get(cohort_id, ()), name)
    return found


def pairs_of(session: Session, invitation_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    """Pairs by invitation."""
    rows = session.execute(
        sa.select(CohortInvitationPair.invitation_id, CohortInvitationPair.pair_id).where(
            CohortInvitationPair.invitation_id.in_(invitation_ids)
        )
    )
    found: dict[int, frozenset[int]] = {}
    for invitation_id, pair_id in rows:
        found[invitation_id] = found.get(invitation_id, frozenset()) | {pair_id}
    return found


def set_pairs(session: Session, invitation_id: int, pair_ids: frozenset[int]) -> None:
    """Write the pairs of an invitation in place of those it had."""
    session.execute(sa.delete(CohortInvitationPair).where(CohortInvitationPair.invitation_id == invitation_id))
    session.add_all(CohortInvitationPair(invitation_id=invitation_id, pair_id=pair) for pair in sorted(pair_ids))
    session.flush()


def forget_pairs(session: Session, pair_ids: Sequence[int]) -> None:
    """Take pairs that ended out of the invitations that nobody has answered."""
    unanswered = sa.select(CohortInvitation.id).where(OPEN)
    mine = CohortInvitationPair.pair_id.in_(pair_ids), CohortInvitationPair.invitation_id.in_(unanswered)
    session.execute(sa.delete(CohortInvitationPair).where(*mine))


def waiting(session: Session, cohort_id: int) -> list[tuple[JoinRequest, JoinCode]]:
    """Requests that nobody has decided, with the code that was used, the oldest first."""
    rows = session.execute(
        sa.select(JoinRequest, JoinCode)
        .join(JoinCode, JoinCode.id == JoinRequest.code_id)
        .join(CohortPartnershipRow, CohortPartnershipRow.id == JoinCode.pair_id)
        .where(CohortPartnershipRow.cohort_id == cohort_id, JoinRequest.decided_at.is_(None))
        .order_by(JoinRequest.id)
    )
    return [(request, code) for request, code in rows]


def request(session: Session, request_id: int, *, lock: bool = False) -> JoinRequest | None:
    """One row; with `lock` nobody else changes it until the transaction ends."""
    return session.get(JoinRequest, request_id, with_for_update=LOCKED if lock else None)


def asked_already(session: Session, code_id: int, email: str) -> bool:
    """Whether somebody with this address waits for the same place."""
    found = sa.select(JoinRequest.id).where(
        JoinRequest.code_id == code_id, JoinRequest.email == email, JoinRequest.decided_at.is_(None)
    )
    return session.scalar(found.limit(1)) is not None


def asks_for(session: Session, code_id: int, person_id: int) -> bool:
    """Whether somebody who was signed in waits for the same place."""
    found = sa.select(JoinRequest.id).where(
        JoinRequest.code_id == code_id, JoinRequest.person_id == person_id, JoinRequest.decided_at.is_(None)
    )
    return session.scalar(found.limit(1)) is not None


def has_open(session: Session, person_id: int) -> bool:
    """Whether anything is still offered to a person, or was declined and stays to be seen by the trainer."""
    mine = CohortInvitation.person_id == person_id, CohortInvitation.withdrawn_at.is_(None)
    return session.scalar(sa.select(CohortInvitation.id).where(*mine).limit(1)) is not None
