"""What the check says while somebody writes: at the start, and again after each save."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import date as Day
from pathlib import Path

from goodpartners.cli.content import summary
from goodpartners.content.catalogue import load, stamp
from goodpartners.content.problems import as_text


def in_use(port: int) -> bool:
    """Whether somebody takes connections on that port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def tell_at_each_save(
    root: Path, say: Callable[[str], None], *, today: Callable[[], Day], stopped: Callable[[], bool]
) -> None:
    """Say what is wrong with the content under `root` now and whenever a file of it is saved.

    `stopped` waits until it is time to look again and tells whether to leave off.
    """
    seen = ""
    while True:
        try:
            mark = stamp(root)
            if mark != seen:
                seen, loaded = mark, load(root, today=today())
                say(f"{as_text(loaded.problems)}{summary(loaded)}")
        except OSError:  # a folder was taken away while we were looking
            seen = ""
        if stopped():
            return
