"""A cohort with one pair that learns and one that is empty, and its trainer in a browser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bs4 import Tag
from flask import Flask

from goodpartners.domain.people import Side
from goodpartners.services.house import House
from goodpartners.store.people import Person
from tests.cohorts import make_cohort, make_pair, seat
from tests.conftest import Clock
from tests.factories import make_account, rows, signed_in
from tests.garden import COURSE, MODULE, SECTIONS, Learner, learner
from tests.web.visitor import Visitor


@dataclass(repr=False)
class Room:
    """A trainer in a browser, a cohort of one pair, and people at different points."""

    trainer: Visitor
    house: House
    clock: Clock
    cohort: int
    pair: int
    people: dict[str, Learner]
    lena: Person

    @property
    def base(self) -> str:
        return f"/train/cohorts/{self.cohort}"

    def join(self, name: str, side: Side) -> Learner:
        one = learner(self.house.database, self.clock, name)  # type: ignore[arg-type]
        with self.house.database.writing() as session:
            person = session.get_one(Person, one.actor.person_id)
            seat(session, person, self.pair, side, job_family="=cmd|calc", at=self.clock())
        self.people[name] = one
        return one

    def number(self, name: str) -> int:
        return self.people[name].actor.person_id

    def person(self, name: str) -> str:
        return f"{self.base}/people/{self.number(name)}"


def make_room(garden_app: Flask, house: House, clock: Clock) -> Room:
    """Three people on each side: one has done all, one a part, one nothing."""
    lena = make_account(house, "Lena Hart")
    with house.database.writing() as session:
        partnerships = [make_pair(session), make_pair(session, provider="Ashtree Homes")]
        cohort, [pair, _] = make_cohort(
            session,
            session.get_one(Person, lena.id),
            [(COURSE, date(2026, 12, 20))],
            partnerships,
            begins=date(2026, 11, 1),
        )
    browser = garden_app.test_client()
    found = Room(Visitor(browser), house, clock, cohort, pair, {}, lena)
    for side in Side:
        done, some, _ = (found.join(f"{side.value.title()} {name}", side) for name in ("Amara", "Beth", "Cleo"))
        for section in SECTIONS:
            done.finish(section)
        done.take()
        some.finish(SECTIONS[0])
        some.take(right=False)
    clock.advance(days=11)
    signed_in(browser, lena)
    return found


def paths(room: Room) -> list[str]:
    """One address of each page and file that a trainer has of a cohort."""
    attempt = rows(room.house, "attempt", person_id=room.number("Provider Amara"))[0].id
    person = room.person("Provider Amara")
    return [
        f"{room.base}/export/grid.csv",
        f"{room.base}/export/questions.xlsx",
        f"{room.base}/questions",
        f"{room.base}/questions/{COURSE}/{MODULE}",
        f"{room.base}/explain/side-average?pair={room.pair}&side=provider",
        f"{room.base}/explain/item?course={COURSE}&quiz={MODULE}&item=day",
        person,
        f"{person}/attempts/{attempt}",
    ]


def words(tag: Tag | None) -> str:
    """The words of a part of a page."""
    assert tag is not None
    return " ".join(tag.get_text(" ").split())


def cell(tag: Tag) -> str:
    """What a cell of a page says, as a file says it."""
    hidden = tag.select_one(".vh")
    said = words(hidden) if hidden else words(tag)
    return {"no score yet": "", "not shown": "", "not taken": ""}.get(said, said)
