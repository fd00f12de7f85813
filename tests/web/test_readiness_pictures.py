"""The pictures of the readiness quiz, drawn as pages draw them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from markupsafe import Markup

from goodpartners.domain.partnership.readiness.personal import ModuleLink, personal
from goodpartners.domain.partnership.readiness.quiz import results
from goodpartners.domain.people import Side
from tests.partnership import NAMES, readiness_answers, readiness_quiz, readiness_sheets, readiness_snapshot

Draw = Callable[..., Markup]


@pytest.fixture
def draw(app: Flask) -> Draw:
    """Draws with one macro of the pictures."""

    def drawn(macro: str, *values: object) -> Markup:
        with app.test_request_context():
            module = app.jinja_env.get_template("parts/charts/readiness.html").module
            found: Markup = getattr(module, macro)(*values)
            return found

    return drawn


@pytest.mark.parametrize("people", [{Side.COMMISSIONER: 3, Side.PROVIDER: 4}, {Side.COMMISSIONER: 5, Side.PROVIDER: 6}])
def test_every_picture_is_a_table_without_style_attributes(draw: Draw, people: dict[Side, int]) -> None:
    sheets = readiness_sheets(people)
    now = readiness_snapshot(sheets, before=sheets)

    for result in results(readiness_quiz(), now, NAMES, Side.PROVIDER, (readiness_quiz(), now)):
        page = draw(result.kind.replace("-", "_"), result)
        assert "<table" in page
        assert " style=" not in page
        assert "None" not in page
        assert all(0 <= float(x) <= 100 for x in re.findall(r'(?:x|x1|x2|cx)="(-?[\d.]+)%"', page))


def test_ones_own_picture_points_left_where_one_wants_less_and_links_the_module(draw: Draw) -> None:
    link = ModuleLink("good-customer", "treat-listen-repair", "GC-2", "Treat, listen, repair")
    answers = readiness_answers({"a": (4, 4, 4), "c": (1, None, 2)}, {"a": (3, 3, 3), "c": (5, 5, 5)})

    page = draw(
        "personal_chart", personal(readiness_quiz(), Side.PROVIDER, answers, {"GC3": [link]}), Side.PROVIDER, "course"
    )

    assert 'd="M11-8 0 0l11 8"' in page
    assert 'href="/courses/good-customer/treat-listen-repair"' in page
    assert page.index("Shared purpose") < page.index("Listening")
    assert "fewer than half" in page


def test_the_small_line_of_an_answer_says_it_in_words(draw: Draw) -> None:
    assert 'aria-label="Now 2 of 5, wanted 4 of 5"' in draw("mini", 2, 4, Side.COMMISSIONER)
    assert 'aria-label="Now 3 of 5"' in draw("mini", 3, None, Side.PROVIDER)
