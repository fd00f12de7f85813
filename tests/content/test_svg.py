"""Drawings come through an allow-list, and everything else is refused with its place."""

from __future__ import annotations

import pytest

from goodpartners.content.svg import drawing

START = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" viewBox="0 0 9 9">\n<title>T</title><desc>D</desc>\n'
)


def faults(inner: str) -> list[str]:
    drawn, problems = drawing(START + inner + "\n</svg>", "d.svg")
    assert (drawn is None) == bool(problems)
    return [str(problem) for problem in problems]


@pytest.mark.parametrize(
    "inner",
    [
        '<circle class="d-c d-line" cx="1" cy="2.5" r=".5"/>',
        '<path class="d-p" fill="none" d="M-9-9 9 0-9 9z" transform="translate(470 140) rotate(-60)"/>',
        '<path class="d-line" d="M1e3 2A170 170 0 1 1 385 457.2"/>',
        '<text class="d-text d-mid" x="1" y="2" text-anchor="middle">One <tspan dx="1 2">two</tspan></text>',
        '<g transform="scale(2)"><rect x="1" y="1" width="2" height="2" rx="1"/></g>',
        '<polygon points="1,2 3,4 5,6"/>',
        "<!-- a remark -->",
    ],
)
def test_what_a_drawing_needs_is_allowed(inner: str) -> None:
    assert faults(inner) == []


@pytest.mark.parametrize(
    ("inner", "column", "message"),
    [
        ("<script>alert(1)</script>", 1, "<script> is not allowed in a drawing"),
        ("<style>*{}</style>", 1, "<style> is not allowed in a drawing"),
        ("<foreignObject><p>x</p></foreignObject>", 1, "<foreignObject> is not allowed"),
        ('<use href="#a"/>', 1, "<use> is not allowed in a drawing"),
        ('<image href="x.png"/>', 1, "<image> is not allowed in a drawing"),
        ('<animate attributeName="href"/>', 1, "<animate> is not allowed in a drawing"),
        ('<set attributeName="onclick" to="alert(1)"/>', 1, "<set> is not allowed in a drawing"),
        ('<circle onclick="alert(1)"/>', 1, "'onclick' is not allowed on <circle>"),
        ('<circle style="fill:red"/>', 1, "'style' is not allowed on <circle>: take colours"),
        ('<circle fill="red"/>', 1, "'fill' is not allowed on <circle>: take colours"),
        ('<circle fill="url(#a)"/>', 1, "'fill' is not allowed on <circle>: take colours"),
        ('<circle class="d-c btn"/>', 1, "there is no class 'btn' for drawings"),
        ('<circle cx="1;2"/>', 1, "'cx' on <circle> cannot be '1;2'"),
        ('<path d="M1 1 javascript:alert(1)"/>', 1, "'d' on <path> cannot be"),
        ('<g transform="url(x)"/>', 1, "'transform' on <g> cannot be"),
        ('<g id="a b"/>', 1, "'id' on <g> cannot be"),
        ("<svg/>", 1, "a drawing cannot hold another <svg>"),
        ("<g>words</g>", 4, "words must stand inside <text>"),
        ('<g xml:base="x"/>', 1, "'xml:base' is not allowed on <g>"),
        ("<?php x ?>", 1, "no '<? … ?>' in a drawing"),
    ],
)
def test_anything_else_is_refused_at_its_place(inner: str, column: int, message: str) -> None:
    assert faults(inner)[0].startswith(f"d.svg:3:{column}: {message}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "d.svg:1:1: this is not XML that can be read"),
        ("<svg", "d.svg:1:"),
        ("<p>hello</p>", "d.svg:1:1: <p> is not allowed in a drawing"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', "d.svg:1:"),
        (START + "</svg>\n<b/>", "d.svg:4:1: this is not XML"),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><title>T</title></svg>',
            "d.svg:1:1: <svg> needs viewBox and width and height",
        ),
        (START.replace("<desc>D</desc>", "") + "</svg>", "d.svg:1:1: begin the drawing with <title> and <desc>"),
        (START.replace(">T<", "> <") + "</svg>", "d.svg:1:1: begin the drawing with <title> and <desc>"),
    ],
)
def test_a_file_that_is_no_drawing_is_refused(text: str, message: str) -> None:
    drawn, problems = drawing(text, "d.svg")
    assert drawn is None
    assert str(problems[0]).startswith(message)


def test_text_and_names_are_escaped() -> None:
    source = (
        START.replace(">T<", ">A &lt;b> &amp; c<") + '<g id="x"><text class="d-text">1 &lt; 2 &amp; 3</text></g></svg>'
    )
    drawn, _ = drawing(source, "d.svg")
    assert drawn is not None
    markup = drawn.markup("c-1")
    assert '<title id="c-1-t">A &lt;b&gt; &amp; c</title>' in markup
    assert '<g id="c-1-x"><text class="d-text">1 &lt; 2 &amp; 3</text></g>' in markup


def test_a_long_attribute_is_judged_at_once() -> None:
    assert faults(f'<polygon points="{"1" * 200_000}x"/>')
    assert faults(f'<g transform="{"scale(1) " * 20_000}x"/>')
