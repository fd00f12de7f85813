"""What is on record about one person's places in cohorts: by the names of cohort, pair and organisation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from goodpartners.store.cohorts import CohortPartnershipRow, CohortRow, CohortTrainer, JoinCode
from goodpartners.store.joining import CohortInvitation, CohortInvitationPair, JoinRequest
from goodpartners.store.partnerships import AUTHORITY, PROVIDER, PartnershipRow
from goodpartners.store.people import MembershipRow, Organisation, Person
from goodpartners.store.seats import Enrolment, SeatRow


def rows(session: Session, kind: str, person_id: int) -> Sequence[sa.RowMapping]:
    """What a person has of one kind of place in cohorts, with the names of cohort, pair and organisation."""
    return session.execute(_SELECTS[kind], {"person": person_id}).mappings().all()


def _selects() -> dict[str, sa.Select[Any]]:
    pair = AUTHORITY.name + " and " + PROVIDER.name
    person: sa.BindParameter[int] = sa.bindparam("person")

    def of_pair(wanted: Any) -> sa.Select[Any]:
        joined: sa.Select[Any] = (
            wanted.join(PartnershipRow, PartnershipRow.id == CohortPartnershipRow.partnership_id)
            .join(AUTHORITY, AUTHORITY.id == PartnershipRow.authority_id)
            .join(PROVIDER, PROVIDER.id == PartnershipRow.provider_id)
        )
        return joined

    seats = of_pair(
        sa.select(CohortRow.name.label("cohort"), pair.label("pair"), SeatRow.side, SeatRow.begins_at, SeatRow.ended_at)
        .join_from(SeatRow, Enrolment, Enrolment.id == SeatRow.enrolment_id)
        .join(MembershipRow, MembershipRow.id == Enrolment.membership_id)
        .join(CohortRow, CohortRow.id == Enrolment.cohort_id)
        .join(CohortPartnershipRow, CohortPartnershipRow.id == SeatRow.pair_id)
    ).where(MembershipRow.person_id == person)
    enrolments = (
        sa.select(
            CohortRow.name.label("cohort"),
            Organisation.name.label("organisation"),
            Enrolment.begins_at,
            Enrolment.ended_at,
        )
        .join_from(Enrolment, MembershipRow, MembershipRow.id == Enrolment.membership_id)
        .join(CohortRow, CohortRow.id == Enrolment.cohort_id)
        .join(Organisation, Organisation.id == MembershipRow.organisation_id)
        .where(MembershipRow.person_id == person)
    )
    run = (
        sa.select(CohortRow.name.label("cohort"), CohortTrainer.since)
        .join_from(CohortTrainer, CohortRow, CohortRow.id == CohortTrainer.cohort_id)
        .where(CohortTrainer.person_id == person)
    )
    asked = CohortInvitation
    invitations = (
        sa.select(
            CohortRow.name.label("cohort"),
            Organisation.name.label("organisation"),
            asked.name,
            asked.email,
            asked.side,
            asked.job_family,
            asked.sent_at,
            asked.accepted_at,
            asked.declined_at,
            asked.withdrawn_at,
        )
        .join_from(asked, CohortRow, CohortRow.id == asked.cohort_id)
        .join(Organisation, Organisation.id == asked.organisation_id)
        .where(asked.person_id == person)
    )
    invited_pairs = of_pair(
        sa.select(asked.sent_at, pair.label("pair"))
        .join_from(CohortInvitationPair, asked, asked.id == CohortInvitationPair.invitation_id)
        .join(CohortPartnershipRow, CohortPartnershipRow.id == CohortInvitationPair.pair_id)
    ).where(asked.person_id == person)
    email = sa.select(Person.email).where(Person.id == person).scalar_subquery()
    requests = of_pair(
        sa.select(
            pair.label("pair"),
            JoinCode.side,
            JoinRequest.name,
            JoinRequest.email,
            JoinRequest.job_family,
            JoinRequest.asked_at,
            JoinRequest.decided_at,
            JoinRequest.approved,
        )
        .join_from(JoinRequest, JoinCode, JoinCode.id == JoinRequest.code_id)
        .join(CohortPartnershipRow, CohortPartnershipRow.id == JoinCode.pair_id)
    ).where(sa.or_(JoinRequest.person_id == person, JoinRequest.email == email))
    return {
        "seat": seats,
        "enrolment": enrolments,
        "cohort_trainer": run,
        "cohort_invitation": invitations,
        "cohort_invitation_pair": invited_pairs,
        "join_request": requests,
    }


_SELECTS = _selects()
