"""Words, sentences and reading level are measured on what people read."""

from __future__ import annotations

from goodpartners.content.outline import Node
from goodpartners.content.outlining import outline
from goodpartners.content.prose import passages, words
from goodpartners.content.readability import eased, score, sentences
from goodpartners.domain.course import Term

TERMS = {"gatekeeper": Term(id="gatekeeper", term="gatekeeper", meaning="Decides what the others see.")}


def split(body: str) -> list[tuple[int, str]]:
    written, problems = outline("## One {#one}\n" + body, "m.md", 1)
    assert problems == ()
    return [(sentence.line, sentence.text) for sentence in sentences(passages(written.sections[0].nodes, TERMS))]


def test_a_sentence_ends_where_the_next_one_begins() -> None:
    text = "Ask Dr. Anand first. “Who else?” she said. Is it 3.5 hours? Yes! Then … nothing. No. 4 is next."
    assert [said for _, said in split(text)] == [
        "Ask Dr. Anand first.", "“Who else?” she said.", "Is it 3.5 hours?", "Yes!", "Then … nothing.", "No. 4 is next."
    ]  # fmt: skip


def test_a_sentence_knows_the_line_on_which_it_starts() -> None:
    body = "One. Two\ngoes on. Three.\n\n- Four\n  goes on.\n- Five.\n\n> Six.\n"
    assert [line for line, _ in split(body)] == [2, 2, 3, 5, 7, 9]


def test_headings_tables_and_text_versions_are_no_sentences() -> None:
    body = (
        "### A heading\n\n| a | b |\n|---|---|\n| c d | e |\n\n"
        "/// figure | A title\n    src: a.png\n    alt: Some words.\n    caption: Read it.\nAs text.\n///\n"
    )
    assert [said for _, said in split(body)] == ["Read it."]


def test_links_citations_and_emphasis_leave_only_their_words() -> None:
    ((_, said),) = split("**See** [the *page*](/x), says a [[gatekeeper]] `now` [@law] \\[sic\\].")
    assert said.replace("\ue003", "").replace("\ue004", "") == "See the page, says a gatekeeper now [sic]."


def test_words_are_counted_as_people_count_them() -> None:
    assert words("A well-known home’s 3.5 hours – and/or £20 …") == 7


def test_fixed_terms_count_as_easy_words() -> None:
    assert eased("The Gatekeepers asked social workers.", TERMS.values()) == "The word asked word word."


def test_the_index_is_the_automated_readability_index() -> None:
    found = score(sentences(passages(_nodes("The cat sat on the mat. It was a big red cat."), {})), [])
    assert found is not None
    letters, count, ended = 17 + 15, 12, 2
    assert found.sentences == ended
    assert found.mean == count / ended
    assert round(found.ari, 6) == round(4.71 * letters / count + 0.5 * count / ended - 21.43, 6)


def test_nothing_has_no_score() -> None:
    assert score([], []) is None


def _nodes(text: str) -> tuple[Node, ...]:
    return outline("## One {#one}\n" + text, "m.md", 1)[0].sections[0].nodes
