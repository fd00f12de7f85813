"""Reading and doing in a browser without script: one goes on where one stopped, and no word is lost on the way."""

from __future__ import annotations

import pytest
from flask import Flask

from goodpartners.domain.people import OrganisationKind, Role, Side
from goodpartners.services.house import House
from goodpartners.settings import REPOSITORY
from tests.factories import make_account, rows, signed_in
from tests.garden import COURSE, MODULE, SECTIONS
from tests.web.conftest import Grow
from tests.web.visitor import Visitor, text, title

HERE = f"/courses/{COURSE}/{MODULE}"


@pytest.fixture
def database_kind() -> str:
    """Pages do not differ between databases; test_journeys.py goes through them on both."""
    return "sqlite"


def read(who: Visitor, *sections: str) -> None:
    """Press “Done, next” on these sections."""
    for section in sections:
        assert who.post(f"{HERE}/{section}").status_code == 303


def test_the_first_page_leads_to_the_first_step_and_later_to_the_next(amara: Visitor) -> None:
    soup = amara.page("/home")
    assert "Begin with course G" in text(soup)
    assert soup.select_one(f'.hero a[href="{HERE}"]')
    read(amara, SECTIONS[0])
    soup = amara.page("/home")
    assert "Carry on with course G" in text(soup)
    assert soup.select_one(f'.hero a[href="{HERE}/{SECTIONS[1]}"]')


def test_a_module_is_read_part_by_part_to_its_knowledge_check(amara: Visitor) -> None:
    address = str(amara.page(HERE).select_one(".actions a.btn")["href"])  # type: ignore[index]
    for section in SECTIONS:
        assert address == f"{HERE}/{section}"
        answer = amara.post(address, amara.fill(amara.page(address), "form#onward"))
        assert answer.status_code == 303
        address = answer.location
    assert address == f"/quizzes/{COURSE}/{MODULE}"


def test_reading_a_page_alone_counts_for_nothing(amara: Visitor, house: House) -> None:
    for section in SECTIONS:
        amara.page(f"{HERE}/{section}")
    assert rows(house, "section_done") == []


def test_after_a_passed_check_the_last_part_leads_back_to_the_course(amara: Visitor) -> None:
    attempt = amara.post(f"/quizzes/{COURSE}/{MODULE}").location
    read(amara, SECTIONS[-1])
    assert amara.post(f"{HERE}/{SECTIONS[-1]}").location == attempt


def test_one_can_stop_after_a_part_and_lands_at_home(amara: Visitor, house: House) -> None:
    answer = amara.post(f"{HERE}/{SECTIONS[0]}", {"then": "stop"})
    assert (answer.status_code, answer.location) == (303, "/home")
    assert len(rows(house, "section_done")) == 1


@pytest.mark.parametrize("section", SECTIONS)
def test_no_two_parts_of_a_page_have_the_same_id(amara: Visitor, section: str) -> None:
    ids = [str(element["id"]) for element in amara.page(f"{HERE}/{section}").select("[id]")]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize(
    "path",
    [
        f"/courses/{COURSE}",
        f"/courses/{COURSE}/why",
        HERE,
        f"{HERE}/why",
        f"{HERE}/whole",
        "/results",
        "/glossary",
        "/search",
        "/search?q=beans",
        "/search?q=%00%22*",
        f"/quizzes/{COURSE}/{MODULE}",
        f"/courses/{COURSE}/reflection",
    ],
)
def test_every_page_can_be_opened_by_a_beginner_and_by_somebody_who_is_done(amara: Visitor, path: str) -> None:
    assert title(amara.page(path))
    read(amara, *SECTIONS)
    attempt = amara.post(f"/quizzes/{COURSE}/{MODULE}").location
    assert title(amara.page(path))
    amara.post(f"{attempt}/check")
    assert title(amara.page(path))


