"""Answering about one's pair in a browser without script: consent, pages, check answers, one's own result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from goodpartners.domain.partnership.questionnaire import Question, Questionnaire, Skip
from goodpartners.domain.partnership.sheets import Answer, Answers
from goodpartners.domain.partnership.snapshots import Mode
from goodpartners.domain.people import OrganisationKind, Role, Side
from goodpartners.services.house import House
from goodpartners.store import waves
from goodpartners.store.people import MembershipRow, Person, RoleGrant
from tests.cohorts import TESSALY, make_cohort, make_pair, seat
from tests.conftest import Clock
from tests.factories import make_account, make_organisation, page, rows, signed_in
from tests.partnership import (
    answer_round,
    gap_sheets,
    gap_survey,
    make_round,
    readiness_quiz,
    readiness_sheets,
)
from tests.statements import statements
from tests.web.visitor import Visitor, assert_asks_again, text, title

COURSES = ("good-customer", "good-supplier", "working-together")


@pytest.fixture
def database_kind() -> str:
    """Pages do not differ between databases; test_answering.py answers on both."""
    return "sqlite"


@dataclass(repr=False)
class Hall:
    """A pair, its rounds, and people in browsers."""

    app: Flask
    house: House
    clock: Clock
    pair: int
    partnership: int
    people: dict[str, Person]

    def visitor(self, name: str) -> Visitor:
        return Visitor(signed_in(self.app.test_client(), self.people[name]))

    def sit(self, name: str, side: Side) -> Visitor:
        self.people[name] = make_account(self.house, name)
        with self.house.database.writing() as session:
            seat(session, session.get_one(Person, self.people[name].id), self.pair, side, at=self.clock())
        return self.visitor(name)

    def add_round(self, questionnaire: Questionnaire, number: int = 1, opens_in: int = 0) -> str:
        day = self.clock().date() + timedelta(days=opens_in)
        with self.house.database.writing() as session:
            wave = make_round(session, self.pair, questionnaire, number=number, opens=day, at=self.clock())
        return f"/rounds/{wave}"

    def answer(self, name: str, address: str, given: Answers, *, hand_in: bool = True) -> None:
        with self.house.database.writing() as session:
            person = session.get_one(Person, self.people[name].id)
            answer_round(session, _wave(address), person, given, hand_in=hand_in, at=self.clock())

    def answers(self, address: str) -> dict[tuple[str, str], int | str]:
        found = rows(self.house, "sheet_answer", wave_id=_wave(address))
        return {(row.question, row.about): row.skip or row.value for row in found if row.skip or row.value is not None}

    def share(self) -> None:
        """Let the provider's side answer together."""
        with self.house.database.writing() as session:
            waves.side_mode(session, self.partnership, Side.PROVIDER).mode = Mode.ORGANISATION


def _wave(address: str) -> int:
    return int(address.split("/")[-1])


@pytest.fixture
def hall(app: Flask, house: House, clock: Clock) -> Hall:
    """A pair in a cohort that takes every course, run by Lena Hart."""
    lena = make_account(house, "Lena Hart")
    with house.database.writing() as session:
        partnership = make_pair(session, at=clock())
        trainer = session.get_one(Person, lena.id)
        _, [pair] = make_cohort(session, trainer, COURSES, [partnership], at=clock())
    return Hall(app, house, clock, pair, partnership, {"Lena Hart": lena})


@pytest.fixture
def amara(hall: Hall) -> Visitor:
    """Sits on the provider's side."""
    return hall.sit("Amara Osei", Side.PROVIDER)


def begin(who: Visitor, address: str) -> str:
    """Agree and start; the address of the first page."""
    answer = who.post(address, {"agrees": "1"})
    assert answer.status_code == 303
    return str(answer.location)


def send(who: Visitor, address: str, **fields: str) -> BeautifulSoup | str:
    """Open a page, choose and press “Save and continue”: where it leads, or the page that asks again."""
    answer = who.post(address, {**who.fill(who.page(address), "form#question"), **fields})
    return str(answer.location) if answer.status_code == 303 else page(answer)


