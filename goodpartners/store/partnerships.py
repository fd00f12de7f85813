"""Partnerships: one placing authority and one provider each, many to many between organisations."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from goodpartners.domain.partnerships import Partnership
from goodpartners.store.database import LOCKED, Base
from goodpartners.store.people import Organisation


class PartnershipRow(Base):
    """What two organisations agreed about working together; an ended one is kept, and a new one may follow it."""

    __tablename__ = "partnership"
    __table_args__ = (
        sa.CheckConstraint("authority_id <> provider_id", name="two_organisations"),
        sa.Index(
            "uq_partnership_standing",
            "authority_id",
            "provider_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    provider_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    proposed_at: Mapped[datetime]
    authority_accepted_at: Mapped[datetime | None]
    provider_accepted_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    procurement_since: Mapped[datetime | None]
    """Since when a live tender between the two hides each side's results from the other."""
    procurement_lift_authority_at: Mapped[datetime | None]
    procurement_lift_provider_at: Mapped[datetime | None]
    """When a side said that the pause may end; it ends when both have."""
    ended_at: Mapped[datetime | None]


AUTHORITY, PROVIDER = aliased(Organisation, name="authority"), aliased(Organisation, name="provider")


def value(row: PartnershipRow, authority: str, provider: str) -> Partnership:
    """A row as a value."""
    return Partnership(
        id=row.id,
        authority_id=row.authority_id,
        authority=authority,
        provider_id=row.provider_id,
        provider=provider,
        proposed_at=row.proposed_at,
        authority_accepted_at=row.authority_accepted_at,
        provider_accepted_at=row.provider_accepted_at,
        paused_at=row.paused_at,
        procurement_since=row.procurement_since,
        ended_at=row.ended_at,
        procurement_lift_authority_at=row.procurement_lift_authority_at,
        procurement_lift_provider_at=row.procurement_lift_provider_at,
    )


def with_names() -> sa.Select[PartnershipRow, str, str]:
    """Rows with the names of both organisations, to be narrowed."""
    return (
        sa.select(PartnershipRow, AUTHORITY.name, PROVIDER.name)
        .join(AUTHORITY, AUTHORITY.id == PartnershipRow.authority_id)
        .join(PROVIDER, PROVIDER.id == PartnershipRow.provider_id)
    )


def find(session: Session, partnership_id: int, *, lock: bool = False) -> PartnershipRow | None:
    """One row; with `lock` nobody else changes it until the transaction ends."""
    return session.get(PartnershipRow, partnership_id, with_for_update=LOCKED if lock else None)


def find_value(session: Session, partnership_id: int) -> Partnership | None:
    """One partnership with the names of its organisations."""
    found = session.execute(with_names().where(PartnershipRow.id == partnership_id)).one_or_none()
    return value(*found) if found else None


def between(session: Session, authority_id: int, provider_id: int) -> PartnershipRow | None:
    """The partnership of two organisations that has not ended."""
    return session.scalar(
        sa.select(PartnershipRow).where(
            PartnershipRow.authority_id == authority_id,
            PartnershipRow.provider_id == provider_id,
            PartnershipRow.ended_at.is_(None),
        )
    )


def every(session: Session) -> list[Partnership]:
    """All partnerships by name, those that ended last."""
    order = with_names().order_by(PartnershipRow.ended_at.is_not(None), AUTHORITY.name, PROVIDER.name)
    return [value(*row) for row in session.execute(order)]


def of_organisations(session: Session, organisation_ids: Collection[int]) -> list[Partnership]:
    """Partnerships in which one of the organisations is a party, by name."""
    either = sa.or_(PartnershipRow.authority_id.in_(organisation_ids), PartnershipRow.provider_id.in_(organisation_ids))
    return [value(*row) for row in session.execute(with_names().where(either).order_by(AUTHORITY.name, PROVIDER.name))]


def rows_of(session: Session, organisation_id: int) -> Sequence[PartnershipRow]:
    """An organisation's rows, to be changed when it is merged into another."""
    either = sa.or_(PartnershipRow.authority_id == organisation_id, PartnershipRow.provider_id == organisation_id)
    return session.scalars(sa.select(PartnershipRow).where(either).order_by(PartnershipRow.id)).all()
