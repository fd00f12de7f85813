"""A server without the demo, with a real mail server and one pair whose people have not answered anything yet."""

from __future__ import annotations

import email
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.policy import default
from typing import Any

from aiosmtpd.smtp import Envelope
from sqlalchemy.orm import Session

from goodpartners.domain import reminders
from goodpartners.domain.people import Role, Side
from goodpartners.outside.smtp import MailServer
from goodpartners.services import mail, round_steps
from goodpartners.store.people import Person
from tests.cohorts import TESSALY, make_cohort, make_pair, seat
from tests.e2e.server import Server, wait_until
from tests.e2e.visitor import Visitors
from tests.factories import make_person

COUNTS = {Side.COMMISSIONER: 5, Side.PROVIDER: 6}
"""How many people sit on a side: as many as in the example of the instruments."""


class Inbox:
    """A mail server's post box: what came, as (address, subject, text)."""

    def __init__(self) -> None:
        self.came: list[tuple[str, str, str]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        parsed = email.message_from_bytes(envelope.content, policy=default)
        self.came.append((parsed["To"], parsed["Subject"], parsed.get_content()))
        return "250 OK"

    def to(self, address: str, about: str) -> list[str]:
        """What came for somebody under a subject."""
        return [text for to, subject, text in self.came if to == address and about in subject]


@dataclass(repr=False)
class Hall:
    """A server without the demo, its post, and one pair: five people choose places, six offer them, none has begun."""

    visitors: Visitors
    inbox: Inbox
    port: int
    trainer: Person
    cohort: int = 0
    pair: int = 0
    people: dict[Side, list[Person]] = field(default_factory=dict)
    strangers: list[Person] = field(default_factory=list)

    @property
    def server(self) -> Server:
        """The server."""
        return self.visitors.server

    def write(self, act: Callable[[Session, datetime], None]) -> None:
        """Change something and commit it."""
        with self.server.house.database.writing() as session:
            act(session, self.server.house.clock())

    def run_jobs(self) -> None:
        """What the jobs do at the next hour at which letters leave."""
        house = self.server.house
        at = reminders.leaves_at(house.clock())
        way_out = MailServer("127.0.0.1", self.port, security="none")
        round_steps.step(house.database, base=self.server.address, now=at)
        sender = "no-reply@localhost.localdomain"
        mail.deliver(house.database, way_out, sender=sender, may_go_on=lambda: True, clock=lambda: at)

    def letter(self, person: Person, about: str) -> str:
        """The newest letter to somebody under a subject, once it is there."""
        self.run_jobs()
        to = person.email or ""
        wait_until(lambda: self.inbox.to(to, about), f"no letter to {to} about {about}: {self.inbox.came}")
        return self.inbox.to(to, about)[-1]


def people_of(hall: Hall, session: Session, now: datetime) -> None:
    """Put the pair into a cohort, and its people onto their seats."""
    trainer, yesterday = session.get_one(Person, hall.trainer.id), now - timedelta(days=1)
    partnership = make_pair(session, at=now)
    hall.cohort, [hall.pair] = make_cohort(session, trainer, ("good-customer",), [partnership], at=yesterday)
    for side, count in COUNTS.items():
        names = [f"{side.value.title()} Number {number}" for number in range(1, count + 1)]
        hall.people[side] = [account(hall, session, name, now) for name in names]
        for person in hall.people[side]:
            seat(session, person, hall.pair, side, at=now)
    manages = {"roles": [Role.ORGANISATION_MANAGER], "organisation": TESSALY}
    hall.strangers = [account(hall, session, "Una Manager", now, **manages)]
    hall.strangers += [account(hall, session, "Ada Admin", now, roles=[Role.ADMIN])]


def account(hall: Hall, session: Session, name: str, now: datetime, **more: Any) -> Person:
    """Somebody with the trainer's password."""
    return make_person(session, name, password_hash=hall.trainer.password_hash, at=now, **more)
