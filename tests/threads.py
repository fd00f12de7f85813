"""Several people, or one person's windows, at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from goodpartners.store.database import Database

T = TypeVar("T")
A_MOMENT = 0.3


def together(*acts: Callable[[], T]) -> list[T | Exception]:
    """Begin all acts at once, each in a thread; what each gave or raised."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T | Exception:
        gate.wait()
        try:
            return act()
        except Exception as failure:
            return failure

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def overlapping(
    database: Database, first: Callable[[Session], Any], second: Callable[[Session], Any]
) -> tuple[Any, Any]:
    """Two transactions of which the second begins before the first commits; what each gave or raised.

    The second gets a moment to run into the first. Whether it waits, fails or slips through is up to the database: the
    test looks at what is left at the end, so the moment decides nothing but how likely a fault shows.
    """
    acted = Event()

    def later() -> Any:
        try:
            with database.writing() as session:
                got = second(session)
                acted.set()
                return got
        except Exception as failure:
            return failure
        finally:
            acted.set()

    with ThreadPoolExecutor(1) as pool:
        with database.writing() as session:
            got = first(session)
            following = pool.submit(later)
            acted.wait(A_MOMENT)
        return got, following.result()
