"""Our own three courses, each from the start quiz to the certificate and the end quiz."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.course import Course
from goodpartners.domain.quiz.marking import key
from goodpartners.domain.quiz.responses import to_fields
from goodpartners.domain.quiz.wording import setting_and_question
from goodpartners.domain.start_and_end import order_of
from goodpartners.services.house import House
from tests.factories import START, make_account, signed_in
from tests.web.visitor import Visitor, text, title

COURSES = ("good-customer", "good-supplier", "working-together")


@pytest.fixture
def database_kind() -> str:
    """What is read and asked is the same on both."""
    return "sqlite"


@pytest.fixture
def catalogue(house: House) -> Catalogue:
    """Everything that is published."""
    return house.library.current(today=START.date())


def take(who: Visitor, catalogue: Catalogue, name: str) -> str:
    """Take a quiz with every answer right; the address of the results."""
    attempt = str(who.post(f"/quizzes/{name}").location)
    items = catalogue.quizzes[name].items
    address = str(who.get(attempt).location)
    while not address.endswith("/check"):
        soup = who.page(address)
        asked = soup.select_one(".stem")
        assert asked is not None
        item = next(item for item in items if setting_and_question(item.stem)[1].split() == asked.text.split())
        response = key(item)
        assert response is not None
        data: MultiDict[str, str] = who.fill(soup, "form#question")
        for field, _ in to_fields(response):
            data.poplist(field)
        for field, value in to_fields(response):
            data.add(field, value)
        address = str(who.post(address, data).location)
    return str(who.post(address).location)


@pytest.mark.parametrize("name", COURSES)
def test_somebody_who_does_everything_gets_the_certificate(
    app: Flask, house: House, catalogue: Catalogue, name: str
) -> None:
    person = make_account(house)
    who = Visitor(signed_in(app.test_client(), person))
    course: Course | None = catalogue.course(name)
    assert course is not None
    start, end = order_of(course.file.forms, name, person.id)
    assert "Now you know where you begin." in text(who.page(take(who, catalogue, start)))
    for module in course.modules:
        for section in module.sections:
            assert section.title in title(who.page(f"/courses/{name}/{module.id}/{section.id}"))
            who.post(f"/courses/{name}/{module.id}/{section.id}")
        assert module.header.knowledge_check is not None
        assert "You passed." in text(who.page(take(who, catalogue, module.header.knowledge_check)))
    done = who.page(f"/courses/{name}")
    link = done.select_one('a[href^="/certificates/"]')
    assert link is not None
    assert course.file.title in text(who.page(str(link["href"])))
    assert "At the start you had" in text(who.page(take(who, catalogue, end)))


def test_the_three_courses_have_twenty_two_modules(catalogue: Catalogue) -> None:
    assert [len(course.modules) for course in catalogue.courses] == [7, 7, 8]
