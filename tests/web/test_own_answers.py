"""Deleting one's own answers of a round, from the page of one's result."""

from __future__ import annotations

import pytest
from flask import Flask

from goodpartners.domain.people import Side
from goodpartners.services.house import House
from goodpartners.store.people import Person
from tests.cohorts import make_cohort, make_pair, seat
from tests.factories import make_account, page, rows, signed_in
from tests.partnership import answer_round, make_round, readiness_quiz, readiness_sheets
from tests.web.visitor import Visitor, assert_asks_again, text


@pytest.fixture
def database_kind() -> str:
    """Pages do not differ between databases; test_answers_privacy.py deletes on both."""
    return "sqlite"


def a_round(house: House, *names: str) -> tuple[str, list[Person]]:
    people = [make_account(house, name) for name in names]
    with house.database.writing() as session:
        _, [pair] = make_cohort(session, None, partnerships=[make_pair(session)])
        wave = make_round(session, pair, readiness_quiz(), at=house.clock())
        for person in people:
            mine = session.get_one(Person, person.id)
            seat(session, mine, pair, Side.PROVIDER, at=house.clock())
            answer_round(session, wave, mine, readiness_sheets()[-1].answers, at=house.clock())
    return f"/rounds/{wave}", people


def test_answers_go_only_after_the_box_is_ticked_and_others_stay(app: Flask, house: House) -> None:
    address, [amara, callum] = a_round(house, "Amara Osei", "Callum Strand")
    visitor = Visitor(signed_in(app.test_client(), amara))
    linked = visitor.page(f"{address}/result").select_one(f"a[href='{address}/delete']")
    assert linked is not None
    asked = visitor.page(f"{address}/delete")
    assert "This result is no longer available" in text(asked)
    again = visitor.post(f"{address}/delete", {})
    assert again.status_code == 422
    assert_asks_again(page(again), "sure")
    assert len(rows(house, "sheet")) == 2
    assert visitor.post(f"{address}/delete", {"sure": "1"}).status_code == 303
    assert len(rows(house, "sheet")) == 1
    assert [row.person_id for row in rows(house, "completion")] == [callum.id]
    assert "Your answers are deleted." in text(visitor.page(address))
    assert visitor.get(f"{address}/delete").status_code == 303
