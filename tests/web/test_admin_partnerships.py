"""Partnerships, organisations, merging, cohorts and periods, on an admin’s pages."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from goodpartners.domain.people import OrganisationKind, Role, Side
from goodpartners.services.house import House
from goodpartners.store import learning
from goodpartners.store.people import MembershipRow, Person
from tests.cohorts import QUILLBY, TESSALY, make_cohort, make_pair, make_trainer, seat
from tests.factories import mails, make_account, make_organisation, make_person, page, rows, send, signed_in
from tests.statements import statements


@pytest.fixture
def desk(client: FlaskClient, house: House) -> FlaskClient:
    """An admin's browser."""
    return signed_in(client, make_account(house, "Moira Tennant", roles=[Role.ADMIN]))


@pytest.fixture
def pair(house: House) -> int:
    """A partnership that nobody has accepted."""
    with house.database.writing() as session:
        return make_pair(session, accepted=False)


PAGES = (
    "/admin/partnerships",
    "/admin/organisations/1",
    "/admin/organisations/1/merge",
    "/admin/organisations/1/merge?into=2",
    "/admin/people/1/merge",
    "/admin/people/1/merge?keep=a@b.example",
    "/admin/cohorts",
    "/admin/retention",
)
ACTS = {
    "/admin/partnerships": {"authority": "1", "provider": "2"},
    "/admin/partnerships/1/end": {"organisation": "1"},
    "/admin/organisations/1": {"name": "Other"},
    "/admin/organisations/1/merge": {"into": "2"},
    "/admin/people/1/merge": {"keep": "a@b.example", "address": "c@d.example"},
    "/admin/people/1/memberships": {"membership_organisation": "1"},
    "/admin/people/1/memberships/1": {},
    "/admin/people/1/memberships/1/end": {},
    "/admin/cohorts/1/trainers": {"trainer": "1"},
    "/admin/retention/ended-cohorts": {"months": "1"},
}


@pytest.mark.parametrize("role", [None, Role.TRAINER, Role.AUTHOR, Role.SIDE_LEAD, Role.ORGANISATION_MANAGER])
def test_nobody_but_an_admin_comes_here(client: FlaskClient, house: House, pair: int, role: Role | None) -> None:
    signed_in(client, make_account(house, roles=[role] if role else []))
    for path in PAGES:
        assert client.get(path).status_code == 403, path
    for path, fields in ACTS.items():
        assert send(client, path, fields).status_code == 403, path
    assert rows(house, "audit_entry") == []


# --- Partnerships ----------------------------------------------------------------------------------------------------


def test_a_partnership_is_proposed_and_decided_on_behalf_of_both(desk: FlaskClient, house: House) -> None:
    with house.database.writing() as session:
        authority = make_organisation(session, QUILLBY, OrganisationKind.AUTHORITY).id
        provider = make_organisation(session, TESSALY).id
    fields = {"authority": authority, "provider": provider}
    assert send(desk, "/admin/partnerships", fields).status_code == 303
    number = rows(house, "partnership")[0].id
    for within in (authority, provider):
        send(desk, f"/admin/partnerships/{number}/accept", {"organisation": within})
    shown = page(desk.get("/admin/partnerships"))
    assert "Accepted by both" in shown.text
    send(desk, f"/admin/partnerships/{number}/procurement", {"organisation": provider})
    assert "Procurement pause since 24 November 2026" in page(desk.get("/admin/partnerships")).text
    send(desk, f"/admin/partnerships/{number}/lift", {"organisation": provider})
    assert f"{TESSALY}: accepted on 24 November 2026; says that the procurement pause may end" in " ".join(
        page(desk.get("/admin/partnerships")).text.split()
    )
    send(desk, f"/admin/partnerships/{number}/end", {"organisation": authority})
    assert "Ended on 24 November 2026" in page(desk.get("/admin/partnerships")).text
    assert send(desk, f"/admin/partnerships/{number}/pause", {"organisation": authority}).status_code == 409
    assert send(desk, f"/admin/partnerships/{number}/marry", {"organisation": authority}).status_code in (404, 409)


