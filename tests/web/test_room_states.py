"""The twelve texts for empty and locked states, each in its own, and what a room offers in it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from goodpartners.domain.partnership import locks
from goodpartners.domain.partnership.questionnaire import Question, Skip
from goodpartners.domain.partnership.sheets import Answer
from goodpartners.domain.people import Side
from goodpartners.services import results
from tests.cohorts import TESSALY
from tests.partnership import gap_sheets, readiness_quiz, readiness_sheets
from tests.rooms import Meeting
from tests.web.in_room import A_NUMBER, alike, see, visitor
from tests.web.visitor import text


def test_not_enough_responses_yet_is_said_and_ones_own_result_offered(garden_app: Flask, meeting: Meeting) -> None:
    wave = meeting.round()
    meeting.sit(Side.COMMISSIONER, 3)
    meeting.sit(Side.PROVIDER, 3)
    meeting.answers(wave, 1, 0)
    page = see(meeting, garden_app)
    assert "Not enough responses yet" in text(page, ".gate")
    assert f"{locks.NOT_ENOUGH} Your own result is ready now." in text(page, ".gate")
    assert page.select_one(f".gate a[href='/rounds/{wave}/result']")
    assert "Your own result is ready as soon as you hand in." in text(see(meeting, garden_app, Side.PROVIDER), ".gate")


def test_a_side_that_is_ready_learns_nothing_of_the_others_number(garden_app: Flask, sqlite_meeting: Meeting) -> None:
    wave = sqlite_meeting.round()
    sqlite_meeting.sit(Side.PROVIDER, 4)
    sqlite_meeting.answers(wave, 3, 0)
    nobody = text(see(sqlite_meeting, garden_app), ".gates")
    assert "Your side has enough answers. We open both sides together. You will get an e-mail." in nobody
    assert "Your side is ready, theirs is not" in nobody
    sqlite_meeting.answers(wave, 3, 2)
    assert text(see(sqlite_meeting, garden_app), ".gates") == nobody
    other = text(see(sqlite_meeting, garden_app, Side.PROVIDER), ".gates")
    assert "Not enough responses yet" in other


def test_a_small_team_is_offered_one_shared_answer_or_the_workshop(garden_app: Flask, meeting: Meeting) -> None:
    wave = meeting.round()
    meeting.answers(wave, 3, 2)
    browser = visitor(garden_app, meeting.people[Side.COMMISSIONER][0])
    page = browser.page(meeting.path)
    said = (
        f"{TESSALY} has a small team. You can agree to use one shared answer from {TESSALY}, shown openly as theirs, "
        "or go straight to the workshop questions."
    )
    assert said in text(page, ".gate")
    assert "Their side will never reach three" in text(page, ".gate")
    answer = browser.post(f"{meeting.path}/suggest", {"side": "provider", "mode": "organisation"})
    assert (answer.status_code, answer.headers["Location"]) == (303, meeting.path)
    assert "Suggested for Tessaly Care: one shared answer" in text(browser.page(meeting.path), ".gate")
    assert browser.post(f"{meeting.path}/suggest", {"side": "x", "mode": "organisation"}).status_code == 422
    assert visitor(garden_app, meeting.trainer).post(
        f"{meeting.path}/suggest", {"side": "provider", "mode": "organisation"}
    ).status_code == 404  # fmt: skip


def test_answers_that_are_in_wait_for_the_rounds_last_day(garden_app: Flask, sqlite_meeting: Meeting) -> None:
    wave = sqlite_meeting.round()
    sqlite_meeting.answers(wave, 3, 3)
    page = see(sqlite_meeting, garden_app)
    said = "Answers are in. Results open on 8 December 2026, when this round closes, so that late answers do not "
    assert f"{said}stand out." in text(page, ".gate")
    assert [t.get_text() for t in page.select(".gate svg text")] == ["8", "Dec"]
    link = page.select_one(f".gate a[href='/cohorts/{sqlite_meeting.cohort}/calendar.ics']")
    assert link
    browser = visitor(garden_app, sqlite_meeting.people[Side.COMMISSIONER][0])
    dates = browser.get(str(link["href"])).get_data(as_text=True).replace("\r\n ", "")
    assert "last day (Quillby Borough Council and Tessaly Care)" in dates
    assert "20261208" in dates
    assert not A_NUMBER.search(text(page))


def test_an_early_sign_is_called_one(garden_app: Flask, sqlite_meeting: Meeting) -> None:
    sqlite_meeting.released(4, 4)
    assert locks.EARLY_SIGN in text(see(sqlite_meeting, garden_app), ".early")


def test_what_is_hidden_says_that_it_is_for_protection(garden_app: Flask, sqlite_meeting: Meeting) -> None:
    wave = sqlite_meeting.round()
    sheets = [alike(s, 4, Question.EXPECT) if s.side is Side.COMMISSIONER else s for s in gap_sheets()]
    sqlite_meeting.answers(wave, 5, 6, sheets)
    sqlite_meeting.release(wave)
    page = see(sqlite_meeting, garden_app)
    assert locks.HIDDEN.rstrip(".") in text(page, "#gap-1 .numbers")
    assert locks.HIDDEN in text(page)


@pytest.mark.parametrize(("value", "said"), [(7, locks.NEARLY_ALL_TOP), (1, locks.NEARLY_ALL_BOTTOM)])
def test_nearly_the_same_from_everybody_is_said_in_words(
    garden_app: Flask, sqlite_meeting: Meeting, value: int, said: str
) -> None:
    wave = sqlite_meeting.round()
    sheets = [alike(s, value, Question.EXPECT) if s.side is Side.COMMISSIONER else s for s in gap_sheets()]
    sqlite_meeting.answers(wave, 5, 6, sheets)
    sqlite_meeting.release(wave)
    assert said.rstrip(".") in text(see(sqlite_meeting, garden_app), "#gap-1")


def test_what_most_could_not_say_may_be_the_gap(garden_app: Flask, sqlite_meeting: Meeting) -> None:
    wave = sqlite_meeting.round(readiness_quiz())
    blank = {(Question.NOW, "a1"): Answer(None, Skip.CANNOT_SAY)}
    sheets = [replace(s, answers={**s.answers, **blank}) if s.side is Side.PROVIDER else s for s in readiness_sheets()]
    sqlite_meeting.answers(wave, 5, 6, sheets)
    sqlite_meeting.release(wave)
    page = see(sqlite_meeting, garden_app)
    section = page.select_one("#unseen-h")
    assert section
    assert section.parent
    assert locks.MOST_CANNOT_SAY in " ".join(section.parent.get_text(" ").split())


def test_a_result_that_was_taken_back_is_no_longer_available(garden_app: Flask, sqlite_meeting: Meeting) -> None:
    sqlite_meeting.released(3, 3)
    for side in Side:
        gone = sqlite_meeting.people[side][-1].id
        sqlite_meeting.write(lambda s, who=gone: results.withdraw_person(s, who))  # type: ignore[misc]
    page = see(sqlite_meeting, garden_app)
    assert locks.NO_LONGER_AVAILABLE in text(page, ".gate")
    assert not page.select(".finding")


def test_one_side_alone_is_led_to_the_practice_pair(garden_app: Flask, sqlite_meeting: Meeting) -> None:
    sqlite_meeting.sit(Side.COMMISSIONER, 3)
    for planned in (False, True):
        if planned:
            sqlite_meeting.round()
        page = see(sqlite_meeting, garden_app)
        said = "There is no partner in this cohort yet. Try the practice pair (invented), or invite one."
        assert said in text(page, ".gate")
        assert page.select_one(".gate a[href='/practice']")


def test_clear_and_could_be_chance_are_explained_where_they_stand(garden_app: Flask, sqlite_meeting: Meeting) -> None:
    sqlite_meeting.released()
    words = text(see(sqlite_meeting, garden_app))
    assert f"clear {locks.CLEAR}" in words
    assert f"could be chance {locks.COULD_BE_CHANCE}" in words
