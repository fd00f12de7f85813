"""People and organisations, for admins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from goodpartners.domain.people import OrganisationKind, Role, Side
from goodpartners.services.house import House
from goodpartners.store.people import Person
from tests.conftest import Clock
from tests.factories import link_in, mails, make_account, make_organisation, make_person, page, rows, send, signed_in

INVITE = {"email": "sam@tessaly.example", "name": "Sam Okoye"}


@pytest.fixture
def moira(house: House) -> Person:
    """The admin."""
    return make_account(house, "Moira Tennant", roles=[Role.ADMIN])


@pytest.fixture
def desk(client: FlaskClient, moira: Person) -> FlaskClient:
    """Her browser."""
    return signed_in(client, moira)


@contextmanager
def statements(house: House) -> Iterator[list[str]]:
    """What is sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    sa.event.listen(house.database.engine, "before_cursor_execute", note)
    yield sent
    sa.event.remove(house.database.engine, "before_cursor_execute", note)


def fill(house: House, count: int, start: int = 0) -> None:
    with house.database.writing() as session:
        for n in range(start, start + count):
            make_person(
                session,
                f"Person {n:03}",
                roles=[Role.TRAINER] if n % 2 else [],
                organisation=("Ashtree", "Birchwood", "Cedarbank")[n % 3],
                side=Side.PROVIDER,
            )


def test_a_list_takes_the_same_statements_whatever_the_number_of_people(desk: FlaskClient, house: House) -> None:
    fill(house, 3)
    with statements(house) as few:
        desk.get("/admin/people")
    fill(house, 60, start=3)
    with statements(house) as many:
        desk.get("/admin/people")
    with statements(house) as searching:
        desk.get("/admin/people?q=birch")
    assert len(few) == len(many) == len(searching)


def test_the_list_is_paged_and_finds_by_name_address_and_organisation(desk: FlaskClient, house: House) -> None:
    fill(house, 60)
    first = page(desk.get("/admin/people"))
    assert "61 people, page 1 of 2" in first.text
    assert len(first.select(".entries > li")) == 50
    assert len(page(desk.get("/admin/people?page=2")).select(".entries > li")) == 11
    assert len(page(desk.get("/admin/people?page=99")).select(".entries > li")) == 11
    found = {q: page(desk.get(f"/admin/people?q={q}")).text for q in ("MOIRA", "person.007@", "cedar+person+05", "%25")}
    assert "1 person with" in found["MOIRA"]
    assert "1 person with" in found["person.007@"]
    assert "5 people with" in found["cedar+person+05"]
    assert "0 people with" in found["%25"]


@pytest.mark.parametrize("role", [None, Role.TRAINER, Role.AUTHOR, Role.SIDE_LEAD, Role.ORGANISATION_MANAGER])
def test_nobody_but_an_admin_manages_people(
    client: FlaskClient, house: House, moira: Person, role: Role | None
) -> None:
    signed_in(client, make_account(house, roles=[role] if role else []))
    for path in ("/admin/people", "/admin/people/invite", f"/admin/people/{moira.id}", "/admin/organisations"):
        assert client.get(path).status_code == 403
    before = rows(house, "role_grant"), rows(house, "person"), rows(house, "organisation")
    for path, fields in {
        "/admin/people/invite": INVITE,
        f"/admin/people/{moira.id}/roles": {"role": "admin"},
        f"/admin/people/{moira.id}/extra-time": {"percent": "125"},
        f"/admin/people/{moira.id}/close": {},
        "/admin/organisations": {"name": "Tessaly Care", "kind": "provider"},
    }.items():
        assert send(client, path, fields).status_code == 403
    assert before == (rows(house, "role_grant"), rows(house, "person"), rows(house, "organisation"))


def test_an_invitation_makes_a_person_who_has_not_come_yet(desk: FlaskClient, house: House, moira: Person) -> None:
    with house.database.writing() as session:
        council = make_organisation(session, "Quillby Borough Council", OrganisationKind.AUTHORITY)
    form = {**INVITE, "organisation": council.id, "job_family": "contracts", "roles": ["trainer", "side lead"]}
    answer = send(desk, "/admin/people/invite", form, follow_redirects=True)
    shown = answer.get_data(as_text=True)
    for words in ("Sam Okoye", "Invited", "Commissioner’s side", "contracts", "Trainer:", "Send a new link"):
        assert words in shown
    [mail] = mails(house)
    assert mail.to_address == INVITE["email"]
    assert "Moira Tennant has invited you to Good Partners as part of Quillby Borough Council" in mail.body
    assert "until 8 December 2026" in mail.body
    acts = [(row.act, row.actor_id) for row in rows(house, "audit_entry")]
    assert acts == [("role given", moira.id), ("role given", moira.id), ("invited", moira.id)]


