"""A real browser in front of a real server; every test here is marked `browser`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.conftest import Clock, with_tables
from tests.e2e.own_server import OwnServer
from tests.e2e.server import Server, every_kind_content, start
from tests.e2e.visitor import Visitors

HERE = Path(__file__).parent
PATIENCE = 15_000
"""Milliseconds that a busy machine may take for one thing on a page."""
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in this folder, and skip it where there is no browser."""
    missing = os.environ.get("GOODPARTNERS_NO_BROWSER") == "1"
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if missing:
                item.add_marker(pytest.mark.skip(reason="GOODPARTNERS_NO_BROWSER is set: no browser was found"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The browser named in E2E_BROWSER, else Playwright's own."""
    path = os.environ.get("E2E_BROWSER")
    return {**browser_type_launch_args, **({"executable_path": path} if path else {})}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo, with the courses of this repository."""
    running = start(tmp_path_factory.mktemp("demo"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server without the demo, on a small content folder with every block and every kind of question."""
    folder = tmp_path_factory.mktemp("small")
    running = start(folder / "data", "--empty", content=every_kind_content(folder / "content"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnServer]:
    """The small content, served by this process."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "data").mkdir()
    running = OwnServer(folder / "data", every_kind_content(folder / "content"), Clock(), with_tables)
    yield running
    running.end()
    running.socket.close()


@pytest.fixture(scope="session")
def address(server: Server) -> str:
    """Where the demo is served."""
    return server.address


@pytest.fixture(scope="session")
def accounts(server: Server) -> dict[str, dict[str, str]]:
    """Who can sign in to the demo, by name."""
    return server.accounts


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens windows that share nothing, and closes them after the test."""
    contexts: list[BrowserContext] = []

    def open_one(*, width: int = 1280, scheme: str = "light", script: bool = True, **options: Any) -> BrowserContext:
        size = {"width": width, "height": 812 if width < 500 else 860}
        context = browser.new_context(
            viewport=size, color_scheme=scheme, java_script_enabled=script, locale="en-GB", **options
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def states() -> dict[tuple[str, str], Any]:
    """Cookies of whoever has signed in once, by server and person."""
    return {}


@pytest.fixture
def visitors(
    server: Server, opened: Callable[..., BrowserContext], states: dict[tuple[str, str], Any]
) -> Iterator[Visitors]:
    """People in front of the demo; what the server wrote meanwhile is shown with a failure."""
    before = len(server.log)
    yield Visitors(server, opened, states)
    print(server.log[before:])


@pytest.fixture
def at_small(
    small: Server, opened: Callable[..., BrowserContext], states: dict[tuple[str, str], Any]
) -> Iterator[Visitors]:
    """People in front of the small server."""
    before = len(small.log)
    yield Visitors(small, opened, states)
    print(small.log[before:])


@pytest.fixture
def page_as(visitors: Visitors) -> Callable[..., Page]:
    """Opens a page as one of the demo's people: page_as("Amara Osei", width=375, scheme="dark", script=False)."""
    return visitors.page_as


@pytest.fixture
def on_postgres(
    new_postgres: Callable[[str], str], tmp_path: Path, opened: Callable[..., BrowserContext]
) -> Iterator[Visitors]:
    """People in front of the demo on PostgreSQL."""
    running = start(tmp_path / "data", DATABASE_URL=new_postgres("goodpartners-e2e"))
    yield Visitors(running, opened, {})
    running.stop()
