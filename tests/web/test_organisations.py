"""An organisation's own page: its people for a manager, its partnerships for whoever speaks for it."""

from __future__ import annotations

import pytest
from flask import Flask

from goodpartners.domain.people import Role, Side
from goodpartners.services.house import House
from goodpartners.store import audit
from goodpartners.store.certificates import Certificate
from goodpartners.store.people import RoleGrant
from tests.cohorts import QUILLBY, TESSALY, make_cohort, make_pair, seat
from tests.factories import START, make_account, make_organisation, make_person, rows, signed_in
from tests.factories import page as page_of
from tests.garden import COURSE
from tests.statements import statements
from tests.web.visitor import Visitor, assert_asks_again, text


@pytest.fixture
def offices(garden_app: Flask, house: House) -> dict[str, Visitor]:
    """Tessaly Care's manager, its side lead, Quillby's manager; Amara of Tessaly and Colm of Quillby in a cohort."""
    wanted = {
        "manager": ("Mina Boss", Role.ORGANISATION_MANAGER, TESSALY),
        "lead": ("Lena Lead", Role.SIDE_LEAD, TESSALY),
        "across": ("Quentin Boss", Role.ORGANISATION_MANAGER, QUILLBY),
    }
    people = {key: make_account(house, name) for key, (name, _, _) in wanted.items()}
    with house.database.writing() as session:
        partnership = make_pair(session, accepted=False)
        _, (pair,) = make_cohort(session, None, [COURSE], [partnership])
        amara, colm = make_person(session, "Amara Osei"), make_person(session, "Colm Byrne")
        seat(session, amara, pair)
        seat(session, colm, pair, Side.COMMISSIONER)
        for key, (_, role, where) in wanted.items():
            within = make_organisation(session, where).id
            session.add(RoleGrant(person_id=people[key].id, role=role, organisation_id=within, granted_at=START))
        session.add(
            Certificate(
                person_id=amara.id,
                course=COURSE,
                course_letter="A",
                course_title="One garden",
                holder=amara.name,
                modules=1,
                minutes=20,
                completed_on=START.date(),
                code="7KQ4MX2P",
                issued_at=START,
            )
        )
    return {key: Visitor(signed_in(garden_app.test_client(), person)) for key, person in people.items()}


def number(house: House, name: str) -> int:
    """An organisation's number."""
    (row,) = rows(house, "organisation", name=name)
    return int(row.id)


def test_a_manager_sees_own_people_with_courses_and_certificates_and_nobody_elses(
    offices: dict[str, Visitor], house: House
) -> None:
    page = offices["manager"].page(f"/organisations/{number(house, TESSALY)}")
    words = text(page)
    assert "Amara Osei" in words
    assert "0 of 1" in words
    assert page.select_one("a[href='/v/7KQ4MX2P']")
    assert "Colm" not in words
    theirs = text(offices["across"].page(f"/organisations/{number(house, QUILLBY)}"))
    assert "Colm Byrne" in theirs
    assert "Amara" not in theirs


def test_a_side_lead_sees_partnerships_and_not_the_list_of_people(offices: dict[str, Visitor], house: House) -> None:
    words = text(offices["lead"].page(f"/organisations/{number(house, TESSALY)}"))
    assert "Proposed" in words
    assert "Our people" not in words
    assert "Amara" not in words


def test_another_organisation_is_not_there_and_the_page_is_for_these_roles_only(
    offices: dict[str, Visitor], garden_app: Flask, house: House
) -> None:
    path = f"/organisations/{number(house, TESSALY)}"
    offices["across"].page(path, status=404)
    stranger = Visitor(signed_in(garden_app.test_client(), make_account(house, "Solo Learner")))
    stranger.page(path, status=403)
    assert stranger.page("/home").select_one("nav a[href^='/organisations/']") is None
    assert offices["lead"].page("/home").select_one(f"nav a[href='{path}']")


def press(who: Visitor, house: House, act: str, name: str = TESSALY) -> int:
    """Press a button of the partnership's; the status that comes back."""
    (row,) = rows(house, "partnership")
    answer = who.post(f"/partnerships/{row.id}/{act}", {"organisation": str(number(house, name))})
    return answer.status_code


def test_both_organisations_accept_and_each_page_says_what_is_awaited(
    offices: dict[str, Visitor], house: House
) -> None:
    ours, theirs = f"/organisations/{number(house, TESSALY)}", f"/organisations/{number(house, QUILLBY)}"
    assert "It waits for you" in text(offices["lead"].page(ours))
    assert press(offices["lead"], house, "accept") == 303
    assert "We wait for the other organisation" in text(offices["lead"].page(ours))
    assert press(offices["across"], house, "accept", QUILLBY) == 303
    words = text(offices["across"].page(theirs))
    assert "Accepted by both" in words
    assert "was accepted for Tessaly Care" in words
    assert "Lena" not in words