@pytest.mark.parametrize("path", ["/courses/none", f"/courses/{COURSE}/none", f"{HERE}/none", "/courses/none/why"])
def test_what_is_not_there_is_not_found(amara: Visitor, path: str) -> None:
    assert "We just missed each other" in text(amara.page(path, 404))


def test_a_page_that_explains_the_percent_shows_the_records_it_was_made_of(amara: Visitor) -> None:
    read(amara, SECTIONS[0])
    said = text(amara.page(f"{HERE}/why"))
    assert "1 of 6 steps" in said
    assert "= 16%" in said
    assert "24 November, 09:00" in said


def test_a_locked_module_says_what_opens_it(amara: Visitor, grow: Grow) -> None:
    grow(
        {
            "courses/shared-garden/course.yaml": lambda content: content.replace(
                "order: free", "order: locked"
            ).replace("  - 01-plan-the-beds", "  - 01-plan-the-beds\n  - 02-grow"),
            "courses/shared-garden/02-grow.md": lambda content: (
                (REPOSITORY / "tests/content/good/courses/shared-garden/01-plan-the-beds.md")
                .read_text("utf-8")
                .replace("id: plan-the-beds", "id: grow")
                .replace("code: G1", "code: G2")
                .replace("knowledge_check: shared-garden/plan-the-beds", "knowledge_check: shared-garden/twice")
            ),
        }
    )
    locked = f"/courses/{COURSE}/grow"
    for path in (locked, f"{locked}/{SECTIONS[0]}", f"/quizzes/{COURSE}/twice"):
        assert "G1, Plan the beds" in text(amara.page(path, 409))
        assert path == locked or amara.post(path).status_code == 409
    assert "Not open yet" in text(amara.page(f"/courses/{COURSE}"))


def close_the_course(content: str) -> str:
    return content.replace("open: true", "open: false")


@pytest.mark.parametrize("role", [None, *Role])
def test_what_is_listed_and_found_can_be_opened_and_nothing_else(
    garden_app: Flask, house: House, grow: Grow, role: Role | None
) -> None:
    grow({"courses/shared-garden/course.yaml": close_the_course})
    person = make_account(house, roles=[role] if role else [])
    who = Visitor(signed_in(garden_app.test_client(), person))
    may = role in (Role.TRAINER, Role.AUTHOR)
    status = 200 if may else 403
    for path in (f"/courses/{COURSE}", HERE, f"{HERE}/{SECTIONS[0]}", f"/quizzes/{COURSE}/{MODULE}"):
        assert who.get(path).status_code == status
    for path in (f"{HERE}/{SECTIONS[0]}", f"/quizzes/{COURSE}/{MODULE}"):
        assert who.post(path).status_code == (303 if may else 403)
    for path in ("/home", "/search?q=beans", "/results"):
        links = [str(a["href"]) for a in who.page(path).select("main a[href^='/courses/']")]
        assert all(who.get(link.split("#")[0]).status_code == 200 for link in links)
    assert ("The shared garden" in text(who.page("/home"))) is may


@pytest.mark.parametrize("side", Side)
def test_a_person_with_a_side_finds_their_way_from_the_first_page(garden_app: Flask, house: House, side: Side) -> None:
    person = make_account(house, side=side, organisation="Tessaly Care", kind=OrganisationKind.PROVIDER)
    who = Visitor(signed_in(garden_app.test_client(), person))
    assert "The shared garden" in text(who.page("/home"))


def test_no_part_of_our_own_courses_bears_a_name_that_leads_elsewhere(app: Flask, house: House) -> None:
    """A part called “whole” could never be opened: /courses/…/…/whole is the page that prints a module."""
    routes = app.url_map.bind("localhost")
    for course in house.library.current(today=house.clock().date()).courses:
        for module in course.modules:
            assert routes.match(f"/courses/{course.id}/{module.id}")[0] == "learn.module"
            for section in module.sections:
                assert routes.match(f"/courses/{course.id}/{module.id}/{section.id}")[0] == "learn.section"