def chosen(soup: BeautifulSoup) -> dict[str, str]:
    """What is chosen in the form."""
    return {str(box["name"]): str(box["value"]) for box in soup.select("form#question input[type=radio][checked]")}


PROVIDERS = readiness_sheets()[-1].answers
SURVEYED = next(s for s in gap_sheets(return_leg=True) if s.side is Side.PROVIDER).answers


# --- Before it begins ------------------------------------------------------------------------------------------------


def test_the_introduction_speaks_to_the_side_and_says_what_happens_with_answers(hall: Hall, amara: Visitor) -> None:
    address = hall.add_round(readiness_quiz())
    said = text(amara.page(address))
    assert "how your own side works with Quillby Borough Council" in said
    assert "You answer for Tessaly Care about your work with Quillby Borough Council" in said
    assert "Your answers are confidential, not anonymous" in said
    assert "A risk remains" in said
    assert "24 statements, two answers each" in said
    assert "must not be used to score a tender" in said
    assert "Who can see this" in said


def test_without_a_tick_nothing_begins(hall: Hall, amara: Visitor) -> None:
    address = hall.add_round(readiness_quiz())
    answer = amara.post(address)
    assert answer.status_code == 422
    assert_asks_again(page(answer), "agrees")
    assert rows(hall.house, "sheet") == rows(hall.house, "completion") == []


def test_every_address_leads_to_the_introduction_until_it_began(hall: Hall, amara: Visitor) -> None:
    address = hall.add_round(readiness_quiz())
    for path in ("/1", "/answers"):
        assert amara.get(address + path).location == address
    assert amara.post(f"{address}/1", {"now": "2", "want": "3"}).status_code == 409


def test_a_round_to_come_and_a_closed_one_say_so(hall: Hall, amara: Visitor) -> None:
    planned, closed = hall.add_round(readiness_quiz(), opens_in=3), hall.add_round(gap_survey(), opens_in=-20)
    assert "This round opens on 27 November 2026" in text(amara.page(planned))
    hall.clock.advance(days=2)
    soup = hall.visitor("Amara Osei").page(closed)
    assert "This round closed on 25 November 2026" in text(soup)
    assert not soup.select("form input[name=agrees]")


# --- One page --------------------------------------------------------------------------------------------------------


def test_three_statements_one_a_page_then_everything_once_more(hall: Hall, amara: Visitor) -> None:
    address = hall.add_round(readiness_quiz())
    first = begin(amara, address)
    assert first == f"{address}/1"
    soup = amara.page(first)
    assert title(soup).startswith("1 of 24")
    assert [legend.get_text(" ", strip=True) for legend in soup.select("legend")] == [
        "Now How it is today.",
        "In twelve months Where you would like it to be.",
        "Or skip with a reason",
    ]
    assert send(amara, first, now="2", want="4") == f"{address}/2"
    assert send(amara, f"{address}/2", skip="cannot-say") == f"{address}/3"
    assert send(amara, f"{address}/3", action="skip") == f"{address}/4"
    assert hall.answers(address) == {
        ("now", "a1"): 2,
        ("want", "a1"): 4,
        ("now", "a2"): "cannot-say",
        ("want", "a2"): "cannot-say",
    }
    assert chosen(amara.page(first)) == {"now": "2", "want": "4"}
    assert chosen(amara.page(f"{address}/2")) == {"skip": "cannot-say"}
    assert "2 of 24 answered. 22 to go, about 10 minutes." in text(amara.page(f"{address}/answers"))
    assert amara.post(address).location == f"{address}/3"


def test_an_incomplete_page_asks_again_and_is_kept(hall: Hall, amara: Visitor) -> None:
    first = begin(amara, hall.add_round(readiness_quiz()))
    soup = send(amara, first, now="2")
    assert isinstance(soup, BeautifulSoup)
    assert_asks_again(soup, "want")
    assert chosen(soup) == {"now": "2"}
    assert chosen(amara.page(first)) == {"now": "2"}
    answer = amara.post(first, {**amara.fill(soup, "form#question"), "want": "5"})
    assert answer.status_code == 303


