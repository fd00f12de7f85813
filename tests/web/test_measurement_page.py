"""How the questionnaires measure, as an admin sees it; and the page of problems when a used file was changed."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from goodpartners.domain.people import Role
from goodpartners.services.house import House
from goodpartners.services.library import Library
from goodpartners.settings import REPOSITORY
from goodpartners.web import house as houses
from tests.asked import Asked, C
from tests.factories import make_account, signed_in
from tests.web.visitor import Visitor

PATH = "/admin/questionnaires"


@pytest.fixture
def admin(app: Flask, house: House) -> Visitor:
    """An admin's browser."""
    return Visitor(signed_in(app.test_client(), make_account(house, "Ada Lake", roles=[Role.ADMIN])))


def test_without_a_round_there_is_nothing_to_look_at(admin: Visitor) -> None:
    assert "No round has been planned yet" in admin.page(PATH).get_text()


def test_few_answers_give_bands_and_neither_figures_nor_names(admin: Visitor, house: House) -> None:
    asked = Asked(house)
    wave = asked.round()
    asked.answer(wave, C, 3)
    found = admin.page(PATH).select_one("main")
    assert found
    shown = " ".join(found.get_text(" ").split())
    assert "developed for this course, not yet validated" in shown.lower()
    assert "not enough yet (n = fewer than 5)" in shown
    assert "Quillby" not in shown
    assert "Commissioner 0" not in shown
    assert "Alpha 0" not in shown


def test_only_admins_open_it(app: Flask, house: House) -> None:
    for role in (Role.TRAINER, Role.AUTHOR):
        visitor = Visitor(signed_in(app.test_client(), make_account(house, f"Not {role}", roles=[role])))
        assert visitor.get(PATH).status_code == 403


def test_an_author_reads_that_a_used_questionnaire_was_changed_and_rounds_keep_their_words(
    app: Flask, house: House, tmp_path: Path
) -> None:
    asked = Asked(house)
    wave = asked.round()
    for part in ("courses", "quizzes"):
        shutil.copytree(REPOSITORY / part, tmp_path / part)
    file = tmp_path / "quizzes/partnership/readiness.yaml"
    file.write_text(file.read_text("utf-8").replace("title: Where are we, and", "title: Where were we, and"), "utf-8")
    houses.install(app, replace(house, library=Library(tmp_path, tmp_path, live=True)))
    author = Visitor(signed_in(app.test_client(), make_account(house, "Otto Author", roles=[Role.AUTHOR])))
    shown = author.page("/authoring/problems").get_text()
    assert "quizzes/partnership/readiness.yaml:3:" in shown
    assert "raise 'version' to 2" in shown
    somebody = Visitor(signed_in(app.test_client(), asked.people[0, C][0]))
    page = somebody.page(f"/rounds/{wave}").get_text()
    assert "Where are we, and where do we want to be?" in page
    assert "Where were we" not in page
