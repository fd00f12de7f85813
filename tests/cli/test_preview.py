"""`goodpartners content preview`: says what is to mend, and ends with all that it started."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from goodpartners.cli.watching import in_use, tell_at_each_save
from goodpartners.settings import REPOSITORY
from tests.cli.conftest import Command
from tests.factories import START
from tests.garden import ROOT

MODULE = "courses/shared-garden/01-plan-the-beds.md"
PATIENCE = 60


@pytest.fixture
def database_kind() -> str:
    """A preview has a database of its own."""
    return "sqlite"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT, tmp_path / "content"))


def test_what_is_wrong_is_said_at_the_start_and_after_each_save(content: Path) -> None:
    said: list[str] = []

    def lose_an_id() -> bool:
        file = content / MODULE
        file.write_text(file.read_text("utf-8") + "\n## No id\nWords.\n", "utf-8")
        return False

    looks: list[Callable[[], bool]] = [lambda: False, lose_an_id, lambda: True]
    tell_at_each_save(content, said.append, today=START.date, stopped=lambda: looks.pop(0)())
    at_the_start, after_the_save = said
    assert at_the_start.startswith("1 module, ")
    assert at_the_start.endswith(" 0 problems, 0 warnings")
    assert f"{MODULE}:" in after_the_save
    assert "the section 'No id' has no id" in after_the_save


def test_a_port_that_is_in_use_is_said(command: Command, content: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = command("content", "preview", "--port", str(port), str(content))
    assert done.exit_code == 1
    assert f"Port {port} is in use: stop what runs there, or name another: --port {port + 1}" in done.stderr


def test_a_folder_without_courses_is_said(command: Command, tmp_path: Path) -> None:
    done = command("content", "preview", str(tmp_path))
    assert done.exit_code == 2
    assert "name the folder that holds courses/ and quizzes/" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM that a process could hear")
def test_a_preview_that_is_told_to_stop_leaves_no_server_behind(content: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, "-m", "goodpartners", "content", "preview", "--port", str(port), str(content)]
    environment = {**os.environ, "GOODPARTNERS_MODE": "local", "GOODPARTNERS_DATA": str(content.parent / "data")}
    with subprocess.Popen(words, cwd=REPOSITORY, env=environment, stdout=subprocess.DEVNULL) as preview:
        until = monotonic() + PATIENCE
        while not in_use(port) and preview.poll() is None:
            assert monotonic() < until
            Event().wait(0.1)
        preview.send_signal(signal.SIGTERM)
        assert preview.wait(PATIENCE) == 0
    assert not in_use(port)
