"""Rounds of a questionnaire for a pair, the frozen wording they ask, and how each side answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from goodpartners.domain.partnership.snapshots import Mode
from goodpartners.domain.people import Side
from goodpartners.store.cohorts import CohortPartnershipRow, CohortRow
from goodpartners.store.database import LOCKED, Base
from goodpartners.store.people import MembershipRow, Person
from goodpartners.store.seats import Enrolment, SeatRow
from goodpartners.store.upsert import insert


class QuestionnaireVersion(Base):
    """A questionnaire as it was when a round first used it; never changed."""

    __tablename__ = "questionnaire_version"
    __table_args__ = (sa.UniqueConstraint("questionnaire", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire: Mapped[str] = mapped_column(sa.String(60))
    version: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))
    content: Mapped[str] = mapped_column(sa.Text)
    stored_at: Mapped[datetime]


class Wave(Base):
    """A round: one questionnaire asked of both sides of a pair, from a day to a day."""

    __tablename__ = "wave"
    __table_args__ = (sa.UniqueConstraint("pair_id", "questionnaire", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort_partnership.id", ondelete="CASCADE"))
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("questionnaire_version.id"))
    questionnaire: Mapped[str] = mapped_column(sa.String(60))
    number: Mapped[int]
    opens: Mapped[date]
    closes: Mapped[date]
    created_at: Mapped[datetime]
    invited_at: Mapped[datetime | None]
    """When both sides were written to."""
    closed_at: Mapped[datetime | None] = mapped_column(index=True)


class SideMode(Base):
    """How a side of a partnership answers, and what somebody suggested instead; pooled where there is no row."""

    __tablename__ = "side_mode"
    partnership_id: Mapped[int] = mapped_column(sa.ForeignKey("partnership.id", ondelete="CASCADE"), primary_key=True)
    side: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    mode: Mapped[str] = mapped_column(sa.String(20), default=Mode.POOLED.value)
    since: Mapped[datetime | None]
    suggested: Mapped[str | None] = mapped_column(sa.String(20))
    suggested_at: Mapped[datetime | None]


class Seated(NamedTuple):
    """Somebody who sits in a pair now."""

    pair_id: int
    side: Side
    person_id: int
    name: str
    email: str | None
    wants_reminders: bool
    since: datetime


class Frozen(NamedTuple):
    """A version that was used, by what it must still say."""

    questionnaire: str
    version: int
    digest: str


def version(session: Session, questionnaire: str, number: int) -> QuestionnaireVersion | None:
    """A version that was used."""
    return session.scalar(
        sa.select(QuestionnaireVersion).where(
            QuestionnaireVersion.questionnaire == questionnaire, QuestionnaireVersion.version == number
        )
    )


def keep(session: Session, **used: Any) -> QuestionnaireVersion:
    """Keep a version that is used now for the first time, or at the same moment by somebody else."""
    session.execute(insert(session, QuestionnaireVersion).values(used).on_conflict_do_nothing())
    found = version(session, used["questionnaire"], used["version"])
    if found is None:
        raise LookupError(f"version {used['version']} of {used['questionnaire']} was not kept")
    return found


def versions(session: Session, version_ids: Collection[int]) -> Sequence[QuestionnaireVersion]:
    """Some versions."""
    return session.scalars(sa.select(QuestionnaireVersion).where(QuestionnaireVersion.id.in_(version_ids))).all()


def frozen(session: Session) -> list[Frozen]:
    """Every version that was used."""
    used = QuestionnaireVersion
    return [Frozen(*row) for row in session.execute(sa.select(used.questionnaire, used.version, used.digest))]


def find(session: Session, wave_id: int, *, lock: bool = False) -> Wave | None:
    """One round; with `lock` nobody else changes it until the transaction ends."""
    return session.get(Wave, wave_id, with_for_update=LOCKED if lock else None)


def lock(session: Session, pair_ids: Collection[int]) -> None:
    """Let nobody else change the rounds of pairs until the transaction ends; always in the same order."""
    mine = sa.select(Wave.id).where(Wave.pair_id.in_(pair_ids)).order_by(Wave.id)
    session.execute(mine.with_for_update(key_share=True))


def several(session: Session, wave_ids: Collection[int]) -> Sequence[Wave]:
    """Some rounds."""
    return session.scalars(sa.select(Wave).where(Wave.id.in_(wave_ids)).order_by(Wave.id)).all()


def of_pairs(session: Session, pair_ids: Collection[int]) -> Sequence[Wave]:
    """The rounds of pairs, in the order in which they open."""
    mine = sa.select(Wave).where(Wave.pair_id.in_(pair_ids))
    return session.scalars(mine.order_by(Wave.opens, Wave.questionnaire.desc(), Wave.number, Wave.id)).all()


def of_cohort(session: Session, cohort_id: int) -> Sequence[Wave]:
    """The rounds of a cohort's pairs, in the order in which they open."""
    pairs = sa.select(CohortPartnershipRow.id).where(CohortPartnershipRow.cohort_id == cohort_id)
    return session.scalars(sa.select(Wave).where(Wave.pair_id.in_(pairs)).order_by(Wave.opens, Wave.id)).all()


