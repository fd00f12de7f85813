"""Certificates and reflections in a browser: to print, to check by anybody, to write anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask

from goodpartners.domain.people import Role
from goodpartners.domain.quiz.marking import key
from goodpartners.domain.quiz.responses import to_fields
from goodpartners.services.certificates import LONGEST, spaced
from goodpartners.services.house import House
from goodpartners.web import house as houses
from tests.domain.quiz.examples import quiz
from tests.factories import make_account, page, rows, signed_in
from tests.garden import COURSE, MODULE, SECTIONS
from tests.web.visitor import Visitor, assert_asks_again, text

REFLECTION = f"/courses/{COURSE}/reflection"


def complete(who: Visitor) -> tuple[str, str]:
    """Do the whole course; the certificate's address and its code."""
    for section in SECTIONS:
        who.post(f"/courses/{COURSE}/{MODULE}/{section}")
    attempt = who.post(f"/quizzes/{COURSE}/{MODULE}").location
    for number, item in enumerate(quiz().items, 1):
        response = key(item)
        who.post(f"{attempt}/{number}", to_fields(response) if response else [("answer", "1")])
    who.post(f"{attempt}/check")
    (link,) = who.page(f"/courses/{COURSE}").select("a[href^='/certificates/']")
    address = str(link["href"])
    shown = who.page(address)
    code = shown.select_one("a[href^='/v/']")
    assert code
    return address, str(code["href"]).split("/")[-1]


def called(who: Visitor, house: House, name: str) -> None:
    """Change the person's name."""
    answer = who.post("/account/name", who.fill(who.page("/account/name"), name=name))
    assert answer.status_code == 303


def test_a_certificate_names_person_course_day_and_the_address_to_check(amara: Visitor) -> None:
    address, code = complete(amara)
    said = text(amara.page(address))
    for words in ("Amara Osei", "The shared garden", "24 November 2026", "1 module", "8 minutes", f"/v/{spaced(code)}"):
        assert words in said
    assert amara.page("/home").select(f'a[href="{address}"]')


def test_anybody_can_check_a_code_without_signing_in(amara: Visitor, garden_app: Flask) -> None:
    _, code = complete(amara)
    stranger = Visitor(garden_app.test_client())
    for typed in (code, spaced(code), spaced(code).lower()):
        said = text(stranger.page(f"/v/{typed}"))
        assert "This certificate is real and stands" in said
        assert "Amara Osei" in said
    answer = stranger.get("/verify", query_string={"code": f" {spaced(code).lower()} "})
    assert (answer.status_code, answer.location) == (302, f"/v/{code}")


@pytest.mark.parametrize("code", ["22222222", "x", "x" * 300, "%00", "<b>", "ſs"])
def test_a_code_that_was_never_issued_is_not_found(garden_app: Flask, code: str) -> None:
    said = text(Visitor(garden_app.test_client()).page(f"/v/{code}", 404))
    assert "No certificate has this code" in said


@pytest.mark.parametrize("typed", ["", "--", "   "])
def test_without_a_code_the_form_is_shown_again(garden_app: Flask, typed: str) -> None:
    stranger = Visitor(garden_app.test_client())
    assert stranger.get("/verify", query_string={"code": typed}).status_code == 200


def test_under_a_new_name_the_certificate_is_written_anew(amara: Visitor, house: House) -> None:
    address, code = complete(amara)
    assert amara.post(f"{address}/reissue").status_code == 409
    called(amara, house, "Amara Mensah")
    answer = amara.post(f"{address}/reissue", amara.fill(amara.page(address)))
    assert answer.status_code == 303
    assert answer.location != address
    assert "Amara Mensah" in text(amara.page(answer.location))
    assert "no longer stands" in text(amara.page(f"/v/{code}"))
    assert "no longer stands" in text(amara.page(address))


def test_somebody_elses_certificate_is_not_found_whatever_ones_role(
    amara: Visitor, garden_app: Flask, house: House
) -> None:
    address, _ = complete(amara)
    moira = Visitor(signed_in(garden_app.test_client(), make_account(house, "Moira Tennant", roles=list(Role)[1:4])))
    for path in (address, "/certificates/99"):
        assert moira.get(path).status_code == 404
        assert moira.post(f"{path}/reissue").status_code == 404


