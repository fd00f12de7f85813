"""The pages on which a trainer makes and changes cohorts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from goodpartners.domain.people import OrganisationKind, Role, Side
from goodpartners.services.house import House
from goodpartners.store.people import Person
from tests.cohorts import QUILLBY, TESSALY, make_cohort, make_pair, seat
from tests.factories import START, mails, make_account, make_organisation, make_person, page, rows, signed_in
from tests.statements import statements
from tests.web.visitor import Visitor, assert_asks_again, text

NEW = "/train/cohorts/new"
PLAN = {
    "name": "Spring joint cohort",
    "begins": "11/1/2027",
    "ends": "2 April 2027",
    "courses": ["working-together", "good-supplier"],
    "number-good-supplier": "1",
    "number-working-together": "2",
    "due-good-supplier": "2027-02-01",
}
FORM = "main form.form"


@pytest.fixture
def moira(house: House) -> Person:
    """A trainer."""
    return make_account(house, "Moira Tennant", roles=[Role.TRAINER])


@pytest.fixture
def desk(client: FlaskClient, moira: Person) -> Visitor:
    """Her browser."""
    return Visitor(signed_in(client, moira))


@pytest.fixture
def partnership(house: House) -> int:
    """A partnership that stands."""
    with house.database.writing() as session:
        return make_pair(session)


@pytest.fixture
def cohort(house: House, moira: Person, partnership: int) -> tuple[int, int]:
    """A cohort under way and its one pair."""
    with house.database.writing() as session:
        number, [pair] = make_cohort(session, moira, ["good-supplier"], [partnership])
        seat(session, make_person(session, "Amara Osei"), pair, Side.PROVIDER)
    return number, pair


def test_a_cohort_is_made_on_one_page_with_days_typed_by_hand(desk: Visitor, house: House, partnership: int) -> None:
    answer = desk.post(NEW, desk.fill(desk.page(NEW), FORM, **PLAN, partnerships=str(partnership)))
    assert answer.status_code == 303
    [made] = rows(house, "cohort")
    assert answer.location == f"/train/cohorts/{made.id}/invite"
    assert (made.name, made.begins, made.ends) == ("Spring joint cohort", date(2027, 1, 11), date(2027, 4, 2))
    courses = sorted(rows(house, "cohort_course"), key=lambda row: row.number)
    assert [(c.course, c.due) for c in courses] == [("good-supplier", date(2027, 2, 1)), ("working-together", None)]
    assert [p.partnership_id for p in rows(house, "cohort_partnership")] == [partnership]


def test_a_partnership_can_be_proposed_with_the_cohort(desk: Visitor, house: House) -> None:
    with house.database.writing() as session:
        council = make_organisation(session, QUILLBY, OrganisationKind.AUTHORITY)
        homes = make_organisation(session, TESSALY)
    fields = desk.fill(desk.page(NEW), FORM, **PLAN, authority=str(council.id), provider=str(homes.id))
    assert desk.post(NEW, fields).status_code == 303
    [proposed] = rows(house, "partnership")
    assert proposed.authority_accepted_at is None
    assert len(rows(house, "cohort_partnership", partnership_id=proposed.id)) == 1


def test_a_refused_cohort_comes_back_whole_with_everything_that_is_wrong(
    desk: Visitor, house: House, partnership: int
) -> None:
    wrong = {**PLAN, "name": " ", "begins": "the first Monday", "ends": "31/2/2027", "number-good-supplier": "first"}
    fields = desk.fill(desk.page(NEW), FORM, **wrong, partnerships=str(partnership))
    answer = desk.post(NEW, fields)
    assert answer.status_code == 422
    soup = page(answer)
    assert_asks_again(soup, "name", "begins", "ends", "number-good-supplier")
    again = desk.fill(soup, FORM)
    assert {name: again.get(name) for name in ("begins", "ends", "number-good-supplier", "due-good-supplier")} == {
        "begins": "the first Monday",
        "ends": "31/2/2027",
        "number-good-supplier": "first",
        "due-good-supplier": "2027-02-01",
    }
    assert again.getlist("courses") == ["good-supplier", "working-together"]
    assert again.getlist("partnerships") == [str(partnership)]
    assert rows(house, "cohort") == []


def test_half_a_new_partnership_makes_no_cohort(desk: Visitor, house: House, partnership: int) -> None:
    council = rows(house, "organisation", name=QUILLBY)[0]
    answer = desk.post(NEW, desk.fill(desk.page(NEW), FORM, **PLAN, authority=str(council.id)))
    assert answer.status_code == 422
    assert "Choose a provider." in answer.get_data(as_text=True)
    assert rows(house, "cohort") == []


def test_the_list_says_where_each_cohort_stands(desk: Visitor, house: House, moira: Person, partnership: int) -> None:
    today = START.date()
    with house.database.writing() as session:
        for name, begins, ends in (("Now", -9, 40), ("Soon", 9, 40), ("Past", -40, -1)):
            _, [pair] = make_cohort(
                session,
                moira,
                [("good-supplier", today + timedelta(days=12))],
                [partnership],
                begins=today + timedelta(days=begins),
                ends=today + timedelta(days=ends),
                name=name,
            )
            if name == "Now":
                seat(session, make_person(session, "Amara Osei"), pair)
    soup = desk.page("/train")
    assert [h.get_text() for h in soup.select("h2")] == ["Under way", "To come", "Closed or over"]
    now, soon, past = (" ".join(item.get_text(" ").split()) for item in soup.select(".entries > li"))
    assert "6 December: Course B, The good supplier, is due 1 person, 1 pair" in now
    assert "3 December: First day 0 people, 1 pair" in soon
    assert "Over: close it" in past


def test_the_list_takes_the_same_statements_whatever_the_number_of_cohorts_and_people(
    desk: Visitor, house: House, moira: Person
) -> None:
    def fill(cohorts: int, people: int) -> int:
        with house.database.writing() as session:
            for n in range(cohorts):
                pair = make_pair(session, f"Quillby {cohorts} {n}", f"Tessaly {cohorts} {n}")
                _, pairs = make_cohort(session, moira, ["good-supplier"], [pair], name=f"{cohorts} {n}")
                for m in range(people):
                    seat(session, make_person(session, f"P {cohorts} {n} {m}"), pairs)
        with statements(house.database) as sent:
            desk.page("/train")
        return len(sent)

    assert fill(1, 1) == fill(8, 6)


def test_settings_change_name_days_courses_and_their_order(
    desk: Visitor, house: House, cohort: tuple[int, int]
) -> None:
    path = f"/train/cohorts/{cohort[0]}/settings"
    fields = desk.fill(desk.page(path), FORM, **{**PLAN, "number-good-supplier": "9"})
    assert desk.post(path, fields).location == path
    courses = sorted(rows(house, "cohort_course"), key=lambda row: row.number)
    assert [c.course for c in courses] == ["working-together", "good-supplier"]
    assert rows(house, "cohort")[0].name == "Spring joint cohort"
    bad = desk.post(path, desk.fill(desk.page(path), FORM, courses=None))
    assert bad.status_code == 422
    assert "Choose at least one course." in bad.get_data(as_text=True)


def test_words_of_reminders_are_shown_as_a_letter_before_they_are_saved(
    desk: Visitor, house: House, cohort: tuple[int, int]
) -> None:
    path = f"/train/cohorts/{cohort[0]}/settings/reminders"
    shown = desk.post(path, {"reminds": "yes", "text": "Dear {first_name}, {due}!", "do": "preview"})
    assert shown.status_code == 200
    assert "Dear Amara, 16 February 2027!" in shown.get_data(as_text=True)
    assert rows(house, "cohort")[0].reminder_text is None
    unknown = desk.post(path, {"reminds": "yes", "text": "Dear {name}", "do": "save"})
    assert unknown.status_code == 422
    assert "Nothing stands for {name}." in unknown.get_data(as_text=True)
    assert "Dear {name}</textarea>" in unknown.get_data(as_text=True)
    assert desk.post(path, {"reminds": "no", "text": "", "do": "save"}).status_code == 303
    assert rows(house, "cohort")[0].reminds is False


def test_another_trainer_is_added_by_address(desk: Visitor, house: House, cohort: tuple[int, int]) -> None:
    path = f"/train/cohorts/{cohort[0]}/settings/trainers"
    with house.database.writing() as session:
        ines = make_person(session, "Ines Vale", roles=[Role.TRAINER])
    assert desk.post(path, {"trainer": "amara.osei@tessaly.example"}).status_code == 422
    assert desk.post(path, {"trainer": " Ines.Vale@Tessaly.example"}).status_code == 303
    assert {t.person_id for t in rows(house, "cohort_trainer")} >= {ines.id}
    assert "Ines Vale" in text(desk.page(f"/train/cohorts/{cohort[0]}/settings"))


def test_a_closed_cohort_offers_nothing_to_change_but_to_open_it(
    desk: Visitor, house: House, cohort: tuple[int, int]
) -> None:
    base = f"/train/cohorts/{cohort[0]}"
    assert desk.post(f"{base}/close").status_code == 303
    forms = [
        str(form.get("action"))
        for name in ("settings", "pairs", "dates")
        for form in desk.page(f"{base}/{name}").select("main form")
    ]
    assert forms == [f"{base}/reopen"]
    assert desk.post(f"{base}/dates", {"title": "x", "on": "1/2/2027"}).status_code == 409
    assert desk.post(f"{base}/reopen").status_code == 303
    assert rows(house, "cohort")[0].closed_at is None


def test_pairs_are_added_proposed_and_ended(desk: Visitor, house: House, cohort: tuple[int, int]) -> None:
    path = f"/train/cohorts/{cohort[0]}/pairs"
    with house.database.writing() as session:
        other = make_pair(session, "Ostley County Council", "Larkfield Homes")
    organisations = {o.name: o.id for o in rows(house, "organisation")}
    assert desk.post(path, {"partnership": ""}).status_code == 422
    assert desk.post(path, {"partnership": str(other)}).status_code == 303
    new = {"authority": organisations["Ostley County Council"], "provider": organisations[TESSALY]}
    assert desk.post(f"{path}/propose", {"authority": new["authority"], "provider": ""}).status_code == 422
    assert desk.post(f"{path}/propose", new).status_code == 303
    assert len(desk.page(path).select(".entries > li")) == 3
    assert desk.post(f"{path}/{cohort[1]}/end").status_code == 303
    soup = desk.page(path)
    assert "No longer taking part" in text(soup)
    assert rows(house, "seat")[0].ended_at is not None
    assert f"{QUILLBY} and {TESSALY}" in text(soup, "select[name=partnership]")


def test_joint_dates_are_added_held_and_taken_off(desk: Visitor, house: House, cohort: tuple[int, int]) -> None:
    path = f"/train/cohorts/{cohort[0]}/dates"
    bad = {"title": "Workshop", "on": "soon", "begins": "noon", "ends": "", "place": "", "pair_id": ""}
    assert_asks_again(page(desk.post(path, bad)), "on", "begins")
    good = {
        **bad,
        "on": "8/12/2026",
        "begins": "2.30 pm",
        "ends": "16:00",
        "place": "Room 2",
        "pair_id": str(cohort[1]),
    }
    assert desk.post(path, good).status_code == 303
    assert "8 December 2026 , 14:30 to 16:00, Room 2 Quillby Borough Council and Tessaly Care" in text(desk.page(path))
    [row] = rows(house, "joint_date")
    assert desk.post(f"{path}/{row.id}/held").status_code == 303
    assert "Held" in text(desk.page(path))
    assert desk.post(f"{path}/{row.id}/drop").status_code == 303
    assert rows(house, "joint_date") == []
    log = text(desk.page(f"/train/cohorts/{cohort[0]}/log"))
    assert "A date was added in this cohort: Workshop, 8 December 2026. 24 November 2026, 09:00, by you" in log


def test_other_trainers_find_nothing_and_others_may_not(
    client: FlaskClient, house: House, cohort: tuple[int, int]
) -> None:
    ines = make_account(house, "Ines Vale", roles=[Role.TRAINER])
    ben = make_account(house, "Ben Ekwueme")
    pages = [f"/train/cohorts/{cohort[0]}/{name}" for name in ("settings", "pairs", "dates", "log")]
    for person, status in ((ines, 404), (ben, 403)):
        visitor = Visitor(signed_in(client.application.test_client(), person))
        assert [visitor.get(path).status_code for path in pages] == [status] * 4
        posts = [*pages[:3], f"{pages[0]}/reminders", f"{pages[0]}/trainers", f"{pages[1]}/{cohort[1]}/end"]
        posts += [f"/train/cohorts/{cohort[0]}/close", f"{pages[1]}/propose"]
        answers = [visitor.post(path, {**PLAN, "title": "x", "on": "1/2/2027"}).status_code for path in posts]
        assert answers == [status] * len(posts)
    assert visitor.get("/train").status_code == 403
    assert visitor.get(NEW).status_code == 403
    assert mails(house) == []
