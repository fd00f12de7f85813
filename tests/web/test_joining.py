"""Joining a cohort: with a code, and by accepting an invitation on the home page."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from goodpartners.domain.people import Role, Side
from goodpartners.services import cohort_invitations, join_codes
from goodpartners.services.cohort_invitations import Wanted
from goodpartners.services.house import House
from goodpartners.store import cohorts
from goodpartners.store.people import Person
from tests.cohorts import QUILLBY, TESSALY, actor_of, make_cohort, make_pair, seat
from tests.factories import START, link_in, mails, make_account, page, rows, send, signed_in

SAM = {"name": "Sam Okoye", "email": "sam@tessaly.example", "job_family": "home manager"}


@dataclass
class Hall:
    """A cohort with one pair and a code for its provider’s side."""

    house: House
    trainer: Person
    cohort: int
    pair: int
    code: str

    @property
    def at(self) -> str:
        return f"/train/cohorts/{self.cohort}"

    def invite(self, email: str) -> int:
        """Invite somebody to the pair and give the invitation’s number."""
        with self.house.database.writing() as session:
            found = cohorts.pair(session, self.pair)
            assert found
            wanted = Wanted(
                "Typed Name", email, found.partnership.provider_id, TESSALY, Side.PROVIDER, "", frozenset((self.pair,))
            )
            actor = actor_of(session, self.trainer)
            cohort_invitations.send(
                session, self.cohort, [wanted], base="http://localhost", support="", actor=actor, now=START
            )
        number: int = rows(self.house, "cohort_invitation")[-1].id
        return number


@pytest.fixture
def hall(house: House) -> Hall:
    moira = make_account(house, "Moira Tennant", roles=[Role.TRAINER])
    with house.database.writing() as session:
        cohort, (pair,) = make_cohort(session, moira, ["good-customer"], [make_pair(session)])
        code = join_codes.renew(session, cohort, pair, Side.PROVIDER, actor=actor_of(session, moira), now=START)
    return Hall(house, moira, cohort, pair, code)


def desk(app: Flask, hall: Hall) -> FlaskClient:
    return signed_in(app.test_client(), hall.trainer)


def test_a_code_says_what_one_joins_and_who_sees_what(client: FlaskClient, hall: Hall) -> None:
    assert page(client.get("/join")).select_one("input[name=code]")
    typed = f" {hall.code[:4].lower()} {hall.code[4:]} "
    answer = client.get("/join", query_string={"code": typed}, follow_redirects=True)
    for words in ("Autumn joint cohort", "Moira Tennant", TESSALY, f"{QUILLBY} and {TESSALY}", "No: my notes"):
        assert words in page(answer).text
    wrong = client.get("/join/CDFH-9999")
    assert wrong.status_code == 404
    assert "No code of these letters works" in page(wrong).text
    assert page(wrong).select_one("#code")["value"] == "CDFH-9999"  # type: ignore[index]


def test_somebody_new_waits_is_approved_and_gets_an_invitation(app: Flask, client: FlaskClient, hall: Hall) -> None:
    at = f"/join/{hall.code}"
    assert send(client, at, SAM).location == "/join/asked"
    assert client.get("/join/asked").status_code == 200
    send(client, at, {**SAM, "email": "SAM@tessaly.example"})
    assert len(rows(hall.house, "join_request")) == 1
    assert mails(hall.house) == []
    trainer = desk(app, hall)
    shown = page(trainer.get(f"{hall.at}/people"))
    assert "Waiting for you (1)" in shown.text
    assert "home manager" in shown.text
    number = rows(hall.house, "join_request")[0].id
    assert send(trainer, f"{hall.at}/requests/{number}/approve", {"page": "codes"}).location == f"{hall.at}/codes"
    (mail,) = mails(hall.house)
    assert mail.to_address == "sam@tessaly.example"
    assert send(client, link_in(mail), {"name": "Sam Okoye"}).location == "/home"
    assert [row.side for row in rows(hall.house, "seat")] == ["provider"]
    (decided,) = rows(hall.house, "join_request")
    assert (decided.name, decided.email, decided.job_family, decided.approved) == ("", "", None, True)
    assert send(trainer, f"{hall.at}/requests/{number}/approve").status_code == 409


def test_the_answer_never_says_whether_an_address_has_an_account(app: Flask, hall: Hall) -> None:
    make_account(hall.house, "Samuel B. Okoye", email=SAM["email"])
    answers = []
    for email in (SAM["email"], "new@tessaly.example"):
        answer = send(app.test_client(), f"/join/{hall.code}", {**SAM, "email": email}, follow_redirects=True)
        answers.append(answer.get_data(as_text=True))
    assert answers[0] == answers[1]
    trainer = desk(app, hall)
    seen = trainer.get(f"{hall.at}/codes").get_data(as_text=True)
    for row in rows(hall.house, "join_request"):
        seen += send(trainer, f"{hall.at}/requests/{row.id}/approve", follow_redirects=True).get_data(as_text=True)
    assert "Samuel" not in seen
    assert "http://localhost/home" in mails(hall.house)[0].body
    assert "http://localhost/invitation/" in mails(hall.house)[1].body


def test_a_declined_request_is_told_kindly_and_forgotten(app: Flask, client: FlaskClient, hall: Hall) -> None:
    send(client, f"/join/{hall.code}", SAM)
    number = rows(hall.house, "join_request")[0].id
    answer = send(desk(app, hall), f"{hall.at}/requests/{number}/decline", follow_redirects=True)
    assert "The request of Sam Okoye is declined" in page(answer).text
    (mail,) = mails(hall.house)
    assert mail.subject == "About your request to join “Autumn joint cohort”"
    assert rows(hall.house, "join_request")[0].email == ""
    assert rows(hall.house, "person", email=SAM["email"]) == []


def test_whoever_is_signed_in_only_confirms_and_is_in_once_approved(
    app: Flask, client: FlaskClient, hall: Hall
) -> None:
    amara = make_account(hall.house)
    signed_in(client, amara)
    shown = page(client.get(f"/join/{hall.code}"))
    assert "You are signed in as Amara Osei" in shown.text
    assert shown.select_one("input[name=email]") is None
    assert send(client, f"/join/{hall.code}").location == "/home"
    send(client, f"/join/{hall.code}")
    (request,) = rows(hall.house, "join_request")
    send(desk(app, hall), f"{hall.at}/requests/{request.id}/approve")
    assert [row.side for row in rows(hall.house, "seat")] == ["provider"]
    assert mails(hall.house)[0].subject == "You are in the cohort “Autumn joint cohort”"
    again = send(client, f"/join/{hall.code}", follow_redirects=True)
    assert "You are in this pair already." in page(again).text
    acts = {row.act for row in rows(hall.house, "audit_entry", person_id=amara.id)}
    assert {"asked to join", "enrolled", "seat given"} <= acts


def test_nobody_asks_for_the_other_side_of_a_pair_they_sit_in(client: FlaskClient, hall: Hall) -> None:
    amara = make_account(hall.house)
    with hall.house.database.writing() as session:
        seat(session, session.merge(amara), hall.pair, Side.COMMISSIONER)
    answer = send(signed_in(client, amara), f"/join/{hall.code}")
    assert answer.status_code == 409
    assert "both sides of one pair" in page(answer).text
    assert rows(hall.house, "join_request") == []


def test_a_faulty_request_comes_back_with_what_was_typed(client: FlaskClient, hall: Hall) -> None:
    answer = send(client, f"/join/{hall.code}", {"name": "", "email": "nonsense", "job_family": "home manager"})
    shown = page(answer)
    assert answer.status_code == 422
    assert [a["href"] for a in shown.select(".errors a")] == ["#email", "#name"]
    assert shown.select_one("#job_family")["value"] == "home manager"  # type: ignore[index]


def test_asking_again_and_again_is_slowed_down(client: FlaskClient, hall: Hall) -> None:
    statuses = [send(client, f"/join/{hall.code}", SAM).status_code for _ in range(12)]
    assert statuses[:10] == [303] * 10
    assert statuses[10:] == [429, 429]


def test_accepting_and_declining_on_the_home_page(client: FlaskClient, hall: Hall) -> None:
    amara = make_account(hall.house)
    number = hall.invite(amara.email or "")
    signed_in(client, amara)
    assert send(client, f"/cohort-invitations/{number}/accept").location == "/home"
    assert send(client, f"/cohort-invitations/{number}/accept").location == "/home"
    assert len(rows(hall.house, "seat")) == 1
    assert send(client, f"/cohort-invitations/{number}/decline").status_code == 409
    nadia = make_account(hall.house, "Nadia Frost")
    other = hall.invite(nadia.email or "")
    assert send(client, f"/cohort-invitations/{other}/accept").status_code == 404
    signed_in(client, nadia)
    answer = send(client, f"/cohort-invitations/{other}/decline", follow_redirects=True)
    assert "You have declined the invitation to “Autumn joint cohort”." in page(answer).text
    assert send(client, f"/cohort-invitations/{other}/accept").status_code == 409
    assert len(rows(hall.house, "seat")) == 1


def test_requests_are_decided_by_the_cohorts_trainer_only(app: Flask, client: FlaskClient, hall: Hall) -> None:
    send(client, f"/join/{hall.code}", SAM)
    number = rows(hall.house, "join_request")[0].id
    joel = make_account(hall.house, "Joel Adeyemi", roles=[Role.TRAINER])
    with hall.house.database.writing() as session:
        cohort, _ = make_cohort(session, session.merge(joel), ["good-customer"])
    other = signed_in(app.test_client(), joel)
    for at in (hall.at, f"/train/cohorts/{cohort}"):
        for act in ("approve", "decline"):
            assert send(other, f"{at}/requests/{number}/{act}").status_code == 404
    assert mails(hall.house) == []
