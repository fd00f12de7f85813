"""Slows guessing down: tries are counted by account and by address, in the database that all workers share.

A count is written in a transaction of its own, so that it stands although the act is refused. Whole councils come from
one address, so its limit is high. Keys hold a hash of what they are about, and windows are deleted after a day.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy.orm import Session

from goodpartners.domain.errors import TooMany
from goodpartners.store import limits
from goodpartners.store.database import Database

MINUTE, HOUR = 60, 3600


@dataclass(frozen=True)
class Limit:
    """How many tries a window of time has; `seconds` is at most a day."""

    name: str
    tries: int
    seconds: int


PASSWORD_FOR_ACCOUNT = Limit("password-account", 10, 15 * MINUTE)
PASSWORD_FROM_ADDRESS = Limit("password-address", 300, 15 * MINUTE)
LINK_FOR_ACCOUNT = Limit("link-account", 5, HOUR)
LINK_FROM_ADDRESS = Limit("link-address", 200, HOUR)
RESET_FOR_ACCOUNT = Limit("reset-account", 5, HOUR)
RESET_FROM_ADDRESS = Limit("reset-address", 200, HOUR)
NEW_EMAIL_FOR_ACCOUNT = Limit("new-email-account", 5, HOUR)
DOWNLOAD_FOR_ACCOUNT = Limit("download-account", 30, HOUR)
JOIN_FOR_ACCOUNT = Limit("join-account", 10, HOUR)
JOIN_FROM_ADDRESS = Limit("join-address", 300, HOUR)
ABOUT_AN_EMAIL = (PASSWORD_FOR_ACCOUNT, LINK_FOR_ACCOUNT, RESET_FOR_ACCOUNT, JOIN_FOR_ACCOUNT)


def count(database: Database, *tries: tuple[Limit, str], now: datetime) -> None:
    """Count one try under each (limit, subject); TooMany when one of them is used up."""
    wait = 0
    with database.writing() as session:
        for limit, subject in tries:
            began = window_began(limit, now)
            if limits.count_up(session, key(limit, subject), began) > limit.tries:
                wait = max(wait, int(began.timestamp()) + limit.seconds - int(now.timestamp()))
    if wait:
        raise TooMany(f"There were too many tries. Wait {_in_words(wait)}, then try again.", wait)


def forgive(session: Session, limit: Limit, subject: str) -> None:
    """Forget the tries after a right one."""
    limits.reset(session, key(limit, subject))


def forget_email(session: Session, email: str) -> None:
    """Forget everything that was counted about an address of email."""
    for limit in ABOUT_AN_EMAIL:
        forgive(session, limit, email)


def key(limit: Limit, subject: str) -> str:
    """The counter's name: the limit's, and a hash of whom it is about."""
    return f"{limit.name}:{hashlib.sha256(subject.encode()).hexdigest()[:40]}"


def window_began(limit: Limit, now: datetime) -> datetime:
    """When the present window began; windows follow each other without a gap."""
    return datetime.fromtimestamp(int(now.timestamp()) // limit.seconds * limit.seconds, UTC)


def place(address: str | None) -> str:
    """Where somebody calls from: the address, or the network of 64 bits that one IPv6 household has."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return address or "unknown"
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped) if known.ipv4_mapped else str(ip_network((int(known), 64), strict=False))
    return str(known)


def _in_words(seconds: int) -> str:
    minutes = max(1, -(-seconds // MINUTE))
    return "a minute" if minutes == 1 else f"{minutes} minutes"