@pytest.mark.parametrize(("action", "onward"), [("skip", "/3"), ("back", "/1"), ("leave", "home")])
def test_leaving_a_page_incomplete_keeps_what_stands(hall: Hall, amara: Visitor, action: str, onward: str) -> None:
    address = hall.add_round(readiness_quiz())
    begin(amara, address)
    assert str(send(amara, f"{address}/2", now="3", action=action)).endswith(onward)
    assert chosen(amara.page(f"{address}/2")) == {"now": "3"}


def test_changing_one_answer_leads_back_to_all_of_them(hall: Hall, amara: Visitor) -> None:
    address = hall.add_round(readiness_quiz())
    begin(amara, address)
    link = amara.page(f"{address}/answers").select_one("a.overview__line")
    assert link
    assert send(amara, str(link["href"]), now="1", want="1") == f"{address}/answers"


def test_a_number_wins_over_a_reason_unless_only_the_reason_is_new(hall: Hall, amara: Visitor) -> None:
    address = hall.add_round(readiness_quiz())
    first = begin(amara, address)
    send(amara, first, now="2", want="4", skip="cannot-say")
    assert hall.answers(address) == {("now", "a1"): 2, ("want", "a1"): 4}
    send(amara, first, skip="cannot-say")
    assert set(hall.answers(address).values()) == {"cannot-say"}
    send(amara, first, now="3", want="3")
    assert set(hall.answers(address).values()) == {3}


def test_a_reason_that_fits_one_question_leaves_the_other_to_be_answered(hall: Hall, amara: Visitor) -> None:
    address = hall.add_round(gap_survey())
    begin(amara, address)
    returning = Questionnaire.model_validate(gap_survey().model_dump())
    assert returning.asks(Question.RETURN_PROMISE)
    rowan = hall.sit("Rowan Birch", Side.COMMISSIONER)
    begin(rowan, address)
    soup = send(rowan, f"{address}/46", skip="never-said")
    assert isinstance(soup, BeautifulSoup)
    assert "(for “We have told them it will”)" in text(soup, ".reasons")
    assert_asks_again(soup, "return-believe")
    assert chosen(soup) == {"skip": "never-said"}


def test_a_statement_may_bring_a_note_about_a_duty(hall: Hall, amara: Visitor) -> None:
    address = hall.add_round(gap_survey())
    begin(amara, address)
    pages = [amara.page(f"{address}/{n}") for n in range(10, 15)]
    assert sum("Nothing here changes the duty to report" in text(soup) for soup in pages) == 1


def test_a_page_that_is_not_there_is_not_found(hall: Hall, amara: Visitor) -> None:
    address = hall.add_round(readiness_quiz())
    begin(amara, address)
    for number in (0, 99):
        assert amara.get(f"{address}/{number}").status_code == 404


# --- Points and words ------------------------------------------------------------------------------------------------


def points(values: str) -> dict[str, str]:
    return {f"points-{d}": value for d, value in zip("rsaet", values.split(), strict=True)}


def test_points_must_be_whole_and_add_up_and_stay_as_they_were_typed(hall: Hall, amara: Visitor) -> None:
    address = hall.add_round(gap_survey())
    begin(amara, address)
    soup = send(amara, f"{address}/23", **points("40 30 lots 10 5.5"))
    assert isinstance(soup, BeautifulSoup)
    assert_asks_again(soup, "points-a", "points-t")
    typed = [str(box["value"]) for box in soup.select("input[name^=points-]")]
    assert typed == ["40", "30", "lots", "10", "5.5"]
    soup = send(amara, f"{address}/23", **points("40 30 20 10 5"))
    assert isinstance(soup, BeautifulSoup)
    assert_asks_again(soup, "points-r")
    assert "The points add up to 105, not 100: 5 too many." in text(soup, ".errors")
    assert text(soup, "output") == "105 of 100: 5 too many."
    assert send(amara, f"{address}/23", **points("40 30 20 10 0")) == f"{address}/24"
    assert hall.answers(address)["guess", "t"] == 0