def test_a_faulty_proposal_comes_back_as_it_was_typed(desk: FlaskClient, house: House, pair: int) -> None:
    answer = send(desk, "/admin/partnerships", {"authority": "1", "provider": ""})
    shown = page(answer)
    assert answer.status_code == 422
    assert [a["href"] for a in shown.select(".errors a")] == ["#provider"]
    assert shown.select_one("#authority option[selected]")["value"] == "1"  # type: ignore[index]
    assert len(rows(house, "partnership")) == 1


def test_the_lists_take_the_same_statements_however_long_they_are(desk: FlaskClient, house: House) -> None:
    def counts() -> list[int]:
        found = []
        for path in ("/admin/partnerships", "/admin/organisations", "/admin/cohorts", "/admin/organisations/1"):
            with statements(house.database) as sent:
                assert desk.get(path).status_code == 200
            found.append(len(sent))
        return found

    def fill(count: int, start: int) -> None:
        with house.database.writing() as session:
            for n in range(start, start + count):
                trainer = make_person(session, f"Trainer {n}", organisation=QUILLBY)
                make_cohort(session, trainer, partnerships=[make_pair(session, provider=f"Provider {n}")])

    with house.database.writing() as session:
        make_pair(session)
    fill(2, 0)
    few = counts()
    fill(20, 2)
    assert counts() == few


# --- Organisations ---------------------------------------------------------------------------------------------------


def test_an_organisation_is_renamed_and_keeps_its_kind_once_it_is_used(
    desk: FlaskClient, house: House, pair: int
) -> None:
    at = f"/admin/organisations/{rows(house, 'organisation', name=TESSALY)[0].id}"
    assert page(desk.get(at)).select("input[name=kind]") == []
    assert send(desk, at, {"name": " Tessaly   Homes ", "kind": "other"}).status_code == 303
    row = rows(house, "organisation", name="Tessaly Homes")[0]
    assert row.kind == "provider"
    for name in ("", QUILLBY, "x" * 201):
        answer = send(desk, at, {"name": name})
        assert answer.status_code == 422
        assert page(answer).select_one("#name")["value"] == name  # type: ignore[index]
    with house.database.writing() as session:
        unused = make_organisation(session, "Unused").id
    assert send(desk, f"/admin/organisations/{unused}", {"name": "Unused", "kind": "other"}).status_code == 303
    assert rows(house, "organisation", id=unused)[0].kind == "other"
    assert desk.get("/admin/organisations/99").status_code == 404


def test_a_page_says_what_would_move_before_two_organisations_are_merged(desk: FlaskClient, house: House) -> None:
    with house.database.writing() as session:
        make_pair(session, "Quillby")
        make_pair(session, QUILLBY)
        make_person(session, organisation="Quillby", side=Side.COMMISSIONER)
        make_organisation(session, "Orrenshire", OrganisationKind.AUTHORITY)
    number = {row.name: row.id for row in rows(house, "organisation")}
    at = f"/admin/organisations/{number['Quillby']}/merge"
    choices = [o.text for o in page(desk.get(at)).select("#into option")]
    assert choices == ["Choose one", "Orrenshire", QUILLBY]
    before = rows(house, "membership")
    shown = " ".join(page(desk.get(f"{at}?into={number[QUILLBY]}")).text.split())
    for words in ("1: Amara Osei", "With the same partner", "Quillby and Tessaly Care", "It cannot be undone."):
        assert words in shown
    assert rows(house, "membership") == before
    for bad in (number[TESSALY], number["Quillby"]):
        assert desk.get(f"{at}?into={bad}").status_code == 422
    assert send(desk, at, {"into": number[QUILLBY]}).location == f"/admin/organisations/{number[QUILLBY]}"
    assert [row.organisation_id for row in rows(house, "membership")] == [number[QUILLBY]]
    assert len(rows(house, "partnership")) == 1
    assert desk.get(at).status_code == 404


