"""A trainer’s pages about the people of a cohort: the list, the invitation by a list, the codes, one person’s place."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from goodpartners.domain.people import Role, Side
from goodpartners.services.house import House
from goodpartners.store.people import Person
from tests.cohorts import QUILLBY, TESSALY, make_cohort, make_pair, seat
from tests.conftest import Clock
from tests.factories import (
    link_in,
    mails,
    make_account,
    make_organisation,
    make_person,
    page,
    rows,
    send,
    signed_in,
)
from tests.statements import statements

HEADER = "Name,Email,Organisation,Side,Partner organisations,Job family\n"
SAM = "Sam Okoye,sam@tessaly.example,Tessaly Care,provider,Quillby Borough Council,home manager\n"
INES = "Ines Varga,ines@quillby.example,Quillby Borough Council,,Tessaly Care,contracts\n"
BAD = "Nobody,nonsense,Tessaly Care,provider,,\nTom Reed,tom@else.example,Elsewhere Homes,provider,,\n"


@dataclass
class Desk:
    """The trainer’s browser and her cohort."""

    client: FlaskClient
    house: House
    cohort: int
    pairs: list[int]

    @property
    def at(self) -> str:
        return f"/train/cohorts/{self.cohort}"

    def paste(self, text: str) -> None:
        """Check a list and confirm what the preview shows."""
        shown = page(send(self.client, f"{self.at}/invite", {"people": text}))
        digest = shown.select_one("input[name=digest]")
        assert digest
        assert (
            send(self.client, f"{self.at}/invite/send", {"people": text, "digest": digest["value"]}).status_code == 303
        )


@pytest.fixture
def desk(client: FlaskClient, house: House) -> Desk:
    moira = make_account(house, "Moira Tennant", roles=[Role.TRAINER])
    with house.database.writing() as session:
        both = [make_pair(session), make_pair(session, provider="Brightfold Homes")]
        cohort, pairs = make_cohort(session, moira, ["good-customer"], both)
    return Desk(signed_in(client, moira), house, cohort, pairs)


def sit(desk: Desk, name: str, pair: int, side: Side) -> tuple[Person, int]:
    with desk.house.database.writing() as session:
        person = make_person(session, name)
        return person, seat(session, person, pair, side).id


def test_a_preview_names_bad_rows_and_nothing_is_sent_until_confirmed(desk: Desk) -> None:
    answer = send(desk.client, f"{desk.at}/invite", {"people": HEADER + SAM + BAD + INES})
    shown = page(answer)
    assert answer.status_code == 422
    assert shown.title
    assert shown.title.text.startswith("Error: ")
    bad = [row.text for row in shown.select("section:has(#bad) li")]
    assert [row.split(":")[0] for row in bad] == ["Line 3, email", "Line 4, organisation"]
    assert "There is no organisation “Elsewhere Homes”" in bad[1]
    assert "Tom Reed,tom@else.example" in bad[1]
    assert len(shown.select("section:has(#good) li")) == 2
    assert "Tom Reed,tom@else.example" in shown.select_one("#people").text  # type: ignore[union-attr]
    assert "Send 2 invitations, leave out 2 rows" in shown.text
    assert mails(desk.house) == []
    assert rows(desk.house, "cohort_invitation") == []


def test_confirming_sends_the_good_rows_and_a_second_paste_sends_nothing(desk: Desk) -> None:
    desk.paste(HEADER + SAM + BAD + INES)
    assert [mail.to_address for mail in mails(desk.house)] == ["sam@tessaly.example", "ines@quillby.example"]
    shown = page(desk.client.get(f"{desk.at}/people"))
    assert "Invited (2)" in shown.text
    again = page(send(desk.client, f"{desk.at}/invite", {"people": HEADER + SAM + INES}))
    assert "There is nothing to send." in again.text
    assert again.select_one("input[name=digest]") is None


def test_a_list_that_was_changed_after_the_preview_is_shown_again(desk: Desk) -> None:
    digest = page(send(desk.client, f"{desk.at}/invite", {"people": SAM})).select_one("input[name=digest]")["value"]  # type: ignore[index]
    answer = send(desk.client, f"{desk.at}/invite/send", {"people": SAM + INES, "digest": digest})
    assert answer.status_code == 422
    assert "nothing was sent" in answer.get_data(as_text=True)
    assert mails(desk.house) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_in_the_encodings_that_spreadsheets_write(desk: Desk, encoding: str) -> None:
    text = HEADER + SAM.replace("Sam", "Zoë")
    fields = {"people": "", "file": (io.BytesIO(text.encode(encoding)), "people.csv")}
    shown = page(send(desk.client, f"{desk.at}/invite", fields, content_type="multipart/form-data"))
    assert "Zoë Okoye" in shown.select_one("section:has(#good)").text  # type: ignore[union-attr]
    assert "Zoë" in shown.select_one("#people").text  # type: ignore[union-attr]


def test_a_workbook_and_an_empty_list_are_refused_in_words(desk: Desk) -> None:
    fields = {"file": (io.BytesIO(b"PK\x03\x04\x00\x00\xff\xfe"), "people.xlsx")}
    answer = send(desk.client, f"{desk.at}/invite", fields, content_type="multipart/form-data")
    assert (answer.status_code, "not plain text" in answer.get_data(as_text=True)) == (422, True)
    answer = send(desk.client, f"{desk.at}/invite", {"people": " "})
    assert (answer.status_code, "Paste a list, or choose a file." in answer.get_data(as_text=True)) == (422, True)


def test_the_list_to_fill_in_can_be_downloaded_and_read_back(desk: Desk) -> None:
    answer = desk.client.get(f"{desk.at}/invite/list.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    shown = page(send(desk.client, f"{desk.at}/invite", {"people": answer.get_data(as_text=True)}))
    assert "Send 2 invitations" in shown.text


def test_somebody_new_opens_the_link_sees_what_it_is_for_and_is_in(desk: Desk, app: Flask) -> None:
    desk.paste(SAM)
    link = link_in(mails(desk.house)[0])
    sam = app.test_client()
    shown = page(sam.get(link)).text
    for words in (
        "Autumn joint cohort",
        "Moira Tennant",
        TESSALY,
        f"{QUILLBY} and {TESSALY}",
        "my marks",
        "No: my notes",
    ):
        assert words in shown
    assert send(sam, link, {"name": "Sam Okoye", "password": ""}).location == "/home"
    pair = page(desk.client.get(f"{desk.at}/people")).select_one(f"section:has(#pair-{desk.pairs[0]})")
    assert pair
    assert "Sam Okoye" in pair.text


def test_somebody_new_can_decline_without_an_account(desk: Desk, app: Flask) -> None:
    desk.paste(SAM)
    link = link_in(mails(desk.house)[0])
    sam = app.test_client()
    assert send(sam, f"{link}/decline").location == "/sign-in"
    assert sam.get(link).status_code == 410
    assert "Declined (1)" in page(desk.client.get(f"{desk.at}/people")).text


def test_the_trainer_cannot_tell_who_had_an_account(desk: Desk, clock: Clock) -> None:
    with desk.house.database.writing() as session:
        make_person(session, "Samuel B. Okoye", "sam@tessaly.example")
    first = send(desk.client, f"{desk.at}/invite", {"people": SAM + INES}).get_data(as_text=True)
    desk.paste(SAM + INES)
    invitations = [row.id for row in rows(desk.house, "cohort_invitation")]
    clock.advance(hours=1)
    seen = [first, desk.client.get(f"{desk.at}/people").get_data(as_text=True)]
    seen += [desk.client.get(f"{desk.at}/invitations/{n}").get_data(as_text=True) for n in invitations]
    assert not any("Samuel" in text for text in seen)
    for number in invitations:
        answer = send(desk.client, f"{desk.at}/invitations/{number}/send", follow_redirects=True)
        assert "once more" in page(answer).select_one(".told").text  # type: ignore[union-attr]
    for number in invitations:
        send(desk.client, f"{desk.at}/invitations/{number}/withdraw")
    assert "Invited (" not in page(desk.client.get(f"{desk.at}/people")).text


def test_moving_ending_and_changing_the_organisation(desk: Desk) -> None:
    ines, enrolment = sit(desk, "Ines Varga", desk.pairs[0], Side.COMMISSIONER)
    place = f"{desk.at}/places/{enrolment}"
    ticked = page(desk.client.get(place)).select("input[name=pairs][checked]")
    assert [box["value"] for box in ticked] == [str(desk.pairs[0])]
    assert send(desk.client, f"{place}/pairs", {"pairs": [str(desk.pairs[1])]}).status_code == 303
    running = [row.pair_id for row in rows(desk.house, "seat") if row.ended_at is None]
    assert running == [desk.pairs[1]]
    assert len(rows(desk.house, "seat")) == 2
    with desk.house.database.writing() as session:
        tessaly = make_organisation(session)
    fields = {"organisation": tessaly.id, "new_pairs": [str(desk.pairs[1])]}
    answer = send(desk.client, f"{place}/organisation", fields)
    assert answer.status_code == 422
    assert page(answer).select_one("input[name=new_pairs][checked]")["value"] == str(desk.pairs[1])  # type: ignore[index]
    answer = send(desk.client, f"{place}/organisation", {**fields, "new_pairs": [str(desk.pairs[0])]})
    assert answer.status_code == 303
    begun = answer.location
    assert TESSALY in page(desk.client.get(begun)).text
    assert send(desk.client, f"{begun}/end").status_code == 303
    assert "Left (2)" in page(desk.client.get(f"{desk.at}/people")).text
    assert [mail.subject for mail in mails(desk.house)] == [
        "Your place in “Autumn joint cohort” has changed",
        "Your place in “Autumn joint cohort” has ended",
    ]
    assert desk.client.get(begun).status_code == 404
    acts = [row.act for row in rows(desk.house, "audit_entry", person_id=ines.id)]
    assert {"seat ended", "seat given", "left cohort", "enrolled", "organisation in cohort changed"} <= set(acts)


def test_a_code_is_made_shown_large_renewed_and_withdrawn(desk: Desk, app: Flask) -> None:
    at = f"{desk.at}/codes/{desk.pairs[0]}/provider"
    answer = send(desk.client, at)
    assert answer.location == at
    shown = page(desk.client.get(at))
    code = shown.select_one(".joincode").text  # type: ignore[union-attr]
    assert f"http://localhost/join/{code}" in shown.text
    assert shown.select_one(".poster__code svg path")
    assert not shown.select("[style]")
    assert app.test_client().get(f"/join/{code}").status_code == 200
    send(desk.client, at)
    assert app.test_client().get(f"/join/{code}").status_code == 404
    send(desk.client, f"{at}/withdraw")
    assert desk.client.get(at).status_code == 404
    assert desk.client.get(f"{desk.at}/codes").status_code == 200
    assert send(desk.client, f"{desk.at}/codes/{desk.pairs[0]}/middle").status_code == 404


def test_pages_of_a_cohort_are_only_its_trainers(desk: Desk, app: Flask) -> None:
    _, enrolment = sit(desk, "Ines Varga", desk.pairs[0], Side.COMMISSIONER)
    desk.paste(SAM)
    number = rows(desk.house, "cohort_invitation")[0].id
    paths = ["people", "invite", "invite/list.csv", "codes", f"invitations/{number}", f"places/{enrolment}"]
    acts = [f"invitations/{number}/withdraw", f"places/{enrolment}/end", f"codes/{desk.pairs[0]}/provider", "invite"]
    for roles, status in (([Role.TRAINER], 404), ([Role.ADMIN], 403), ([], 403)):
        other = signed_in(
            app.test_client(),
            make_account(desk.house, f"Other {roles}", email=f"{status}{len(roles)}@x.example", roles=roles),
        )
        assert {other.get(f"{desk.at}/{path}").status_code for path in paths} == {status}
        assert {send(other, f"{desk.at}/{act}", {"people": SAM}).status_code for act in acts} == {status}


def test_the_people_page_takes_the_same_statements_for_any_number(desk: Desk) -> None:
    def fill(start: int, count: int) -> None:
        with desk.house.database.writing() as session:
            for n in range(start, start + count):
                side = Side.PROVIDER if n % 2 else Side.COMMISSIONER
                seat(session, make_person(session, f"Person {n:03}"), desk.pairs[n // 2 % 2], side)

    fill(0, 4)
    desk.paste(SAM)
    with statements(desk.house.database) as few:
        desk.client.get(f"{desk.at}/people")
    fill(4, 70)
    desk.paste(SAM + INES)
    with statements(desk.house.database) as many:
        shown = page(desk.client.get(f"{desk.at}/people?q=person+07"))
    assert len(few) == len(many) <= 15
    assert "5 people take part" in shown.text
