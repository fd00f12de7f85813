"""On paper there is what was learned, and nothing to press."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.looking import A4, sheets
from tests.e2e.visitor import Visitors

A4_LANDSCAPE = (A4[1], A4[0])
FOLDED = "/courses/shared-garden/plan-the-beds/one-garden"


def test_frame_and_buttons_are_not_printed(visitors: Visitors) -> None:
    page = visitors.page_as("Amara Osei")
    for address in (
        "/courses/good-supplier/who-is-the-customer/whole",
        "/courses/good-supplier/who-is-the-customer/one-word-hides-six-roles",
        "/courses/good-supplier/reflection",
        "/results",
    ):
        page.goto(address)
        page.emulate_media(media="print")
        for part in ("header.top", "footer", ".skip", ".rail", ".bar", "button", ".btn"):
            for found in page.locator(part).all():
                assert not found.is_visible(), f"{part} is printed on {address}"
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_what_is_folded_is_printed_open(at_small: Visitors) -> None:
    page = at_small.newcomer("Perry Lane")
    page.goto(FOLDED)
    folds = page.locator("main details")
    assert folds.count() > 0
    page.emulate_media(media="print")
    for fold in folds.all():
        body = fold.locator(".reveal__body").bounding_box()
        assert body is not None
        assert body["height"] > 10, fold.inner_text()


def test_notes_are_printed_with_the_whole_module(visitors: Visitors) -> None:
    page = visitors.newcomer("Ash Field")
    page.goto("/courses/working-together/four-principles/plan-from-both-sides")
    page.get_by_label("My notes").fill("What we said on Monday")
    page.get_by_role("button", name="Save my notes").click()
    page.wait_for_url("**#notes")  # the form goes once what was typed is saved
    page.goto("/courses/working-together/four-principles/whole")
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_text("What we said on Monday")).to_be_visible()
    assert page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)"


def test_a_certificate_is_one_sheet_a4_landscape(visitors: Visitors) -> None:
    page = visitors.page_as("Rowan Ashby")
    page.goto("/home")
    page.get_by_role("region", name="My certificates").get_by_role("link").first.click()
    expect(page.get_by_role("button", name="Print or save as PDF")).to_be_visible()
    assert sheets(page) == [A4_LANDSCAPE]


def test_the_sheet_of_a_cohort_is_one_page_a_pair_without_marks(visitors: Visitors) -> None:
    page = visitors.page_as("Moira Tennant")
    page.goto("/train")
    page.get_by_role("link", name="Autumn joint cohort").click()
    pairs = page.locator(".pairname").count()
    page.get_by_role("link", name="Sheet for the room").click()
    expect(page.locator(".sheet")).to_have_count(pairs)
    assert sheets(page) == [A4] * pairs
    page.emulate_media(media="print", color_scheme="dark")
    for part in ("header.top", "footer", ".skip", ".no-print", "button", ".btn"):
        for found in page.locator(part).all():
            assert not found.is_visible(), f"{part} is printed"
    assert page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)"
    words = page.locator(".sheet").first.inner_text()
    assert "What we will do next, together" in words
    assert "%" not in words
    assert not re.search("stuck|behind|help", words, re.I)


def test_board_and_pair_are_printed_on_few_pages_without_what_one_presses(visitors: Visitors) -> None:
    page = visitors.page_as("Moira Tennant")
    page.goto("/train")
    page.get_by_role("link", name="Autumn joint cohort").click()
    board = page.url
    for address in (board, page.locator(".pairname").first.get_attribute("href") or ""):
        page.goto(address)
        assert 1 <= len(sheets(page)) <= 4, address
        page.emulate_media(media="print")
        for part in ("header.top", "footer", ".acts", ".chips", ".takeaway", ".flag__act"):
            for found in page.locator(part).all():
                assert not found.is_visible(), f"{part} is printed on {address}"
        expect(page.get_by_role("table").first).to_be_visible()
        page.emulate_media(media="null")
