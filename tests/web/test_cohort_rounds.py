"""Rounds as a trainer plans, moves, withdraws and opens them in a browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from goodpartners.domain.people import Role
from goodpartners.services.house import House
from goodpartners.store.cohorts import CohortRow
from goodpartners.store.people import Person
from goodpartners.store.sheets import SheetAnswer
from tests.asked import Asked, C, P
from tests.factories import START, mails, make_account, page, rows, signed_in
from tests.web.visitor import Visitor

DAY = START.date()
ACTS = ("move", "withdraw", "release")


@pytest.fixture
def asked(house: House) -> Asked:
    """Two pairs; one of them has four providers."""
    return Asked(house, ((3, 4), (1, 1)))


@pytest.fixture
def desk(app: Flask, asked: Asked) -> Visitor:
    """The trainer's browser."""
    return Visitor(signed_in(app.test_client(), asked.trainer))


def plan(asked: Asked, desk: Visitor, **changes: object) -> tuple[int, BeautifulSoup]:
    fields: dict[str, object] = {
        "questionnaire": "readiness",
        "number": "1",
        "opens": "2026-12-01",
        "closes": "15 December 2026",
        "pair_ids": [str(pair) for pair in asked.pairs],
        **changes,
    }
    answer = desk.post(f"{asked.base}/rounds", fields)
    return answer.status_code, page(answer)


def text(of: BeautifulSoup) -> str:
    return " ".join(of.get_text(" ").split())


def test_a_trainer_plans_a_round_for_all_pairs(asked: Asked, desk: Visitor) -> None:
    form = desk.page(f"{asked.base}/rounds").select_one(f"form[action='{asked.base}/rounds']")
    assert form
    assert len(form.select("input[name=pair_ids][checked]")) == 2
    assert [o["value"] for o in form.select("select[name=questionnaire] option")] == ["", "readiness", "gaps"]
    assert plan(asked, desk)[0] == 303
    shown = text(desk.page(f"{asked.base}/rounds"))
    assert "The round is planned for 2 pairs." in shown
    assert shown.count("Opens 1 Dec") == 2
    assert shown.count("Opens on 1 December 2026.") == 2
    assert plan(asked, desk)[0] == 303
    assert "These pairs have this round already." in text(desk.page(f"{asked.base}/rounds"))
    assert len(rows(asked.house, "wave")) == 2


def test_a_form_that_is_refused_comes_back_whole(asked: Asked, desk: Visitor) -> None:
    typed = {"questionnaire": "gaps", "number": "2", "opens": "someday", "closes": "1/11/2026"}
    status, found = plan(asked, desk, **typed, pair_ids=[str(asked.pairs[1])])
    assert status == 422
    assert found.title
    assert found.title.get_text().startswith("Error: ")
    assert [a.get_text() for a in found.select(".errors a")] == [
        "Write the day as 1 February 2027 or 1/2/2027.",
        "Choose a last day that has not passed.",
    ]
    for name, value in (("opens", "someday"), ("closes", "1/11/2026")):
        assert found.select_one(f"#{name}")["value"] == value  # type: ignore[index]
    assert found.select_one("#questionnaire option[selected]")["value"] == "gaps"  # type: ignore[index]
    assert found.select_one("#number option[selected]")["value"] == "2"  # type: ignore[index]
    assert [box["value"] for box in found.select("[name=pair_ids][checked]")] == [str(asked.pairs[1])]
    status, found = plan(asked, desk, questionnaire="", number="x", opens="", closes="", pair_ids=[])
    targets = [str(a["href"]) for a in found.select(".errors a")]
    assert targets == ["#questionnaire", "#number", "#opens", "#closes", "#pair_ids"]
    assert all(found.select_one(target) for target in targets)
    assert not found.select("[name=pair_ids][checked]")
    assert not rows(asked.house, "wave")


def test_one_round_shows_who_has_handed_in_and_never_an_answer(asked: Asked, desk: Visitor) -> None:
    wave = asked.round()
    asked.answer(wave, C, 3)
    asked.answer(wave, P, 2)
    with asked.house.database.writing() as session:
        for answer in session.query(SheetAnswer).filter(SheetAnswer.value.is_not(None)):
            answer.value = 7654321
    found = desk.page(f"{asked.base}/rounds?round={wave}")
    shown = text(found)
    assert "Opens when one more person of Tessaly 0 answers." in shown
    assert "Provider 0 1: handed in" in shown
    assert "Provider 0 2: not yet" in shown
    assert "2 of 4" in shown
    assert "7654321" not in str(found)
    assert not found.select(f"form[action$='/{wave}/release'], form[action$='/{wave}/withdraw']")
    [link] = [a for a in found.select("#round a") if "Write to" in a.get_text()]
    to = [f"to={person.id}" for person in asked.people[0, P][2:]]
    assert str(link["href"]) == f"{asked.base}/write?about=round&" + "&".join(to)
    letter = text(desk.page(str(link["href"])))
    assert "A round of questions about your pair is open." in letter
    assert found.select_one(f"a[href='/pairs/{asked.pairs[0]}/room']")