def test_equal_shares_fill_the_boxes_and_keep_nothing(hall: Hall, amara: Visitor) -> None:
    address = hall.add_round(gap_survey())
    begin(amara, address)
    form = amara.fill(amara.page(f"{address}/23"), "form#equal")
    answer = amara.post(f"{address}/23", {**form, "action": "equal"})
    assert answer.status_code == 200
    soup = page(answer)
    assert [str(box["value"]) for box in soup.select("input[name^=points-]")] == ["20"] * 5
    assert text(soup, "output") == "100 of 100. That is all."
    assert hall.answers(address) == {}


def test_words_are_private_until_their_writer_chooses_and_writes_what_may_be_read(hall: Hall, amara: Visitor) -> None:
    address = hall.add_round(readiness_quiz())
    begin(amara, address)
    last = f"{address}/33"
    assert chosen(amara.page(last)) == {"well-reader": "me", "first-reader": "me"}
    assert "No child’s name, no initials, no home address" in text(amara.page(last))
    soup = send(amara, last, well="We ring\r\nfirst.", **{"well-reader": "sides"})
    assert isinstance(soup, BeautifulSoup)
    assert_asks_again(soup, "well-shared")
    assert amara.fill(soup, "form#question")["well"] == "We ring\nfirst."
    assert send(amara, last, **{"well-shared": "We ring early."}) == f"{address}/answers"
    [kept] = rows(hall.house, "sheet_words")
    assert (kept.question, kept.text, kept.reader, kept.shared) == (
        "well",
        "We ring\nfirst.",
        "sides",
        "We ring early.",
    )


def test_words_that_are_too_long_are_refused_and_stay_on_the_page(hall: Hall, amara: Visitor) -> None:
    address = hall.add_round(readiness_quiz())
    begin(amara, address)
    soup = send(amara, f"{address}/33", well="word " * 500)
    assert isinstance(soup, BeautifulSoup)
    assert_asks_again(soup, "well")
    assert amara.fill(soup, "form#question")["well"].startswith("word word")


# --- While it is being answered, and in two windows -------------------------------------------------------------------


def put(who: Visitor, address: str, **fields: str) -> tuple[int, dict[str, object]]:
    answer = who.put(address, fields)
    return answer.status_code, answer.get_json()


def test_what_is_chosen_is_kept_with_a_receipt(hall: Hall, amara: Visitor) -> None:
    first = begin(amara, hall.add_round(readiness_quiz()))
    status, receipt = put(amara, first, version="0", now="2", key="k1")
    assert (status, receipt["saved"], receipt["version"], receipt["key"]) == (200, "09:00", "1", "k1")
    assert put(amara, first, version="1", now="2", want="5")[1]["version"] == "2"
    assert chosen(amara.page(first)) == {"now": "2", "want": "5"}
    status, told = put(amara, first, version="1", now="4", want="5")
    assert (status, told["status"]) == (409, 409)
    assert "another window" in str(told["sentence"])


def test_a_window_that_never_heard_back_does_not_clash_with_itself(hall: Hall, amara: Visitor) -> None:
    first = begin(amara, hall.add_round(readiness_quiz()))
    assert put(amara, first, version="0", now="2")[0] == 200
    lost = urlencode({"version": "0", "now": "2"})
    assert put(amara, first, version="0", now="2", want="5", sent=lost)[0] == 200
    assert put(amara, first, version="0", now="1", want="1", sent=lost)[0] == 409
    answer = amara.post(first, {"version": "0", "now": "3", "want": "5", "sent": urlencode({"now": "2", "want": "5"})})
    assert answer.status_code == 303