def test_a_partnership_is_paused_taken_up_again_and_ended_with_the_buttons_that_fit(
    offices: dict[str, Visitor], house: House
) -> None:
    path = f"/organisations/{number(house, TESSALY)}"

    def buttons() -> set[str]:
        found = {str(form["action"]).rsplit("/", 1)[1] for form in offices["manager"].page(path).select("main form")}
        return found - {"answering"}

    assert buttons() == {"accept", "pause", "procurement", "end"}
    press(offices["manager"], house, "accept")
    press(offices["manager"], house, "pause")
    assert buttons() == {"resume", "procurement", "end"}
    press(offices["manager"], house, "resume")
    press(offices["manager"], house, "procurement")
    assert buttons() == {"pause", "lift", "end"}
    press(offices["manager"], house, "lift")
    assert buttons() == {"pause", "end"}
    press(offices["manager"], house, "end")
    assert buttons() == set()
    assert press(offices["manager"], house, "accept") == 409


@pytest.mark.parametrize("who", ["manager", "lead"])
def test_whoever_speaks_for_an_organisation_chooses_how_its_side_answers(
    offices: dict[str, Visitor], house: House, who: str
) -> None:
    ours = number(house, TESSALY)
    (row,) = rows(house, "partnership")
    path, where = f"/organisations/{ours}", f"/partnerships/{row.id}/answering"
    page = offices[who].page(path)
    assert "How our side answers rounds: everybody answers" in text(page)
    fields = offices[who].fill(page, f"form[action='{where}']", mode="organisation")
    assert offices[who].post(where, fields).status_code == 303
    page = offices[who].page(path)
    assert "Your side answers like this from now on: one shared answer, shown openly." in text(page)
    assert "A way of answering was chosen for Tessaly Care: one shared answer, shown openly." in text(page)
    [chosen] = page.select(f"form[action='{where}'] input[checked]")
    assert chosen["value"] == "organisation"


def test_a_way_of_answering_that_is_none_comes_back_with_the_reason(offices: dict[str, Visitor], house: House) -> None:
    (row,) = rows(house, "partnership")
    answer = offices["manager"].post(
        f"/partnerships/{row.id}/answering", {"organisation": str(number(house, TESSALY)), "mode": "by post"}
    )
    assert answer.status_code == 422
    assert_asks_again(page_of(answer), "mode")


def test_nobody_chooses_how_another_organisation_answers(offices: dict[str, Visitor], house: House) -> None:
    (row,) = rows(house, "partnership")
    for who, name in (("across", TESSALY), ("manager", QUILLBY)):
        fields = {"organisation": str(number(house, name)), "mode": "workshop"}
        assert offices[who].post(f"/partnerships/{row.id}/answering", fields).status_code == 404
    assert rows(house, "side_mode") == []


def test_what_cohorts_do_with_its_pairs_pushes_no_decision_out_of_the_log(
    offices: dict[str, Visitor], house: House
) -> None:
    press(offices["lead"], house, "accept")
    (row,) = rows(house, "partnership")
    with house.database.writing() as session:
        for _ in range(40):
            audit.add(session, "pair added", at=START, actor_id=None, partnership_id=row.id, pair="x")
    page = offices["lead"].page(f"/organisations/{number(house, TESSALY)}")
    assert "was accepted for Tessaly Care" in text(page)


def test_nobody_decides_for_another_organisation_and_unknown_acts_are_not_there(
    offices: dict[str, Visitor], house: House
) -> None:
    assert press(offices["across"], house, "accept") == 404
    assert press(offices["manager"], house, "accept", QUILLBY) == 404
    assert press(offices["manager"], house, "burn") == 404
    (row,) = rows(house, "partnership")
    assert (row.authority_accepted_at, row.provider_accepted_at, row.ended_at) == (None, None, None)


def test_whoever_was_invited_and_has_not_come_is_not_listed(offices: dict[str, Visitor], house: House) -> None:
    with house.database.writing() as session:
        make_person(session, "Ingrid Unasked", organisation=TESSALY, signed_in_at=None)
    assert "Ingrid" not in text(offices["manager"].page(f"/organisations/{number(house, TESSALY)}"))


def test_many_people_take_pages_and_the_same_number_of_statements(offices: dict[str, Visitor], house: House) -> None:
    path = f"/organisations/{number(house, TESSALY)}"
    offices["manager"].page(path)
    with statements(house.database) as few:
        offices["manager"].page(path)
    with house.database.writing() as session:
        pair = int(rows(house, "cohort_partnership")[0].id)
        for n in range(70):
            seat(session, make_person(session, f"Person {n:02}"), pair)
    with statements(house.database) as many:
        page = offices["manager"].page(path)
    assert len(many) == len(few)
    assert "page 1 of 2" in text(page)
    assert "Person 69" in text(offices["manager"].page(f"{path}?page=2"))
    assert "Person 69" not in text(page)
