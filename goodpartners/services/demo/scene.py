"""The people, organisations and partnerships of the demo."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.partnerships import Act as Decision
from goodpartners.domain.people import ROLES_WITHIN_AN_ORGANISATION, Actor, Grant, Membership, Role
from goodpartners.domain.times import LONDON, local_time
from goodpartners.services import partnerships
from goodpartners.services.demo.cast import ORGANISATIONS, PARTNERSHIPS, Part
from goodpartners.store import people
from goodpartners.store.people import MembershipRow, Organisation, Person, RoleGrant

Act = Callable[[datetime], None]
Timed = tuple[datetime, Act]
"""Something that happens, and when."""
DOMAIN = "goodpartners.example"
ARRANGED, HERE, AGREED = 60, 50, 44
"""Days before the first run on which partnerships were proposed, people came, and organisations agreed."""
INVITED = 2
"""The same for those who have been invited and have not come."""


@dataclass
class Scene:
    """What stands already while the demo is made: numbers by name."""

    session: Session
    catalogue: Catalogue
    now: datetime
    base: str
    actors: dict[str, Actor] = field(default_factory=dict)
    organisations: dict[str, int] = field(default_factory=dict)
    partnerships: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day of the first run in London."""
        return local_time(self.now).date()

    def at(self, ago: int, minutes: int = 0) -> datetime:
        """So many days before the first run, minutes after nine in the morning."""
        return datetime.combine(self.today - timedelta(days=ago), time(9), LONDON) + timedelta(minutes=minutes)

    def day(self, days: int) -> date:
        """So many days after the first run, or before it when negative; at a weekend the nearest day of work."""
        day = self.today + timedelta(days=days)
        late = day.weekday() - 4
        if late <= 0:
            return day
        return day - timedelta(days=late) if days < 0 else day + timedelta(days=3 - late)

    def trainer(self) -> Actor:
        """The first of the cast who is one."""
        trainer = Role.TRAINER
        return next(a for a in self.actors.values() if a.holds(trainer))

    def enter(self, part: Part, password_hash: str | None) -> Actor:
        """Write a person with their organisation and roles."""
        at = self.at(part.joined if part.agency else INVITED if part.invited_only else HERE)
        email = f"{part.name.split()[0].casefold()}@{DOMAIN}"
        person = Person(name=part.name, email=email, password_hash=password_hash, demo=True, created_at=at)
        person.signed_in_at = None if part.invited_only else at
        organisation_id = self.organisation(part.organisation)
        self.session.add(person)
        self.session.flush()
        place = {"person_id": person.id, "organisation_id": organisation_id, "job_family": part.job_family}
        begins = local_time(at).date()
        self.session.add(MembershipRow(**place, side=part.side, agency=part.agency, begins=begins))
        grants = [Grant(r, organisation_id if r in ROLES_WITHIN_AN_ORGANISATION else None) for r in part.roles]
        self.session.add_all(
            RoleGrant(person_id=person.id, role=g.role, organisation_id=g.organisation_id, granted_at=at)
            for g in grants
        )
        self.session.flush()
        kind = ORGANISATIONS[part.organisation]
        belongs = Membership(organisation_id, part.organisation, kind, part.side, part.job_family, begins, None)
        actor = Actor(person.id, part.name, email, frozenset(grants), (belongs,))
        self.actors[part.name] = actor
        return actor

    def organisation(self, name: str) -> int:
        """The number of an organisation, which is added if need be."""
        if name not in self.organisations:
            found = people.organisation_named(self.session, name)
            if found is None:
                found = Organisation(name=name, kind=ORGANISATIONS[name], created_at=self.at(ARRANGED))
                self.session.add(found)
                self.session.flush()
            self.organisations[name] = found.id
        return self.organisations[name]

    def arrange(self, cast: Sequence[Part]) -> Iterator[Timed]:
        """Partnerships are proposed and agreed to."""
        for pair, agreeing in PARTNERSHIPS.items():
            yield self.at(ARRANGED), self._proposes(pair)
            for number, name in enumerate(agreeing):
                yield self.at(AGREED, 30 * number), self._agrees(pair, name, cast)

    def _proposes(self, pair: tuple[str, str]) -> Act:
        def act(at: datetime) -> None:
            authority, provider = (self.organisation(name) for name in pair)
            made = partnerships.propose(self.session, authority, provider, actor=self.trainer(), now=at, base=self.base)
            self.partnerships[pair] = made

        return act

    def _agrees(self, pair: tuple[str, str], name: str, cast: Sequence[Part]) -> Act:
        """The first of an organisation's people who may says yes for it."""

        def act(at: datetime) -> None:
            speakers = [part for part in cast if part.organisation == name and part.roles]
            actor = self.actors[speakers[0].name] if speakers else self.trainer()
            number = self.organisations[name]
            partnerships.decide(
                self.session, self.partnerships[pair], Decision.ACCEPT, organisation_id=number, actor=actor, now=at
            )

        return act
