"""How long things are kept: each kind with its usual period and what happens at its end."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

NOTICE = timedelta(days=30)
"""How long before an account or a cohort is deleted the people concerned are told."""
LONGEST = 120


class Kept(StrEnum):
    """A kind of thing that has its time."""

    ACCOUNTS = "unused accounts"
    COHORTS = "ended cohorts"
    REQUESTS = "decided requests"


@dataclass(frozen=True)
class Rule:
    """Months that a kind is usually kept, and what happens then."""

    kind: Kept
    title: str
    usual: int
    counted: str
    happens: str


RULES = {
    rule.kind: rule
    for rule in (
        Rule(
            Kept.ACCOUNTS,
            "Accounts that nobody uses",
            24,
            "Counted from the last visit, or from the day the account was made or closed.",
            "30 days before, the person is told by email, with the way to a copy of their data. Signing in keeps the "
            "account. Otherwise it is erased as if they had erased it themselves. The last admin’s never is.",
        ),
        Rule(
            Kept.COHORTS,
            "Cohorts that have ended",
            24,
            "Counted from the last day, or from the day the cohort was closed.",
            "30 days before, its trainers are told by email, with the way to its tables. A later last day keeps it. "
            "Otherwise its places, dates, invitations, requests and codes are deleted. What people learned stays "
            "theirs.",
        ),
        Rule(
            Kept.REQUESTS,
            "Requests to join that were decided",
            3,
            "Counted from the decision.",
            "They are deleted. Who was let in stays in the cohort.",
        ),
    )
}


def months_before(moment: datetime, months: int) -> datetime:
    """The same day and hour so many calendar months ago; the month’s last day where it has no such day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def limit(months: int | None, now: datetime) -> datetime | None:
    """What is older than this has had its time; None for never."""
    return None if months is None else months_before(now, months)
