"""Whatever somebody, their browser, the network and the server do, in whatever order: nothing typed is lost."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from tests.e2e.evening import Evening, Step
from tests.e2e.network import FATES
from tests.e2e.own_server import OwnServer
from tests.e2e.paper import CHOICE, NOTE, TEXT
from tests.profiles import DEEP, examples

ACTS = (
    *("types", "types", "types", "types", "presses", "chooses", "chooses", "reloads", "another_window", "closes"),
    *("time_passes", "time_passes", "what_waited_arrives", "network_goes_or_comes_back"),
    *("server_is_begun_again", "sign_in_ends_or_begins_again", "paper_is_handed_in", "time_runs_out"),
)
steps = st.builds(Step, st.sampled_from(ACTS), st.integers(0, 5), st.sampled_from(["arrives", *FATES]))


@pytest.mark.deep  # in one run of three on a busy machine an evening stood still for ever, and nobody knows yet where
def test_nothing_typed_is_lost_whatever_network_server_and_clock_do(own_server: OwnServer, browser: Browser) -> None:
    @settings(
        max_examples=examples(5, 150), deadline=None, derandomize=not DEEP, suppress_health_check=list(HealthCheck)
    )
    @given(
        quiz=st.sampled_from(["handed-in", "at-once", "against-the-clock"]),
        first=st.sampled_from([TEXT, CHOICE, NOTE]),
        happening=st.lists(steps, min_size=14, max_size=20),
    )
    def evening(quiz: str, first: str, happening: list[Step]) -> None:
        somebody = Evening(own_server, browser, quiz, first)
        try:
            for step in happening:
                somebody.happens(step)
            somebody.settles()
        finally:
            somebody.ends()

    evening()


def test_a_window_that_sends_the_same_again_and_again_does_not_clash_with_itself(
    own_server: OwnServer, browser: Browser
) -> None:
    somebody = Evening(own_server, browser, "handed-in", TEXT)
    try:
        somebody.happens(Step("types", 0, "its reply is lost"))
        somebody.happens(Step("types", 0, "is lost"))
        for _ in range(4):
            somebody.happens(Step("time_passes", 5, "is lost"))
        somebody.happens(Step("time_passes", 5, "arrives"))
        assert somebody.stands()[TEXT] == somebody.tabs[0].words
        assert somebody.tabs[0].page.get_by_role("alert").count() == 0
    finally:
        somebody.ends()