def test_what_stands_in_the_way_of_a_merge_is_named(desk: FlaskClient, house: House) -> None:
    with house.database.writing() as session:
        pairs = [make_pair(session, "Quillby"), make_pair(session, QUILLBY)]
        _, (one, other) = make_cohort(session, None, partnerships=pairs)
        person = make_person(session, "Both Sides")
        seat(session, person, one, Side.COMMISSIONER)
        seat(session, person, other, Side.PROVIDER)
    number = {row.name: row.id for row in rows(house, "organisation")}
    at = f"/admin/organisations/{number['Quillby']}/merge"
    shown = page(desk.get(f"{at}?into={number[QUILLBY]}"))
    assert "Both Sides would sit on both sides of" in shown.text
    assert shown.select("main form") == []
    assert send(desk, at, {"into": number[QUILLBY]}).status_code == 409


# --- Two accounts ----------------------------------------------------------------------------------------------------


def test_two_accounts_become_one_once_the_address_is_typed(app: Flask, desk: FlaskClient, house: House) -> None:
    with house.database.writing() as session:
        gone = make_person(session, "Ruth Ames", "ruth@old.example", organisation=TESSALY)
        kept = make_person(session, "Ruth Ames", "ruth@new.example")
    at = f"/admin/people/{gone.id}/merge"
    assert desk.get(f"{at}?keep=nobody@new.example").status_code == 422
    shown = " ".join(page(desk.get(f"{at}?keep=RUTH@new.example")).text.split())
    for words in ("Ruth Ames, ruth@old.example", "Ruth Ames, ruth@new.example", TESSALY, "First, a copy"):
        assert words in shown
    answer = send(desk, at, {"keep": "ruth@new.example", "address": "ruth@new.example"})
    assert answer.status_code == 422
    assert page(answer).select_one("#address")["value"] == "ruth@new.example"  # type: ignore[index]
    assert len(rows(house, "membership", person_id=gone.id)) == 1
    theirs = signed_in(app.test_client(), gone)
    answer = send(desk, at, {"keep": "ruth@new.example", "address": " Ruth@OLD.example"})
    assert answer.location == f"/admin/people/{kept.id}"
    assert len(rows(house, "membership", person_id=kept.id)) == 1
    assert theirs.get("/home").status_code == 303
    assert desk.get(f"/admin/people/{gone.id}").status_code == 404
    assert [m.to_address for m in mails(house)] == ["ruth@old.example", "ruth@new.example"]
    assert (
        "Two accounts of the same person were made one."
        in page(signed_in(app.test_client(), kept).get("/account/activity")).text
    )


def test_the_page_about_a_merge_shows_nothing_that_somebody_did(desk: FlaskClient, house: House) -> None:
    with house.database.writing() as session:
        gone = make_person(session, "Ruth Ames", "ruth@old.example", organisation=TESSALY)
        make_person(session, "Ruth Ames", "ruth@new.example")
    bare = page(desk.get(f"/admin/people/{gone.id}/merge?keep=ruth@new.example")).select_one("main")
    with house.database.writing() as session:
        learning.mark_done(session, gone.id, "c", "m", "s", house.clock())
    full = page(desk.get(f"/admin/people/{gone.id}/merge?keep=ruth@new.example")).select_one("main")
    assert bare is not None
    assert full is not None
    assert bare.text == full.text


# --- Places ----------------------------------------------------------------------------------------------------------


