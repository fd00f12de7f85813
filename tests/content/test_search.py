"""Search finds sections and terms, survives any query and shows nothing unescaped."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpartners.content.catalogue import Loaded
from goodpartners.content.search import SearchIndex
from goodpartners.domain.course import Term

EVIL = Term(id="evil", term="<b>Evil</b>", meaning="A <script>alert(1)</script> hedge \x02 & more.")
INDEX = SearchIndex([], [EVIL, Term(id="hedge", term="Hedge", meaning="A row of bushes.")])


def test_a_section_is_found_by_any_form_of_its_words(good: Loaded) -> None:
    for query in ("watering", "water", "waters"):
        hits = good.catalogue.search.find(query)
        assert ("shared-garden", "plan-the-beds") in {(hit.course, hit.module) for hit in hits}


def test_a_hit_says_where_it_is_and_marks_the_words(good: Loaded) -> None:
    hit = good.catalogue.search.find("seedlings hedge")[0]
    assert (hit.kind, hit.section, hit.title) == ("section", "two-sides", "Two sides of one hedge")
    assert hit.context == "Plan the beds"
    assert "<mark>" in hit.snippet


def test_the_title_counts_for_more_than_the_text() -> None:
    assert [hit.section for hit in INDEX.find("hedge")] == ["hedge", "evil"]


def test_a_term_is_found_in_the_glossary(good: Loaded) -> None:
    hits = [hit for hit in good.catalogue.search.find("mulch") if hit.kind == "term"]
    assert [hit.section for hit in hits] == ["mulch"]


def test_the_start_of_the_last_word_is_enough(good: Loaded) -> None:
    assert good.catalogue.search.find("seedl")


def test_when_no_place_has_all_words_those_with_some_are_shown(good: Loaded) -> None:
    assert good.catalogue.search.find("hedge helicopter")


def test_the_number_of_hits_is_limited(good: Loaded) -> None:
    assert len(good.catalogue.search.find("the", limit=2)) == 2
    assert good.catalogue.search.find("the", limit=0) == ()


def test_what_is_shown_is_escaped() -> None:
    snippet = next(hit for hit in INDEX.find("hedge") if hit.section == "evil").snippet
    assert snippet == "A &lt;script&gt;alert(1)&lt;/script&gt; <mark>hedge</mark>   &amp; more."


@pytest.mark.parametrize(
    "query",
    ["", " ", '"', "'", "*", "a*", "-hedge", "hedge AND", "NOT", "NEAR(a b)", "title:hedge", "^hedge", "(", "hedge)",
     "; DROP TABLE entry", "\x00", "%", "{}", "hedge + ", "😀", "é" * 5000, " ".join(["hedge"] * 3000), "\ud800"],
)  # fmt: skip
def test_no_query_is_dangerous(query: str) -> None:
    assert isinstance(INDEX.find(query), tuple)


@given(st.text(max_size=80))
def test_any_text_may_be_searched_for(query: str) -> None:
    for hit in INDEX.find(query):
        assert set(re.findall(r"<[^>]*>", hit.snippet)) <= {"<mark>", "</mark>"}


def test_several_threads_may_search_at_once(good: Loaded) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: good.catalogue.search.find(("hedge", "beans")[n % 2]), range(200)))
    assert answers == [answers[0], answers[1]] * 100