def test_words_are_kept_while_they_are_typed(hall: Hall, amara: Visitor) -> None:
    address = hall.add_round(readiness_quiz())
    begin(amara, address)
    assert put(amara, f"{address}/33", version="0", well="We ring")[1]["version"] == "1"
    lost = urlencode({"well": "We ring", "first": ""})
    assert put(amara, f"{address}/33", version="0", well="We ring first", sent=lost)[1]["version"] == "2"
    assert put(amara, f"{address}/33", version="0", well="Else")[0] == 409


def clash(who: Visitor, address: str, theirs: dict[str, str], mine: dict[str, str]) -> BeautifulSoup:
    """Answer in two windows that were opened at the same time; what the slower one gets."""
    left, right = (who.fill(who.page(address), "form#question") for _ in range(2))
    assert who.post(address, {**left, **theirs}).status_code == 303
    answer = who.post(address, {**right, **mine})
    assert answer.status_code == 409
    return page(answer)


def test_two_windows_that_answer_differently_are_both_shown(hall: Hall, amara: Visitor) -> None:
    address = hall.add_round(readiness_quiz())
    first = begin(amara, address)
    soup = clash(amara, first, {"now": "2", "want": "4"}, {"now": "3", "want": "5"})
    assert "Now: Now and then; In twelve months: Mostly" in text(soup, ".errors")
    assert chosen(soup) == {"now": "3", "want": "5"}
    assert hall.answers(address) == {("now", "a1"): 2, ("want", "a1"): 4}
    assert amara.post(first, amara.fill(soup, "form#question")).status_code == 303
    assert hall.answers(address) == {("now", "a1"): 3, ("want", "a1"): 5}


def test_the_other_answer_can_be_left_standing(hall: Hall, amara: Visitor) -> None:
    address = hall.add_round(readiness_quiz())
    first = begin(amara, address)
    soup = clash(amara, first, {"skip": "cannot-say"}, {"now": "3", "want": "5"})
    assert amara.post(first, amara.fill(soup, ".errors form")).status_code == 303
    assert set(hall.answers(address).values()) == {"cannot-say"}


@pytest.mark.parametrize("kind", ["points", "words"])
def test_points_and_words_clash_like_answers(hall: Hall, amara: Visitor, kind: str) -> None:
    address = hall.add_round(gap_survey() if kind == "points" else readiness_quiz())
    begin(amara, address)
    if kind == "points":
        soup = clash(amara, f"{address}/23", points("20 20 20 20 20"), points("100 0 0 0 0"))
        assert "Keeping promises: 20" in text(soup, ".errors")
        assert amara.fill(soup, "form#question")["points-r"] == "100"
    else:
        soup = clash(amara, f"{address}/33", {"well": "Theirs"}, {"well": "Mine"})
        assert "Theirs" in text(soup, ".errors")
        assert amara.fill(soup, "form#question")["well"] == "Mine"
        assert amara.fill(soup, ".errors form")["well"] == "Theirs"


def test_skipping_a_page_that_was_answered_elsewhere_shows_both_too(hall: Hall, amara: Visitor) -> None:
    first = begin(amara, hall.add_round(readiness_quiz()))
    soup = clash(amara, first, {"now": "2", "want": "4"}, {"now": "3", "action": "skip"})
    assert chosen(soup)["now"] == "3"


def test_a_closed_round_refuses_and_still_shows_what_was_chosen(hall: Hall, amara: Visitor) -> None:
    address = hall.add_round(readiness_quiz(), opens_in=-20)
    first = begin(amara, address)
    send(amara, first, now="2", want="4")
    form = amara.fill(amara.page(first), "form#question", now="5", want="5")
    hall.clock.advance(days=2)
    amara = hall.visitor("Amara Osei")
    assert put(amara, first, version="2", now="5", want="5")[0] == 409
    answer = amara.post(first, form)
    assert answer.status_code == 409
    soup = page(answer)
    assert "This round closed on 25 November 2026" in text(soup, ".errors")
    assert chosen(soup) == {"now": "5", "want": "5"}
    assert not soup.select("form button[name=action]")
    assert hall.answers(address) == {("now", "a1"): 2, ("want", "a1"): 4}
    assert amara.post(f"{address}/answers").status_code == 409
    assert chosen(amara.page(first)) == {"now": "2", "want": "4"}
    overview = amara.page(f"{address}/answers")
    assert "Your answers stay with you" in text(overview)
    assert not overview.select("a.overview__line")