def test_results_are_opened_once_both_sides_are_ready(asked: Asked, desk: Visitor) -> None:
    wave = asked.round()
    refused = desk.post(f"/train/rounds/{wave}/release")
    assert refused.status_code == 409
    assert not rows(asked.house, "snapshot")
    for side in (C, P):
        asked.answer(wave, side, 3)
    path = f"{asked.base}/rounds?round={wave}"
    assert "Open the results now" in text(desk.page(path))
    before = len(mails(asked.house))
    answer = desk.post(f"/train/rounds/{wave}/release")
    assert (answer.status_code, answer.location) == (303, path)
    assert len(mails(asked.house)) == before + 7
    shown = text(desk.page(path))
    assert "Results open" in shown
    assert "Both sides see the results." in shown
    assert "Add the later answers" in shown
    assert desk.post(f"/train/rounds/{wave}/release").status_code == 409
    assert len(rows(asked.house, "snapshot")) == 1


def test_days_are_moved_and_a_bad_day_comes_back_as_it_was_typed(asked: Asked, desk: Visitor) -> None:
    wave = asked.round()
    answer = desk.post(f"/train/rounds/{wave}/move", {"opens": "1 December 2026", "closes": "nonsense"})
    found = page(answer)
    assert answer.status_code == 422
    assert found.select_one("#move-closes")["value"] == "nonsense"  # type: ignore[index]
    assert found.select_one("#move-opens")["value"] == "1 December 2026"  # type: ignore[index]
    assert [str(a["href"]) for a in found.select(".errors a")] == ["#move-closes"]
    assert desk.post(f"/train/rounds/{wave}/move", {"opens": "2026-12-01", "closes": "2026-12-20"}).status_code == 303
    [row] = rows(asked.house, "wave")
    assert (str(row.opens), str(row.closes)) == ("2026-12-01", "2026-12-20")


def test_a_round_nobody_has_begun_is_withdrawn(asked: Asked, desk: Visitor) -> None:
    wave, begun = asked.round(0), asked.round(1)
    asked.hand_in(begun, C, 1, 1)
    assert desk.post(f"/train/rounds/{wave}/withdraw").location == f"{asked.base}/rounds"
    assert desk.post(f"/train/rounds/{begun}/withdraw").status_code == 409
    assert [row.id for row in rows(asked.house, "wave")] == [begun]


def test_nobody_else_sees_or_does_any_of_it(asked: Asked, app: Flask, house: House) -> None:
    wave = asked.round()
    others = [make_account(house, "Olga Other", roles=[Role.TRAINER]), make_account(house, "Ada", roles=[Role.ADMIN])]
    for person in (*others, asked.people[0, C][0]):
        visitor = Visitor(signed_in(app.test_client(), person))
        assert visitor.get(f"{asked.base}/rounds").status_code in (403, 404)
        assert visitor.post(f"{asked.base}/rounds").status_code in (403, 404)
        for act in ACTS:
            assert visitor.post(f"/train/rounds/{wave}/{act}").status_code in (403, 404), act
    assert len(rows(house, "wave")) == 1


@pytest.mark.parametrize("asks", ["round=987", "round=x", "round="])
def test_a_round_that_is_not_there(asked: Asked, desk: Visitor, asks: str) -> None:
    assert desk.get(f"{asked.base}/rounds?{asks}").status_code == (404 if "9" in asks else 200)


def test_a_closed_cohorts_rounds_can_be_read_and_not_changed(asked: Asked, desk: Visitor) -> None:
    wave = asked.round()
    with asked.house.database.writing() as session:
        session.get_one(CohortRow, asked.cohort).closed_at = START
    found = desk.page(f"{asked.base}/rounds?round={wave}")
    assert not found.select("main form")
    for act in ACTS:
        assert desk.post(f"/train/rounds/{wave}/{act}").status_code == 409, act


def test_the_board_and_the_pairs_page_lead_to_rounds_and_room(asked: Asked, desk: Visitor) -> None:
    wave = asked.round(closes=DAY + timedelta(days=2))
    asked.hand_in(wave, C, 3)
    board = desk.page(asked.base)
    assert "Readiness quiz, round 1: Quillby 0 has enough answers, Tessaly 0 not yet." in text(board)
    assert board.select_one(f"nav.acts a[href='{asked.base}/rounds']")
    shown = desk.page(f"{asked.base}/pairs/{asked.pairs[0]}")
    assert shown.select_one(f"a[href='{asked.base}/rounds?round={wave}#round']")
    assert shown.select_one(f"a[href='/pairs/{asked.pairs[0]}/room']")
    assert "Readiness quiz, round 1: results open to both" in text(desk.page(f"{asked.base}/sheet"))


def test_a_side_that_is_ready_with_a_side_that_has_nobody_to_write_to_leads_to_its_rounds(
    asked: Asked, desk: Visitor
) -> None:
    wave = asked.round()
    asked.hand_in(wave, P, 3)
    with asked.house.database.writing() as session:
        for person in asked.people[0, C]:
            session.get_one(Person, person.id).closed_at = START
    asked.hand_in(wave, C, 2)
    assert desk.get(asked.base).status_code == 200


def test_the_other_side_never_learns_how_far_this_one_is(asked: Asked, app: Flask) -> None:
    wave = asked.round()
    paths = ("/home", f"/pairs/{asked.pairs[0]}", f"/cohorts/{asked.cohort}/what-my-trainer-sees")
    across = Visitor(signed_in(app.test_client(), asked.people[0, P][0]))
    before = [text(across.page(path)) for path in paths]
    asked.answer(wave, C, 3)
    assert [text(across.page(path)) for path in paths] == before
    assert "results open to both" in before[1]


@pytest.mark.parametrize("number", ["9" * 5000, "-1", "٣", "1e5", "0"])
def test_a_round_that_cannot_be_is_not_found_and_breaks_nothing(asked: Asked, desk: Visitor, number: str) -> None:
    assert desk.get(f"{asked.base}/rounds?round={number}").status_code in (200, 404)