def before(session: Session, wave: Wave) -> Wave | None:
    """The round of the same questionnaire before this one, for the same pair."""
    earlier = sa.select(Wave).where(
        Wave.pair_id == wave.pair_id, Wave.questionnaire == wave.questionnaire, Wave.number < wave.number
    )
    return session.scalar(earlier.order_by(Wave.number.desc()).limit(1))


def to_invite(session: Session, today: date) -> Sequence[Wave]:
    """Rounds that have opened and of which nobody was told yet."""
    due = sa.and_(Wave.opens <= today, Wave.invited_at.is_(None), Wave.closed_at.is_(None), Wave.closes >= today)
    return session.scalars(_running().where(due).order_by(Wave.id)).all()


def to_remind(session: Session, today: date, until: date) -> Sequence[Wave]:
    """Open rounds that close between two days, of cohorts that remind, and that both sides were invited to."""
    soon = sa.and_(Wave.closes >= today, Wave.closes <= until, Wave.opens <= today)
    asked = sa.and_(Wave.closed_at.is_(None), Wave.invited_at.is_not(None))
    return session.scalars(_running().where(soon, asked, CohortRow.reminds).order_by(Wave.id)).all()


def _running() -> sa.Select[Any]:
    """Rounds of pairs that have not ended, in cohorts that are not closed."""
    pair = CohortPartnershipRow
    here = sa.select(Wave).join(pair, pair.id == Wave.pair_id).join(CohortRow, CohortRow.id == pair.cohort_id)
    return here.where(pair.ended_at.is_(None), CohortRow.closed_at.is_(None))


def to_close(session: Session, today: date) -> Sequence[Wave]:
    """Rounds whose last day has passed."""
    return session.scalars(sa.select(Wave).where(Wave.closes < today, Wave.closed_at.is_(None)).order_by(Wave.id)).all()


def modes(session: Session, partnership_ids: Collection[int]) -> dict[int, dict[Side, Mode]]:
    """How the sides of partnerships answer."""
    found = {number: dict.fromkeys(Side, Mode.POOLED) for number in partnership_ids}
    for row in session.scalars(sa.select(SideMode).where(SideMode.partnership_id.in_(partnership_ids))):
        found[row.partnership_id][Side(row.side)] = Mode(row.mode)
    return found


def suggested(session: Session, partnership_id: int) -> dict[Side, Mode]:
    """How somebody suggested that sides of a partnership answer, by side."""
    rows = session.scalars(sa.select(SideMode).where(SideMode.partnership_id == partnership_id))
    return {Side(row.side): Mode(row.suggested) for row in rows if row.suggested}


def side_modes(session: Session, partnership_ids: Collection[int]) -> dict[tuple[int, Side], SideMode]:
    """The rows of sides that do not simply answer as usual, or for which somebody suggested another way."""
    rows = session.scalars(sa.select(SideMode).where(SideMode.partnership_id.in_(partnership_ids)))
    return {(row.partnership_id, Side(row.side)): row for row in rows}


def side_mode(session: Session, partnership_id: int, side: Side) -> SideMode:
    """A side's row, made when there is none."""
    row = session.get(SideMode, (partnership_id, side.value))
    if row is None:
        new = insert(session, SideMode).values(partnership_id=partnership_id, side=side.value, mode=Mode.POOLED.value)
        session.execute(new.on_conflict_do_nothing())  # somebody may make it at the same moment
        row = session.get_one(SideMode, (partnership_id, side.value))
    return row


def seated(session: Session, pair_ids: Collection[int]) -> list[Seated]:
    """Who sits in pairs now, by name."""
    rows = session.execute(
        sa.select(
            SeatRow.pair_id,
            SeatRow.side,
            Person.id,
            Person.name,
            Person.email,
            Person.reminders_off_at.is_(None),
            SeatRow.begins_at,
        )
        .join(Enrolment, Enrolment.id == SeatRow.enrolment_id)
        .join(MembershipRow, MembershipRow.id == Enrolment.membership_id)
        .join(Person, Person.id == MembershipRow.person_id)
        .where(
            SeatRow.pair_id.in_(pair_ids),
            SeatRow.ended_at.is_(None),
            Enrolment.ended_at.is_(None),
            Person.closed_at.is_(None),
            Person.erased_at.is_(None),
        )
        .order_by(Person.name, Person.id)
    )
    return [
        Seated(pair_id, Side(side), person_id, name, email, wants, since)
        for pair_id, side, person_id, name, email, wants, since in rows
    ]