# --- All answers, and the result -------------------------------------------------------------------------------------


def test_nothing_answered_cannot_be_handed_in(hall: Hall, amara: Visitor) -> None:
    address = hall.add_round(readiness_quiz())
    begin(amara, address)
    answer = amara.post(f"{address}/answers")
    assert answer.status_code == 422
    assert_asks_again(page(answer), "hand-in")
    assert amara.get(f"{address}/result").location == f"{address}/answers"


def test_the_overview_of_the_readiness_quiz_draws_each_answer(hall: Hall, amara: Visitor) -> None:
    address = hall.add_round(readiness_quiz())
    hall.answer("Amara Osei", address, PROVIDERS, hand_in=False)
    soup = amara.page(f"{address}/answers")
    labels = [str(svg["aria-label"]) for svg in soup.select("svg.mini")]
    assert len(labels) == 24
    assert all(label.startswith("Now ") for label in labels)
    assert "Everything is answered" in text(soup)


def test_the_overview_of_the_gap_survey_hides_what_was_answered(hall: Hall, amara: Visitor) -> None:
    address = hall.add_round(gap_survey())
    hall.answer("Amara Osei", address, SURVEYED, hand_in=False)
    soup = amara.page(f"{address}/answers")
    said = {pill.get_text(strip=True) for pill in soup.select(".pill")}
    assert said == {"Answered", "To answer", "I have not seen enough to say", "We have not said anything about this"}


def test_a_readiness_result_is_private_and_there_at_once(hall: Hall, amara: Visitor) -> None:
    address = hall.add_round(readiness_quiz())
    hall.answer("Amara Osei", address, PROVIDERS, hand_in=False)
    answer = amara.post(f"{address}/answers")
    assert answer.location == f"{address}/result"
    soup = amara.page(f"{address}/result")
    assert "Only you see this" in text(soup)
    assert len(soup.select("table.ladder tbody tr")) == 8
    assert "0 to 100 is where your answers lie on the scale" in text(soup)
    in_steps, in_order = (
        [
            row.get_text(" ", strip=True)
            for row in amara.page(f"{address}/result?order={order}").select("table.ladder th[scope=row]")
        ]
        for order in ("step", "course")
    )
    assert sorted(in_steps) == sorted(in_order)
    assert in_order[0].startswith("Shared purpose")
    assert "You can change your answers until 15 December 2026" in text(amara.page(f"{address}/answers"))
    assert str(send(amara, f"{address}/1", now="5", want="5")) == f"{address}/2"


def test_the_second_result_says_how_one_moved(hall: Hall, amara: Visitor) -> None:
    first, second = hall.add_round(readiness_quiz()), hall.add_round(readiness_quiz(), 2)
    hall.answer("Amara Osei", first, {key: Answer(2) for key in PROVIDERS})
    hall.answer("Amara Osei", second, {key: Answer(4) for key in PROVIDERS})
    assert "Since the round before" not in text(amara.page(f"{first}/result"))
    said = text(amara.page(f"{second}/result"))
    assert "Shared purpose and success 2.0 4.0 further on" in said


def test_a_provider_reads_what_was_never_said(hall: Hall, amara: Visitor) -> None:
    address = hall.add_round(gap_survey())
    hall.answer("Amara Osei", address, SURVEYED)
    soup = amara.page(f"{address}/result")
    assert "You have never said anything about 4 lines" in text(soup)
    assert "understand the pressures the authority works under" in text(soup)
    assert len(soup.select("table.own-table tbody tr")) == 5


