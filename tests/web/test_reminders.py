"""Writing to people, and stopping reminders."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from goodpartners.domain.people import Role, Side
from goodpartners.services import reminders
from goodpartners.services.house import House
from goodpartners.store.people import Person
from tests.cohorts import make_cohort, make_pair, seat
from tests.conftest import Clock
from tests.factories import START, link_in, mails, make_account, make_person, page, rows, send, signed_in
from tests.statements import statements
from tests.web.visitor import Visitor, assert_asks_again, text, title

LONG_AGO = START - timedelta(days=30)
STOP = "/reminders/stop/"


@pytest.fixture
def moira(house: House) -> Person:
    """A trainer."""
    return make_account(house, "Moira Tennant", roles=[Role.TRAINER])


@pytest.fixture
def desk(client: FlaskClient, moira: Person) -> Visitor:
    """Her browser."""
    return Visitor(signed_in(client, moira))


@pytest.fixture
def people(house: House) -> list[Person]:
    """Three people of a cohort; the last wants no reminders."""
    with house.database.writing() as session:
        off = {"reminders_off_at": START}
        return [
            make_person(session, name, at=LONG_AGO, **more)
            for name, more in (("Amara Osei", {}), ("Ben Ekwueme", {}), ("Cy Lowe", off))
        ]


@pytest.fixture
def cohort(house: House, moira: Person, people: list[Person]) -> int:
    """The cohort, in which nobody has begun."""
    with house.database.writing() as session:
        number, pairs = make_cohort(
            session, moira, ["good-supplier"], [make_pair(session)], begins=LONG_AGO.date(), at=LONG_AGO
        )
        for person in people:
            seat(session, person, pairs, Side.PROVIDER, at=LONG_AGO)
    return number


def path_of(cohort: int, people: list[Person]) -> str:
    return f"/train/cohorts/{cohort}/write?" + "&".join(f"to={person.id}" for person in people)


def stop_link(house: House) -> str:
    """The path of the link in the last letter."""
    body = mails(house)[-1].body
    return STOP + body.split(STOP)[1].split()[0]


def test_a_trainer_reads_who_gets_a_letter_and_who_not_and_sends_it(
    desk: Visitor, house: House, cohort: int, people: list[Person]
) -> None:
    path = path_of(cohort, people)
    soup = desk.page(path)
    words = text(soup)
    assert "Write to 3 people" in words
    assert "Who gets it Amara Osei Tessaly Care Ben Ekwueme Tessaly Care" in words
    assert "Who does not Cy Lowe wants no letters of this kind" in words
    assert "It has been quiet in {courses} for a while." in words
    answer = desk.post(path.split("?")[0], desk.fill(soup))
    assert answer.location == f"/train/cohorts/{cohort}"
    assert [m.to_address for m in mails(house)] == ["amara.osei@tessaly.example", "ben.ekwueme@tessaly.example"]
    assert "It has been quiet in “The good supplier” for a while." in mails(house)[0].body
    again = text(desk.page(path))
    assert "Amara Osei had one this week; again from 1 December, 09:00" in again
    assert "Nobody of them can be written to now." in again


@pytest.mark.parametrize(("about", "words"), [("behind", "half an hour this week"), ("help", "a hard one")])
def test_each_reason_has_words_to_begin_with(
    desk: Visitor, cohort: int, people: list[Person], about: str, words: str
) -> None:
    assert words in text(desk.page(path_of(cohort, people) + f"&about={about}"))


def test_an_unknown_word_in_braces_comes_back_with_what_was_written(
    desk: Visitor, house: House, cohort: int, people: list[Person]
) -> None:
    path = path_of(cohort, people[:1])
    answer = desk.post(path.split("?")[0], desk.fill(desk.page(path), text="Dear {nickname}"))
    assert answer.status_code == 422
    soup = page(answer)
    assert_asks_again(soup, "text")
    assert "Nothing stands for {nickname}." in text(soup)
    assert desk.fill(soup).get("text") == "Dear {nickname}"
    assert desk.fill(soup).getlist("to") == [str(people[0].id)]
    assert mails(house) == []


def test_a_letter_written_at_night_says_when_it_leaves(
    desk: Visitor, clock: Clock, cohort: int, people: list[Person]
) -> None:
    clock.advance(hours=11)
    assert "It leaves on 25 November, 08:00" in text(desk.page(path_of(cohort, people)))


def test_people_of_another_cohort_cannot_be_written_to(
    desk: Visitor, house: House, cohort: int, people: list[Person]
) -> None:
    stranger = make_account(house, "Dee Stranger")
    assert desk.get(path_of(cohort, [stranger])).status_code == 404
    assert desk.post(f"/train/cohorts/{cohort}/write", {"to": str(stranger.id), "text": "x"}).status_code == 404
    other = Visitor(signed_in(desk.client.application.test_client(), make_account(house, "Ines", roles=["trainer"])))
    assert other.get(path_of(cohort, people)).status_code == 404
    assert other.post(f"/train/cohorts/{cohort}/write", {"to": str(people[0].id), "text": "x"}).status_code == 404
    assert mails(house) == []


def test_the_page_takes_the_same_statements_whatever_the_number_of_people(
    desk: Visitor, house: House, cohort: int, people: list[Person]
) -> None:
    with statements(house.database) as few:
        desk.page(path_of(cohort, people))
    pair = rows(house, "cohort_partnership")[0].id
    with house.database.writing() as session:
        more = [make_person(session, f"Person {n}", at=LONG_AGO) for n in range(40)]
        for person in more:
            seat(session, person, pair, at=LONG_AGO)
    with statements(house.database) as many:
        desk.page(path_of(cohort, people + more))
    assert len(few) == len(many)


def test_the_link_in_a_letter_stops_reminders_without_signing_in(
    client: FlaskClient, house: House, cohort: int, people: list[Person]
) -> None:
    catalogue = house.library.current(today=START.date())
    reminders.send_due(house.database, catalogue, base="http://localhost", now=START)
    path = stop_link(house)
    for _scanner in range(2):
        assert title(page(client.get(path))).startswith("Stop reminders")
    assert house_off(house) == {people[2].id}
    assert send(client, path).location == path
    assert title(page(client.get(path))).startswith("You get no more reminders")
    assert house_off(house) == {people[1].id, people[2].id}
    assert send(client, path).status_code == 303
    assert client.get(STOP + "s" * 43).status_code == 410
    assert send(client, STOP + "s" * 43).status_code == 410


def house_off(house: House) -> set[int]:
    """Who wants no reminders."""
    return {row.id for row in rows(house, "person") if row.reminders_off_at}


def test_the_choice_stands_in_the_account_and_in_what_was_done_to_it(
    client: FlaskClient, house: House, cohort: int, people: list[Person]
) -> None:
    amara = Visitor(signed_in(client, people[0]))
    assert amara.page("/account").select_one("a[href='/account/reminders']") is not None
    assert "None was sent so far." in text(amara.page("/account/reminders"))
    assert amara.post("/account/reminders", {"wants": "no"}).location == "/account"
    assert house_off(house) == {people[0].id, people[2].id}
    chosen = amara.page("/account/reminders").select_one("input[checked]")
    assert chosen is not None
    assert chosen["value"] == "no"
    assert "Reminders by email were stopped." in text(amara.page("/account/activity"))
    amara.post("/account/reminders", {"wants": "yes"})
    assert house_off(house) == {people[2].id}


def test_a_letter_of_a_trainer_is_read_about_in_the_persons_own_account(
    desk: Visitor, house: House, cohort: int, people: list[Person]
) -> None:
    path = path_of(cohort, people[:1])
    desk.post(path.split("?")[0], desk.fill(desk.page(path)))
    assert link_in(mails(house)[0]) == "/home"
    amara = Visitor(signed_in(desk.client.application.test_client(), people[0]))
    words = text(amara.page("/account/activity"))
    assert "A letter about the cohort “Autumn joint cohort” was sent by email." in words
    assert "by Moira Tennant" in words
    assert "The last one left on 24 November 2026." in text(amara.page("/account/reminders"))
    log = text(desk.page(f"/train/cohorts/{cohort}/log"))
    assert "A letter about this cohort was sent by email. Amara Osei 24 November 2026, 09:00, by you" in log
