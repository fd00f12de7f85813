"""Rows of the invented people: what is set once they are written, and their deletion with all that was theirs."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from goodpartners.store.attempts import AttemptRow
from goodpartners.store.audit import AuditEntry
from goodpartners.store.cohorts import CohortPartnershipRow, CohortRow, CohortTrainer
from goodpartners.store.database import affected
from goodpartners.store.joining import CohortInvitation
from goodpartners.store.learning import SectionDone
from goodpartners.store.mail import OutboxMail
from goodpartners.store.partnerships import PartnershipRow
from goodpartners.store.people import MembershipRow, Organisation, Person, RoleGrant
from goodpartners.store.seats import Enrolment
from goodpartners.store.waves import QuestionnaireVersion, Wave

INVENTED = sa.select(Person.id).where(Person.demo)


def settle(session: Session) -> None:
    """Note when everybody was last here, and that the letters of the past have left."""
    session.flush()
    for act, person in ((SectionDone.at, SectionDone.person_id), (AttemptRow.started_at, AttemptRow.person_id)):
        last = sa.select(sa.func.max(act)).where(person == Person.id).scalar_subquery()
        session.execute(
            sa.update(Person)
            .where(Person.demo, Person.signed_in_at < last)
            .values(signed_in_at=last)
            .execution_options(synchronize_session=False)
        )
    session.execute(
        sa.update(OutboxMail)
        .where(OutboxMail.person_id.in_(INVENTED))
        .values(sent_at=OutboxMail.created_at, next_try_at=None)
        .execution_options(synchronize_session=False)
    )


def delete(session: Session, organisations: Sequence[str]) -> int:
    """Delete the invented people, the cohorts they ran, and what these organisations leave; how many people.

    A cohort in which somebody else takes part stays, and so does whatever a cohort or another person still needs.
    """
    run = sa.select(CohortTrainer.cohort_id).where(CohortTrainer.person_id.in_(INVENTED))
    cohorts = session.scalars(run).all()
    deleted = affected(session, sa.delete(Person).where(Person.demo))
    _delete_cohorts(session, cohorts)
    used = sa.exists().where(Wave.version_id == QuestionnaireVersion.id)
    session.execute(sa.delete(QuestionnaireVersion).where(~used))
    named = sa.select(Organisation.id).where(Organisation.name.in_(organisations))
    _delete_partnerships(session, session.scalars(named).all())
    _delete_organisations(session, session.scalars(named).all())
    return deleted


def _delete_cohorts(session: Session, cohorts: Sequence[int]) -> None:
    used = sa.or_(
        *(sa.exists().where(table.cohort_id == CohortRow.id) for table in (CohortTrainer, Enrolment, CohortInvitation))
    )
    over = session.scalars(sa.select(CohortRow.id).where(CohortRow.id.in_(cohorts), ~used)).all()
    session.execute(sa.delete(AuditEntry).where(AuditEntry.cohort_id.in_(over)))
    session.execute(sa.delete(CohortRow).where(CohortRow.id.in_(over)))


def _delete_partnerships(session: Session, organisations: Sequence[int]) -> None:
    between = sa.and_(PartnershipRow.authority_id.in_(organisations), PartnershipRow.provider_id.in_(organisations))
    used = sa.exists().where(CohortPartnershipRow.partnership_id == PartnershipRow.id)
    over = session.scalars(sa.select(PartnershipRow.id).where(between, ~used)).all()
    session.execute(sa.delete(AuditEntry).where(AuditEntry.partnership_id.in_(over)))
    session.execute(sa.delete(PartnershipRow).where(PartnershipRow.id.in_(over)))


def _delete_organisations(session: Session, organisations: Sequence[int]) -> None:
    needed = (
        MembershipRow.organisation_id,
        RoleGrant.organisation_id,
        CohortInvitation.organisation_id,
        PartnershipRow.authority_id,
        PartnershipRow.provider_id,
    )
    used = sa.or_(*(sa.exists().where(column == Organisation.id) for column in needed))
    session.execute(
        sa.delete(Organisation)
        .where(Organisation.id.in_(organisations), ~used)
        .execution_options(synchronize_session=False)
    )