def test_a_commissioner_reads_expected_beside_got(hall: Hall) -> None:
    rowan = hall.sit("Rowan Birch", Side.COMMISSIONER)
    address = hall.add_round(gap_survey())
    given = next(s for s in gap_sheets() if s.side is Side.COMMISSIONER).answers
    hall.answer("Rowan Birch", address, given)
    soup = rowan.page(f"{address}/result")
    assert "You expect You got" in text(soup, "table.own-table thead")
    assert "never said" not in text(soup)


def test_too_few_answers_are_said_to_be_too_few(hall: Hall, amara: Visitor) -> None:
    readiness, survey = hall.add_round(readiness_quiz()), hall.add_round(gap_survey())
    hall.answer(
        "Amara Osei", readiness, {(Question.NOW, "a1"): Answer(3), (Question.WANT, "a1"): Answer(skip=Skip.CANNOT_SAY)}
    )
    hall.answer("Amara Osei", survey, {(Question.BELIEVE, "r1"): Answer(3)})
    assert "There is too little to say yet" in text(amara.page(f"{readiness}/result"))
    assert "There is too little to compare yet" in text(amara.page(f"{survey}/result"))


# --- One answer for a side -------------------------------------------------------------------------------------------


def test_a_shared_answer_says_that_it_is_shared_and_two_people_clash(hall: Hall, amara: Visitor) -> None:
    hall.share()
    priya = hall.sit("Priya Shah", Side.PROVIDER)
    address = hall.add_round(readiness_quiz())
    soup = amara.page(address)
    assert "one answer that your side agrees on" in text(soup)
    assert "my answers about our pair" not in text(soup).casefold()
    first = begin(amara, address)
    assert priya.get(first).location == address
    begin(priya, address)
    form = priya.fill(priya.page(first), "form#question", now="1", want="1")
    assert send(amara, first, now="2", want="4") == f"{address}/2"
    answer = priya.post(first, form)
    assert answer.status_code == 409
    assert "Somebody on your side answered this page meanwhile" in text(page(answer), ".errors")
    assert "Nobody else sees your answer" not in text(priya.page(first))
    assert chosen(priya.page(first)) == {"now": "2", "want": "4"}


def test_an_answer_never_goes_to_another_sheet_or_statement_than_its_form_showed(hall: Hall, amara: Visitor) -> None:
    """An order of one's own and a shared one differ, and so does who reads what is typed."""
    address = hall.add_round(readiness_quiz())
    first = begin(amara, address)
    form = amara.fill(amara.page(first), "form#question", now="1", want="1")
    assert amara.post(f"{address}/5", form).location == f"{address}/2", "the statement that the form showed"
    assert hall.answers(address) == {("now", "a1"): 1, ("want", "a1"): 1}
    hall.share()
    begin(hall.sit("Priya Shah", Side.PROVIDER), address)
    private = {**form, "now": "2"}
    assert amara.post(first, private).status_code == 409
    begin(amara, address)
    answer = amara.post(first, private)
    assert answer.status_code == 409
    assert "How your side answers was changed meanwhile" in text(page(answer))
    assert put(amara, first, **private)[0] == 409
    assert set(hall.answers(address).values()) == {1}


# --- Nobody else -----------------------------------------------------------------------------------------------------


