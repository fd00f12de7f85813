"""Certificates: issued when a course's rule is met, reissued under a new name, revoked, verified by anyone."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from goodpartners.domain.errors import Clash, Closed, FieldProblem, Invalid, NotFound
from goodpartners.domain.people import Actor, Membership, OrganisationKind, Side
from goodpartners.domain.policy import Permission, Subject, require
from goodpartners.domain.progress import CourseProgress
from goodpartners.domain.times import local_time
from goodpartners.store import audit, certificates, learning, memberships, people
from goodpartners.store.certificates import Certificate
from goodpartners.store.learning import Reflection

LONDON = ZoneInfo("Europe/London")
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LONGEST = 8000


@dataclass(frozen=True)
class Verified:
    """What the public page may say of a code."""

    certificate: Certificate
    stands: bool


class ReflectionClash(Clash):
    """The reflection was changed in another window."""


def holder(session: Session, person_id: int, *, at: datetime) -> Actor:
    """The person as somebody who acts, for a certificate that is issued while they are away."""
    person = people.by_id(session, person_id)
    if person is None:
        raise NotFound("There is no such person.")
    today = local_time(at).date()
    places = (
        Membership(
            o.id, o.name, OrganisationKind(o.kind), Side(m.side) if m.side else None, m.job_family, m.begins, m.ends
        )
        for m, o in memberships.of_person(session, person_id)
    )
    running = tuple(place for place in places if place.runs(today))
    return Actor(person_id, person.name, person.email or "", memberships=running)


def issue_if_complete(
    session: Session, progress: CourseProgress | None, *, actor: Actor, now: datetime
) -> Certificate | None:
    """Issue the certificate of a course when its rule is met; None when there is one already, be it revoked.

    `progress` was read after `take_turns`, so that two windows cannot both find none.
    """
    if progress is None or not progress.complete:
        return None
    course = progress.course
    if certificates.of_course(session, actor.person_id, course.id):
        return None
    made = Certificate(
        person_id=actor.person_id,
        course=course.id,
        course_letter=course.file.letter,
        course_title=course.file.title,
        holder=actor.name,
        organisation=actor.memberships[0].organisation if actor.memberships else None,
        modules=progress.done_modules,
        minutes=sum(m.module.header.minutes for m in progress.modules if m.done),
        completed_on=now.astimezone(LONDON).date(),
        code=_new_code(session),
        issued_at=now,
    )
    session.add(made)
    session.flush()
    audit.add(session, "certificate issued", at=now, actor_id=None, person_id=actor.person_id, course=course.id)
    return made


def mine(session: Session, *, actor: Actor) -> Sequence[Certificate]:
    """The person's certificates, the latest first."""
    return certificates.of_person(session, actor.person_id)


def find(session: Session, certificate_id: int, *, actor: Actor) -> Certificate:
    """One of the person's certificates; NotFound for anybody else's."""
    found = session.get(Certificate, certificate_id)
    if found is None:
        raise NotFound("There is no such certificate.")
    require(Permission.OWN_CERTIFICATE, actor, Subject(person_id=found.person_id))
    return found


def reissue(session: Session, certificate_id: int, *, actor: Actor, now: datetime) -> Certificate:
    """Write the certificate anew under the person's present name; the old code says that it was replaced."""
    learning.take_turns(session, actor.person_id)
    old = find(session, certificate_id, actor=actor)
    if old.revoked_at or old.replaced_by:
        raise Closed("This certificate no longer stands, so it cannot be written anew.")
    if old.holder == actor.name:
        raise Closed("Your name on the certificate is up to date.")
    kept = (
        "person_id",
        "course",
        "course_letter",
        "course_title",
        "organisation",
        "modules",
        "minutes",
        "completed_on",
    )
    made = Certificate(
        **{name: getattr(old, name) for name in kept}, holder=actor.name, code=_new_code(session), issued_at=now
    )
    session.add(made)
    session.flush()
    old.replaced_by, old.revoked_at, old.revoked_because = made.id, now, "It was issued anew under another name."
    session.flush()
    audit.add(
        session, "certificate reissued", at=now, actor_id=actor.person_id, person_id=actor.person_id, course=old.course
    )
    return made


def revoke(session: Session, code: str, reason: str, *, actor: Actor, now: datetime) -> Certificate:
    """Withdraw a certificate with a reason that the public page shows; needs the permission."""
    require(Permission.REVOKE_CERTIFICATE, actor)
    found = certificates.by_code(session, folded(code))
    if found is None:
        raise Invalid([FieldProblem("code", "No certificate has this code. Check it letter by letter.")])
    if found.revoked_at:
        raise Invalid([FieldProblem("code", "This certificate was withdrawn before.")])
    if not reason.strip():
        raise Invalid([FieldProblem("reason", "Say why. The reason is shown to whoever checks the code.")])
    found.revoked_at, found.revoked_because = now, reason.strip()[:400]
    audit.add(
        session, "certificate revoked", at=now, actor_id=actor.person_id, person_id=found.person_id, course=found.course
    )
    session.flush()
    return found


def verify(session: Session, code: str) -> Verified | None:
    """What stands behind a code; None when nothing does."""
    found = certificates.by_code(session, folded(code))
    return Verified(found, stands=found.revoked_at is None) if found else None


def folded(code: str) -> str:
    """A code as it is stored, however it was typed."""
    return "".join(c for c in code.upper() if c.isalnum())


def spaced(code: str) -> str:
    """A code as it is printed: 7KQ4-MX2P."""
    return f"{code[:4]}-{code[4:]}"


def reflection(session: Session, course_id: str, *, actor: Actor) -> Reflection | None:
    """The person's CPD reflection on a course."""
    return learning.reflection(session, actor.person_id, course_id)


def save_reflection(
    session: Session,
    course_id: str,
    texts: dict[str, str],
    *,
    version: int,
    sent: Sequence[dict[str, str]] = (),
    actor: Actor,
    now: datetime,
) -> Reflection:
    """Save a CPD reflection: `texts` has learned, impact and peer. Raises Invalid or ReflectionClash.

    A window that `sent` texts and never heard back does not know their version.
    """
    found = [
        FieldProblem(name, f"This is {len(text) - LONGEST} characters too long to save. Shorten it.")
        for name, text in texts.items()
        if len(text) > LONGEST
    ]
    if found:
        raise Invalid(found)
    texts = {name: text.replace("\x00", "") for name, text in texts.items()}
    learning.take_turns(session, actor.person_id)
    standing = learning.reflection(session, actor.person_id, course_id)
    if standing is None:
        standing = Reflection(person_id=actor.person_id, course=course_id, version=1, saved_at=now, **texts)
        session.add(standing)
    elif any(getattr(standing, name) != text for name, text in texts.items()):
        stands = {name: getattr(standing, name) for name in texts}
        if standing.version != version and stands not in sent:
            raise ReflectionClash("You changed this reflection in another window too. Both texts are below.")
        for name, text in texts.items():
            setattr(standing, name, text)
        standing.version, standing.saved_at = standing.version + 1, now
    session.flush()
    return standing


def _new_code(session: Session) -> str:
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(8))
        if certificates.by_code(session, code) is None:
            return code
