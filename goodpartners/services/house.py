"""What the application and the command share: settings, database, content, passwords and the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from goodpartners.services.library import Library
from goodpartners.services.passwords import Passwords
from goodpartners.settings import Settings
from goodpartners.store.database import Database

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class House:
    """Made once by the factory."""

    settings: Settings
    database: Database
    library: Library
    passwords: Passwords
    clock: Clock
    release: str
    """Names the static files; changes when one of them does."""
