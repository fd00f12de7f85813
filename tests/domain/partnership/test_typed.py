"""What a page's fields say, for any questionnaire's page and any text in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpartners.domain.partnership import sheets, typed
from goodpartners.domain.partnership.questionnaire import Question, Questionnaire, Skip
from goodpartners.domain.partnership.sheets import Answer, Page
from goodpartners.domain.people import Side
from tests.partnership import gap_survey, readiness_quiz

ASKED = {id(q): q for q in (readiness_quiz(), gap_survey())}
PAGES = [(q, p) for q in ASKED.values() for side in Side for p in sheets.pages(q, side, number=2, seed="")]
RATED = [(q, p) for q, p in PAGES if p.is_rated]
NOW = next((q, p) for q, p in RATED if p.about == "a1" and q.id == "readiness")


def fields_of(page: Page, answers: dict[tuple[Question, str], Answer]) -> dict[str, list[str]]:
    """A form that says these answers."""
    found = {key[0].value: [str(a.value)] for key, a in answers.items() if a.value is not None}
    skips = [a.skip.value for a in answers.values() if a.skip]
    return {**found, **({"skip": skips[:1]} if skips else {})}


@given(asked=st.sampled_from(RATED), data=st.data())
def test_whatever_a_form_says_is_an_answer_to_its_page_or_none(
    asked: tuple[Questionnaire, Page], data: st.DataObject
) -> None:
    questionnaire, page = asked
    names = ["skip", *(ask.id.value for ask in page.part.questions)]
    texts = st.one_of(st.text(max_size=4), st.sampled_from([*Skip, "0", "3", "7", "9", "³", "١"]))
    fields = {name: [data.draw(texts)] for name in names}
    found = typed.from_fields(questionnaire, page, fields, {})
    assert set(found) == set(sheets.keys(questionnaire, page))
    for key, answer in found.items():
        in_range = answer.value is None or 1 <= answer.value <= questionnaire.highest(key[0])
        assert sheets.valid(questionnaire, key, answer) is in_range


@given(asked=st.sampled_from(RATED), data=st.data())
def test_a_form_that_is_sent_as_it_was_drawn_changes_nothing(
    asked: tuple[Questionnaire, Page], data: st.DataObject
) -> None:
    questionnaire, page = asked
    offered = [skip for skip, _ in sheets.skips_for(questionnaire, page)]
    reason = data.draw(st.sampled_from([None, *offered]))
    standing = {}
    for key in sheets.keys(questionnaire, page):
        value = data.draw(st.one_of(st.none(), st.integers(1, questionnaire.highest(key[0]))))
        fits = reason if reason in typed.for_question(questionnaire, key[0]) else None
        standing[key] = Answer(value) if value is not None else Answer(skip=fits)
    assert typed.from_fields(questionnaire, page, fields_of(page, standing), standing) == standing


@pytest.mark.parametrize(
    ("standing", "fields", "said"),
    [
        ((None, None), {"now": "2", "skip": "cannot-say"}, (Answer(2), Answer(skip=Skip.CANNOT_SAY))),
        ((2, 4), {"now": "2", "want": "4", "skip": "cannot-say"}, (Answer(skip=Skip.CANNOT_SAY),) * 2),
        ((2, 4), {"now": "3", "want": "4", "skip": "cannot-say"}, (Answer(3), Answer(4))),
        ((2, 4), {}, (Answer(), Answer())),
    ],
)
def test_a_number_wins_unless_only_the_reason_is_new(
    standing: tuple[int | None, int | None], fields: dict[str, str], said: tuple[Answer, Answer]
) -> None:
    questionnaire, page = NOW
    keys = sheets.keys(questionnaire, page)
    before = {key: Answer(value) for key, value in zip(keys, standing, strict=True)}
    found = typed.from_fields(questionnaire, page, {name: [text] for name, text in fields.items()}, before)
    assert tuple(found[key] for key in keys) == said


def test_equal_shares_are_whole_and_add_up() -> None:
    for questionnaire in ASKED.values():
        shares = typed.equal_shares(questionnaire)
        assert sum(shares.values()) == 100
        assert max(shares.values()) - min(shares.values()) <= 1


@pytest.mark.parametrize(
    ("total", "said"),
    [(100, "100 of 100. That is all."), (60, "60 of 100: 40 more to give."), (110, "110 of 100: 10 too many.")],
)
def test_a_total_says_what_is_missing(total: int, said: str) -> None:
    assert typed.total_said(total) == said
