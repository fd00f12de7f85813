"""Counting tries."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import pytest

from goodpartners.domain.errors import TooMany
from goodpartners.services import rate_limits
from goodpartners.services.rate_limits import Limit, place
from goodpartners.store import limits
from goodpartners.store.database import Database
from tests.conftest import Clock

THREE = Limit("three", 3, 60)


def tried(database: Database, clock: Clock, subject: str = "amara") -> int:
    """0, or how long to wait."""
    try:
        rate_limits.count(database, (THREE, subject), now=clock())
    except TooMany as refusal:
        return refusal.wait
    return 0


def test_tries_are_allowed_up_to_the_limit_and_again_in_the_next_window(database: Database, clock: Clock) -> None:
    clock.advance(seconds=20)
    assert [tried(database, clock) for _ in range(5)] == [0, 0, 0, 40, 40]
    clock.advance(seconds=39)
    assert tried(database, clock) == 1
    clock.advance(seconds=1)
    assert tried(database, clock) == 0


def test_each_subject_has_its_own_count(database: Database, clock: Clock) -> None:
    for _try in range(4):
        tried(database, clock)
    assert tried(database, clock, "rowan") == 0


def test_a_try_that_is_refused_counts_too(database: Database, clock: Clock) -> None:
    for _try in range(10):
        tried(database, clock)
    with database.writing() as session:
        assert limits.count_up(session, rate_limits.key(THREE, "amara"), rate_limits.window_began(THREE, clock())) == 11


def test_every_limit_is_counted_although_one_is_used_up(database: Database, clock: Clock) -> None:
    other = Limit("other", 100, 3600)
    for attempt in range(5):
        with pytest.raises(TooMany) if attempt >= 3 else nullcontext():
            rate_limits.count(database, (THREE, "amara"), (other, "10.0.0.1"), now=clock())
    with database.writing() as session:
        count = limits.count_up(session, rate_limits.key(other, "10.0.0.1"), rate_limits.window_began(other, clock()))
    assert count == 6


def test_forgiving_begins_anew(database: Database, clock: Clock) -> None:
    for _try in range(3):
        tried(database, clock)
    with database.writing() as session:
        rate_limits.forgive(session, THREE, "amara")
    assert tried(database, clock) == 0


def test_no_try_slips_through_when_many_come_at_once(database: Database, clock: Clock) -> None:
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _n: tried(database, clock), range(40)))
    assert waits.count(0) == 3


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        (None, "unknown"),
        ("", "unknown"),
        ("a socket", "a socket"),
    ],
)
def test_an_ipv6_household_is_one_place(address: str | None, counted_as: str) -> None:
    assert place(address) == counted_as


def test_the_limit_for_an_address_leaves_room_for_a_whole_council() -> None:
    assert rate_limits.PASSWORD_FROM_ADDRESS.tries >= 20 * rate_limits.PASSWORD_FOR_ACCOUNT.tries
