"""Every route, as the application lists them: closed to strangers, and what is somebody else's is not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from werkzeug.routing import Rule

from goodpartners.domain.people import Role
from goodpartners.domain.policy import WITHOUT_SIGNING_IN
from goodpartners.services.house import House
from goodpartners.store.people import by_id
from tests.conftest import Clock
from tests.factories import make_account, signed_in
from tests.garden import ACTIVITY, ASKING, COURSE, MODULE, QUESTION, SECTIONS, Learner, learner
from tests.web.visitor import JSON, Visitor

VALUES: dict[str, Any] = {
    "course": COURSE,
    "module": MODULE,
    "section": ASKING,
    "activity": ACTIVITY,
    "item": QUESTION,
    "quiz": MODULE,
    "number": 1,
    "attempt": 1,
    "certificate": 1,
    "name": "site.css",
    "release": "x",
    "code": "22222222",
    "token": "x",
}
OWNED = {"attempt", "certificate"}


@pytest.fixture
def database_kind() -> str:
    """Routes do not differ between databases."""
    return "sqlite"


def routes(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """(rule, method, an address) of every route."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        values = {name: VALUES.get(name, 1) for name in rule.arguments}
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method, adapter.build(rule.endpoint, values)


def needs_person(app: Flask, rule: Rule) -> bool:
    """Whether the view asks for somebody to be signed in."""
    return app.view_functions[rule.endpoint].access not in WITHOUT_SIGNING_IN  # type: ignore[attr-defined]


def belongs(rule: Rule) -> bool:
    """Whether it is about what somebody owns; what a trainer may see of it has tests of its own in test_visibility."""
    return bool(OWNED & rule.arguments) and "cohort" not in rule.arguments


def ask(who: Visitor, method: str, path: str, **options: Any) -> Any:
    """Any request, with a token where one is needed."""
    headers = {**options.pop("headers", {}), "X-CSRFToken": who.token if method != "GET" else ""}
    return who.client.open(path, method=method, headers=headers, **options)


def test_every_route_says_what_it_needs(garden_app: Flask) -> None:
    for rule, _, _ in routes(garden_app):
        assert hasattr(garden_app.view_functions[rule.endpoint], "access"), rule


def test_whoever_is_not_signed_in_is_led_to_the_door(garden_app: Flask) -> None:
    stranger, asked = Visitor(garden_app.test_client()), 0
    for rule, method, path in routes(garden_app):
        if not needs_person(garden_app, rule):
            continue
        asked += 1
        answer = ask(stranger, method, path)
        if method == "GET":
            assert answer.status_code == 303, path
            assert unquote(answer.location) == f"/sign-in?next={path}"
        else:
            assert answer.status_code == 401, (method, path)
    assert asked > 40


def test_a_script_that_is_not_signed_in_is_told_so_in_json(garden_app: Flask) -> None:
    stranger = Visitor(garden_app.test_client())
    for rule, method, path in routes(garden_app):
        if needs_person(garden_app, rule):
            answer = ask(stranger, method, path, headers=JSON)
            assert answer.status_code == 401, (method, path)
            assert answer.json["status"] == 401
            assert answer.json["sentence"]


@pytest.fixture
def owner(garden_app: Flask, house: House, clock: Clock) -> Learner:
    """Whose attempts and certificate they are: the first attempt is done, the second runs."""
    who = learner(house.database, clock)
    who.take()
    for section in SECTIONS:
        who.finish(section)
    who.start()
    return who


@pytest.mark.parametrize("role", [None, *Role])
def test_what_belongs_to_somebody_else_is_not_found_whatever_ones_role(
    garden_app: Flask, house: House, owner: Learner, role: Role | None
) -> None:
    person = make_account(house, "Rowan Ashby", roles=[role] if role else [])
    rowan, asked = Visitor(signed_in(garden_app.test_client(), person)), set()
    for rule, method, path in routes(garden_app):
        if not belongs(rule):
            continue
        asked.add(rule.endpoint)
        addresses = [path, path.replace("/attempts/1", "/attempts/2"), path.replace("/1", "/99", 1)]
        for address in addresses:
            answer = ask(rowan, method, address, data={"answer": "a", "text": "So."})
            assert answer.status_code == 404, (method, address)
            answer = ask(rowan, method, address, headers=JSON)
            assert (answer.status_code, answer.json["status"]) == (404, 404), (method, address)
    assert {endpoint.split(".")[0] for endpoint in asked} == {"attempts", "certificates", "question_problems"}
    assert len(asked) >= 11


def test_what_belongs_to_oneself_can_be_opened(garden_app: Flask, house: House, owner: Learner) -> None:
    with house.database.reading() as session:
        person = by_id(session, owner.actor.person_id)
    assert person
    amara = Visitor(signed_in(garden_app.test_client(), person))
    for rule, method, path in routes(garden_app):
        if belongs(rule) and method == "GET":
            assert amara.get(path, follow_redirects=True).status_code == 200, path
