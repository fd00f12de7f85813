"""Released results, frozen; what each release rested on while its round is open; and who looked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from goodpartners.store.database import Base
from goodpartners.store.people import Person

VIEWS_SHOWN = 60


class SnapshotRow(Base):
    """One release. Its figures are never changed, but withdrawn when the erasure of a person asks for it."""

    __tablename__ = "snapshot"
    __table_args__ = (sa.UniqueConstraint("wave_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("wave.id", ondelete="CASCADE"))
    number: Mapped[int]
    released_at: Mapped[datetime]
    released_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    """None for a round that closed by itself."""
    body: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    basis: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    """Whose scores it rests on, by key; dropped when the round closes, for then nothing follows."""
    withdrawn_at: Mapped[datetime | None]


class SnapshotView(Base):
    """That somebody looked at a release; those who sit in the pair can read it."""

    __tablename__ = "snapshot_view"
    id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(sa.ForeignKey("snapshot.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]


def latest(session: Session, wave_ids: Collection[int]) -> dict[int, SnapshotRow]:
    """The last release of each round."""
    mine = sa.select(SnapshotRow).where(SnapshotRow.wave_id.in_(wave_ids)).order_by(SnapshotRow.number)
    return {row.wave_id: row for row in session.scalars(mine)}


def of_wave(session: Session, wave_id: int) -> Sequence[SnapshotRow]:
    """All releases of a round, the first one first."""
    return session.scalars(
        sa.select(SnapshotRow).where(SnapshotRow.wave_id == wave_id).order_by(SnapshotRow.number)
    ).all()


def released(session: Session, wave_ids: Collection[int]) -> set[int]:
    """The rounds of which something was released; reads no figures."""
    return set(session.scalars(sa.select(SnapshotRow.wave_id).where(SnapshotRow.wave_id.in_(wave_ids))))


def drop_basis(session: Session, wave_id: int) -> None:
    """Forget whose scores the releases of a round rest on."""
    session.execute(sa.update(SnapshotRow).where(SnapshotRow.wave_id == wave_id).values(basis=sa.null()))


def change_key(session: Session, wave_id: int, old: str, new: str) -> None:
    """Let a round's releases rest on another key, for accounts or pairs that become one."""
    for row in of_wave(session, wave_id):
        if row.basis is not None:
            row.basis = _renamed(row.basis, old, new)


def _renamed(kept: Any, old: str, new: str) -> Any:
    if isinstance(kept, dict):
        return {new if name == old else name: _renamed(value, old, new) for name, value in kept.items()}
    return [_renamed(each, old, new) for each in kept] if isinstance(kept, list) else kept


def look(session: Session, snapshot_id: int, person_id: int, at: datetime) -> None:
    """Note that somebody looked."""
    session.add(SnapshotView(snapshot_id=snapshot_id, person_id=person_id, at=at))


def looked(session: Session, snapshot_ids: Collection[int]) -> list[tuple[str, datetime]]:
    """Who looked at releases, the last first."""
    rows = session.execute(
        sa.select(Person.name, SnapshotView.at)
        .join(Person, Person.id == SnapshotView.person_id)
        .where(SnapshotView.snapshot_id.in_(snapshot_ids))
        .order_by(SnapshotView.id.desc())
        .limit(VIEWS_SHOWN)
    )
    return [(name, at) for name, at in rows]


def looks_of(session: Session, person_id: int) -> list[tuple[int, datetime]]:
    """The rounds at whose results somebody looked, and when."""
    rows = session.execute(
        sa.select(SnapshotRow.wave_id, SnapshotView.at)
        .join(SnapshotView, SnapshotView.snapshot_id == SnapshotRow.id)
        .where(SnapshotView.person_id == person_id)
        .order_by(SnapshotView.id)
    )
    return [(wave_id, at) for wave_id, at in rows]


def has_looked(session: Session, snapshot_id: int, person_id: int, since: datetime) -> bool:
    """Whether somebody looked since a time."""
    seen = sa.exists().where(
        SnapshotView.snapshot_id == snapshot_id, SnapshotView.person_id == person_id, SnapshotView.at >= since
    )
    return session.scalar(sa.select(seen)) or False
