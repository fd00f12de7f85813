"""Two sides of a pair, each with a phone: from the mail that a round has opened to its results and workshop pack."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy.orm import Session

from goodpartners.domain.partnership.sheets import Sheet
from goodpartners.domain.people import Side
from goodpartners.domain.times import LONDON
from goodpartners.services import answering
from goodpartners.store.people import Person
from tests.cohorts import QUILLBY, actor_of
from tests.e2e.hall import Hall, Inbox, people_of
from tests.e2e.looking import A4, SIDEWAYS, sheets
from tests.e2e.server import free_port, link_in, start
from tests.e2e.visitor import Visitors, path_of
from tests.factories import PASSWORD, make_account
from tests.partnership import answer_round, gap_sheets, gap_survey

TITLE, SHORT = gap_survey().title, gap_survey().short
PHONE = {"width": 375, "has_touch": True, "is_mobile": True}
FIGURE = re.compile(r"[−+\d\[]|close|some distance|far apart")
PUBLISHED = ["6.50", "5.62", "−0.88", "−1.46 to −0.29", "some distance, clear"]
"""What Quillby expects, and what Tessaly believes it does, on “Keeping promises”: the example of the instruments."""
IN_THE_BROWSER = 3
"""How many statements somebody answers with a finger; the rest is written through the services."""


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    """A mail server that listens."""
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield inbox, controller.port
    controller.stop()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.deep])])
def hall(
    request: pytest.FixtureRequest,
    inbox: tuple[Inbox, int],
    tmp_path: Path,
    opened: Callable[..., BrowserContext],
) -> Iterator[Hall]:
    """The pair, on either database."""
    held, port = inbox
    settings = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port), "SMTP_SECURITY": "none"}
    if request.param == "postgres":
        settings["DATABASE_URL"] = request.getfixturevalue("new_postgres")("goodpartners-round")
    running = start(tmp_path / "data", "--empty", **settings)
    hall = Hall(Visitors(running, opened, {}), held, port, make_account(running.house, "Tova Adeyemi"))
    hall.write(lambda session, now: people_of(hall, session, now))
    yield hall
    print(running.log)
    running.stop()


def arrive(page: Page, address: str, person: Person) -> Page:
    """Open an address, sign in at the door with the password, and be there."""
    page.goto(address)
    page.get_by_label("Work email").fill(person.email or "")
    page.get_by_text("I prefer a password").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in with the password").click()
    expect(page).to_have_url(re.compile(re.escape(address) + "$"))
    return page


def arrive_by_link(hall: Hall, page: Page, address: str, person: Person) -> Page:
    """The same with the link that the door mails."""
    page.goto(address)
    page.get_by_label("Work email").fill(person.email or "")
    page.get_by_role("button", name="Email me a link").tap()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(link_in(hall.letter(person, "sign")))
    page.get_by_role("button", name="Sign in").tap()
    expect(page).to_have_url(address)
    return page


def plan(hall: Hall) -> Page:
    """The trainer plans the gap survey for the pair; her page."""
    page, today = hall.visitors.page_as(), datetime.now(LONDON).date()
    arrive(page, f"{hall.server.address}/train", hall.trainer)
    page.get_by_role("link", name="Autumn joint cohort").click()
    page.get_by_role("link", name="Rounds").click()
    page.get_by_label("Questionnaire").select_option("gaps")
    page.get_by_label("First day").fill(today.isoformat())
    page.get_by_label("Last day").fill((today + timedelta(days=14)).isoformat())
    page.get_by_role("button", name="Plan the round").click()
    expect(page.get_by_role("status")).to_contain_text("The round is planned for 1 pair.")
    page.goto(path_of(page, "Open until"))
    return page


def answer(hall: Hall, phone: Page, wave: int, person: Person, sheet: Sheet) -> None:
    """Read the consent and agree, answer some statements with a finger; the rest comes from elsewhere; hand in."""
    expect(phone.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(phone.locator(".consent")).to_contain_text("three")
    phone.get_by_role("button", name="Start").tap()
    expect(phone.get_by_role("alert").first).to_contain_text("There is a problem")
    phone.get_by_label("I have read this").check()
    phone.get_by_role("button", name="Start").tap()
    phone.wait_for_url(f"**/rounds/{wave}/1")
    with hall.server.house.database.reading() as session:
        now = hall.server.house.clock()
        pages = answering.open_sheet(session, wave, actor=actor_of(session, person, at=now), now=now).pages
    for number, asked in enumerate(pages[:IN_THE_BROWSER], 1):
        phone.wait_for_url(f"**/rounds/{wave}/{number}")
        assert not phone.evaluate(SIDEWAYS)
        for ask in asked.part.questions:
            given = sheet.answers[ask.id, asked.about]
            name, value = ("skip", given.skip.value) if given.skip else (ask.id.value, given.value)
            phone.locator(f"input[name={name}][value='{value}']").check()
        phone.get_by_role("button", name="Save and continue").tap()
    phone.wait_for_url(f"**/rounds/{wave}/{IN_THE_BROWSER + 1}")
    hall.write(lambda session, now: rest(session, wave, person, sheet, now))
    phone.get_by_role("link", name="All my answers").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Everything is answered.")
    phone.get_by_role("button", name="Hand in").tap()
    phone.wait_for_url(f"**/rounds/{wave}/result")
    expect(phone.get_by_text("Only you see this").first).to_be_visible()


def rest(session: Session, wave: int, person: Person, sheet: Sheet, now: datetime) -> None:
    """Everything that is not answered yet."""
    opened = answering.open_sheet(session, wave, actor=actor_of(session, person, at=now), now=now)
    for page in opened.pages:
        answering.save(session, opened, page, sheet.answers, revision=opened.revision(page), now=now)


def side_answers(hall: Hall, phone: Page, wave: int, side: Side) -> None:
    """One of a side answers on a phone, the others elsewhere."""
    written = [sheet for sheet in gap_sheets() if sheet.side is side]
    answer(hall, phone, wave, hall.people[side][0], written[0])
    for person, sheet in zip(hall.people[side][1:], written[1:], strict=True):
        hall.write(
            lambda session, now, p=person, s=sheet: answer_round(session, wave, p, s.answers, at=now)  # type: ignore[misc]
        )


Tables = list[list[list[str]]]


def on_the_page(page: Page) -> Tables:
    """The tables behind the pictures, each from its head on."""
    tables: Tables = page.locator("table.numbers").evaluate_all(
        "tables => tables.map(t => [...t.rows].map(r => [...r.cells].map(c => c.textContent)))"
    )
    return [[trimmed(row) for row in table] for table in tables]


def in_the_file(page: Page) -> Tables:
    """The tables of the file that can be taken away."""
    with page.expect_download() as caught:
        page.get_by_role("link", name="All tables as a file").click()
    tables: Tables = []
    for row in map(trimmed, csv.reader(io.StringIO(Path(caught.value.path()).read_text("utf-8-sig")))):
        if row and re.match(r"\d\. ", row[0]):
            tables.append([])
        elif row and tables:
            tables[-1].append(row)
    return tables


def trimmed(row: Sequence[str]) -> list[str]:
    """A row without empty cells at its end; a file marks a plus sign, which a spreadsheet would reckon with."""
    return " | ".join(cell.strip().removeprefix("'") for cell in row).rstrip(" |").split(" | ") if any(row) else []


def figures(tables: Tables) -> Tables:
    """Without what each side reads in its own words."""
    return [[[cell for cell in row if FIGURE.match(cell)] for row in table[1:]] for table in tables]


def sees_nothing(hall: Hall, wave: int) -> None:
    """Who manages the organisation, or the whole place, and sits in no pair, is refused everything."""
    room = f"/pairs/{hall.pair}/room"
    places = [room, f"{room}/pack", f"{room}/{wave}.csv", f"{room}?round={wave}", f"/pairs/{hall.pair}"]
    places += [f"/rounds/{wave}{tail}" for tail in ("", "/1", "/answers", "/result", "/delete")]
    places += [f"/train/cohorts/{hall.cohort}/rounds"]
    for person in hall.strangers:
        page = arrive(hall.visitors.page_as(), f"{hall.server.address}/account", person)
        for place in places:
            refusal = page.request.get(place)
            assert refusal.status in (403, 404), f"{person.name}, {place}: {refusal.status}"
            assert "Number 1" not in refusal.text()


def test_from_the_mail_to_the_results_and_the_pack(hall: Hall) -> None:
    trainer = plan(hall)
    wave = int(trainer.url.partition("round=")[2].partition("#")[0])
    first = {side: people[0] for side, people in hall.people.items()}
    links = {side: link_in(hall.letter(person, "has opened")) for side, person in first.items()}
    everybody = [person for people in hall.people.values() for person in people]
    letters = [text for person in everybody for text in hall.inbox.to(person.email or "", SHORT)]
    assert len(letters) == len(everybody)
    assert not any("Number" in text.partition("\n")[2] for text in letters), "only the greeting names anybody"

    phones = {side: hall.visitors.page_as(**PHONE) for side in Side}
    chooses, offers = (phones[side] for side in Side)
    arrive_by_link(hall, chooses, links[Side.COMMISSIONER], first[Side.COMMISSIONER])
    arrive(offers, links[Side.PROVIDER], first[Side.PROVIDER])
    room = f"{hall.server.address}/pairs/{hall.pair}/room"

    side_answers(hall, chooses, wave, Side.COMMISSIONER)
    chooses.get_by_role("link", name="Our pair’s room").tap()
    expect(chooses.locator(".gate__state")).to_contain_text("Your side is ready, theirs is not")
    offers.goto(room)
    expect(offers.locator(".gate__state")).to_contain_text("Not enough responses yet")
    trainer.reload()
    expect(trainer.get_by_role("button", name="Open the results now")).to_have_count(0)

    offers.goto(links[Side.PROVIDER])
    side_answers(hall, offers, wave, Side.PROVIDER)
    for phone in phones.values():
        phone.goto(room)
        expect(phone.locator(".gate__state")).to_contain_text("Waiting for close")
        expect(phone.locator("table.numbers")).to_have_count(0)
    trainer.reload()
    trainer.get_by_role("button", name="Open the results now").click()
    expect(trainer.get_by_role("status")).to_contain_text("The results are open to both sides")
    for side, phone in phones.items():
        phone.goto(link_in(hall.letter(first[side], "are open")))
        assert phone.url == room
        assert not phone.evaluate(SIDEWAYS)
    tables = {side: on_the_page(phone) for side, phone in phones.items()}
    assert figures(tables[Side.COMMISSIONER]) == figures(tables[Side.PROVIDER])
    assert PUBLISHED in figures(tables[Side.PROVIDER])[0]
    for side, phone in phones.items():
        assert tables[side] == in_the_file(phone)
    expect(chooses.get_by_role("heading", level=2, name="You put Keeping promises first")).to_be_visible()
    expect(offers.get_by_role("heading", level=2, name=f"{QUILLBY} puts Keeping promises first")).to_be_visible()
    offers.get_by_text("The numbers behind this picture").first.tap()
    expect(offers.locator("table.numbers").first).to_be_visible()
    for phone in phones.values():
        phone.get_by_role("link", name="Print the workshop pack").tap()
        expect(phone.get_by_role("heading", name="Our plan in three questions")).to_be_visible()
        printed = sheets(phone)
        assert printed == [A4] * len(printed)
        assert len(printed) <= 4
    sees_nothing(hall, wave)
