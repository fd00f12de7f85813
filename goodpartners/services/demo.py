"""An invented cast at different points of the courses, so that a first look shows something true to life."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.people import Actor, Membership, OrganisationKind, Role, Side
from goodpartners.domain.quiz.marking import key
from goodpartners.domain.quiz.responses import from_fields
from goodpartners.services import attempts, certificates, learning
from goodpartners.services.house import House
from goodpartners.store import people
from goodpartners.store.people import MembershipRow, Organisation, Person, RoleGrant

DOMAIN = "goodpartners.example"
ORGANISATIONS = {
    "Quillby Borough Council": OrganisationKind.AUTHORITY,
    "Tessaly Care": OrganisationKind.PROVIDER,
    "Good Partners trainers": OrganisationKind.OTHER,
}


@dataclass(frozen=True)
class Part:
    """One invented person: where they belong, what they may do and how far they have come.

    `read` is how many parts of each module they did, `passed` the knowledge checks they passed.
    """

    name: str
    organisation: str
    job_family: str
    side: Side | None
    who: str
    roles: tuple[Role, ...] = ()
    read: tuple[tuple[str, str, int], ...] = ()
    passed: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()


CAST = (
    Part(
        "Amara Osei",
        "Tessaly Care",
        "home manager",
        Side.PROVIDER,
        "home manager, in the middle of course B",
        read=(("good-supplier", "who-is-the-customer", 4),),
    ),
    Part(
        "Rowan Ashby",
        "Quillby Borough Council",
        "commissioner",
        Side.COMMISSIONER,
        "commissioner, has completed course A",
        read=(("good-customer", "you-are-the-customer", 99), ("good-customer", "treat-listen-repair", 99)),
        failed=("good-customer/treat-listen-repair",),
        passed=("good-customer/you-are-the-customer", "good-customer/treat-listen-repair"),
        begun=("working-together/four-principles",),
    ),
    Part(
        "Soraya Iqbal",
        "Quillby Borough Council",
        "social worker",
        Side.COMMISSIONER,
        "social worker, has just been invited",
    ),
    Part(
        "Moira Tennant",
        "Good Partners trainers",
        "trainer",
        None,
        "trainer, author and admin",
        roles=(Role.TRAINER, Role.AUTHOR, Role.ADMIN),
    ),
)
NOTES = (
    "Initiator: duty team, whoever is on\nInfluencer: the therapist, wants calm evenings\n"
    "Gatekeeper: Sam in brokerage, needs answers by 3\nDecision maker: ?\nBuyer: "
)


def present(session: Session) -> bool:
    """Whether an invented person could sign in."""
    return people.has_demo_people(session)


def fill(house: House) -> list[dict[str, str]]:
    """Write the cast into the database; who can sign in, with a random password each."""
    now = house.clock()
    catalogue = house.library.current(today=now.date())
    accounts = []
    for part in CAST:
        password = "-".join(secrets.choice(WORDS) for _ in range(3)) + f"-{secrets.randbelow(90) + 10}"
        hashed = house.passwords.hash(password)
        with house.database.writing() as session:
            actor = _enter(session, part, hashed, now - timedelta(days=12))
            _learn(session, catalogue, part, actor, now)
        accounts.append({"name": part.name, "email": actor.email, "password": password, "who": part.who})
    return accounts


def remove(session: Session) -> int:
    """Delete the invented people with all they did; how many."""
    return people.delete_demo(session)


def _enter(session: Session, part: Part, hashed: str, at: datetime) -> Actor:
    organisation = people.organisation_named(session, part.organisation)
    if organisation is None:
        organisation = Organisation(name=part.organisation, kind=ORGANISATIONS[part.organisation].value, created_at=at)
        session.add(organisation)
    email = f"{part.name.split()[0].lower()}@{DOMAIN}"
    person = Person(name=part.name, email=email, password_hash=hashed, demo=True, created_at=at)
    session.add(person)
    session.flush()
    session.add(
        MembershipRow(
            person_id=person.id,
            organisation_id=organisation.id,
            side=part.side.value if part.side else None,
            job_family=part.job_family,
            begins=at.date(),
        )
    )
    session.add_all(RoleGrant(person_id=person.id, role=role.value, granted_at=at) for role in part.roles)
    session.flush()
    kind = ORGANISATIONS[part.organisation]
    membership = Membership(organisation.id, organisation.name, kind, part.side, part.job_family, at.date(), None)
    return Actor(person.id, part.name, email, memberships=(membership,))


def _learn(session: Session, catalogue: Catalogue, part: Part, actor: Actor, now: datetime) -> None:
    """Go through the courses as a person would, through the same services, some days ago."""
    at = now - timedelta(days=9)
    for course_id, module_id, count in part.read:
        module = catalogue.module(course_id, module_id)
        for section in module.sections[:count] if module else ():
            at += timedelta(minutes=7)
            learning.finish_section(session, catalogue, course_id, module_id, section.id, actor=actor, now=at)
            for activity in section.activities:
                learning.save_note(
                    session, catalogue, course_id, module_id, activity.id, NOTES, version=0, actor=actor, now=at
                )
    for quiz, right in [(q, False) for q in part.failed] + [(q, True) for q in part.passed]:
        at += timedelta(hours=3)
        _take(session, catalogue, quiz, actor, at, right=right)
    for quiz in part.begun:
        at += timedelta(hours=20)
        _take(session, catalogue, quiz, actor, at, right=True, stop_after=2)
    if actor.memberships and part.passed:
        texts = {
            "learned": "Repair and safeguarding are two routes, and the safety route comes first.",
            "impact": "",
            "peer": "",
        }
        certificates.save_reflection(session, part.passed[-1].split("/")[0], texts, version=0, actor=actor, now=at)


def _take(
    session: Session,
    catalogue: Catalogue,
    quiz: str,
    actor: Actor,
    at: datetime,
    *,
    right: bool,
    stop_after: int | None = None,
) -> None:
    if quiz not in catalogue.quizzes:
        return
    number = attempts.start(session, catalogue, quiz, actor=actor, seed=actor.person_id, now=at)
    opened = attempts.open_attempt(session, number, actor=actor)
    for n, item in enumerate(opened.attempt.items[:stop_after]):
        opened = attempts.open_attempt(session, number, actor=actor)
        response = key(item) if right and n != 1 else from_fields(item, {"answer": ["a", "true", "1"]})
        attempts.answer(session, opened, item.id, response, version=0, key=None, now=at + timedelta(minutes=n + 1))
    if stop_after is None:
        opened = attempts.open_attempt(session, number, actor=actor)
        attempts.hand_in(session, catalogue, opened, actor=actor, now=at + timedelta(minutes=15))


WORDS = tuple(
    "amber apple beacon birch bridge candle cedar clover copper coral daisy ember fennel ferry forest garden ginger "
    "hazel heather island ivory jasmine kettle lantern lemon linen maple marble meadow mellow mint nutmeg olive "
    "orchard paper pebble pepper plum poppy quartz quill river rowan saffron sage shore silver sorrel thistle timber "
    "velvet walnut willow winter".split()
)