def test_a_faulty_invitation_comes_back_with_everything_that_was_typed(desk: FlaskClient, house: House) -> None:
    form = {"email": "nonsense", "name": "", "job_family": "home manager", "side": "provider", "roles": ["side lead"]}
    answer = send(desk, "/admin/people/invite", form)
    shown = page(answer)
    assert answer.status_code == 422
    assert shown.title is not None
    assert shown.title.text.startswith("Error: ")
    assert [a["href"] for a in shown.select(".errors a")] == ["#email", "#name", "#organisation"]
    assert shown.select_one("#email")["value"] == "nonsense"  # type: ignore[index]
    assert shown.select_one("#job_family")["value"] == "home manager"  # type: ignore[index]
    assert shown.select_one("#side option[selected]")["value"] == "provider"  # type: ignore[index]
    assert [box["value"] for box in shown.select("input[name=roles][checked]")] == ["side lead"]
    assert len(rows(house, "person")) == 1


def test_tampered_choices_are_refused_as_a_form(desk: FlaskClient, house: House) -> None:
    for tampered in ({"roles": ["emperor"]}, {"side": "middle"}, {"organisation": "999"}):
        assert send(desk, "/admin/people/invite", {**INVITE, **tampered}).status_code == 422
    assert len(rows(house, "person")) == 1


def test_an_account_that_is_in_use_is_not_invited_again(desk: FlaskClient, house: House) -> None:
    make_account(house, email=INVITE["email"])
    answer = send(desk, "/admin/people/invite", {**INVITE, "email": INVITE["email"].upper()})
    assert answer.status_code == 422
    assert "There is an account with this address already." in answer.get_data(as_text=True)


def test_a_second_invitation_ends_the_first_link(app: Flask, desk: FlaskClient, house: House) -> None:
    send(desk, "/admin/people/invite", INVITE)
    person = rows(house, "person", email=INVITE["email"])[0]
    send(desk, f"/admin/people/{person.id}/invitation")
    send(desk, "/admin/people/invite", {**INVITE, "name": "Samuel Okoye"})
    first, second, third = (link_in(mail) for mail in mails(house))
    visitor = app.test_client()
    assert [visitor.get(path).status_code for path in (first, second, third)] == [410, 410, 200]
    assert "Samuel Okoye" in visitor.get(third).get_data(as_text=True)
    assert len(rows(house, "person")) == 2


def test_a_withdrawn_invitation_leaves_nothing_about_the_person(app: Flask, desk: FlaskClient, house: House) -> None:
    send(desk, "/admin/people/invite", INVITE)
    path = link_in(mails(house)[0])
    person = rows(house, "person", email=INVITE["email"])[0]
    assert send(desk, f"/admin/people/{person.id}/invitation/withdraw").location == "/admin/people"
    assert app.test_client().get(path).status_code == 410
    assert len(rows(house, "person")) == 1
    assert mails(house) == []
    assert [row.act for row in rows(house, "audit_entry")] == ["invitation withdrawn"]


def test_whoever_has_come_has_no_invitation_to_withdraw(desk: FlaskClient, house: House) -> None:
    amara = make_account(house)
    assert send(desk, f"/admin/people/{amara.id}/invitation/withdraw").status_code == 409
    assert send(desk, f"/admin/people/{amara.id}/invitation").status_code == 409
    assert len(rows(house, "person")) == 2


def test_roles_are_given_and_taken_away_and_the_person_can_read_it(app: Flask, desk: FlaskClient, house: House) -> None:
    amara = make_account(house, organisation="Tessaly Care")
    theirs = signed_in(app.test_client(), amara)
    at = f"/admin/people/{amara.id}/roles"
    for _twice in range(2):
        assert send(desk, at, {"role": "trainer"}).status_code == 303
    assert send(desk, at, {"role": "side lead", "organisation": "1"}).status_code == 303
    assert [(r.role, r.organisation_id) for r in rows(house, "role_grant", person_id=amara.id)] == [
        ("trainer", None),
        ("side lead", 1),
    ]
    assert theirs.get("/authoring/reports").status_code == 200
    grant = rows(house, "role_grant", person_id=amara.id)[0]
    assert send(desk, f"{at}/{grant.id}/take").status_code == 303
    assert theirs.get("/authoring/reports").status_code == 403
    shown = theirs.get("/account/activity").get_data(as_text=True)
    assert "The role “trainer” was taken away." in shown
    assert "The role “side lead” was given in Tessaly Care." in shown
    assert "by Moira Tennant" in shown


def test_a_role_within_an_organisation_needs_one(desk: FlaskClient, house: House) -> None:
    amara = make_account(house)
    answer = send(desk, f"/admin/people/{amara.id}/roles", {"role": "organisation manager"})
    assert answer.status_code == 422
    assert page(answer).select_one("details[open] #role option[selected]")["value"] == "organisation manager"  # type: ignore[index]
    assert send(desk, f"/admin/people/{amara.id}/roles", {"role": ""}).status_code == 422