def test_a_certificate_stays_when_its_course_is_gone(amara: Visitor, garden_app: Flask, grow: Any) -> None:
    address, code = complete(amara)
    grow({"courses/shared-garden/course.yaml": lambda content: "gone: true"})
    for path in (address, "/home", f"/v/{code}"):
        soup = amara.page(path)
        for link in soup.select("main a[href^='/']"):
            assert amara.get(str(link["href"])).status_code == 200, (path, link)


def typed(**texts: str) -> dict[str, str]:
    """What stands in the boxes of a reflection."""
    return {"learned": "Ask first.", "impact": "", "peer": "Rowan agreed.", **texts}


def test_a_reflection_is_kept_and_shown_again(amara: Visitor) -> None:
    answer = amara.post(REFLECTION, amara.fill(amara.page(REFLECTION), **typed()))
    assert (answer.status_code, answer.location) == (303, REFLECTION)
    data = amara.fill(amara.page(REFLECTION))
    assert (data["learned"], data["peer"], data["version"]) == ("Ask first.", "Rowan agreed.", "1")


def test_a_reflection_is_saved_while_it_is_written(amara: Visitor) -> None:
    answer = amara.put(REFLECTION, {**typed(), "version": "0", "key": "k1"})
    assert answer.json
    assert (answer.status_code, answer.json["version"], answer.json["key"]) == (200, "1", "k1")
    unheard = amara.put(REFLECTION, {**typed(impact="More"), "version": "0", "sent": urlencode(typed())})
    assert unheard.json
    assert (unheard.status_code, unheard.json["version"]) == (200, "2")
    other = amara.put(REFLECTION, {**typed(impact="Else"), "version": "0"})
    assert other.json
    assert (other.status_code, other.json["standing"]["fields"][1]) == (409, ["impact", "More"])
    assert amara.put(REFLECTION, {**typed(peer="x" * (LONGEST + 1)), "version": "2"}).status_code == 422
    assert amara.fill(amara.page(REFLECTION))["impact"] == "More"


def test_a_reflection_that_is_too_long_is_asked_for_again_with_all_of_it(amara: Visitor) -> None:
    long = "x" * (LONGEST + 1)
    answer = amara.post(REFLECTION, amara.fill(amara.page(REFLECTION), **typed(impact=long)))
    assert answer.status_code == 422
    soup = page(answer)
    assert_asks_again(soup, "impact")
    data = amara.fill(soup)
    assert (data["learned"], data["impact"], data["peer"]) == ("Ask first.", long, "Rowan agreed.")


def test_reflections_of_two_windows_are_both_shown_and_either_can_stand(amara: Visitor, house: House) -> None:
    left, right = (amara.fill(amara.page(REFLECTION)) for _ in range(2))
    for data, words in ((left, "left"), (right, "right")):
        data["learned"] = words
    assert amara.post(REFLECTION, left).status_code == 303
    answer = amara.post(REFLECTION, right)
    assert answer.status_code == 409
    soup = page(answer)
    assert "left" in text(soup, ".errors")
    data = amara.fill(soup)
    assert data["learned"] == "right"
    assert [row.learned for row in rows(house, "reflection")] == ["left"]
    assert amara.post(REFLECTION, data).status_code == 303
    assert [row.learned for row in rows(house, "reflection")] == ["right"]


def test_a_reflection_that_is_too_long_does_not_hide_a_clash(amara: Visitor, house: House) -> None:
    left, right = (amara.fill(amara.page(REFLECTION)) for _ in range(2))
    left["learned"], right["learned"] = "left", "x" * (LONGEST + 1)
    amara.post(REFLECTION, left)
    data = amara.fill(page(amara.post(REFLECTION, right)), learned="right")
    assert amara.post(REFLECTION, data).status_code == 409
    assert [row.learned for row in rows(house, "reflection")] == ["left"]


def test_a_reflection_belongs_to_a_course_that_one_may_take(amara: Visitor) -> None:
    for path in ("/courses/none/reflection",):
        assert amara.get(path).status_code == 404
        assert amara.post(path, typed()).status_code == 404


def test_the_address_to_check_is_the_public_one(amara: Visitor, garden_app: Flask, house: House) -> None:
    address, code = complete(amara)
    public = replace(house, settings=house.settings.model_copy(update={"public_url": "https://learn.quillby.example"}))
    houses.install(garden_app, replace(public, library=houses.house(garden_app).library))
    assert f"learn.quillby.example /v/{spaced(code)}" in text(amara.page(address))
