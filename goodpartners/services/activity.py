"""What was done to an account, in sentences for the person it belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from goodpartners.domain.cohorts import Cohort
from goodpartners.domain.people import Actor
from goodpartners.domain.policy import Permission, Subject, require
from goodpartners.domain.times import day
from goodpartners.services import cohorts as cohort_service
from goodpartners.store import audit, cohorts, people

LOG_PAGE = 50
LAST_PAGE = 100_000
LOST = "a cohort that is gone"
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
    "answers deleted": "The answers to “{title}”, round {number}, were deleted.",
    "answers joined": "Of two sheets of answers to “{title}”, round {number}, the one handed in last was kept.",
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
    "invited to cohort": "An invitation to the cohort “{cohort}” was sent{where}.",
    "invited to cohort again": "The invitation to the cohort “{cohort}” was sent once more.",
    "cohort invitation changed": "The pairs in the invitation to the cohort “{cohort}” were changed.",
    "cohort invitation withdrawn": "The invitation to the cohort “{cohort}” was withdrawn.",
    "cohort invitation accepted": "The invitation to the cohort “{cohort}” was accepted.",
    "cohort invitation declined": "The invitation to the cohort “{cohort}” was declined.",
    "people invited": "Invitations were sent: {count}.",
    "invitation sent again": "An invitation was sent once more.",
    "invitation withdrawn": "An invitation was withdrawn.",
    "invitation declined": "An invitation was declined.",
    "invitations changed": "Pairs were added to invitations: {count}.",
    "organisation in cohort changed": "The place in the cohort “{cohort}” goes on for another organisation{where}.",
    "asked to join": "A code was used to ask for a place in the cohort “{cohort}”.",
    "request approved": "A request to join was approved.",
    "request declined": "A request to join was declined.",
    "own request declined": "The request to join the cohort “{cohort}” was declined.",
    "join code made": "A code to join was made for {pair}, {side}’s side.",
    "join code withdrawn": "The code to join {pair} on the {side}’s side was withdrawn.",
    "accounts merged": "Two accounts of the same person were made one.",
    "account warned": "A letter said that the account will be erased because nobody uses it.",
    "organisation changed": "The organisation “{old}” is now {organisation}.",
    "period changed": "How long {kind} are kept was changed.",
    "cohort warned": "The trainers were told that the cohort “{cohort}” will be deleted, because it ended long ago.",
    "cohort deleted": "The cohort “{cohort}” was deleted, because it ended long ago.",
    "organisation added": "An organisation was added.",
    "cohort made": "The cohort “{cohort}” was made.",
    "cohort changed": "The name, dates or courses of the cohort “{cohort}” were changed.",
    "cohort closed": "The cohort “{cohort}” was closed.",
    "cohort reopened": "The cohort “{cohort}” was opened again.",
    "trainer added": "The cohort “{cohort}” got another trainer.",
    "pair added": "{pair} take part in the cohort “{cohort}”.",
    "pair ended": "{pair} take part in the cohort “{cohort}” no longer.",
    "joint date added": "A date was added in the cohort “{cohort}”: {title}, {on_day}.",
    "joint date held": "A date in the cohort “{cohort}” was marked as held: {title}.",
    "joint date dropped": "A date in the cohort “{cohort}” was taken off the list: {title}.",
    "enrolled": "A place in the cohort “{cohort}” was taken{for_whom}.",
    "left cohort": "The place in the cohort “{cohort}” ended.",
    "seat given": "A seat in the pair of {pair} was given, in the cohort “{cohort}”.",
    "seat ended": "The seat in the pair of {pair} ended, in the cohort “{cohort}”.",
    "reminders set up": "The reminders of the cohort “{cohort}” were changed.",
    "reminders switched off": "The reminders of the cohort “{cohort}” were switched off.",
    "reminder sent": "A reminder about the cohort “{cohort}” was sent by email.",
    "letter written": "A letter about the cohort “{cohort}” was sent by email.",
    "reminders stopped": "Reminders by email were stopped.",
    "reminders resumed": "Reminders by email were switched on again.",
    "round planned": "A round for {pairs} pairs was planned in the cohort “{cohort}”: “{title}”, round {number}.",
    "round moved": (
        "A round of {pair} has other days, {on_day} to {to_day}, in the cohort “{cohort}”: “{title}”, round {number}."
    ),
    "round withdrawn": "A round of {pair} was withdrawn in the cohort “{cohort}”: “{title}”, round {number}.",
    "results released": "Results were released to both sides at once{of_pair}: “{title}”, round {number}.",
    "way of answering suggested": "Another way of answering was suggested for {of}: {way}.",
    "way of answering chosen": "A way of answering was chosen for {of}: {way}.",
    "organisations merged": "The organisation “{gone}” was merged into “{organisation}”.",
}


@dataclass(frozen=True)
class Entry:
    """One thing that was done; `by` is None when nobody in particular did it, `whom` when it is about nobody."""

    at: datetime
    sentence: str
    by: str | None
    whom: str | None = None


@dataclass(frozen=True)
class Log:
    """A page of what was done in a cohort, the latest first."""

    cohort: Cohort
    entries: list[Entry]
    number: int
    more: bool


def about(session: Session, *, actor: Actor, limit: int = 200) -> list[Entry]:
    """What was done to the actor's account, the latest first, in four statements."""
    require(Permission.OWN_ACCOUNT, actor, Subject(person_id=actor.person_id))
    rows = audit.about(session, actor.person_id, limit=limit)
    cohort_ids = {row.cohort_id for row in rows if row.cohort_id}
    return _entries(session, rows, cohorts.names(session, cohort_ids) if cohort_ids else {})


