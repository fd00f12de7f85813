"""Many people and many windows that save at once on the real server, on both databases: every save is kept.

The server's processes stand in each other's way as they do in production; a lock must never be anybody's problem.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from tests.threads import together
from tests.web.conftest import write_garden
from tests.web.served import Browser, Production, production
from tests.web.taking import answers
from tests.web.windows import Window, answering, attempt_of, drafting, noting

PEOPLE, WINDOWS = 4, 4
SHORT, LONG = (500, 2), pytest.param(10_000, 8, marks=pytest.mark.deep)


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest) -> str:
    """The address of an empty PostgreSQL; none for SQLite, whose file lies with the server's data."""
    if database_kind == "sqlite":
        return ""
    make: Callable[[str], str] = request.getfixturevalue("new_postgres")
    return make("goodpartners-saves")


@pytest.mark.parametrize(("saves", "workers"), [SHORT, LONG])
def test_of_many_saves_at_once_none_is_lost_and_no_lock_reaches_anybody(
    database_url: str, tmp_path: Path, saves: int, workers: int
) -> None:
    server = production(tmp_path, workers=workers, database_url=database_url)
    names = [f"Person {n}" for n in range(PEOPLE + 1)]
    *emails, busy = server.prepare(write_garden(tmp_path / "garden"), names)
    with server.serving():
        alone = [window for email in emails for window in one_of_each(Browser(server.settings.port), email)]
        draft, _, note = one_of_each(Browser(server.settings.port), busy)
        drafts, notes = shared(draft), shared(note)
        windows = [*alone, *drafts, *notes]
        each = -(-saves // len(windows))
        finished = together(*(lambda window=window: write(window, each) for window in windows))  # type: ignore[misc]
        assert finished == [each] * len(windows)
        assert not any(window.clashes for window in alone)
        assert [window.standing() for window in alone] == [each] * len(alone)
        for windows_of_one_thing in (drafts, notes):
            assert_each_saw_the_one_before(windows_of_one_thing)
    assert_answers_are_on_record(server, alone)
    assert warnings(server) == []


def one_of_each(browser: Browser, email: str) -> list[Window]:
    """Somebody's three windows: what is typed, what is sent, and a note."""
    browser.sign_in(email)
    attempt = attempt_of(browser)
    return [drafting(browser, attempt), answering(browser, attempt), noting(browser)]


def shared(window: Window) -> list[Window]:
    """Windows of one person in which the same thing is written; no two write the same number."""
    return [
        Window(window.browser, window.address, window.page, window.name, window.box, numbers=count(n + 1, WINDOWS))
        for n in range(WINDOWS)
    ]


def write(window: Window, times: int) -> int:
    """Write so many numbers; how many were acknowledged."""
    for _ in range(times):
        window.write()
    return len(window.acknowledged)


def assert_each_saw_the_one_before(windows: list[Window]) -> None:
    """No save took the place of one that its window had not been shown, and the last is the one that stands."""

    def number(version: str) -> int:
        return int(version.split(".")[-1])

    saves = sorted((number(told), number(drawn), said) for window in windows for drawn, told, said in window.saves)
    assert [(told, drawn) for told, drawn, _ in saves] == [(n + 1, n) for n in range(len(saves))]
    assert windows[0].standing() == saves[-1][2]


def assert_answers_are_on_record(server: Production, windows: list[Window]) -> None:
    """Every answer that was sent, in its order."""
    house = server.house()
    for window in windows:
        if not window.is_typed:
            kept = answers(house, window.address.rsplit("/", 1)[0])
            assert [int(response.text) for _, response in kept] == window.sent
    house.database.close()


def warnings(server: Production) -> list[str]:
    """What the application found worth a warning, such as a request that failed; the server itself writes no JSON."""
    return [line for line in server.log.read_text("utf-8").splitlines() if line.startswith("{")]