def test_the_only_admin_stays_admin(desk: FlaskClient, house: House, moira: Person) -> None:
    grant = rows(house, "role_grant")[0]
    assert send(desk, f"/admin/people/{moira.id}/roles/{grant.id}/take").status_code == 409
    assert len(rows(house, "role_grant")) == 1
    make_account(house, "Second Admin", roles=[Role.ADMIN])
    assert send(desk, f"/admin/people/{moira.id}/roles/{grant.id}/take").status_code == 303


def test_somebody_elses_role_cannot_be_taken_through_another_person(
    desk: FlaskClient, house: House, moira: Person
) -> None:
    amara = make_account(house, roles=[Role.TRAINER])
    grant = rows(house, "role_grant", person_id=amara.id)[0]
    assert send(desk, f"/admin/people/{moira.id}/roles/{grant.id}/take").status_code == 404
    assert len(rows(house, "role_grant")) == 2


@pytest.mark.parametrize(("typed", "status"), [("125", 303), ("100", 303), ("99", 422), ("401", 422), ("much", 422)])
def test_extra_time_is_a_percentage(desk: FlaskClient, house: House, typed: str, status: int) -> None:
    amara = make_account(house)
    fields = {"percent": typed, "reason": "asked for more reading time"}
    answer = send(desk, f"/admin/people/{amara.id}/extra-time", fields)
    assert answer.status_code == status
    if status == 422:
        assert page(answer).select_one("#percent")["value"] == typed  # type: ignore[index]
        assert page(answer).select_one("#reason")["value"] == fields["reason"]  # type: ignore[index]
        assert rows(house, "allowance") == []


def test_extra_time_needs_a_reason_that_the_person_can_read(app: Flask, desk: FlaskClient, house: House) -> None:
    amara = make_account(house)
    answer = send(desk, f"/admin/people/{amara.id}/extra-time", {"percent": "125", "reason": " "})
    assert answer.status_code == 422
    assert [a["href"] for a in page(answer).select(".errors a")] == ["#reason"]
    assert rows(house, "allowance") == []
    for percent, reason in (("125", "asked for more reading time"), ("150", "asked for still more")):
        fields = {"percent": percent, "reason": reason}
        assert send(desk, f"/admin/people/{amara.id}/extra-time", fields).status_code == 303
    kept = [(row.percent, row.reason, row.taken_back_at is None) for row in rows(house, "allowance")]
    assert kept == [(125, "asked for more reading time", False), (150, "asked for still more", True)]
    theirs = signed_in(app.test_client(), amara)
    assert "150% of the usual time" in theirs.get("/account").get_data(as_text=True)
    assert "Reason: asked for still more" in theirs.get("/account/activity").get_data(as_text=True)


def test_closing_signs_out_at_once_and_reopening_lets_in_again(app: Flask, desk: FlaskClient, house: House) -> None:
    amara = make_account(house)
    theirs = signed_in(app.test_client(), amara)
    assert send(desk, f"/admin/people/{amara.id}/close").status_code == 303
    assert theirs.get("/home").status_code == 303
    assert mails(house)[-1].subject == "Your account was closed"
    assert "Closed on 24 November 2026" in desk.get(f"/admin/people/{amara.id}").get_data(as_text=True)
    assert send(desk, f"/admin/people/{amara.id}/reopen").status_code == 303
    assert signed_in(app.test_client(), amara).get("/home").status_code == 200


def test_an_admin_does_not_close_their_own_account(desk: FlaskClient, house: House, moira: Person) -> None:
    make_account(house, "Second Admin", roles=[Role.ADMIN])
    assert send(desk, f"/admin/people/{moira.id}/close").status_code == 409
    assert "Close the account" not in desk.get(f"/admin/people/{moira.id}").get_data(as_text=True)


def test_an_erased_account_and_nobody_are_not_found(desk: FlaskClient, house: House, clock: Clock) -> None:
    amara = make_account(house)
    with house.database.writing() as session:
        session.merge(amara).erased_at = clock()
    assert desk.get(f"/admin/people/{amara.id}").status_code == 404
    assert desk.get("/admin/people/999").status_code == 404
    assert "Amara" not in desk.get("/admin/people").get_data(as_text=True)


def test_organisations_are_listed_with_their_people_and_added_once(desk: FlaskClient, house: House) -> None:
    make_account(house, organisation="Tessaly Care")
    assert send(desk, "/admin/organisations", {"name": " New   Home ", "kind": "provider"}).status_code == 303
    shown = [row.text.split("\n") for row in page(desk.get("/admin/organisations")).select("tbody tr")]
    assert [cells for row in shown for cells in row if cells] == ["New HomeProvider0", "Tessaly CareProvider1"]
    for name, kind in (("New Home", "provider"), ("", "provider"), ("Other", ""), ("A" * 201, "other")):
        answer = send(desk, "/admin/organisations", {"name": name, "kind": kind})
        assert answer.status_code == 422
        assert page(answer).select_one("#name")["value"] == name  # type: ignore[index]
