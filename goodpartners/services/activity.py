"""What was done to an account, in sentences for the person it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from goodpartners.domain.people import Actor
from goodpartners.domain.policy import Permission, Subject, require
from goodpartners.domain.times import day
from goodpartners.store import audit, people

SENTENCES = {
    "invited": "An invitation was sent.",
    "invitation accepted": "The invitation was accepted.",
    "role given": "The role “{role}” was given{where}.",
    "role taken": "The role “{role}” was taken away{where}.",
    "name changed": "The name was changed.",
    "email changed": "The email address was changed from {old} to {new}.",
    "password changed": "The password was changed.",
    "password reset": "A new password was chosen with a link by email.",
    "extra time changed": "The time in timed quizzes was set to {percent}% of the usual time.",
    "allowance given": "An exception was made: {kind}{allowed}. Reason: {reason}",
    "allowance taken back": "An exception was taken back: {kind}{allowed}.",
    "account closed": "The account was closed.",
    "account reopened": "The account was opened again.",
    "account erased": "The account was erased.",
    "certificate issued": "A certificate was issued for the course “{course}”.",
    "certificate reissued": "The certificate for the course “{course}” was written anew.",
    "certificate revoked": "The certificate for the course “{course}” was revoked.",
    "partnership proposed": "The partnership of {partnership} was proposed.",
    "partnership accepted": "The partnership of {partnership} was accepted for {organisation}{behalf}.",
    "partnership paused": "The partnership of {partnership} was paused for {organisation}{behalf}.",
    "partnership resumed": "The partnership of {partnership} was taken up again for {organisation}{behalf}.",
    "partnership ended": "The partnership of {partnership} was ended for {organisation}{behalf}.",
    "procurement pause declared": (
        "A procurement pause was declared for {organisation}{behalf}: {partnership} see nothing of each other."
    ),
    "procurement pause may end": (
        "{organisation} said{behalf} that the procurement pause of {partnership} may end. It ends when both have."
    ),
    "procurement pause lifted": "The procurement pause of {partnership} ended: both organisations agreed{behalf}.",
    "membership added": "A place{where} was added.",
    "membership ended": "The place{where} ended.",
    "membership changed": "The details of the place{where} were changed.",
    "accounts merged": "Two accounts of the same person were made one.",
    "account warned": "A letter said that the account will be erased because nobody uses it.",
    "organisations merged": "The organisation “{gone}” was merged into “{organisation}”.",
}


@dataclass(frozen=True)
class Entry:
    """One thing that was done; `by` is None when nobody in particular did it."""

    at: datetime
    sentence: str
    by: str | None


def about(session: Session, *, actor: Actor, limit: int = 200) -> list[Entry]:
    """What was done to the actor's account, the latest first, in three statements."""
    require(Permission.OWN_ACCOUNT, actor, Subject(person_id=actor.person_id))
    rows = audit.about(session, actor.person_id, limit=limit)
    names = people.names(session, {row.actor_id for row in rows if row.actor_id})
    organisations = {row.id: row.name for row in people.organisations(session)} if _needs_organisations(rows) else {}
    return [
        Entry(row.at, sentence(row.act, row.detail, organisations), names.get(row.actor_id) if row.actor_id else None)
        for row in rows
    ]


def sentence(act: str, detail: dict[str, Any], organisations: dict[int, str]) -> str:
    """An act as a sentence; one that this version does not know is named as it was written."""
    where = organisations.get(detail.get("organisation_id", 0))
    known = {"role": "", "old": "", "new": "", "percent": "", "course": "", "kind": "", "reason": "", **detail}
    known["where"] = f" in {where}" if where else ""
    known["allowed"] = _allowed(detail)
    known["behalf"] = " by an admin on its behalf" if detail.get("on_behalf") else ""
    return SENTENCES[act].format_map(known) if act in SENTENCES else f"{act[:1].upper()}{act[1:]}."


def _allowed(detail: dict[str, Any]) -> str:
    if "percent" in detail:
        return f", {detail['percent']}% of the usual time"
    until = f", until {day(date.fromisoformat(detail['until']))}" if "until" in detail else ""
    return f" for “{detail['about']}”{until}" if detail.get("about") else ""


def _needs_organisations(rows: Sequence[audit.AuditEntry]) -> bool:
    return any("organisation_id" in row.detail for row in rows)
