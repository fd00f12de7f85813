"""Markdown becomes the markup of the design and never anything that could harm or clash."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from goodpartners.content.blocks import Page
from goodpartners.content.catalogue import Loaded
from goodpartners.content.markdown import Renderer, inline, sanitised
from goodpartners.content.outlining import outline
from goodpartners.content.svg import drawing
from goodpartners.domain.course import Activity, EmbeddedQuestion, Prose, Section, Term

TERMS = {"gatekeeper": Term(id="gatekeeper", term="gatekeeper", meaning="Decides what the others see.")}
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" viewBox="0 0 9 9"><title>T</title><desc>D</desc>'
    '<g id="main"><text class="d-text" x="1" y="2">Tom &amp; Ada</text></g></svg>'
)


def rendered(body: str) -> str:
    written, problems = outline(f"## One {{#one}}\n{body}\n", "m.md", 1)
    assert problems == ()
    drawn, _ = drawing(DRAWING, "d.svg")
    assert drawn is not None
    page = Page("tiny", TERMS, {"d.svg": drawn, "n.svg": drawn}, {"law": 1, "book": 2})
    return Renderer(page).html(written.sections[0].nodes)


def soup(body: str) -> BeautifulSoup:
    return BeautifulSoup(rendered(body), "html.parser")


def section(good: Loaded, section_id: str) -> Section:
    module = good.catalogue.module("shared-garden", "plan-the-beds")
    assert module is not None
    found = module.section(section_id)
    assert found is not None
    return found


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "![x](javascript:alert(1))",
    "![x](https://example.org/track.png)",
    "<svg><script>alert(1)</script></svg>",
    "<svg><use href='#x'/></svg>",
    '<div style="position:fixed" class="callout" id="main">x</div>',
    '<form action="/x"><input name="csrf_token"></form>',
    "<iframe src=//example.org></iframe>",
    "<style>*{display:none}</style>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<span data-slot='0'></span>",
    "<math><mtext><img src=x onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "[[gatekeeper|<b onclick=alert(1)>x</b>]]",
    "[[gatekeeper|x](javascript:alert(1))]]",
    '[x](/a "t" onclick=alert(1))',
    "Title\n===\n\nMore\n---\n",
    "`<script>alert(1)</script>`",
    "/// case | <script>alert(1)</script>\nx\n///",
    "/// case | &lt;img src=x onerror=alert(1)&gt;\nx\n///",
    '/// chairs\n    commissioner: "<img src=x onerror=alert(1)>"\n    provider: "[x](javascript:alert(1))"\n///',
    "/// figure | T\n    src: p.png\n    alt: '\"><script>alert(1)</script>'\nx\n///",
]


def harmless(html: str) -> None:
    tree = BeautifulSoup(html, "html.parser")
    for element in tree.find_all(True):
        assert element.name not in {
            "script",
            "style",
            "iframe",
            "form",
            "input",
            "object",
            "embed",
            "base",
            "link",
            "meta",
        }
        for name, value in ((name, str(value)) for name, value in element.attrs.items()):
            assert not name.startswith("on")
            assert name not in {"style", "srcset", "formaction", "data-slot"}
            if name == "id":
                assert value.startswith("c-")
            if name == "href":
                assert re.match(r"(https?://|mailto:|/|#)", value), value
            if name == "src":
                assert value.startswith("/files/")


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_gets_through(text: str) -> None:
    harmless(rendered(text))
    harmless(inline(text))


SIGNS = "<>\"'&|`*_#x= \n\x02\x03\ue000\ue003"
WORDS = (
    "script~ on~](~[~![~javascript:~[[~]]~\n\n~- ~> ~<a href=~<img src=x ~style=~-->~<!--~klzzwxh:0000~[@law]~{#x}~"
    "| a | b |\n|---|---|\n"
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*SIGNS, *WORDS.split("~")])).map("".join))
def test_no_mixture_gets_through(text: str) -> None:
    harmless(inline(text))
    harmless(Renderer(Page("tiny", TERMS)).inline(text))


def test_the_sanitiser_alone_would_do() -> None:
    html = sanitised(
        '<p id="main" class="hint btn" style="x" onclick="y">a<script>b</script></p><a href="javascript:x">c</a>'
    )
    assert html == '<p class="hint">a</p><a>c</a>'


def test_html_is_taken_out_and_its_words_stay() -> None:
    assert rendered("A <b>bold</b> word, and 3 < 4.") == "<p>A bold word, and 3 &lt; 4.</p>"


def test_code_may_show_what_is_refused_elsewhere() -> None:
    assert "<code>" in rendered("Write `a & b`.")


def test_table_alignment_becomes_a_class() -> None:
    table = soup("| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |")
    assert "style" not in str(table)
    assert [cell.get("class") for cell in table.find_all("td")] == [None, ["mid"], ["num"]]
    assert all(cell["scope"] == "col" for cell in table.find_all("th"))


def test_a_table_of_many_columns_says_each_heading_in_its_cells() -> None:
    table = soup("| a | b | c | d |\n|---|---|---|---|\n| 1 | 2 | 3 | 4 |").table
    assert table is not None
    assert (table["class"], table["role"]) == (["stacks"], "table")
    assert [cell["data-label"] for cell in table.find_all("td")] == list("abcd")
    few = soup("| a | b |\n|---|---|\n| 1 | 2 |").table
    assert few is not None
    assert not few.attrs


def test_a_link_to_elsewhere_tells_nobody_where_it_came_from() -> None:
    assert soup("[x](https://www.gov.uk/y)").a["rel"] == ["noreferrer"]  # type: ignore[index]
    assert soup("[x](/courses/tiny/broken)").a.get("rel") is None  # type: ignore[union-attr]


def test_headings_leave_no_gap_under_the_title_of_the_section() -> None:
    names = [heading.name for heading in soup("### A\n\n#### B\n\n### C").find_all(re.compile("h[1-6]"))]
    assert names == ["h2", "h3", "h2"]


def test_the_heading_of_a_block_is_h2_until_there_is_one_above_it() -> None:
    tree = soup("/// note | First\nx\n///\n\n### Then\n\n/// case | Second\nx\n///\n\n/// note | Third\nx\n///")
    assert [(h.name, h.text) for h in tree.find_all(["h2", "h3"])] == [
        ("h2", "First"), ("h2", "Then"), ("h3", "Second"), ("h3", "Third")
    ]  # fmt: skip


def test_a_term_reads_as_part_of_the_sentence() -> None:
    assert soup("Ask the [[gatekeeper]].").a.text == "gatekeeper"  # type: ignore[union-attr]
    assert soup("[[gatekeeper]] is a role.").a.text == "Gatekeeper"  # type: ignore[union-attr]
    assert soup("A role. [[gatekeeper]] is one.").a.text == "Gatekeeper"  # type: ignore[union-attr]
    link = soup("Two [[gatekeeper|gatekeepers]] met.").a
    assert link is not None
    assert (link["href"], link["class"], link.text) == ("/glossary#gatekeeper", ["gloss"], "gatekeepers")


def test_the_words_of_a_term_may_run_on_into_the_next_line_and_not_into_the_next_paragraph() -> None:
    link = soup("Two [[gatekeeper|busy\ngatekeepers]] met.").a
    assert link is not None
    assert link.text.split() == ["busy", "gatekeepers"]
    assert soup("Two [[gatekeeper|busy\n\ngatekeepers]] met.").a is None


def test_a_term_with_words_of_its_own_may_stand_in_a_table() -> None:
    cells = [cell.text for cell in soup("| a | b |\n|---|---|\n| [[gatekeeper|keeper]] | 2 |").find_all("td")]
    assert cells == ["keeper", "2"]


def test_a_citation_is_a_number_that_leads_to_its_source() -> None:
    assert rendered("So it is [@book].") == ('<p>So it is <sup><a class="cite" href="#source-book">[2]</a></sup>.</p>')


def test_a_figure_shows_a_wide_and_a_narrow_drawing_with_names_of_their_own() -> None:
    figure = soup("/// figure | T\n    src: d.svg\n    narrow: n.svg\n    alt: A drawing.\nAs text.\n///").figure
    assert figure is not None
    wide, tall = figure.find_all("svg")
    assert (wide["class"], tall["class"]) == (["wide"], ["tall"])
    for svg in (wide, tall):
        assert svg["role"] == "img"
        labels = str(svg["aria-labelledby"]).split()
        assert [element.text for label in labels for element in svg.find_all(id=label)] == ["T", "D"]
    ids = [element["id"] for element in figure.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert figure.details is not None
    assert figure.details.summary is not None
    assert figure.details.summary.text == "Read the figure as text"


def test_a_figure_with_one_drawing_shows_it_everywhere() -> None:
    svg = soup("/// figure | T\n    src: d.svg\n    alt: A drawing.\nAs text.\n///").svg
    assert svg is not None
    assert svg.get("class") is None


def test_settings_are_read_as_yaml_1_2() -> None:
    tree = soup('/// chairs\n    commissioner: no\n    provider: "Yes: it \\"does\\" 😀"\n///')
    assert [p.text for p in tree.find_all("p")] == ["no", 'Yes: it "does" 😀']


def test_a_stem_keeps_its_emphasis_and_loses_its_paragraph() -> None:
    assert inline("Which is **not** fair?") == "Which is <strong>not</strong> fair?"
    assert inline("One.\n\nTwo.") == "<p>One.</p>\n<p>Two.</p>"
    assert inline("") == ""


def test_the_clean_course_shows_every_block(good: Loaded) -> None:
    module = good.catalogue.module("shared-garden", "plan-the-beds")
    assert module is not None
    html = "".join(getattr(part, "html", "") for s in module.sections for part in s.parts)
    tree = BeautifulSoup(html, "html.parser")
    for selector in (
        "section.case[aria-labelledby] > .case__name[id]",
        "details.reveal > summary + div.reveal__body > p",
        "aside.term > b",
        "section.chairs > div.chair > h2 > span.side.side--c",
        "section.chairs > div.chair > h2 > span.side.side--p",
        "div.callout.callout--law > svg + h2 + div > p.hint.small",
        "div.callout.callout--note",
        "div.callout.callout--practice",
        "div.callout.callout--warning",
        "figure.figure > figcaption > p.figure__title + p.hint.small",
        "figure.figure > svg.wide + svg.tall + details.reveal",
        "figure.figure > img[alt][src^='/files/shared-garden/']",
        "video[controls] > track[kind=captions][src$='.vtt']",
        "audio[controls] > track[kind=captions]",
        "p.download > a[download][href='/files/shared-garden/media/plan.txt']",
    ):
        assert tree.select_one(selector), selector
    ids = [element["id"] for element in tree.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert all(str(name).startswith("c-") for name in ids)
    assert "Checked 21 November 2026" in tree.text


def test_activities_and_questions_stand_between_the_prose(good: Loaded) -> None:
    kinds = [type(part) for part in section(good, "make-your-own").parts]
    assert kinds == [Prose, Activity, Prose]
    assert section(good, "make-your-own").activities[0].title == "Write the plan"
    assert section(good, "what-a-plan-holds").questions == (EmbeddedQuestion("shared-garden/think", "first-step"),)


def test_words_leave_out_the_text_version_of_a_figure(good: Loaded) -> None:
    found = section(good, "what-a-plan-holds")
    assert "The beans reach the top of the wall" in found.text
    assert found.words < len(found.text.split())
    assert "<" not in found.text


def test_citations_are_numbered_across_the_module(good: Loaded) -> None:
    module = good.catalogue.module("shared-garden", "plan-the-beds")
    assert module is not None
    assert module.cited == ("soil-book", "hedge-act")
    law = section(good, "two-sides")
    assert law.cited == ("hedge-act",)
    assert any('#source-hedge-act">[2]<' in getattr(part, "html", "") for part in law.parts)
