"""Rows, browsers and forms that many tests need."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from goodpartners.domain.people import Actor, OrganisationKind, Role, Side
from goodpartners.services import accounts, sign_ins
from goodpartners.services.house import House
from goodpartners.store.mail import OutboxMail
from goodpartners.store.people import MembershipRow, Organisation, Person, RoleGrant
from goodpartners.store.tables import METADATA

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PASSWORD = "three calm words"
LINK = re.compile(r"https?://\S+")


def make_person(
    session: Session,
    name: str = "Amara Osei",
    email: str | None = None,
    *,
    password_hash: str | None = None,
    roles: Iterable[Role] = (),
    organisation: str | None = None,
    kind: OrganisationKind = OrganisationKind.PROVIDER,
    side: Side | None = Side.PROVIDER,
    at: datetime = START,
    **columns: Any,
) -> Person:
    """Somebody who has been here before; without `email` one is made from the name."""
    address = email or f"{name.casefold().replace(' ', '.')}@tessaly.example"
    columns = {"signed_in_at": at, **columns}
    person = Person(name=name, email=address, password_hash=password_hash, created_at=at, **columns)
    session.add(person)
    session.flush()
    for role in roles:
        session.add(RoleGrant(person_id=person.id, role=role, granted_at=at))
    if organisation:
        where = make_organisation(session, organisation, kind, at=at)
        session.add(MembershipRow(person_id=person.id, organisation_id=where.id, side=side, begins=at.date()))
    session.flush()
    return person


def make_organisation(
    session: Session,
    name: str = "Tessaly Care",
    kind: OrganisationKind = OrganisationKind.PROVIDER,
    at: datetime = START,
) -> Organisation:
    """The organisation of that name, added if need be."""
    found = session.scalar(sa.select(Organisation).where(Organisation.name == name))
    if found is None:
        found = Organisation(name=name, kind=kind, created_at=at)
        session.add(found)
        session.flush()
    return found


def make_account(house: House, name: str = "Amara Osei", **columns: Any) -> Person:
    """Somebody with the password PASSWORD, committed."""
    hashed = columns.pop("password_hash", house.passwords.hash(PASSWORD))
    with house.database.writing() as session:
        return make_person(session, name, password_hash=hashed, at=house.clock(), **columns)


def make_actor(session: Session, person: Person, at: datetime = START) -> Actor:
    """The person as services see whoever acts, with a sign-in of their own."""
    return accounts.enter(session, person, device="Firefox on Windows", now=at).actor


def signed_in(client: FlaskClient, person: Person, device: str = "Firefox on Windows") -> FlaskClient:
    """The client, signed in as the person without going through the door."""
    house: House = client.application.extensions["goodpartners"]
    with house.database.writing() as session:
        row = session.get(Person, person.id)
        assert row is not None
        name = sign_ins.begin(session, row, device=device, now=house.clock())
    with client.session_transaction() as cookie:
        cookie["_user_id"] = name
        cookie["_fresh"] = True
        cookie.permanent = True
    return client


def page(response: TestResponse) -> BeautifulSoup:
    """A page to look at."""
    return BeautifulSoup(response.get_data(as_text=True), "html.parser")


def without_token(response: TestResponse) -> str:
    """A page without its form tokens, which differ from one second to the next."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", response.get_data(as_text=True))


def csrf_of(client: FlaskClient, path: str = "/appearance") -> str:
    """A token that the client's session accepts."""
    field = page(client.get(path)).select_one("input[name=csrf_token]")
    assert field is not None, f"no form at {path}"
    return str(field["value"])


def send(client: FlaskClient, path: str, fields: dict[str, Any] | None = None, **options: Any) -> TestResponse:
    """Post a form as a browser does: with a token drawn from a page."""
    return client.post(path, data={"csrf_token": csrf_of(client), **(fields or {})}, **options)


def mails(house: House) -> list[OutboxMail]:
    """What is in the outbox, the oldest first."""
    with house.database.reading() as session:
        return list(session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id)))


def link_in(mail: OutboxMail) -> str:
    """The path behind the first link of a mail."""
    found = LINK.search(mail.body)
    assert found, mail.body
    parts = urlsplit(found.group())
    return parts.path + (f"?{parts.query}" if parts.query else "")


def rows(house: House, table: str, **where: Any) -> list[Any]:
    """Rows of a table, as they stand now."""
    held = METADATA.tables[table]
    with house.database.reading() as session:
        return list(session.execute(sa.select(held).where(*(held.c[k] == v for k, v in where.items()))))
