"""Dark, light, forced colours, and the choice that somebody made."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.e2e.visitor import PASSWORD, Visitors, email_of, sign_in

LIGHT, DARK = "rgb(251, 247, 241)", "rgb(23, 18, 29)"


def ground(page: Page) -> str:
    """The colour behind everything."""
    colour: str = page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
    return colour


def choose(page: Page, words: str) -> None:
    """Choose on the page Light or dark."""
    page.goto("/home")
    page.get_by_role("link", name="Light or dark").click()
    page.get_by_label(words, exact=True).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Your choice is saved.")


def test_without_a_choice_the_pages_follow_the_device(visitors: Visitors) -> None:
    for scheme, colour in (("light", LIGHT), ("dark", DARK)):
        page = visitors.page_as(scheme=scheme)
        page.goto("/sign-in")
        assert ground(page) == colour


def test_a_choice_goes_with_the_account_to_another_device(visitors: Visitors) -> None:
    name = "Bryn Calder"
    here = visitors.newcomer(name)
    choose(here, "Dark")
    assert ground(here) == DARK

    there = visitors.page_as(width=375)
    sign_in(there, email_of(name), PASSWORD)
    assert ground(there) == DARK
    choose(there, "Light")

    dark_device = visitors.page_as(scheme="dark")
    sign_in(dark_device, email_of(name), PASSWORD)
    assert ground(dark_device) == LIGHT
    here.goto("/home")
    assert ground(here) == LIGHT


def test_a_choice_is_kept_in_the_browser_after_signing_out(visitors: Visitors) -> None:
    page = visitors.newcomer("Wren Abbot")
    choose(page, "Dark")
    page.goto("/account")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert ground(page) == DARK


def test_with_forced_colours_every_state_keeps_a_shape(visitors: Visitors) -> None:
    page = visitors.page_as("Amara Osei", forced_colors="active")
    page.goto("/courses/good-supplier/who-is-the-customer")
    done, todo = page.locator(".marks .is-done").first, page.locator(".marks li:not([class])").first
    assert fill(done) != fill(todo), "a step that is done is filled, one to do is not"
    for link in page.locator(".btn").all():
        assert link.evaluate("e => getComputedStyle(e).borderStyle") == "solid"
    page.goto("/quizzes/good-supplier/who-is-the-customer")
    page.get_by_role("button", name="Start").or_(page.get_by_role("link", name="Go on")).click()
    option = page.locator(".opt, .select").first
    assert option.evaluate("e => getComputedStyle(e.querySelector('select') ?? e).borderStyle") == "solid"


def test_with_forced_colours_the_two_sides_keep_their_shapes(visitors: Visitors) -> None:
    page = visitors.page_as("Moira Tennant", forced_colors="active")
    page.goto("/train")
    page.get_by_role("link", name="Autumn joint cohort").click()
    commissioner, provider = page.locator(".half .mc").first, page.locator(".half .mp").first
    assert (painted(commissioner), painted(provider)) == ("circle", "path")
    assert style(commissioner, "fill") != style(provider, "fill"), "one side's mark is filled, the other's hollow"
    assert style(commissioner, "fill") == style(provider, "stroke")
    bars = page.locator(".half line.c").first, page.locator(".half line.p").first, page.locator(".half line.pi").first
    assert style(bars[0], "stroke") == style(bars[1], "stroke") != style(bars[2], "stroke")
    assert style(page.locator(".half line.r").first, "stroke") != style(bars[0], "stroke"), (
        "what is left is not the bar"
    )

    page.locator(".pairname").first.click()
    for letter, number in (("c", 0), ("p", 1)):
        caption = page.locator("table.heat").nth(number).locator(f"caption .side--{letter}")
        assert caption.evaluate("e => getComputedStyle(e, '::before').borderTopStyle") == "solid"
    shapes = [page.locator(f".heat .side--{x}").evaluate(ROUND) for x in "cp"]
    assert shapes == [True, False]
    borders = {
        level: page.locator(f".legend .{level}").first.evaluate("e => getComputedStyle(e).borderTopWidth")
        for level in ("l1", "l2", "l3", "l4")
    }
    assert list(borders.values()) == ["1px", "2px", "3px", "4px"]
    for cell in page.locator(".heat .cell.l1, .heat .cell.l4").all():
        assert cell.inner_text().strip().isdigit(), "a number stands in every cell with a score"


ROUND = "e => getComputedStyle(e, '::before').borderTopLeftRadius !== '0px'"


def painted(mark: Locator) -> str:
    """What kind of shape a mark is."""
    return str(mark.evaluate("e => e.tagName"))


def style(mark: Locator, name: str) -> str:
    """A mark's colour as it is painted."""
    return str(mark.evaluate("(e, name) => getComputedStyle(e)[name]", name))


def fill(mark: Locator) -> str:
    """What a mark is filled with."""
    return str(mark.evaluate("e => getComputedStyle(e).backgroundColor"))
