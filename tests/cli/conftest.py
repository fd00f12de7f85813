"""The command as somebody types it, on a database of the test."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from goodpartners.cli.main import goodpartners
from goodpartners.services.house import House

Command = Callable[..., Result]


@pytest.fixture
def command(house: House) -> Command:
    """`command("people", "list")` runs `goodpartners people list`."""

    def run(*words: str) -> Result:
        return CliRunner().invoke(goodpartners, list(words), obj=house, prog_name="goodpartners")

    return run
