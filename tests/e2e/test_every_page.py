"""Every page, wide and light, narrow and dark: no fault that axe knows, no sideways scrolling, a quiet console."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from goodpartners.factory import create_app
from goodpartners.settings import REPOSITORY, Settings
from tests.e2e.addresses import (
    ACCOUNT,
    ATTEMPTS,
    DOOR,
    EVERYBODY,
    FIGURES,
    LEARNING,
    MAILED,
    NOT_PAGES,
    ORGANISATION,
    SEEN_BY,
    STAFF,
    STAFF_FORMS,
    STOPPING,
    TOGETHER,
    TRAINER,
    UNKNOWN,
    named,
)
from tests.e2e.looking import Onlooker
from tests.e2e.server import link_in, link_mailed
from tests.e2e.visitor import (
    PASSWORD,
    Visitors,
    catalogue_of,
    email_of,
    guides_of,
    modules_of,
    parts_of,
    path_of,
)

PAIRS = ("pair", "proposed", "small", "one_sided_pair")
COURSES = ("good-customer", "good-supplier", "working-together")


def test_no_page_is_forgotten(tmp_path: Path) -> None:
    """Every route that is read is in a list above or among the exceptions, each with its reason."""
    rules = create_app(Settings(mode="local", data_dir=tmp_path)).url_map
    reads = {rule.endpoint for rule in rules.iter_rules() if rule.methods and "GET" in rule.methods}
    places = {"{running}": "/attempts/1", "{handed_in}": "/attempts/2", "{certificate}": "/certificates/1"}
    places |= {"{somebody}": "/admin/people/1", "{myself}": "/admin/people/2", "{code}": UNKNOWN}
    places |= {"{twice}": "/admin/people/3"}
    places |= {"{cohort}": "/train/cohorts/1", "{one_sided}": "/train/cohorts/2", "{rowan}": "2", "{number}": "1"}
    places |= {f"{{{name}}}": f"/train/cohorts/1/pairs/{n}" for n, name in enumerate(PAIRS, 1)}
    places |= {"{person}": "/train/cohorts/1/people/2", "{paper}": "/train/cohorts/1/people/2/attempts/3"}
    places |= {"{place}": "/train/cohorts/1/places/1", "{invited}": "/train/cohorts/1/invitations/1"}
    places |= {"{poster}": "/train/cohorts/1/codes/1/provider", "{seen}": "/pairs/1/seen-by", "{mine}": "/pairs/1"}
    places |= {"{sight}": "/cohorts/1/what-my-trainer-sees", "{our_organisation}": "/admin/organisations/1"}
    places |= {"{organisation}": "/organisations/1", "{join}": "/join/CDFH-3479"}
    places |= {"{item}": "/train/cohorts/1/explain/item"}
    links = {
        "invitation": "invitation",
        "reset": "reset",
        "sign_in_link": "sign-in/link",
        "confirm_email": "confirm-email",
        "stop": "reminders/stop",
    }
    places |= {f"{{{name}}}": f"/{path}/{UNKNOWN}" for name, path in links.items()}
    looked_at = set()
    together = TOGETHER + ORGANISATION + TRAINER + SEEN_BY + FIGURES + STOPPING
    for wanted in LEARNING + ATTEMPTS + ACCOUNT + DOOR + MAILED + EVERYBODY + STAFF + together:
        address = wanted if isinstance(wanted, str) else wanted[0]
        for place, path in places.items():
            address = address.replace(place, path)
        looked_at.add(rules.bind("localhost").match(address.partition("?")[0], "GET")[0])
    assert reads == looked_at | set(NOT_PAGES)
    assert not looked_at & set(NOT_PAGES)


PLANT = """() => {
  const main = document.querySelector('main');
  const link = (words, style) => {
    const made = Object.assign(document.createElement('a'), { href: '/', textContent: words });
    Object.assign(made.style, { display: 'block', ...style });
    main.append(made);
  };
  link('pale', { color: '#ddd', background: '#fff' });
  link('a', { fontSize: '6px', lineHeight: '6px' });
  link('b', { fontSize: '6px', lineHeight: '6px' });
  link('wide', { width: '2000px' });
  console.error('said aloud');
  return fetch('/static/none/none.css');
}"""


def test_planted_faults_are_seen(visitors: Visitors) -> None:
    """Otherwise the tests below would say nothing."""
    onlooker = Onlooker(visitors.page_as())
    onlooker.page.goto("/help")
    onlooker.page.evaluate(PLANT)
    onlooker.look()
    seen = "\n".join(onlooker.faults)
    for fault in ("color-contrast", "target-size", "wide because of", "said aloud", "none.css: 404"):
        assert fault in seen


def code_of(visitors: Visitors) -> str:
    """The code of a certificate that stands."""
    page = visitors.page_as("Rowan Ashby")
    page.goto("/courses/good-customer")
    page.get_by_role("link", name="Open my certificate").click()
    return path_of(page, "See what others see").removeprefix("/v/")


def join_code(visitors: Visitors) -> str:
    """A code that works."""
    page = visitors.page_as("Moira Tennant")
    page.goto("/train")
    page.goto(f"{path_of(page, 'Autumn joint cohort')}/codes")
    return page.locator(".joincode").first.inner_text()


def test_the_pages_of_a_learner(visitors: Visitors) -> None:
    page = visitors.page_as("Rowan Ashby")
    onlooker = Onlooker(page)
    page.goto("/quizzes/working-together/four-principles")
    running = path_of(page, "Go on where you stopped")
    page.goto("/results")
    handed_in = path_of(page, "Treat, listen, repair").removesuffix("/results")
    page.goto("/courses/good-customer")
    certificate = path_of(page, "Open my certificate")
    onlooker.visit(*LEARNING, *named(ATTEMPTS, running=running, handed_in=handed_in, certificate=certificate))
    assert onlooker.faults == []


def test_the_pages_of_an_account(visitors: Visitors) -> None:
    onlooker = Onlooker(visitors.page_as("Amara Osei"))
    onlooker.visit("/home", *ACCOUNT)
    for address, button in (("name", "Save"), ("email", "Email me a link"), ("password", "Save"), ("erase", "Erase")):
        onlooker.expected = 422
        onlooker.page.goto(f"/account/{address}")
        if address == "name":
            onlooker.page.get_by_label("Name").fill("")
        onlooker.page.get_by_role("button", name=button).click()
        expect(onlooker.page.get_by_role("alert")).to_be_visible()
        onlooker.look("with errors")
    assert onlooker.faults == []


def test_the_pages_of_a_pair_for_its_people(visitors: Visitors) -> None:
    page = visitors.page_as("Amara Osei")
    onlooker = Onlooker(page)
    page.goto("/home")
    mine = page.locator("#pairs-h ~ article h3 a").first.get_attribute("href") or ""
    onlooker.visit(*named(TOGETHER, mine=mine, sight=path_of(page, "What my trainer sees")))
    assert onlooker.faults == []


def test_the_pages_of_an_organisation(visitors: Visitors) -> None:
    page = visitors.page_as("Ileana Dragan")
    onlooker = Onlooker(page)
    page.goto("/home")
    page.get_by_role("link", name="My organisation").click()
    organisation = page.url.removeprefix(visitors.server.address)
    onlooker.visit(*named(ORGANISATION, organisation=organisation, mine=path_of(page, "Autumn joint cohort")))
    asked = visitors.newcomer(
        "Ola Nunn", "--organisation", "Orrenshire County Council", "--role", "organisation manager"
    )
    asked.get_by_role("link", name="My organisation").click()
    expect(asked.locator("main")).to_contain_text("It waits for you.")
    other = Onlooker(asked)
    other.look("with a proposal")
    assert onlooker.faults + other.faults == []


def test_a_long_name_fits(visitors: Visitors) -> None:
    name = "Dr Wilhelmina Featherstonehaugh-Cholmondeley de Montmorency-Smythe the Younger of Ardnamurchan"
    onlooker = Onlooker(visitors.newcomer(name))
    onlooker.visit("/home", "/account")
    assert onlooker.faults == []


def test_the_pages_before_the_door(visitors: Visitors) -> None:
    server, name = visitors.server, "Dara Quinn"
    mover = visitors.newcomer(name)
    sign_in_mail, new_address_mail = server.mail_to(email_of(name)), server.mail_to("dara@new.example")
    mover.goto("/account/email")
    mover.get_by_label("New email address").fill("dara@new.example")
    mover.get_by_label("Your present password").fill(PASSWORD)
    mover.get_by_role("button", name="Email me a link").click()
    asker = visitors.page_as()
    asker.goto("/sign-in")
    asker.get_by_label("Work email").fill(email_of(name))
    asker.get_by_role("button", name="Email me a link").click()
    onlooker = Onlooker(visitors.page_as())
    door = named(
        DOOR,
        invitation=server.invite("somebody@visitors.example", "--organisation", "Tessaly Care"),
        reset=link_in(server.command("people", "reset", "soraya@goodpartners.example")),
        join=f"/join/{join_code(visitors)}",
    )
    onlooker.visit(*door, *named(EVERYBODY, code=code_of(visitors)))
    links = {"sign_in_link": link_mailed(asker, sign_in_mail), "confirm_email": link_mailed(asker, new_address_mail)}
    onlooker.visit(*named(MAILED, **links))
    assert onlooker.faults == []

    asker.goto(links["sign_in_link"])
    asker.get_by_role("button", name="Sign in").click()
    expect(asker).to_have_url(f"{server.address}/home")
    mover.goto(links["confirm_email"])
    mover.get_by_role("button", name="Use this address").click()
    expect(mover.get_by_role("status")).to_have_text("Your email address is dara@new.example now.")


def test_the_pages_of_trainers_and_admins(visitors: Visitors) -> None:
    page = visitors.page_as("Moira Tennant")
    onlooker = Onlooker(page)
    page.goto("/quizzes/working-together/four-principles")
    page.get_by_role("button", name="Start").or_(page.get_by_role("link", name="Go on")).click()
    page.get_by_role("link", name="Report a problem").click()
    page.get_by_label("Tell us").fill("Two answers seem right to me.\nWhich one is meant?")
    page.get_by_role("button", name="Send").click()
    visitors.server.invite("not.yet.here@visitors.example")
    page.goto("/admin/people?q=not.yet")
    somebody = path_of(page, "not.yet.here")
    page.goto("/admin/people?q=moira")
    myself = path_of(page, "Moira Tennant")
    page.goto("/admin/people?q=rowan")
    rowan = path_of(page, "Rowan Ashby")
    page.goto("/admin/organisations")
    ours = path_of(page, "Tessaly Care")
    places = {"somebody": somebody, "myself": myself, "twice": rowan, "our_organisation": ours}
    onlooker.visit(*named(STAFF, code=code_of(visitors), **places))
    for address, button in STAFF_FORMS:
        onlooker.expected = 422
        page.goto(address)
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("alert")).to_be_visible()
        onlooker.look("with errors")
    assert onlooker.faults == []


@pytest.mark.parametrize("course", COURSES)
def test_every_module_whole_and_some_parts_of_one(visitors: Visitors, course: str) -> None:
    onlooker = Onlooker(visitors.page_as("Soraya Iqbal"))
    modules, parts = modules_of(visitors.server, course), parts_of(visitors.server, course)
    last = modules[-1].removesuffix("whole")
    onlooker.visit(*modules, *[part for part in parts if part.startswith(last)][:3])
    assert onlooker.faults == []


@pytest.mark.deep
@pytest.mark.parametrize("course", COURSES)
def test_every_part_of_every_module(visitors: Visitors, course: str) -> None:
    onlooker = Onlooker(visitors.page_as("Soraya Iqbal"))
    onlooker.visit(*parts_of(visitors.server, course))
    assert onlooker.faults == []


def test_every_guide_of_a_facilitator(visitors: Visitors) -> None:
    onlooker = Onlooker(visitors.page_as("Moira Tennant"))
    onlooker.visit(*guides_of(visitors.server))
    assert onlooker.faults == []


def test_the_list_of_courses_is_whole() -> None:
    assert {course.id for course in catalogue_of(REPOSITORY).courses} == set(COURSES)