def test_nobody_else_opens_a_sheet_and_whoever_sits_opens_only_their_own(hall: Hall, amara: Visitor) -> None:
    address = hall.add_round(readiness_quiz())
    hall.answer("Amara Osei", address, PROVIDERS)
    boss, lead = make_account(hall.house, "Petra Quince"), make_account(hall.house, "Sam Reed")
    with hall.house.database.writing() as session:
        tessaly = make_organisation(session, TESSALY, OrganisationKind.PROVIDER)
        for person, role in ((boss, Role.ORGANISATION_MANAGER), (lead, Role.SIDE_LEAD)):
            session.add(
                MembershipRow(
                    person_id=person.id, organisation_id=tessaly.id, side=Side.PROVIDER, begins=hall.clock().date()
                )
            )
            session.add(RoleGrant(person_id=person.id, role=role, organisation_id=tessaly.id, granted_at=hall.clock()))
    hall.people |= {"Petra Quince": boss, "Sam Reed": lead}
    hall.people["Nobody Here"] = make_account(hall.house, "Nobody Here")
    for name in ("Lena Hart", "Petra Quince", "Sam Reed", "Nobody Here"):
        visitor = hall.visitor(name)
        for path in ("", "/1", "/answers", "/result"):
            assert visitor.get(address + path).status_code == 404, (name, path)
        assert visitor.post(address, {"agrees": "1"}).status_code == 404
        assert visitor.post(f"{address}/1", {"now": "1"}).status_code == 404
        assert visitor.put(f"{address}/1", {"now": "1"}).status_code == 404
        assert visitor.post(f"{address}/answers").status_code == 404
    for name, side in (("Rowan Birch", Side.COMMISSIONER), ("Priya Shah", Side.PROVIDER)):
        other = hall.sit(name, side)
        begin(other, address)
        assert chosen(other.page(f"{address}/1")) == {}
        assert other.get(f"{address}/result").location == f"{address}/answers"


# --- Home ------------------------------------------------------------------------------------------------------------


def test_home_names_open_rounds_and_where_readiness_answers_point(hall: Hall, amara: Visitor) -> None:
    assert "Open for you" not in text(amara.page("/home"))
    address = hall.add_round(readiness_quiz())
    said = text(amara.page("/home"))
    assert "Open for you Where are we, and where do we want to be?" in said
    assert "until 15 December Start" in said
    begin(amara, address)
    assert "until 15 December Go on" in text(amara.page("/home"))
    given = {key: Answer(1 if key[0] is Question.NOW else 4) for key in PROVIDERS}
    hall.answer("Amara Osei", address, given)
    soup = amara.page("/home")
    assert "until 15 December Handed in" in text(soup)
    assert "Your readiness answers point here" in text(soup)
    assert "You want a big step in" in text(soup)
    assert 1 <= len(soup.select("section[aria-labelledby=pointed-h] li")) <= 3
    priya = hall.sit("Priya Shah", Side.PROVIDER)
    assert "Your readiness answers point here" not in text(priya.page("/home"))


def test_home_takes_two_statements_more_however_many_pairs_and_rounds(hall: Hall, amara: Visitor) -> None:
    def count() -> int:
        with statements(hall.house.database) as sent:
            amara.page("/home")
        return len(sent)

    before = count()
    hall.answer("Amara Osei", hall.add_round(readiness_quiz()), {key: Answer(2) for key in PROVIDERS})
    one = count()
    hall.add_round(gap_survey())
    for provider in ("Ashtree Homes", "Marrowfen House"):
        with hall.house.database.writing() as session:
            partnership = make_pair(session, provider=provider, at=hall.clock())
            _, [pair] = make_cohort(session, None, (), [partnership], at=hall.clock())
            person = session.get_one(Person, hall.people["Amara Osei"].id)
            seat(session, person, pair, Side.PROVIDER, at=hall.clock())
            make_round(session, pair, readiness_quiz(), at=hall.clock())
            make_round(session, pair, gap_survey(), at=hall.clock())
    assert one <= before + 1
    assert count() == one


@pytest.mark.parametrize("far", [False, True])
def test_pages_take_a_fixed_number_of_statements_however_much_is_answered(
    hall: Hall, amara: Visitor, far: bool
) -> None:
    address = hall.add_round(readiness_quiz())
    begin(amara, address)
    if far:
        hall.answer("Amara Osei", address, PROVIDERS)
    most = {"": 10, "/1": 10, "/30": 10, "/answers": 10, "/result": 12}
    for path, allowed in most.items():
        with statements(hall.house.database) as sent:
            amara.get(address + path)
        assert len(sent) <= allowed, (path, len(sent), sent)
