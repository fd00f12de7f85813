"""A quiz with a time limit in a browser: told before, counted by the server, over for everybody who looks."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import yaml
from flask import Flask

from goodpartners.domain.allowances import AllowanceKind
from goodpartners.domain.people import Role
from goodpartners.services import allowances, jobs
from goodpartners.services.allowances import Wanted
from goodpartners.services.house import House
from goodpartners.web import house as houses
from tests.conftest import Clock
from tests.domain.quiz.examples import quiz
from tests.factories import make_account, make_actor, rows
from tests.garden import COURSE
from tests.web.conftest import Grow
from tests.web.taking import question, right, send, start
from tests.web.visitor import Visitor, text

LIMITS: dict[str, dict[str, Any]] = {
    "half-an-hour": {"minutes": 30},
    "with-grace": {"minutes": 30, "overdue": "grace", "grace": 5},
    "or-nothing": {"minutes": 30, "overdue": "abandon"},
}


@pytest.fixture
def timed(grow: Grow) -> None:
    """The garden with timed quizzes."""

    def written(name: str) -> Callable[[str], str]:
        made = quiz(id=name, shuffle=False, time_limit=LIMITS[name])
        page = made.model_dump(mode="json", exclude_defaults=True)
        return lambda _: str(yaml.safe_dump(page, allow_unicode=True))

    grow({f"quizzes/{COURSE}/{name}.yaml": written(name) for name in LIMITS})


def summary(house: House) -> Any:
    """The one attempt's row."""
    (row,) = rows(house, "attempt")
    return row


def kinds(house: House) -> list[str]:
    """What happened, in order."""
    return [row.kind for row in sorted(rows(house, "attempt_event"), key=lambda row: row.number)]


@pytest.mark.usefixtures("timed")
def test_the_end_is_told_before_the_start(amara: Visitor, clock: Clock) -> None:
    said = text(amara.page(f"/quizzes/{COURSE}/half-an-hour"))
    assert "You have 30 minutes. If you start now, your time ends at 09:30." in said
    attempt = start(amara, "half-an-hour")
    shown = amara.page(question(attempt, "day")).select_one("[data-ends]")
    assert shown is not None
    assert "Your time ends at 09:30." in shown.text
    assert shown["data-now"] == clock().isoformat()


@pytest.mark.usefixtures("timed")
def test_an_answer_after_the_end_is_refused_and_stays_with_its_writer(
    amara: Visitor, house: House, clock: Clock
) -> None:
    attempt = start(amara, "half-an-hour")
    soup = amara.page(question(attempt, "straw"))
    clock.now += timedelta(minutes=31)
    answer = amara.post(question(attempt, "straw"), amara.fill(soup, "form#question", answer="mulch of hay"))
    assert answer.status_code == 409
    assert "came too late to count" in answer.text
    assert "mulch of hay" in answer.text
    assert kinds(house) == ["started", "expired"]


@pytest.mark.usefixtures("timed")
def test_what_was_typed_in_time_is_handed_in_at_the_end(amara: Visitor, house: House, clock: Clock) -> None:
    attempt = start(amara, "half-an-hour")
    soup = amara.page(question(attempt, "straw"))
    clock.now += timedelta(minutes=20)
    assert amara.put(question(attempt, "straw"), amara.fill(soup, "form#question", answer="straw")).status_code == 200
    clock.now += timedelta(hours=5)
    assert amara.get(attempt).location == f"{attempt}/results"
    assert kinds(house) == ["started"], "a page that reads writes nothing"
    assert "09:30" in text(amara.page(f"{attempt}/results"))
    amara.post(f"{attempt}/check")
    assert kinds(house) == ["started", "answered", "expired"]
    assert summary(house).ended_at == summary(house).started_at + timedelta(minutes=30)
    assert summary(house).percent is not None


