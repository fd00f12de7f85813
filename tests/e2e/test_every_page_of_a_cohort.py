"""Every page of a cohort as its trainer has it, and what goes out to its people, looked at as all the others are."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.addresses import FIGURES, FOLDED_FORMS, SEEN_BY, STOPPING, TRAINER, TRAINER_FORMS, named
from tests.e2e.looking import Onlooker
from tests.e2e.visitor import Visitors, path_of

TWO_BAD_ROWS = """Name, Email, Organisation
Ute Lang, ute.lang@visitors.example, Marrowfen Homes
Nobody Known, nobody, Tessaly Care
Finn Ayre, finn.ayre@visitors.example, Somewhere Homes
"""


def trainers_places(page: Page) -> dict[str, str]:
    """Where everything of the demo's cohorts is, as its trainer finds it."""
    page.goto("/train")
    found = {"cohort": path_of(page, "Autumn joint cohort"), "one_sided": path_of(page, "Orrenshire’s commissioners")}
    page.goto(found["one_sided"])
    found["one_sided_pair"] = path_of(page, "Marrowfen Homes")
    page.goto(found["cohort"])
    found |= {"pair": path_of(page, "Quillby Borough Council and Tessaly Care")}
    found["small"] = path_of(page, "Marrowfen Homes")
    found["proposed"] = path_of(page, "Orrenshire County Council and Lindlewick Trust")
    found["number"] = found["pair"].rpartition("/")[2]
    page.goto(found["pair"])
    found |= {"person": path_of(page, "Rowan Ashby"), "seen": path_of(page, "As a learner").rpartition("/")[0]}
    found["rowan"] = found["person"].rpartition("/")[2]
    page.goto(found["person"])
    found["paper"] = path_of(page, "Try 1")
    page.goto(f"{found['cohort']}/people")
    found["place"] = path_of(page, "Change the place of Rowan Ashby")
    found["invited"] = path_of(page, "invitation of Soraya Iqbal")
    page.goto(f"{found['cohort']}/codes")
    found["poster"] = path_of(page, "Show it large")
    page.goto(f"{found['cohort']}/questions/good-customer/treat-listen-repair")
    found["item"] = page.locator("a[href*='/explain/item?']").first.get_attribute("href") or ""
    return found


def test_the_pages_of_a_trainer(visitors: Visitors) -> None:
    page = visitors.page_as("Moira Tennant")
    onlooker = Onlooker(page)
    onlooker.visit(*named(TRAINER, **trainers_places(page)))
    assert onlooker.faults == []


def test_the_pages_of_a_cohort_that_is_closed(visitors: Visitors) -> None:
    page = visitors.page_as("Moira Tennant")
    onlooker = Onlooker(page)
    page.goto("/train")
    cohort = path_of(page, "Orrenshire’s commissioners")
    page.goto(f"{cohort}/settings")
    page.get_by_role("button", name="Close the cohort").click()
    onlooker.visit(cohort, f"{cohort}/settings", f"{cohort}/people", f"{cohort}/invite")
    page.goto(f"{cohort}/settings")
    page.get_by_role("button", name="Open it again").click()
    expect(page.get_by_role("button", name="Close the cohort")).to_be_visible()
    assert onlooker.faults == []


def test_what_a_trainer_looks_into(visitors: Visitors) -> None:
    page = visitors.page_as("Moira Tennant")
    onlooker = Onlooker(page)
    onlooker.visit(*named(SEEN_BY + FIGURES, **trainers_places(page)))
    assert onlooker.faults == []


def test_the_forms_of_a_trainer_with_errors(visitors: Visitors) -> None:
    page = visitors.page_as("Moira Tennant")
    onlooker = Onlooker(page)
    places = trainers_places(page)
    onlooker.expected = 422
    for address, button in TRAINER_FORMS:
        page.goto(address.format(**places))
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("alert")).to_be_visible()
        onlooker.look(f"with errors after {button}")
    for address, fold, button in FOLDED_FORMS:
        page.goto(address.format(**places))
        page.locator("summary", has_text=fold).click()
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_role("alert")).to_be_visible()
        onlooker.look(f"with errors after {button}")
    page.goto(f"{places['cohort']}/write?to={places['rowan']}")
    page.get_by_label("Your words").fill("Dear {nobody}")
    page.get_by_role("button", name="Send").click()
    onlooker.look("with errors")
    page.goto(f"{places['cohort']}/invite")
    page.get_by_label("Name, email").fill(TWO_BAD_ROWS)
    page.get_by_role("button", name="Check the list").click()
    expect(page.get_by_role("heading", name="Rows to correct (2)")).to_be_visible()
    onlooker.look("with two bad rows")
    assert onlooker.faults == []


def test_the_pages_of_somebody_invited_and_of_somebody_reminded(visitors: Visitors) -> None:
    invited = Onlooker(visitors.page_as("Soraya Iqbal"))
    invited.visit("/home")
    expect(invited.page.get_by_role("heading", name="You are invited to a joint cohort")).to_be_visible()
    trainer, whom = visitors.page_as("Moira Tennant"), "bethan@goodpartners.example"
    look = visitors.server.mail_to(whom)
    trainer.goto("/train")
    trainer.goto(f"{path_of(trainer, 'Autumn joint cohort')}/people")
    trainer.get_by_role("link", name="Bethan Prosser", exact=True).click()
    trainer.get_by_role("link", name="Write to Bethan Prosser").click()
    trainer.get_by_role("button", name="Send the letter").click()
    expect(trainer.get_by_role("status")).to_contain_text("1 letter written")
    reminded = Onlooker(visitors.page_as())
    reminded.visit(*named(STOPPING, stop=visitors.server.link_to_stop(whom, look)))
    reminded.page.get_by_role("button", name="Stop reminders").click()
    expect(reminded.page.get_by_role("heading", level=1)).to_have_text("You get no more reminders")
    reminded.look("when stopped")
    assert invited.faults + reminded.faults == []
