"""Somebody about whom everything is on record."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from goodpartners.domain.people import Actor, Role
from goodpartners.domain.quiz.responses import Written
from goodpartners.services import accounts, attempts, demo, email_changes, rate_limits, reports, resets
from goodpartners.services.house import House
from goodpartners.store import learning
from goodpartners.store.people import Person, RoleGrant
from tests.factories import make_actor
from tests.services.on_record import BASE, EMAIL, REPORT, TEXTS


@pytest.fixture
def rowan(house: House) -> Actor:
    """Somebody with at least one row in every table that can hold one."""
    demo.fill(house)
    now = house.clock()
    catalogue = house.library.current(today=now.date())
    with house.database.writing() as session:
        person = session.scalars(sa.select(Person).where(Person.email == EMAIL)).one()
        session.add(RoleGrant(person_id=person.id, role=Role.AUTHOR, granted_at=now))
        session.flush()
        actor = make_actor(session, person, now)
        course = {"course": "good-supplier", "module": "who-is-the-customer"}
        session.add(learning.Note(person_id=person.id, **course, activity="roles", text=TEXTS["note"], saved_at=now))
        learning.save_spot_answer(
            session, person.id, "good-supplier/b2-think", "one", {"form": "chosen", "options": ["a"]}, now
        )
        heads = {name: TEXTS[name] for name in ("learned", "impact", "peer")}
        session.add(learning.Reflection(person_id=person.id, course="good-supplier", saved_at=now, **heads))
        running = attempts.start(
            session, catalogue, "good-supplier/close-the-gaps", actor=actor, seed=3, now=now - timedelta(days=1)
        )
        opened = attempts.open_attempt(session, running, actor=actor)
        first = opened.attempt.items[0].id
        attempts.save_draft(session, opened, first, Written(text=TEXTS["draft"]), version=0, now=now)
        reports.report(session, running, first, REPORT, actor=actor, now=now)
        resets.ask(session, EMAIL, base=BASE, now=now)
        email_changes.ask(session, "rowan@new.example", base=BASE, actor=actor, now=now)
        accounts.change_name(session, "Rowan Ashby-Mensah", actor=actor, now=now)
        accounts.change_name(session, "Rowan Ashby", actor=actor, now=now)
    rate_limits.count(house.database, (rate_limits.LINK_FOR_ACCOUNT, EMAIL), now=now)
    return actor