@pytest.mark.usefixtures("timed")
def test_the_jobs_write_the_end_of_a_try_that_nobody_came_back_to(
    amara: Visitor, garden_app: Flask, clock: Clock
) -> None:
    house = houses.house(garden_app)
    attempt = start(amara, "half-an-hour")
    send(amara, question(attempt, "day"), right(quiz().items[0]))
    clock.now += timedelta(minutes=30)
    assert jobs.run_due(
        house.database, lambda *_: None, house.settings, holder="one", clock=clock, library=house.library
    )
    assert kinds(house) == ["started", "answered", "expired"]
    assert summary(house).ended_at == clock()


@pytest.mark.usefixtures("timed")
def test_in_the_minutes_of_grace_one_can_hand_in_and_not_answer(amara: Visitor, house: House, clock: Clock) -> None:
    attempt = start(amara, "with-grace")
    send(amara, question(attempt, "day"), right(quiz().items[0]))
    clock.now += timedelta(minutes=32)
    assert "You can hand in until 09:35" in text(amara.page(f"{attempt}/check"))
    assert amara.post(question(attempt, "long"), {"answer": "true", "version": "0"}).status_code == 409
    assert amara.post(f"{attempt}/check").status_code == 303
    assert kinds(house) == ["started", "answered", "handed-in"]
    assert summary(house).percent is not None


@pytest.mark.usefixtures("timed")
@pytest.mark.parametrize("name", ["with-grace", "or-nothing"])
def test_a_try_that_was_not_handed_in_in_time_has_no_result(
    amara: Visitor, house: House, clock: Clock, name: str
) -> None:
    attempt = start(amara, name)
    send(amara, question(attempt, "day"), right(quiz().items[0]))
    clock.now += timedelta(minutes=36)
    amara.post(f"{attempt}/check")
    assert kinds(house)[-1] == "expired"
    assert summary(house).percent is None
    said = text(amara.page(f"{attempt}/results"))
    assert "so this try does not count" in said
    assert not re.search(r"\d of 8", said)
    assert start(amara, name) != attempt, "another try can be begun"


@pytest.mark.usefixtures("timed")
def test_extra_time_counts_and_more_time_reaches_a_try_under_way(
    amara: Visitor, garden_app: Flask, clock: Clock
) -> None:
    house = houses.house(garden_app)
    admin = make_account(house, "Moira Tennant", email="moira@example.org", roles=(Role.ADMIN,))
    attempt = start(amara, "half-an-hour")
    (amara_row,) = [row for row in rows(house, "person") if row.name == "Amara Osei"]
    with house.database.writing() as session:
        wanted = Wanted(AllowanceKind.EXTRA_TIME, "Reads slowly", percent=150)
        allowances.give(session, amara_row.id, wanted, actor=make_actor(session, admin), now=clock())
    clock.now += timedelta(minutes=40)
    assert "Your time ends at 09:45" in text(amara.page(question(attempt, "day")))
    assert send(amara, question(attempt, "day"), right(quiz().items[0])).status_code == 303
    assert kinds(house) == ["started", "extended", "answered"]


@pytest.mark.usefixtures("timed")
def test_taking_time_back_never_shortens_a_try_under_way(amara: Visitor, garden_app: Flask, clock: Clock) -> None:
    house = houses.house(garden_app)
    admin = make_account(house, "Moira Tennant", email="moira@example.org", roles=(Role.ADMIN,))
    (person,) = [row for row in rows(house, "person") if row.name == "Amara Osei"]
    with house.database.writing() as session:
        actor = make_actor(session, admin)
        given = allowances.give(
            session, person.id, Wanted(AllowanceKind.EXTRA_TIME, "So", percent=200), actor=actor, now=clock()
        )
        session.flush()
        number = given.id
    attempt = start(amara, "half-an-hour")
    with house.database.writing() as session:
        allowances.take_back(session, number, actor=actor, now=clock())
    assert "Your time ends at 10:00" in text(amara.page(question(attempt, "day")))


@pytest.mark.usefixtures("timed")
def test_a_try_whose_time_is_over_makes_room_for_the_next(amara: Visitor, house: House, clock: Clock) -> None:
    first = start(amara, "half-an-hour")
    clock.now += timedelta(minutes=45)
    assert start(amara, "half-an-hour") != first
