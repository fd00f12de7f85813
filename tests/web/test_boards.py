"""The trainer's board, the page of one pair and the sheet for the room, as they are served."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import count

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.people import Role, Side
from goodpartners.domain.standing import (
    ModuleStanding,
    Standing,
    Struggle,
    modules_to_text,
    outline,
    struggles_to_text,
)
from goodpartners.services.house import House
from goodpartners.store import joining, standings
from goodpartners.store.cohorts import CohortRow, JointDateRow
from goodpartners.store.joining import CohortInvitation
from goodpartners.store.people import Person
from goodpartners.store.standings import StandingRow
from tests.cohorts import make_cohort, make_pair, seat
from tests.conftest import Clock
from tests.factories import START, make_account, make_organisation, make_person, page, signed_in
from tests.statements import statements

COURSE = "working-together"
STEPS = 6
BEGAN = START - timedelta(days=35)
DUE = (START + timedelta(days=35)).date()
"""Half of the time has gone."""
NUMBERS = count(1)


@pytest.fixture
def trainer(house: House) -> Person:
    """Who runs the cohort."""
    return make_account(house, "Moira Tennant", roles=[Role.TRAINER])


@pytest.fixture
def desk(client: FlaskClient, trainer: Person) -> FlaskClient:
    """Her browser."""
    return signed_in(client, trainer)


Seat = Callable[..., Person]


class Cohort:
    """A cohort that began five weeks ago and ends in five, of as many pairs as are named."""

    def __init__(self, session: Session, catalogue: Catalogue, trainer: Person, pairs: Sequence[tuple[str, str]]):
        self.session, course = session, catalogue.course(COURSE)
        assert course
        self._outline = outline(course)
        self._empty = Standing(course.id, tuple(ModuleStanding(0, STEPS, None, False) for _ in course.modules))
        partnerships = [make_pair(session, *names, at=BEGAN) for names in pairs]
        first = BEGAN.date()
        self.id, self.pairs = make_cohort(session, trainer, [COURSE], partnerships, begins=first, ends=DUE, at=BEGAN)

    def seat(
        self,
        pair: int,
        side: Side,
        name: str,
        percent: int = 0,
        *,
        score: int | None = None,
        idle: int = 0,
        failed: int = 0,
        **columns: object,
    ) -> Person:
        """Somebody who did so many percent of every module, the last of it so many days ago."""
        email = f"person{next(NUMBERS)}@example.org"
        person = make_person(self.session, name, email, at=BEGAN, **columns)
        seat(self.session, person, self.pairs[pair], side, job_family="key worker", at=BEGAN)
        if percent:
            last = START - timedelta(days=idle)
            others = len(self._empty.modules) - 1
            modules = (ModuleStanding(percent, 100, score, True), *[ModuleStanding(percent, 100, None, True)] * others)
            struggles = (Struggle("working-together/four-principles", "one", failed),) if failed else ()
            done = Standing(COURSE, modules, struggles, last, last if percent == 100 else None)
            row = StandingRow(
                person.id, COURSE, self._outline, modules_to_text(done), struggles_to_text(done), last, done.complete_at
            )
            standings.save(self.session, [row])
        return person

    def sides(self, pair: int, commissioner: int, provider: int, **changes: int) -> None:
        """One person on each side."""
        self.seat(pair, Side.COMMISSIONER, f"Priya {pair}", commissioner, **changes)
        self.seat(pair, Side.PROVIDER, f"Ruth {pair}", provider, **changes)


PAIRS = [("Orrenshire", "Tessaly Care"), ("Quillby", "Lindlewick Trust"), ("Quillby", "Tessaly Care")]


@pytest.fixture
def make(house: House, trainer: Person) -> Callable[..., Cohort]:
    """Makes a cohort and fills it, committed; gives it."""

    def made(fill: Callable[[Cohort], None] = lambda cohort: None, pairs: Sequence[tuple[str, str]] = PAIRS) -> Cohort:
        catalogue = house.library.current(today=START.date())
        with house.database.writing() as session:
            cohort = Cohort(session, catalogue, trainer, pairs)
            fill(cohort)
        return cohort

    return made


def busy(cohort: Cohort) -> None:
    """One pair in balance and to plan, one stuck, one out of balance with somebody who needs help."""
    cohort.sides(0, 55, 60)
    cohort.sides(1, 10, 20, idle=12)
    cohort.seat(2, Side.COMMISSIONER, "Grace Obi", 90)
    cohort.seat(2, Side.PROVIDER, "Sam Petrie", 50, failed=4)


def look(desk: FlaskClient, path: str, status: int = 200) -> BeautifulSoup:
    answer = desk.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
    return page(answer)


def pairs_in(soup: BeautifulSoup) -> list[str]:
    return [" ".join(link.text.split()) for link in soup.select(".board .pairname")]


def words(found: object) -> str:
    return " ".join(getattr(found, "text", "").split())


def test_the_board_says_its_finding_and_who_needs_somebody_first(
    desk: FlaskClient, make: Callable[..., Cohort]
) -> None:
    cohort = make(busy)
    soup = look(desk, f"/train/cohorts/{cohort.id}")
    assert words(soup.h1) == "Two of three partnerships need you this week"
    assert [words(head) for head in soup.select(".board .grp")] == ["Need you this week", "Moving to plan"]
    assert pairs_in(soup)[-1] == "Orrenshire and Tessaly Care"
    assert [words(li) for li in soup.select(".tally li")][:2] == [
        "1 moving to plan, both sides",
        "1 stuck: ten days still, with a step due",
    ]


def test_rows_are_never_in_the_order_of_their_scores(desk: FlaskClient, make: Callable[..., Cohort]) -> None:
    def fill(cohort: Cohort) -> None:
        for pair, percent in enumerate((52, 90, 60)):
            cohort.sides(pair, percent, percent)
        for pair, days in ((0, 9), (1, 3), (2, 6)):
            on = START.date() + timedelta(days=days)
            cohort.session.add(JointDateRow(cohort_id=cohort.id, pair_id=cohort.pairs[pair], title="Workshop", on=on))

    cohort = make(fill)
    by_date = ["Quillby and Lindlewick Trust", "Quillby and Tessaly Care", "Orrenshire and Tessaly Care"]
    assert pairs_in(look(desk, f"/train/cohorts/{cohort.id}")) == by_date
    assert pairs_in(look(desk, f"/train/cohorts/{cohort.id}?order=date")) == by_date
    by_name = look(desk, f"/train/cohorts/{cohort.id}?order=name")
    assert pairs_in(by_name) == [by_date[2], by_date[0], by_date[1]]
    assert words(by_name.select_one(".chips [aria-current]")) == "A to Z"
    assert pairs_in(look(desk, f"/train/cohorts/{cohort.id}?order=score")) == by_date
    assert "Fri 27 Nov, 3 days" in words(by_name.select_one(".board"))
    assert "Step 3 of 4" in words(by_name.select_one(".board"))


def test_each_flag_has_its_reason_in_words_and_one_act(desk: FlaskClient, make: Callable[..., Cohort]) -> None:
    cohort = make(busy)
    soup = look(desk, f"/train/cohorts/{cohort.id}")
    flags = {words(flag.select_one(".flag__kind")): flag for flag in soup.select(".flag")}
    assert set(flags) == {"Stuck", "Out of balance", "Needs help"}
    assert "Quillby is 40 points ahead of Tessaly Care." in words(flags["Out of balance"])
    for flag in soup.select(".flag"):
        assert len(flag.select("a")) == 1
    help_at = flags["Needs help"].a["href"]
    assert "Sam Petrie has tried a question 4 times" in words(flags["Needs help"])
    assert desk.get(help_at).status_code == 200
    person = help_at.rsplit("/", 1)[1]
    assert flags["Out of balance"].a["href"] == f"/train/cohorts/{cohort.id}/write?to={person}"
    assert desk.get(flags["Stuck"].a["href"]).status_code == 200


def test_both_bars_have_their_number_beside_them_and_it_can_be_explained(
    desk: FlaskClient, make: Callable[..., Cohort]
) -> None:
    cohort = make(lambda c: c.sides(0, 55, 60), PAIRS[:1])
    soup = look(desk, f"/train/cohorts/{cohort.id}")
    left, right = soup.select(".board .arm")
    assert words(left) == "55%, plan for today 50%"
    assert words(right) == "60%, plan for today 50%"
    assert left.select_one("circle")["cx"] == "45%"
    assert right.select_one("svg svg")["x"] == "60%"
    for arm, percent in ((left, "55"), (right, "60")):
        assert percent in words(look(desk, arm.a["href"]).main)


def test_a_side_without_anybody_is_told_in_words(
    desk: FlaskClient, make: Callable[..., Cohort], house: House, clock: Clock
) -> None:
    def fill(cohort: Cohort) -> None:
        cohort.seat(0, Side.COMMISSIONER, "Grace Obi", 50)
        cohort.seat(1, Side.COMMISSIONER, "Tom Ashdown", 50)
        session, asked = cohort.session, make_person(cohort.session, "Not Shown", "not@example.org", signed_in_at=None)
        where = make_organisation(session, "Lindlewick Trust")
        invitation = CohortInvitation(
            cohort_id=cohort.id, person_id=asked.id, organisation_id=where.id, side="provider", sent_at=START
        )
        session.add(invitation)
        session.flush()
        joining.set_pairs(session, invitation.id, frozenset({cohort.pairs[1]}))

    cohort = make(fill, PAIRS[:2])
    soup = look(desk, f"/train/cohorts/{cohort.id}")
    assert words(soup.h1) == "No partnership needs you this week"
    assert words(soup.select_one(".grp")) == "Waiting for people"
    told = [words(found) for found in soup.select(".board .none")]
    assert sorted(told) == [
        "Nobody from Lindlewick Trust has joined yet; one invited.",
        "Nobody from Tessaly Care is invited yet.",
    ]
    assert "1 invitation not answered yet" in words(soup.main)
    one = look(desk, f"/train/cohorts/{cohort.id}/pairs/{cohort.pairs[1]}")
    assert words(one.h1) == "Nobody from Lindlewick Trust has joined yet"
    for shown in (soup, one, look(desk, f"/train/cohorts/{cohort.id}/sheet")):
        assert "Not Shown" not in shown.text, "nothing about a person before they accept"


def test_an_empty_cohort_says_what_comes_first(desk: FlaskClient, make: Callable[..., Cohort]) -> None:
    cohort = make(pairs=[])
    soup = look(desk, f"/train/cohorts/{cohort.id}")
    assert words(soup.h1) == "No partnership takes part yet"
    assert soup.select_one(".board") is None
    assert soup.find("a", string="Choose partnerships")
    assert words(look(desk, f"/train/cohorts/{cohort.id}/sheet").h1) == "No partnership takes part yet"


def test_a_closed_cohort_calls_for_nobody(desk: FlaskClient, make: Callable[..., Cohort], house: House) -> None:
    cohort = make(busy)
    with house.database.writing() as session:
        row = session.get(CohortRow, cohort.id)
        assert row
        row.closed_at = START
    soup = look(desk, f"/train/cohorts/{cohort.id}")
    assert words(soup.h1) == "None of three partnerships reached every joint step"
    assert not soup.select(".flag")
    assert not soup.find("a", string="Invite people")


def test_the_heat_map_has_a_number_or_a_sign_with_words_in_every_cell(
    desk: FlaskClient, make: Callable[..., Cohort]
) -> None:
    def fill(cohort: Cohort) -> None:
        cohort.seat(0, Side.COMMISSIONER, "Anne Scored", 60, score=67)
        cohort.seat(0, Side.COMMISSIONER, "Bo Begun", 40)
        cohort.seat(0, Side.COMMISSIONER, "Cy Done", 100)
        cohort.seat(0, Side.COMMISSIONER, "Di Not")
        cohort.seat(0, Side.PROVIDER, "Ed Scored", 60, score=44)

    cohort = make(fill, PAIRS[:1])
    soup = look(desk, f"/train/cohorts/{cohort.id}/pairs/{cohort.pairs[0]}")
    first, second = soup.select(".heat")
    cells = {words(row.a): row.select_one("td .cell") for row in first.select("tbody tr")}
    assert {name: words(cell) for name, cell in cells.items()} == {
        "Anne Scored": "67",
        "Bo Begun": "…begun",
        "Cy Done": "✓done",
        "Di Not": "–not begun",
    }
    assert "l3" in cells["Anne Scored"]["class"]
    mean = first.select_one(".avg td a")
    assert words(mean) == "67"
    assert "67" in words(look(desk, mean["href"]).main)
    assert words(second.select_one(".avg td")) == "44"
    assert first.select("tbody a")[0]["href"].startswith(f"/train/cohorts/{cohort.id}/people/")
    assert "Di Not" in words(soup.select_one("section[aria-labelledby=new-h]"))
    assert [a["href"] for a in soup.select("section[aria-labelledby=cannot-h] a")]
    for link in soup.select("section[aria-labelledby=cannot-h] a"):
        assert desk.get(link["href"]).status_code == 200


def test_the_sheet_hangs_on_a_wall_and_holds_no_marks(desk: FlaskClient, make: Callable[..., Cohort]) -> None:
    def fill(cohort: Cohort) -> None:
        busy(cohort)
        cohort.seat(0, Side.PROVIDER, "Ed Scored", 61, score=43)
        day = date(2026, 12, 3)
        cohort.session.add(JointDateRow(cohort_id=cohort.id, pair_id=cohort.pairs[0], title="Workshop", on=day))

    cohort = make(fill)
    soup = look(desk, f"/train/cohorts/{cohort.id}/sheet")
    assert len(soup.select(".sheet")) == 3
    first = soup.select(".sheet")[0]
    assert "Ed Scored" in first.text
    assert "Workshop" in words(first.select_one(".dates"))
    assert first.select(".ticks .box")
    assert first.select(".ticks svg")
    for sheet in soup.select(".sheet"):
        assert [sign for sign in ("%", "43", "@") if sign in sheet.text] == []
        assert not sheet.select("a")
    alone = look(desk, f"/train/cohorts/{cohort.id}/sheet?pair={cohort.pairs[1]}")
    assert len(alone.select(".sheet")) == 1


def test_only_who_runs_a_cohort_sees_its_board(
    app: Flask, desk: FlaskClient, make: Callable[..., Cohort], house: House
) -> None:
    cohort = make(busy)
    paths = [f"/train/cohorts/{cohort.id}{rest}" for rest in ("", f"/pairs/{cohort.pairs[0]}", "/sheet")]
    other = signed_in(app.test_client(), make_account(house, "Iris Other", roles=[Role.TRAINER]))
    plain = signed_in(app.test_client(), make_account(house, "Jo Learner", roles=[Role.ORGANISATION_MANAGER]))
    for path in paths:
        assert desk.get(path).status_code == 200
        assert other.get(path).status_code == 404
        assert plain.get(path).status_code == 403
        assert app.test_client().get(path).status_code == 303


def test_a_pair_of_another_cohort_is_not_found(desk: FlaskClient, make: Callable[..., Cohort]) -> None:
    here, there = make(busy), make(pairs=PAIRS[:1])
    assert desk.get(f"/train/cohorts/{here.id}/pairs/{there.pairs[0]}").status_code == 404
    assert desk.get(f"/train/cohorts/{here.id}/sheet?pair={there.pairs[0]}").status_code == 404


def test_forty_people_take_the_same_statements_as_two(
    desk: FlaskClient, make: Callable[..., Cohort], house: House
) -> None:
    def many(cohort: Cohort) -> None:
        for pair in range(10):
            for _ in range(2):
                cohort.sides(pair, 30, 60, idle=1)

    few = make(lambda c: c.sides(0, 30, 60), PAIRS[:1])
    full = make(many, [(f"Council {n}", f"Homes {n % 4}") for n in range(10)])
    for rest in ("", "?order=name", "/pairs/{pair}", "/sheet"):
        sent = []
        for cohort in (few, full):
            with statements(house.database) as found:
                path = rest.format(pair=cohort.pairs[0])
                assert desk.get(f"/train/cohorts/{cohort.id}{path}").status_code == 200
            sent.append(len(found))
        assert sent[0] == sent[1], rest
