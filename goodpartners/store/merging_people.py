"""Giving one account's rows to another, table by table: two rows that say the same thing become one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from goodpartners.store.allowances import Allowance
from goodpartners.store.attempts import AttemptRow
from goodpartners.store.cohorts import CohortTrainer
from goodpartners.store.database import Base, table_of
from goodpartners.store.joining import JoinRequest
from goodpartners.store.learning import Note, Reflection, SectionDone, SpotAnswer
from goodpartners.store.mail import OutboxMail
from goodpartners.store.people import RoleGrant
from goodpartners.store.sessions import SignIn
from goodpartners.store.sheets import Completion
from goodpartners.store.standings import ItemResult
from goodpartners.store.tokens import Token


def move(session: Session, table: str, gone: int, kept: int, column: str = "person_id") -> None:
    """Let a table's rows be about another person."""
    held = Base.metadata.tables[table]
    session.execute(sa.update(held).where(held.c[column] == gone).values({column: kept}))


def move_deeds(session: Session, gone: int, kept: int) -> None:
    """Let what one account did to others be the other's deeds: every column that names a person but as their own."""
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            if key.column.table.name == "person" and key.parent.name != "person_id":
                move(session, table.name, gone, kept, key.parent.name)


def join_sections(session: Session, gone: int, kept: int) -> None:
    """Sections done; of one done twice the earlier time stays."""

    def earlier(mine: Any, theirs: Any) -> None:
        mine.at = min(mine.at, theirs.at)

    _join(session, SectionDone, gone, kept, ("course", "module", "section"), earlier)


def join_notes(session: Session, gone: int, kept: int) -> None:
    """Notes; of two in one activity both texts stay, the earlier on top."""
    _join(session, Note, gone, kept, ("course", "module", "activity"), lambda a, b: _join_texts(a, b, ("text",)))


def join_reflections(session: Session, gone: int, kept: int) -> None:
    """Reflections; of two on one course both texts stay, the earlier on top."""
    heads = ("learned", "impact", "peer")
    _join(session, Reflection, gone, kept, ("course",), lambda a, b: _join_texts(a, b, heads))


def join_spot_answers(session: Session, gone: int, kept: int) -> None:
    """Answers on the spot; of two to one question the later stays, as when somebody answers again."""

    def later(mine: Any, theirs: Any) -> None:
        if theirs.at > mine.at:
            mine.response, mine.at = theirs.response, theirs.at

    _join(session, SpotAnswer, gone, kept, ("quiz", "item"), later)


def join_roles(session: Session, gone: int, kept: int) -> None:
    """Roles; one held twice stays once, since the earlier day."""

    def since(mine: Any, theirs: Any) -> None:
        mine.granted_at = min(mine.granted_at, theirs.granted_at)

    _join(session, RoleGrant, gone, kept, ("role", "organisation_id"), since)


def join_cohorts_run(session: Session, gone: int, kept: int) -> None:
    """Cohorts that somebody runs; one run by both accounts stays once, since the earlier day."""

    def since(mine: Any, theirs: Any) -> None:
        mine.since = min(mine.since, theirs.since)

    _join(session, CohortTrainer, gone, kept, ("cohort_id",), since)


def join_completions(session: Session, gone: int, kept: int) -> None:
    """That somebody agreed and handed in; of two in one round that of the sheet which was handed in last."""

    def later(mine: Any, theirs: Any) -> None:
        if theirs.handed_in_at and (mine.handed_in_at is None or theirs.handed_in_at > mine.handed_in_at):
            for name in ("side", "consent", "consented_at", "handed_in_at"):
                setattr(mine, name, getattr(theirs, name))

    _join(session, Completion, gone, kept, ("wave_id",), later)


def extra_times(session: Session, person_id: int) -> list[Allowance]:
    """A person's shares of time that stand, the most generous first."""
    mine = Allowance.person_id == person_id, Allowance.kind == "extra time", Allowance.taken_back_at.is_(None)
    return list(session.scalars(sa.select(Allowance).where(*mine).order_by(Allowance.percent.desc(), Allowance.id)))


def move_requests(session: Session, gone: int, kept: int, email: str, kept_email: str) -> None:
    """Requests to join, with those from the same address; they name the account that stays."""
    theirs = sa.or_(JoinRequest.person_id == gone, JoinRequest.email == email)
    session.execute(sa.update(JoinRequest).where(theirs).values(person_id=kept, email=kept_email))


def end_sign_ins(session: Session, gone: int) -> None:
    """Sign the account out everywhere."""
    session.execute(sa.delete(SignIn).where(SignIn.person_id == gone))


def drop_links(session: Session, gone: int) -> None:
    """Let the links that were mailed to the account work no longer."""
    session.execute(sa.delete(Token).where(Token.person_id == gone))


def move_mail(session: Session, gone: int, kept: int) -> None:
    """Mail that went out; what waits is dropped, for the links in it are over and the address is to be forgotten."""
    waiting = OutboxMail.person_id == gone, OutboxMail.next_try_at.is_not(None)
    session.execute(sa.delete(OutboxMail).where(*waiting))
    move(session, "outbox_mail", gone, kept)


def running_in_both(session: Session, gone: int, kept: int) -> bool:
    """Whether both accounts have a try under way at the same quiz."""
    mine, theirs = sa.orm.aliased(AttemptRow), sa.orm.aliased(AttemptRow)
    found = (
        sa.select(mine.id)
        .join(theirs, theirs.quiz == mine.quiz)
        .where(mine.person_id == gone, theirs.person_id == kept, mine.ended_at.is_(None), theirs.ended_at.is_(None))
    )
    return session.scalar(found.limit(1)) is not None


def count_first_papers(session: Session, person_id: int) -> None:
    """Say anew which paper was the person's first at each quiz."""
    attempt, result = table_of(AttemptRow), table_of(ItemResult)
    first = (
        sa.select(sa.func.min(attempt.c.id))
        .where(attempt.c.person_id == person_id, attempt.c.quiz == result.c.quiz, attempt.c.ended_at.is_not(None))
        .scalar_subquery()
    )
    mine = result.c.person_id == person_id
    session.execute(sa.update(result).where(mine).values(first=result.c.attempt_id == first))


def _join(
    session: Session,
    table: type[Base],
    gone: int,
    kept: int,
    keys: tuple[str, ...],
    both: Callable[[Any, Any], None],
) -> None:
    """Move a table's rows; where the person who stays has one of the same keys, `both` makes two into that one."""
    row_of: Any = table
    held = {
        tuple(getattr(row, key) for key in keys): row
        for row in session.scalars(sa.select(table).where(row_of.person_id == kept))
    }
    for row in session.scalars(sa.select(table).where(row_of.person_id == gone)).all():
        twin = held.get(tuple(getattr(row, key) for key in keys))
        if twin is not None:
            both(twin, row)
            session.delete(row)
    session.flush()
    session.expire_all()
    move(session, table_of(table).name, gone, kept)


def _join_texts(mine: Any, theirs: Any, names: tuple[str, ...]) -> None:
    """Put the later text under the earlier where they differ; a newer version, so that an open window asks first."""
    earlier, later = (mine, theirs) if mine.saved_at <= theirs.saved_at else (theirs, mine)
    for name in names:
        first, second = getattr(earlier, name), getattr(later, name)
        setattr(mine, name, first if first.strip() == second.strip() else "\n\n".join(t for t in (first, second) if t))
    mine.version = max(mine.version, theirs.version) + 1
    mine.saved_at = later.saved_at
