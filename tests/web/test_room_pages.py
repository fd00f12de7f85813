"""What a room offers beside its results: other ways of answering, who looked, shared words, rounds, the pack."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy.orm import Session

from goodpartners.domain.partnership.snapshots import Mode
from goodpartners.domain.people import Side
from goodpartners.store.partnerships import PartnershipRow
from tests.cohorts import QUILLBY, TESSALY
from tests.factories import START
from tests.partnership import gap_sheets, readiness_quiz, readiness_sheets
from tests.rooms import BASE, DAYS, Meeting, close_due
from tests.web.in_room import A_NUMBER, see, visitor
from tests.web.visitor import text


def test_a_workshop_without_scores_leads_to_its_questions(garden_app: Flask, sqlite_meeting: Meeting) -> None:
    sqlite_meeting.sit(Side.COMMISSIONER, 3)
    sqlite_meeting.sit(Side.PROVIDER, 2)
    sqlite_meeting.round()
    sqlite_meeting.mode(Side.PROVIDER, Mode.WORKSHOP)
    page = see(sqlite_meeting, garden_app)
    assert "Workshop without scores" in text(page, ".gate")
    pack = see(sqlite_meeting, garden_app, path=f"{sqlite_meeting.path}/pack")
    assert len(pack.select(".packpage")) == 3
    assert "Choose three to talk about" in text(pack)
    assert not A_NUMBER.search(text(pack))


def test_an_organisations_answer_is_shown_openly_as_one(garden_app: Flask, sqlite_meeting: Meeting) -> None:
    sqlite_meeting.sit(Side.PROVIDER, 2)
    sqlite_meeting.mode(Side.PROVIDER, Mode.ORGANISATION)
    wave = sqlite_meeting.round()
    sqlite_meeting.answers(wave, 5, 1)
    sqlite_meeting.release(wave)
    plate = see(sqlite_meeting, garden_app).select_one(".plate .p")
    assert plate
    assert "One shared answer" in plate.get_text()


def test_the_trainer_sees_the_room_in_neutral_words_and_presses_nothing_for_the_pair(
    garden_app: Flask, sqlite_meeting: Meeting
) -> None:
    sqlite_meeting.released()
    page = visitor(garden_app, sqlite_meeting.trainer).page(sqlite_meeting.path)
    assert f"{QUILLBY} expects" in text(page, "#gap-1 .numbers")
    assert f"{TESSALY} believes" in text(page, "#gap-1 .numbers")
    assert not page.select("main form")
    assert "What is open for me" not in text(page)


def test_who_looked_stands_in_the_room_once_in_half_a_day(garden_app: Flask, meeting: Meeting) -> None:
    meeting.released()
    browser = visitor(garden_app, meeting.people[Side.PROVIDER][0])
    for _ in range(3):
        page = browser.page(meeting.path)
    assert text(page).count("Provider 1 24 November") == 1
    meeting.clock.advance(hours=13)
    browser = visitor(garden_app, meeting.people[Side.PROVIDER][0])
    browser.page(meeting.path)
    browser.page(f"{meeting.path}/pack")
    assert text(see(meeting, garden_app)).count("Provider 1 24 November") == 2


def test_words_that_people_share_stand_under_their_side(garden_app: Flask, sqlite_meeting: Meeting) -> None:
    wave = sqlite_meeting.round()
    sheets = gap_sheets()
    sqlite_meeting.answers(wave, 5, 5)
    (last,) = sqlite_meeting.sit(Side.PROVIDER, 1)
    sqlite_meeting.answer(wave, last, sheets[-1], says=("my own private words", "sides", "we like the visits"))
    sqlite_meeting.release(wave)
    page = see(sqlite_meeting, garden_app)
    assert [quote.get_text() for quote in page.select(".said blockquote")] == ["we like the visits"]
    assert "my own private words" not in page.get_text()


def test_results_of_another_round_open_by_its_link(garden_app: Flask, sqlite_meeting: Meeting) -> None:
    first = sqlite_meeting.released()
    wave = sqlite_meeting.round(readiness_quiz())
    sqlite_meeting.answers(wave, 5, 6, readiness_sheets())
    sqlite_meeting.clock.advance(hours=1)
    sqlite_meeting.release(wave)
    page = see(sqlite_meeting, garden_app)
    assert page.select("#readiness-own-side")
    assert page.select_one(f"a[href='{sqlite_meeting.path}?round={first}']")
    assert see(sqlite_meeting, garden_app, path=f"{sqlite_meeting.path}?round={first}").select("#gap-1")
    browser = visitor(garden_app, sqlite_meeting.people[Side.PROVIDER][0])
    assert browser.get(f"{sqlite_meeting.path}?round=999").status_code == 404


def test_a_round_between_its_last_day_and_its_closing_does_not_say_that_too_few_answered(
    garden_app: Flask, sqlite_meeting: Meeting
) -> None:
    wave = sqlite_meeting.round()
    sqlite_meeting.answers(wave, 3, 3)
    sqlite_meeting.clock.now += timedelta(days=DAYS + 1)
    assert "Results open within a day" in text(see(sqlite_meeting, garden_app), ".gate")


def test_the_pack_is_the_same_paper_for_both_sides(garden_app: Flask, sqlite_meeting: Meeting) -> None:
    sqlite_meeting.released()
    ours, theirs = (see(sqlite_meeting, garden_app, side, f"{sqlite_meeting.path}/pack") for side in Side)
    assert text(ours) == text(theirs)
    assert [tag.get_text() for tag in ours.select(".furthest tbody .name")] == [
        "Confidence and skill", "The home and the paperwork", "Keeping promises",
    ]  # fmt: skip
    assert "Copies held by an authority may be open to information requests" in text(ours)


def test_home_and_the_pairs_page_lead_to_the_room(garden_app: Flask, sqlite_meeting: Meeting) -> None:
    (person,) = sqlite_meeting.sit(Side.PROVIDER, 1)
    browser = visitor(garden_app, person)
    for path in ("/home", f"/pairs/{sqlite_meeting.pair}"):
        assert browser.page(path).select_one(f"a[href='{sqlite_meeting.path}']")


def test_five_closed_pairs_show_a_strip_with_ones_own_dot_marked(garden_app: Flask, sqlite_meeting: Meeting) -> None:
    meetings = [sqlite_meeting]
    for number in range(4):
        meetings.append(sqlite_meeting.beside(f"Council {number}"))
    for each in meetings:
        each.answers(each.round(), 5, 5)
    assert not see(sqlite_meeting, garden_app).select(".strip")
    sqlite_meeting.clock.advance(days=DAYS + 1)
    sqlite_meeting.write(lambda s: close_due(s, base=BASE, now=sqlite_meeting.clock()))
    page = see(sqlite_meeting, garden_app)
    assert len(page.select(".strip tbody tr:first-child .strip__dot")) == 5
    assert len(page.select(".strip tbody tr:first-child .strip__own")) == 1
    assert not any(f"Council {number}" in page.get_text() for number in range(4))
    sqlite_meeting.write(lambda s: pause(s, meetings[1].partnership))
    assert not see(sqlite_meeting, garden_app).select(".strip")


def pause(session: Session, partnership: int) -> None:
    """The two organisations take a pause."""
    session.get_one(PartnershipRow, partnership).paused_at = START