def in_cohort(session: Session, cohort_id: int, *, number: int, actor: Actor) -> Log:
    """What was done in a cohort that the actor runs, a page at a time, in a fixed number of statements."""
    cohort = cohort_service.find(session, cohort_id, actor=actor)
    at = min(max(number, 1), LAST_PAGE)
    rows = audit.in_cohort(session, cohort_id, limit=LOG_PAGE + 1, offset=(at - 1) * LOG_PAGE)
    entries = _entries(session, rows[:LOG_PAGE], {cohort_id: cohort.name})
    here = [replace(e, sentence=e.sentence.replace(f"the cohort “{cohort.name}”", "this cohort")) for e in entries]
    return Log(cohort, here, at, len(rows) > LOG_PAGE)


def about_participant(session: Session, cohort: Cohort, person_id: int, *, limit: int = 50) -> list[Entry]:
    """What was done about one person in a cohort, the latest first; who may read it the caller has asked."""
    rows = audit.about_in(session, person_id, cohort.id, limit=limit)
    entries = _entries(session, rows, {cohort.id: cohort.name})
    return [replace(e, sentence=e.sentence.replace(f"the cohort “{cohort.name}”", "this cohort")) for e in entries]


def _entries(session: Session, rows: Sequence[audit.AuditEntry], cohort_names: Mapping[int, str]) -> list[Entry]:
    ids = {number for row in rows for number in (row.actor_id, row.person_id) if number}
    names = people.names(session, ids)
    organisations = {row.id: row.name for row in people.organisations(session)} if _needs_organisations(rows) else {}
    return [
        Entry(
            row.at,
            sentence(row.act, {"cohort": cohort_names.get(row.cohort_id or 0, LOST), **row.detail}, organisations),
            names.get(row.actor_id or 0),
            names.get(row.person_id or 0),
        )
        for row in rows
    ]


def sentence(act: str, detail: dict[str, Any], organisations: dict[int, str]) -> str:
    """An act as a sentence; one that this version does not know is named as it was written."""
    where = organisations.get(detail.get("organisation_id", 0))
    known = _Known(detail)
    known["for_whom"] = f", for {where}" if where else ""
    known["where"] = f" in {where}" if where else ""
    known["allowed"] = _allowed(detail)
    known["behalf"] = " by an admin on its behalf" if detail.get("on_behalf") else ""
    for name in ("on", "to"):
        known[f"{name}_day"] = day(date.fromisoformat(detail[name])) if detail.get(name) else ""
    known["of_pair"] = f" of {detail['pair']}" if detail.get("pair") else ""
    return SENTENCES[act].format_map(known) if act in SENTENCES else f"{act[:1].upper()}{act[1:]}."


class _Known(dict[str, Any]):
    """What an entry says; what it does not say is left out of its sentence."""

    def __missing__(self, _name: str) -> str:
        return ""


def _allowed(detail: dict[str, Any]) -> str:
    if "percent" in detail:
        return f", {detail['percent']}% of the usual time"
    until = f", until {day(date.fromisoformat(detail['until']))}" if "until" in detail else ""
    return f" for “{detail['about']}”{until}" if detail.get("about") else ""


def _needs_organisations(rows: Sequence[audit.AuditEntry]) -> bool:
    return any("organisation_id" in row.detail for row in rows)