def test_places_are_added_corrected_and_ended(app: Flask, desk: FlaskClient, house: House) -> None:
    amara = make_account(house)
    with house.database.writing() as session:
        where = make_organisation(session).id
    at = f"/admin/people/{amara.id}/memberships"
    assert send(desk, at, {"membership_organisation": where, "agency": "yes"}).status_code == 303
    [row] = rows(house, "membership")
    assert (row.side, row.agency) == ("provider", True)
    assert "Through an agency" in page(desk.get(f"/admin/people/{amara.id}")).text
    answer = send(desk, at, {"membership_organisation": where, "job_family": "night staff"})
    assert answer.status_code == 422
    assert page(answer).select_one("details[open] #job_family")["value"] == "night staff"  # type: ignore[index]
    assert send(desk, f"{at}/{row.id}", {f"job_family-{row.id}": "x" * 81}).status_code == 422
    assert send(desk, f"{at}/{row.id}", {f"job_family-{row.id}": "home manager"}).status_code == 303
    [row] = rows(house, "membership")
    assert (row.job_family, row.agency) == ("home manager", False)
    assert send(desk, f"{at}/{row.id}/end").status_code == 303
    assert rows(house, "membership")[0].ends is not None
    assert send(desk, f"{at}/{row.id}/end").status_code == 409
    other = make_account(house, "Other")
    assert send(desk, f"/admin/people/{other.id}/memberships/{row.id}/end").status_code == 404
    shown = page(signed_in(app.test_client(), amara).get("/account/activity")).text
    assert "The place in Tessaly Care ended." in shown


def test_that_somebody_comes_through_an_agency_stands_on_no_colleagues_page(app: Flask, house: House) -> None:
    amara = make_account(house, organisation=TESSALY)
    with house.database.writing() as session:
        row = session.query(MembershipRow).one()
        row.agency = True
        row.job_family = "home manager"
    theirs = signed_in(app.test_client(), amara)
    assert '"agency": true' in theirs.get("/account/data.json").get_data(as_text=True)
    colleague = signed_in(app.test_client(), make_account(house, "Colleague", organisation=TESSALY))
    for path in ("/home", "/account", "/account/activity"):
        assert "agency" not in colleague.get(path).get_data(as_text=True).lower(), path


# --- Cohorts ---------------------------------------------------------------------------------------------------------


def test_a_cohort_whose_trainer_left_gets_another(app: Flask, desk: FlaskClient, house: House) -> None:
    with house.database.writing() as session:
        gone = make_trainer(session, make_person(session, "Thea Lund"))
        cohort, _ = make_cohort(session, gone, partnerships=[make_pair(session)])
        session.get_one(Person, gone.id).closed_at = house.clock()
        new = make_trainer(session, make_person(session, "Ifan Rees"))
        other = make_person(session, "No Trainer")
    assert "Nobody can run it" in page(desk.get("/admin/cohorts")).text
    at = f"/admin/cohorts/{cohort}/trainers"
    for wrong in (other.id, 999, ""):
        answer = send(desk, at, {"trainer": wrong})
        assert answer.status_code == 422
        assert [a["href"] for a in page(answer).select(".errors a")] == [f"#c{cohort}-trainer"]
    assert send(desk, at, {"trainer": new.id}).status_code == 303
    shown = page(desk.get("/admin/cohorts")).text
    assert "Run by Ifan Rees, Thea Lund" in shown
    assert "Nobody can run it" not in shown
    assert send(desk, "/admin/cohorts/99/trainers", {"trainer": new.id}).status_code == 404
    theirs = signed_in(app.test_client(), new)
    assert "Autumn joint cohort" in theirs.get("/train").get_data(as_text=True)


# --- How long things are kept ----------------------------------------------------------------------------------------


def test_periods_are_set_and_the_next_month_is_shown(desk: FlaskClient, house: House) -> None:
    shown = page(desk.get("/admin/retention")).text
    assert "Kept 24 months." in shown
    assert "What the next month would bring" in shown
    assert send(desk, "/admin/retention/ended-cohorts", {"months": "36"}).status_code == 303
    assert send(desk, "/admin/retention/unused-accounts", {"months": "", "never": "yes"}).status_code == 303
    shown = " ".join(page(desk.get("/admin/retention")).text.split())
    assert "Kept 36 months (usually 24 months)." in shown
    assert "Kept for ever (usually 24 months)." in shown
    for months in ("0", "121", "many", ""):
        answer = send(desk, "/admin/retention/ended-cohorts", {"months": months})
        assert answer.status_code == 422
        assert page(answer).select_one("details[open] #months-ended-cohorts")["value"] == months  # type: ignore[index]
    assert send(desk, "/admin/retention/children", {"months": "3"}).status_code == 404
    assert [row.months for row in rows(house, "retention_period")] == [36, None]
