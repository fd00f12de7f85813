"""In local mode an author's files are followed: a broken one is reported with its place, the rest is served."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.visitor import Visitors

COURSE = "/courses/every-kind"


@pytest.fixture
def module(at_small: Visitors) -> Iterator[Path]:
    """A module's file that a test may break; it is mended afterwards."""
    file = at_small.server.content / "courses" / "every-kind" / "02-at-once.md"
    text = file.read_text("utf-8")
    yield file
    file.write_text(text, "utf-8")


def problems(trainer: Page) -> str:
    """What the trainer's page lists."""
    trainer.goto("/authoring/problems")
    return trainer.locator("main").inner_text()


def test_a_broken_module_is_left_out_and_comes_back_when_it_is_mended(at_small: Visitors, module: Path) -> None:
    trainer = at_small.newcomer("Tess Marlow", "--role", "trainer")
    learner = at_small.newcomer("Lee Ford")
    whole = module.read_text("utf-8")
    trainer.goto("/home")
    before = problems(trainer)
    learner.goto(COURSE)
    expect(learner.get_by_role("link", name="Explained at once")).to_be_visible()

    module.write_text(whole.replace("minutes: 3", "minutes: soon"), "utf-8")
    learner.reload()
    expect(learner.get_by_role("link", name="Explained at once")).to_have_count(0)
    for address in (f"{COURSE}/handed-in/one-shed", f"{COURSE}/on-one-page", "/home", "/search?q=shed", "/glossary"):
        answer = learner.goto(address)
        assert answer is not None
        assert answer.status == 200
    gone = learner.goto(f"{COURSE}/at-once")
    assert gone is not None
    assert gone.status == 404
    trainer.goto("/home")
    trainer.get_by_role("link", name="in the content files").click()
    expect(trainer.locator("main")).to_contain_text("courses/every-kind/02-at-once.md:6:1")
    expect(learner.get_by_role("link", name="in the content files")).to_have_count(0)

    module.write_text(whole, "utf-8")
    assert problems(trainer) == before
    mended = learner.goto(f"{COURSE}/at-once")
    assert mended is not None
    assert mended.status == 200


def test_a_change_of_words_is_shown_at_the_next_request(at_small: Visitors, module: Path) -> None:
    learner = at_small.newcomer("Ola Reed")
    learner.goto(f"{COURSE}/at-once/same-shed")
    module.write_text(module.read_text("utf-8").replace("still share one shed", "share one long shed"), "utf-8")
    learner.reload()
    expect(learner.locator("main")).to_contain_text("share one long shed")
