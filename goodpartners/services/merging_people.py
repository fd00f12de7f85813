"""Making two accounts of one person one. Everything of the account that goes is given to the one that stays.

MERGES names every table with rows about people, as privacy.HOLDINGS does, so that a new table cannot be forgotten. An
admin is told where the person takes part, never what they did: what they wrote and answered moves unseen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain import emails
from goodpartners.domain.errors import Closed, FieldProblem, Invalid
from goodpartners.domain.people import Actor, Grant, Membership
from goodpartners.services import letters, mail, merging_answers, privacy, rate_limits, standings
from goodpartners.services import people as person_service
from goodpartners.services.invitations import is_pending
from goodpartners.store import audit, cohorts, learning, merging, partnerships, people
from goodpartners.store import merging_people as tables
from goodpartners.store.people import Person

Move = Callable[[Session, Person, Person, datetime], None]


@dataclass(frozen=True)
class Plan:
    """What a merge would do, as far as an admin may know; `obstacles` say why it cannot be done."""

    gone: Person
    kept: Person
    memberships: tuple[Membership, ...]
    grants: tuple[Grant, ...]
    pairs: tuple[str, ...]
    cohorts_run: int
    obstacles: tuple[str, ...]


def plan_people(session: Session, from_id: int, kept_email: str, *, actor: Actor) -> Plan:
    """What merging one account into another would do. Raises NotFound, and Invalid for an address without account."""
    gone = person_service.find(session, from_id, actor=actor)
    kept = people.by_email(session, emails.folded(kept_email))
    if kept is None:
        raise Invalid([FieldProblem("keep", "There is no account with this address.")])
    if kept.id == gone.id:
        raise Invalid([FieldProblem("keep", "This is the same account. Enter the address of the other one.")])
    sittings = merging.sittings_of(session, [gone.id])
    named = {p.id: p.name for p in partnerships.every(session)} if sittings else {}
    return Plan(
        gone=gone,
        kept=kept,
        memberships=people.memberships_of(session, [gone.id]).get(gone.id, ()),
        grants=tuple(sorted(people.grants_of(session, [gone.id]).get(gone.id, ()), key=lambda g: g.role)),
        pairs=tuple(sorted({named[seat.partnership_id] for seat in sittings})),
        cohorts_run=len(cohorts.of_trainer(session, gone.id)),
        obstacles=tuple(_obstacles(session, gone, kept, named, actor)),
    )


def merge_people(
    session: Session,
    catalogue: Catalogue,
    from_id: int,
    kept_email: str,
    *,
    typed: str,
    base: str,
    actor: Actor,
    now: datetime,
) -> Plan:
    """Give everything of one account to another, leave a stub, and tell the person. Raises Invalid, Closed, NotFound.

    `typed` is the address of the account that goes, typed by the admin to say that they mean it.
    """
    _take_turns(session, from_id, kept_email)
    plan = plan_people(session, from_id, kept_email, actor=actor)
    gone, kept = plan.gone, plan.kept
    if emails.folded(typed) != gone.email:
        raise Invalid([FieldProblem("address", f"Type the address of the account that goes: {gone.email}.")])
    if plan.obstacles:
        raise Closed(" ".join(plan.obstacles))
    told = [(person.email or "", letters.merged(person.name, kept.email or "", base=base)) for person in (gone, kept)]
    for move in MERGES.values():
        move(session, session.get_one(Person, gone.id), session.get_one(Person, kept.id), now)
        session.flush()
    tables.move_deeds(session, gone.id, kept.id)
    tables.count_first_papers(session, kept.id)
    session.expire_all()
    standings.recount(session, catalogue, [kept.id])
    for person_id in (gone.id, kept.id):
        audit.note(session, "accounts merged", actor=actor, now=now, person_id=person_id)
    for address, letter in told:
        mail.post(session, address, letter, person_id=kept.id, now=now)
    rate_limits.forget_email(session, told[0][0])
    session.flush()
    return plan


def _take_turns(session: Session, from_id: int, kept_email: str) -> None:
    """Let no window of either account come between, nor another admin."""
    kept = people.by_email(session, emails.folded(kept_email))
    for person_id in sorted({from_id, *([kept.id] if kept else [])}):
        learning.take_turns(session, person_id)


def _obstacles(session: Session, gone: Person, kept: Person, named: dict[int, str], actor: Actor) -> list[str]:
    found = []
    if gone.id == actor.person_id:
        found.append("This is the account you are signed in with. Ask another admin, or keep this one instead.")
    if kept.closed_at or is_pending(kept):
        found.append(f"Nobody uses the account of {kept.email}. Keep the one that the person signs in with.")
    if gone.demo != kept.demo:
        found.append("One of the two is an invented person of the demonstration.")
    if tables.running_in_both(session, gone.id, kept.id):
        found.append(
            "Both accounts have a try under way at the same quiz. "
            "Ask the person to hand in one of the two, then come back."
        )
    mine = merging.sittings_of(session, [gone.id])
    theirs = merging.sittings_of(session, [kept.id])
    sides = {(s.partnership_id, s.side) for s in theirs}
    for seat in mine:
        if any(s.pair_id == seat.pair_id and s.organisation_id != seat.organisation_id for s in theirs):
            pair = named[seat.partnership_id]
            found.append(f"Both accounts sit in {pair}, for two organisations. Let one of the two places end first.")
        if any(partnership == seat.partnership_id and side != seat.side for partnership, side in sides):
            pair = named[seat.partnership_id]
            found.append(f"The two accounts sit on different sides of {pair}. Let one of the two places end first.")
    return list(dict.fromkeys(found))


def _moved(table: str) -> Move:
    return lambda session, gone, kept, now: tables.move(session, table, gone.id, kept.id)


def _joined(join: Callable[[Session, int, int], None]) -> Move:
    return lambda session, gone, kept, now: join(session, gone.id, kept.id)


def _memberships(session: Session, gone: Person, kept: Person, now: datetime) -> None:
    """Two running ones in one organisation become one, with the earlier beginning; their places become one as well."""
    running = {r.organisation_id: r for r in merging.memberships_of(session, kept.id) if r.ends is None}
    for row in merging.memberships_of(session, gone.id):
        twin = running.get(row.organisation_id)
        if row.ends is None and twin is not None:
            merging.join_memberships(session, row, twin, now)
        else:
            row.person_id = kept.id
    session.flush()


def _allowances(session: Session, gone: Person, kept: Person, now: datetime) -> None:
    """All are kept; of two shares of time the more generous stands, for only one holds at a time."""
    tables.move(session, "allowance", gone.id, kept.id)
    session.expire_all()
    for less in tables.extra_times(session, kept.id)[1:]:
        less.taken_back_at = now


def _invitations(session: Session, gone: Person, kept: Person, now: datetime) -> None:
    merging.move_invitations(session, "person_id", gone.id, kept.id, now)


def _requests(session: Session, gone: Person, kept: Person, _now: datetime) -> None:
    tables.move_requests(session, gone.id, kept.id, gone.email or "", kept.email or "")


def _counted_again(session: Session, gone: Person, _kept: Person, _now: datetime) -> None:
    """Said again from what was moved; `merge_people` does so at its end."""
    privacy.forget(session, "course_standing", gone)


def _goes_along(_session: Session, _gone: Person, _kept: Person, _now: datetime) -> None:
    """Hangs on what is moved: the attempt, the membership, the invitation or the key."""


def _stub(_session: Session, gone: Person, kept: Person, now: datetime) -> None:
    """The account that stays has been here as long as either; of the other a number without a name stays."""
    kept.created_at = min(kept.created_at, gone.created_at)
    kept.signed_in_at = max((t for t in (kept.signed_in_at, gone.signed_in_at) if t), default=None)
    kept.reminders_off_at = kept.reminders_off_at or gone.reminders_off_at
    kept.warned_at = None
    privacy.make_stub(gone, now)


MERGES: dict[str, Move] = {
    "membership": _memberships,
    "enrolment": _goes_along,
    "seat": _goes_along,
    "role_grant": _joined(tables.join_roles),
    "cohort_trainer": _joined(tables.join_cohorts_run),
    "cohort_invitation": _invitations,
    "cohort_invitation_pair": _goes_along,
    "join_request": _requests,
    "respondent": merging_answers.join,
    "sheet": _goes_along,
    "sheet_answer": _goes_along,
    "sheet_words": _goes_along,
    "completion": _joined(tables.join_completions),
    "snapshot_view": _moved("snapshot_view"),
    "allowance": _allowances,
    "reminder": _moved("reminder"),
    "sign_in": lambda session, gone, kept, now: tables.end_sign_ins(session, gone.id),
    "token": lambda session, gone, kept, now: tables.drop_links(session, gone.id),
    "section_done": _joined(tables.join_sections),
    "note": _joined(tables.join_notes),
    "spot_answer": _joined(tables.join_spot_answers),
    "reflection": _joined(tables.join_reflections),
    "attempt": _moved("attempt"),
    "attempt_event": _goes_along,
    "answer_draft": _goes_along,
    "item_result": _moved("item_result"),
    "course_standing": _counted_again,
    "certificate": _moved("certificate"),
    "question_report": _moved("question_report"),
    "audit_entry": _moved("audit_entry"),
    "outbox_mail": _joined(tables.move_mail),
    "person": _stub,
}
"""By table; the account itself last, for the others ask for its address."""
