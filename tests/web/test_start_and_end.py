"""A course's start and end quiz in a browser: offered, taken once, explained together, seen by nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import yaml

from goodpartners.domain.start_and_end import order_of
from goodpartners.services.house import House
from tests.domain.quiz.examples import quiz
from tests.factories import rows
from tests.garden import COURSE, SECTIONS
from tests.web.conftest import Grow
from tests.web.taking import take
from tests.web.visitor import Visitor, text

FORMS = [f"{COURSE}/form-a", f"{COURSE}/form-b"]


@pytest.fixture
def database_kind() -> str:
    """Pages do not differ between databases; the records do not either, being attempts like any other."""
    return "sqlite"


@pytest.fixture
def forms(grow: Grow, amara: Visitor, house: House) -> tuple[str, str]:
    """The garden with two forms; the names of Amara's first and second."""

    def written(name: str) -> Callable[[str], str]:
        made = quiz(id=name, purpose="start-and-end", pass_mark=None, tries=1, shuffle=False)
        page = made.model_dump(mode="json", exclude_defaults=True)
        return lambda _: str(yaml.safe_dump(page, allow_unicode=True))

    listed = "".join(f"  - {key}\n" for key in FORMS)
    grow(
        {
            **{f"quizzes/{key}.yaml": written(key.split("/")[1]) for key in FORMS},
            f"courses/{COURSE}/course.yaml": lambda file: f"{file}forms:\n{listed}",
        }
    )
    (person,) = rows(house, "person")
    first, second = order_of(FORMS, COURSE, person.id)
    return first.split("/")[1], second.split("/")[1]


def complete(who: Visitor) -> None:
    """Do the whole course."""
    for section in SECTIONS:
        assert who.post(f"/courses/{COURSE}/plan-the-beds/{section}").status_code == 303
    take(who)


def test_the_course_offers_the_start_quiz_and_not_yet_the_end(amara: Visitor, forms: tuple[str, str]) -> None:
    soup = amara.page(f"/courses/{COURSE}")
    assert soup.select_one(f'a[href="/quizzes/{COURSE}/{forms[0]}"]')
    assert not soup.select_one(f'a[href="/quizzes/{COURSE}/{forms[1]}"]')


def test_the_start_quiz_tells_its_marks_and_keeps_the_answers(amara: Visitor, forms: tuple[str, str]) -> None:
    said = text(amara.page(take(amara, forms[0], wrong=("day",)) + "/results"))
    assert "Now you know where you begin." in said
    assert "explained together" in said
    assert "Both are free" not in said


def test_after_the_course_both_are_shown_and_explained(amara: Visitor, forms: tuple[str, str]) -> None:
    start = take(amara, forms[0], wrong=("day", "straw"))
    complete(amara)
    assert amara.page(f"/courses/{COURSE}").select_one(f'a[href="/quizzes/{COURSE}/{forms[1]}"]')
    said = text(amara.page(take(amara, forms[1], wrong=("day",)) + "/results"))
    assert "At the start you had 6 of 8, now 7 of 8." in said
    assert "Both are free" in said
    assert "Both are free" in text(amara.page(f"{start}/results"))
    before_and_after = amara.page(f"/courses/{COURSE}").select('p a[href$="/results"]')
    assert [link.text for link in before_and_after] == ["6 of 8", "7 of 8"]


def test_a_form_is_taken_once(amara: Visitor, forms: tuple[str, str]) -> None:
    take(amara, forms[0])
    assert amara.post(f"/quizzes/{COURSE}/{forms[0]}").status_code == 409
    assert "It is taken once." in text(amara.page(f"/quizzes/{COURSE}/{forms[0]}"))


def test_the_end_quiz_cannot_be_begun_before_the_course_is_complete(amara: Visitor, forms: tuple[str, str]) -> None:
    assert "It is not open yet." in text(amara.page(f"/quizzes/{COURSE}/{forms[1]}"))
    assert amara.post(f"/quizzes/{COURSE}/{forms[1]}").status_code == 409


def test_without_the_start_quiz_the_end_stands_alone(amara: Visitor, forms: tuple[str, str]) -> None:
    complete(amara)
    assert "can no longer show where you began" in text(amara.page(f"/quizzes/{COURSE}/{forms[0]}"))
    assert "Handed in. Thank you." in text(amara.page(take(amara, forms[1]) + "/results"))


def test_the_start_quiz_says_when_it_is_explained_and_nothing_of_revising(
    amara: Visitor, forms: tuple[str, str]
) -> None:
    soup = amara.page(take(amara, forms[0]) + "/results")
    assert "What to revise" not in text(soup)
    assert "Explanations" in [heading.get_text() for heading in soup.select("h2")]
