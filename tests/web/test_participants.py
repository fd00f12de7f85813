"""One learner as their trainer sees them; nobody else finds any of it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from goodpartners.domain.people import Role, Side
from goodpartners.domain.quiz.responses import Written
from goodpartners.services.house import House
from goodpartners.store.people import Person
from tests.conftest import Clock
from tests.factories import make_account, rows, signed_in
from tests.garden import COURSE, MODULE
from tests.statements import statements
from tests.web.room import Room, make_room, paths, words
from tests.web.visitor import Visitor, assert_asks_again, text, title


@pytest.fixture
def room(garden_app: Flask, house: House, clock: Clock) -> Room:
    """Three people on each side: one has done all, one a part, one nothing."""
    return make_room(garden_app, house, clock)


def test_only_the_cohorts_own_trainer_finds_any_of_it(room: Room, garden_app: Flask) -> None:
    other = Visitor(signed_in(garden_app.test_client(), make_account(room.house, "Joss Reed", roles=[Role.TRAINER])))
    admin = Visitor(signed_in(garden_app.test_client(), make_account(room.house, "Moira", roles=[Role.ADMIN])))
    amara = Person(id=room.number("Provider Amara"))
    herself = Visitor(signed_in(garden_app.test_client(), amara))
    for path in paths(room):
        assert room.trainer.get(path).status_code == 200, path
        assert other.get(path).status_code == 404, path
        assert admin.get(path).status_code == 403, path
        assert herself.get(path).status_code == 403, path


def test_only_the_cohorts_own_trainer_makes_exceptions(room: Room, garden_app: Flask) -> None:
    other = Visitor(signed_in(garden_app.test_client(), make_account(room.house, "Joss Reed", roles=[Role.TRAINER])))
    fields = {"extra-time-percent": "125", "extra-time-reason": "Asked."}
    assert other.post(f"{room.person('Provider Amara')}/exceptions/extra-time", fields).status_code == 404
    assert rows(room.house, "allowance") == []


def test_the_page_about_a_person_holds_no_notes_and_no_answers(room: Room) -> None:
    beth = room.people["Provider Beth"]
    attempt = beth.start()
    beth.draft(attempt, "straw", Written(text="half a thought"))
    page = room.trainer.page(room.person("Provider Beth"))
    assert "half a thought" not in text(page)
    assert "Try 2 is under way" in text(page)
    assert title(page).startswith("Provider Beth")


def test_a_paper_leads_back_to_its_person(room: Room) -> None:
    page = room.trainer.page(room.person("Provider Amara"))
    [link] = page.select("a[href*='/attempts/']")
    paper = room.trainer.page(str(link["href"]))
    assert "100%" in text(paper)
    assert not paper.select("form[method=post]:not(header form)")
    assert str(paper.select_one("main a.more")["href"]) == room.person("Provider Amara")  # type: ignore[index]


def test_another_try_is_given_and_taken_back(room: Room) -> None:
    person = room.person("Provider Beth")
    page = room.trainer.page(person)
    form = f"form[action='{person}/exceptions/another-try']"
    fields = {"another-try-about": f"{COURSE}/{MODULE}", "another-try-reason": "The line broke."}
    data = room.trainer.fill(page, form, **fields)  # type: ignore[arg-type]
    assert room.trainer.post(f"{person}/exceptions/another-try", data).status_code == 303
    page = room.trainer.page(person)
    assert "Reason: The line broke." in text(page)
    [back] = page.select("form[action$='/take-back']")
    assert room.trainer.post(str(back["action"])).status_code == 303
    assert "Taken back on" in text(room.trainer.page(person))


@pytest.mark.parametrize(
    ("kind", "fields", "wrong"),
    [
        ("another-try", {"about": "", "reason": ""}, ["about", "reason"]),
        ("another-try", {"about": "good-customer/x", "reason": "Ill."}, ["about"]),
        ("later-date", {"about": COURSE, "until": "soon", "reason": "Ill."}, ["until"]),
        ("extra-time", {"percent": "9x", "reason": "Ill."}, ["percent"]),
    ],
)
def test_a_wrong_exception_is_asked_for_again(room: Room, kind: str, fields: dict[str, str], wrong: list[str]) -> None:
    sent = {f"{kind}-{name}": value for name, value in fields.items()}
    answer = room.trainer.post(f"{room.person('Provider Beth')}/exceptions/{kind}", sent)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    assert_asks_again(page, *(f"{kind}-{name}" for name in wrong))
    kept = page.select_one(f"#{kind}-reason")
    assert kept is not None
    assert kept["value"] == fields["reason"]
    assert rows(room.house, "allowance") == []


def test_a_later_date_moves_the_plan(room: Room) -> None:
    person = room.person("Provider Beth")
    fields = {"later-date-about": COURSE, "later-date-until": "2027-01-31", "later-date-reason": "Ill for a week."}
    before = words(room.trainer.page(person).select("a.fig")[1])
    assert room.trainer.post(f"{person}/exceptions/later-date", fields).status_code == 303
    after = words(room.trainer.page(person).select("a.fig")[1])
    assert int(after.rstrip("%")) < int(before.rstrip("%"))


def test_pages_take_the_same_statements_however_many_people_there_are(room: Room) -> None:
    def counts() -> list[int]:
        found = []
        for path in paths(room):
            with statements(room.house.database) as sent:  # type: ignore[arg-type]
                assert room.trainer.get(path).status_code == 200
            found.append(len(sent))
        return found

    before = counts()
    for n in range(8):
        one = room.join(f"More {n}", Side.PROVIDER)
        one.take(right=n % 2 == 0)
    assert counts() == before
