"""The room: results to both sides at once, to nobody else, and never a figure that tells on anybody."""

from __future__ import annotations

import pytest
import scipy.stats
from bs4 import BeautifulSoup
from flask import Flask

from goodpartners.domain.errors import Refused
from goodpartners.domain.partnership import locks
from goodpartners.domain.partnership.questionnaire import Question
from goodpartners.domain.people import Role, Side
from goodpartners.services import results
from goodpartners.store.partnerships import PartnershipRow
from goodpartners.store.people import Person, RoleGrant
from tests.cohorts import TESSALY, seat
from tests.factories import mails, make_account, make_organisation
from tests.partnership import gap_sheets, readiness_quiz, readiness_sheets
from tests.rooms import BASE, DAYS, Meeting, close_due
from tests.web.in_room import A_NUMBER, alike, cells, rounded, see, visitor
from tests.web.visitor import text


def test_both_sides_see_the_same_numbers_each_in_its_own_words(garden_app: Flask, sqlite_meeting: Meeting) -> None:
    sqlite_meeting.released()
    ours, theirs = (see(sqlite_meeting, garden_app, side) for side in Side)
    assert cells(ours, "gap-1") == cells(theirs, "gap-1")
    assert "You expect" in text(ours, "#gap-1 .numbers")
    assert "You believe" in text(theirs, "#gap-1 .numbers")
    for page in (ours, theirs):
        assert "Opened to both sides on 24 November" in text(page)
        assert text(page, ".plate").count("5 to 9 people answered") == 2
        assert "You already see alike Quick and helpful and Understanding." in text(page, ".alikebox")


def test_fewer_than_three_on_a_side_show_no_number_on_page_pack_file_or_letter(
    garden_app: Flask, meeting: Meeting, caplog: pytest.LogCaptureFixture
) -> None:
    wave = meeting.round()
    meeting.answers(wave, 5, 2)
    with pytest.raises(Refused):
        meeting.release(wave)
    meeting.clock.advance(days=DAYS + 1)
    meeting.write(lambda s: close_due(s, base=BASE, now=meeting.clock()))
    for side in Side:
        browser = visitor(garden_app, meeting.people[side][0])
        for path in (meeting.path, f"{meeting.path}?round={wave}", f"{meeting.path}/pack"):
            found = browser.get(path)
            assert found.status_code == 200
            assert not A_NUMBER.search(text(BeautifulSoup(found.get_data(as_text=True), "html.parser"))), path
        assert browser.get(f"{meeting.path}/{wave}.csv").status_code == 404
    assert not any(A_NUMBER.search(mail.subject + mail.body) for mail in mails(meeting.house))
    assert not any(A_NUMBER.search(record.getMessage()) for record in caplog.records)


def test_three_people_a_side_show_means_and_neither_interval_nor_spread(
    garden_app: Flask, sqlite_meeting: Meeting
) -> None:
    sqlite_meeting.released(3, 3)
    page = see(sqlite_meeting, garden_app)
    assert locks.EARLY_SIGN in text(page, ".early")
    assert text(page, ".plate").count("3 or 4 people answered") == 2
    rows = cells(page, "gap-1").values()
    assert any(A_NUMBER.match(row[0]) for row in rows)
    assert not any("to" in row[3].split() for row in rows)
    assert "clear" not in text(page, "#gap-1 .numbers")
    assert not page.select("#gap-1 [class^=span-]")


def test_five_people_a_side_show_the_interval_of_welch(garden_app: Flask, sqlite_meeting: Meeting) -> None:
    sqlite_meeting.released(5, 5)
    expect, believe = (
        [
            sum(a.value or 0 for k, a in s.answers.items() if k[0] is question and k[1] in ("s1", "s2", "s3", "s4")) / 4
            for s in [sheet for sheet in gap_sheets() if sheet.side is side][:5]
        ]
        for side, question in ((Side.COMMISSIONER, Question.EXPECT), (Side.PROVIDER, Question.BELIEVE))
    )
    low, high = scipy.stats.ttest_ind(believe, expect, equal_var=False).confidence_interval(0.95)
    shown = cells(see(sqlite_meeting, garden_app), "gap-1")["Quick and helpful"][3]
    assert shown == f"{low:+.2f} to {high:+.2f}".replace("-", "−")


def test_a_sixth_answer_changes_nothing_until_results_are_opened_again(garden_app: Flask, meeting: Meeting) -> None:
    wave = meeting.released(5, 5)
    before = cells(see(meeting, garden_app), "gap-1")
    meeting.answers(wave, 5, 6)
    assert cells(see(meeting, garden_app), "gap-1") == before


def test_erasing_one_of_three_leaves_neutral_words(garden_app: Flask, meeting: Meeting) -> None:
    wave = meeting.released(3, 3)
    gone = [person.id for person in meeting.people[Side.PROVIDER]][-1]
    meeting.write(lambda s: results.withdraw_person(s, gone))
    page = see(meeting, garden_app)
    shown = cells(page, "gap-1") if page.select("#gap-1") else {}
    assert not any(A_NUMBER.search(row[1]) for row in shown.values())
    assert locks.NO_LONGER_AVAILABLE.rstrip(".") in text(page)
    assert "erased" not in text(page)
    assert "left" not in text(page, ".room > header")
    assert visitor(garden_app, meeting.people[Side.PROVIDER][0]).get(f"{meeting.path}?round={wave}").status_code == 200


def test_nobody_sits_on_both_sides_of_a_pair(meeting: Meeting) -> None:
    (person,) = meeting.sit(Side.PROVIDER, 1)
    with pytest.raises(Refused):
        meeting.write(lambda s: seat(s, s.get_one(Person, person.id), meeting.pair, Side.COMMISSIONER))


def test_managers_admins_other_trainers_and_strangers_find_no_room(garden_app: Flask, sqlite_meeting: Meeting) -> None:
    wave = sqlite_meeting.released()
    house = sqlite_meeting.house
    manager = make_account(house, "Mina Manager")
    with house.database.writing() as session:
        where = make_organisation(session, TESSALY).id
        session.add(
            RoleGrant(
                person_id=manager.id,
                role=Role.ORGANISATION_MANAGER,
                organisation_id=where,
                granted_at=sqlite_meeting.clock(),
            )
        )
    others = [manager, *(make_account(house, f"One {role.value}", roles=[role]) for role in (Role.ADMIN, Role.TRAINER))]
    for person in (*others, make_account(house, "Sol Stranger")):
        browser = visitor(garden_app, person)
        for path in ("", "/pack", f"/{wave}.csv", f"?round={wave}"):
            found = browser.get(sqlite_meeting.path + path)
            assert found.status_code == 404
            assert not A_NUMBER.search(text(BeautifulSoup(found.get_data(as_text=True), "html.parser")))


def test_the_same_answer_from_everybody_shows_no_interval_but_a_sentence(
    garden_app: Flask, sqlite_meeting: Meeting
) -> None:
    wave = sqlite_meeting.round()
    sheets = [alike(sheet, 4, Question.EXPECT, Question.BELIEVE) for sheet in gap_sheets()]
    sqlite_meeting.answers(wave, 5, 6, sheets)
    sqlite_meeting.release(wave)
    page = see(sqlite_meeting, garden_app)
    assert all(row[0].startswith(locks.HIDDEN.rstrip(".")) for row in cells(page, "gap-1").values())
    assert not page.select("#gap-1 [class^=span-]")


def test_a_procurement_pause_hides_results_file_and_figures_at_once_and_keeps_ones_own(
    garden_app: Flask, meeting: Meeting
) -> None:
    wave = meeting.released()

    def tender(session: object) -> None:
        meeting_row = session.get_one(PartnershipRow, meeting.partnership)  # type: ignore[attr-defined]
        meeting_row.procurement_since = meeting.clock()

    meeting.write(tender)
    for person in (meeting.people[Side.COMMISSIONER][0], meeting.people[Side.PROVIDER][0], meeting.trainer):
        browser = visitor(garden_app, person)
        page = browser.page(f"{meeting.path}?round={wave}")
        assert "Procurement pause" in text(page)
        assert not page.select(".finding")
        assert not A_NUMBER.search(text(page))
        assert browser.get(f"{meeting.path}/{wave}.csv").status_code == 404
        assert not A_NUMBER.search(text(browser.page(f"{meeting.path}/pack")))
    browser = visitor(garden_app, meeting.people[Side.PROVIDER][0])
    assert browser.get(f"/rounds/{wave}/result").status_code == 200


@pytest.mark.parametrize("about", ["gaps", "readiness"])
def test_every_picture_has_a_table_with_the_same_numbers(
    garden_app: Flask, sqlite_meeting: Meeting, about: str
) -> None:
    if about == "gaps":
        sqlite_meeting.released()
    else:
        wave = sqlite_meeting.round(readiness_quiz())
        sqlite_meeting.answers(wave, 5, 6, readiness_sheets())
        sqlite_meeting.release(wave)
    page = see(sqlite_meeting, garden_app)
    sections = page.select("section.finding")
    assert len(sections) > 2
    for section in sections:
        behind = rounded(section.select(".numbers td"))
        assert behind, section["id"]
        drawn = rounded(section.select(".finding__picture svg .v, .finding__picture svg .rd-v"))
        assert drawn <= behind, section["id"]


def test_a_cohort_with_four_pairs_shows_no_strip(garden_app: Flask, sqlite_meeting: Meeting) -> None:
    sqlite_meeting.released()
    assert not see(sqlite_meeting, garden_app).select(".strip")
